"""Transport through a film from its voxel image."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.design.electrode import Electrode
from nelumbo.errors import StageError
from nelumbo.numerics import elliptic, percolation
from nelumbo.numerics.resample import cell_averages
from nelumbo.structure.result import Phase, Structure, VoxelImage
from nelumbo.transport.bare import bare_transport
from nelumbo.transport.mixing import PartialVolumes
from nelumbo.transport.model import TransportModel
from nelumbo.transport.result import Transport
from nelumbo.transport.steady_diffusion import SteadyDiffusion


@dataclass(frozen=True)
class VoxelDiffusion(TransportModel):
    """Steady diffusion through the image, periodic in x and y, from the collector to the film's top.

    ∇·(D∇c) = 0;  τ = ε D/D_eff;  ε = f_electrolyte + φ_s f_shell where connected;  a = (A_outer + A_inner)/L

    Electrolyte conducts with 1, nanoporous wall and binder with their own ratios, metal with 0. The pores of the
    walls count as pores, closed cavities do not.

    Partial volumes do not tell a thin wall from a rough one, so an impermeable coat about as thin as a voxel
    leaks, and its result changes with the voxel; a permeable one is resolved (docs/decisions/0006).

    Attributes:
        largest: voxels above which the image is averaged over fewer, 1.
        mixing: of phases within a voxel. diffusion: numerical settings of the solver.
    """

    equation: ClassVar[str] = (
        "∇·(D∇c) = 0\nτ = ε D/D_eff\nε = f_electrolyte + φ_s f_shell where connected\na = (A_outer + A_inner)/L"
    )
    units: ClassVar[dict[str, str]] = {
        "D": "m^2/s",
        "D_eff": "m^2/s",
        "c": "mol/m^3",
        "τ": "1",
        "ε": "1",
        "f_electrolyte": "1",
        "f_shell": "1",
        "φ_s": "1",
        "a": "1/m",
        "A_outer": "m^2/m^2",
        "A_inner": "m^2/m^2",
        "L": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Epstein1989", "Cooper2016")

    largest: int = 1_000_000
    mixing: PartialVolumes = field(default_factory=PartialVolumes)
    diffusion: SteadyDiffusion = field(default_factory=SteadyDiffusion)

    def loops(self, electrode: Electrode) -> frozenset[str]:
        """Return the modules of compiled loops that a solution takes; without a film there is none."""
        return frozenset() if electrode.membrane is None else elliptic.LOOPS | percolation.LOOPS

    def solve(self, electrode: Electrode, structure: Structure) -> Transport:
        """Return the film's effective transport; without a film it is that of nothing.

        Raises:
            StageError: the solver did not converge, or only one of membrane and image is there.
        """
        membrane, image = electrode.membrane, structure.image
        if image is None and structure.membrane_thickness == 0:
            return bare_transport()
        if membrane is None or image is None:
            raise StageError(
                "the structure has a film where the electrode has no membrane, or a film without a voxel image.",
                "build the structure from the same electrode, with an image.",
            )
        fractions = self._resolved(image)
        of_phase = np.zeros(len(Phase))
        of_phase[Phase.ELECTROLYTE] = 1.0
        of_phase[Phase.SHELL] = membrane.wall_diffusivity_ratio
        of_phase[Phase.BINDER] = membrane.binder_diffusivity_ratio
        pores = fractions[Phase.ELECTROLYTE] + membrane.wall_porosity * fractions[Phase.SHELL]
        height, *sides = (
            image.voxel * old / new for old, new in zip(image.shape, fractions.shape[1:], strict=True)
        )
        result = self.diffusion.solve(
            self.mixing.mix(fractions, of_phase), float(pores.mean()), (height, sides[0], sides[1])
        )
        porosity = float(np.where(result.through, pores, 0.0).mean()) if result.percolates else result.porosity
        return Transport(
            thickness=structure.membrane_thickness,
            porosity=porosity,
            diffusivity_ratio=result.ratio,
            tortuosity_factor=porosity / result.ratio if result.percolates else float("inf"),
            flux_variation=result.flux_variation,
            percolates=result.percolates,
            reason=result.reason,
            imbalance=result.imbalance,
            flux_map=result.flux_map,
            voxel=sides[0],
            surface_charge=membrane.surface_charge,
            wall_area=(structure.outer_area + structure.inner_area) / structure.membrane_thickness,
        )

    def _resolved(self, image: VoxelImage) -> NDArray[np.floating]:
        """Return the partial volumes on at most `largest` voxels."""
        size = float(np.prod(image.shape))
        if size <= self.largest:
            return image.fractions
        finer = (self.largest / size) ** (1 / 3)
        z, y, x = (max(1, int(cells * finer)) for cells in image.shape)
        return cell_averages(image.fractions, (len(Phase), z, y, x))
