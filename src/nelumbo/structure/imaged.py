"""A film from a segmented image of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from nelumbo.design.imaged_membrane import ImagedMembrane, ImagePhases
from nelumbo.design.segmented_image import ImageError, Labels, file_digest, read_labels
from nelumbo.design.solid import Solid
from nelumbo.errors import StageError
from nelumbo.law import Law
from nelumbo.numerics.grid import Sides
from nelumbo.numerics.interface_area import interface_area
from nelumbo.numerics.percolation import LOOPS, clusters
from nelumbo.structure.descriptors import MASS_WINDOW, widest_within, window_variation
from nelumbo.structure.foam import OpenCellFoam
from nelumbo.structure.result import BinderPlacement, Phase, Structure, VoxelImage

Phases = NDArray[np.uint8]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class ImagedFilm(Law):
    """What a segmented image says about a film; the image is taken to repeat along y and x.

    h = height below which 98 % of the film's columns end;  ε = 1 − [(1 − φ_s) v_shell + v_solid + v_binder]/h
    M = [(1 − φ_s) V_shell + V_solid] ρ;  A = 2 Σ_d w_d N_d/|d|;  δ = V_binder/A_covered

    V are volumes per area of the whole image and v of its part below h, φ_s is the pore share of the walls and A
    the area of the interface between two sets of voxels by Crofton's formula (`interface_area`). The first slice
    lies on the collector. Electrolyte that reaches the last slice or the collector through electrolyte alone is
    outside, any other is a cavity: metal borders the outside and the binder with its outer area, and cavities with
    its inner area; of what the binder covers, its ``coat_coverage`` is inert. A sample that does not repeat has a
    seam at its sides: nothing is counted there as a surface that is none, but a cavity cut there may open.

    Pinholes are columns without metal. An image knows no particles: layers and contacts per particle are not a
    number, and stiffness and strength are those of a foam.

    Attributes:
        foam: closure for the mechanics.
    """

    equation: ClassVar[str] = (
        "ε = 1 − [(1 − φ_s) v_shell + v_solid + v_binder]/h\n"
        "M = [(1 − φ_s) V_shell + V_solid] ρ\n"
        "A = 2 Σ_d w_d N_d/|d|; δ = V_binder/A_covered"
    )
    units: ClassVar[dict[str, str]] = {
        "ε": "1",
        "φ_s": "1",
        "v_shell": "m^3/m^2",
        "h": "m",
        "M": "kg/m^2",
        "V_shell": "m^3/m^2",
        "ρ": "kg/m^3",
        "A": "m^2/m^2",
        "w_d": "1",
        "N_d": "1/m^2",
        "δ": "m",
        "A_covered": "m^2/m^2",
    }
    references: ClassVar[tuple[str, ...]] = ("Ohser2000", "Gibson1997")

    foam: OpenCellFoam = field(default_factory=OpenCellFoam)

    def loops(self, electrode: Any) -> frozenset[str]:
        """Return the modules of compiled loops that reading an image takes."""
        return LOOPS

    def build(self, membrane: ImagedMembrane) -> Structure:
        """Return the film of the image, the same for every realisation.

        Raises:
            StageError: the file has changed since the design was read, or cannot be read any more.
        """
        phases = phase_of(_content(membrane), membrane.phases)
        voxel, columns = membrane.voxel, phases.shape[1] * phases.shape[2]
        tops = column_tops(phases)
        walls = is_metal(phases)
        if not walls.any():
            raise StageError("the image shows no metal.", "name its labels in phases.shell or phases.solid.")
        rows = int(np.quantile(tops[tops > 0], 0.98, method="inverted_cdf"))
        thickness, film = rows * voxel, phases[:rows]
        volume = np.bincount(phases.ravel(), minlength=len(Phase)) * voxel / columns
        share = np.bincount(film.ravel(), minlength=len(Phase)) / film.size
        dense = 1 - membrane.wall_porosity
        metal, binder = dense * share[Phase.SHELL] + share[Phase.SOLID], share[Phase.BINDER]
        mass = (dense * (phases == Phase.SHELL) + (phases == Phase.SOLID)).sum(axis=0)
        cavities = enclosed(phases == Phase.ELECTROLYTE)
        outer, inner, covered = _areas(phases, cavities)
        glue = membrane.binder
        solids: dict[Solid, float] = {membrane.metal: float(metal)}
        if glue is not None:
            solids[glue.material] = solids.get(glue.material, 0.0) + float(binder)
        return Structure(
            membrane_thickness=thickness,
            mass_loading=float(dense * volume[Phase.SHELL] + volume[Phase.SOLID]) * membrane.metal.density,
            binder_loading=0.0 if glue is None else float(volume[Phase.BINDER]) * glue.material.density,
            layers=math.nan,
            porosity=float(1 - metal - binder),
            packing_fraction=float(share[Phase.SHELL] + share[Phase.SOLID] + np.mean(cavities[:rows])),
            contacts_per_particle=math.nan,
            contacts_per_area=math.nan,
            mass_variation=window_variation(mass, round(MASS_WINDOW / voxel)),
            outer_area=outer,
            inner_area=inner,
            coated_area=0.0 if glue is None else glue.coat_coverage * covered,
            cavity_volume=float(np.count_nonzero(cavities)) * voxel / columns,
            pinhole_fraction=float(np.mean(~walls.any(axis=0))),
            widest_passage=_widest_ball(phases, voxel),
            binder=BinderPlacement(coat=float(volume[Phase.BINDER]) / covered if covered > 0 else 0.0),
            wall_exchange_ratio=membrane.exchange_current_ratio,
            mechanics=self.foam.evaluate(solids, thickness),
            particles=None,
            image=VoxelImage(np.stack([film == phase for phase in Phase]).astype(np.float32), voxel),
        )


def phase_of(labels: Labels, phases: ImagePhases) -> Phases:
    """Return the phase of every voxel.

    Raises:
        StageError: a label is in no phase.
    """
    known = np.unique(labels)
    of_label = np.full(len(known), len(Phase), np.uint8)
    for phase in Phase:
        of_label[np.isin(known, getattr(phases, phase.name.lower()))] = phase
    if (of_label == len(Phase)).any():
        unknown = ", ".join(map(str, known[of_label == len(Phase)]))
        raise StageError(f"the labels {unknown} of the image are in no phase.", "name them in phases.")
    found: Phases = of_label[np.searchsorted(known, labels)]
    return found


def is_metal(phases: Phases) -> Mask:
    """Return where walls and solid are."""
    found: Mask = (phases == Phase.SHELL) | (phases == Phase.SOLID)
    return found


def column_tops(phases: Phases) -> NDArray[np.int64]:
    """Return how many voxels high every column (y, x) reaches before there is only electrolyte, 0 for none."""
    filled = phases != Phase.ELECTROLYTE
    below: NDArray[np.int64] = len(phases) - np.argmax(filled[::-1], axis=0)
    return np.where(filled.any(axis=0), below, 0)


def enclosed(electrolyte: Mask) -> Mask:
    """Return the electrolyte that reaches neither the first nor the last slice through faces of electrolyte."""
    cluster = clusters(electrolyte, Sides.PERIODIC)
    inside = np.ones(int(cluster.max()) + 1, bool)
    inside[cluster[0]] = inside[cluster[-1]] = inside[0] = False
    found: Mask = inside[cluster]
    return found


def _areas(phases: Phases, cavities: Mask) -> tuple[float, float, float]:
    """Return outer, inner and covered area of the metal, m²/m²."""
    columns = phases.shape[1] * phases.shape[2]
    metal, binder = is_metal(phases), phases == Phase.BINDER
    outside = (phases == Phase.ELECTROLYTE) & ~cavities
    covered = interface_area(metal, binder) / columns
    free = interface_area(metal, outside) / columns
    return free + covered, interface_area(metal, cavities) / columns, covered


def _widest_ball(phases: Phases, voxel: float) -> float:
    """Return the diameter, m, of the widest ball that gets through; surfaces lie half a voxel off the centres."""
    filled = phases != Phase.ELECTROLYTE

    def distance_up_to(_: float, band: float) -> NDArray[np.float64]:
        around = math.ceil(band / voxel) + 1
        above = np.pad(filled, ((0, around), (0, 0), (0, 0)))
        wide = np.pad(above, ((0, 0), (around, around), (around, around)), mode="wrap")
        inner = slice(around, -around)
        away = distance_transform_edt(~wide)[:, inner, inner]
        return np.minimum(np.where(above, -0.5, away - 0.5) * voxel, band)

    return widest_within(distance_up_to, voxel, min(phases.shape[1:]) * voxel)


def _content(membrane: ImagedMembrane) -> Labels:
    path = Path(membrane.image)
    try:
        if membrane.sha256 is not None and file_digest(path) != membrane.sha256:
            raise StageError(f"{path} has changed since the design was read.", "run the design again.")
        return read_labels(path)
    except ImageError as error:
        raise StageError(f"expected {error.expected}, got {error.got}.", f"{error.remedy}.") from error
