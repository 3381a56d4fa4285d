"""Second level of the deposition stage: the front of lithium itself, in a vertical section."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from nelumbo.checkpoint import next_checkpoint
from nelumbo.constants import GAS_CONSTANT, LITHIUM_MOLAR_VOLUME
from nelumbo.deposition.growth.electrolyte import SteadyElectrolyte
from nelumbo.deposition.growth.film import MovingFilm
from nelumbo.deposition.growth.model import FrontGrowth
from nelumbo.deposition.growth.noise import correlated_noise
from nelumbo.deposition.growth.outputs import film_by_surface
from nelumbo.deposition.growth.rules import NOTED, Rules
from nelumbo.deposition.growth.scene import Scene, bare_scene, membrane_scene, unknown_cavities
from nelumbo.deposition.growth.surface import FilmedSurface, SurfaceClass
from nelumbo.deposition.growth.transfer import ExponentialTransfer
from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.result import Deposit
from nelumbo.deposition.state import StateRule
from nelumbo.design.electrode import Electrode
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.lithium import Lithium
from nelumbo.errors import StageError
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.materials.film_share import FilmShare
from nelumbo.numerics import elliptic, percolation
from nelumbo.numerics.front.shape import LOOPS
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport
from nelumbo.units import MICROMETRE

_LEAST_REST = 0.05
"""Thinnest film at rest over the mean, where the noise would go below."""


@dataclass(frozen=True)
class VoxelFront(DepositionModel):
    """Lithium grows as a front on voxels, on a bare collector or beneath a membrane that floats on it.

    V = (Ω/F) ⟨i⟩_ℓ;  inside + underneath + on top = Q                      (see `FrontGrowth`)
    R = f R_film,  f of `FilmShare`;  σ_q = max(1 + n ξ, 0.05),  σ_m = max(ℓ/L, 1)     (see `MovingFilm`)
    slope = √(a² − 1)                                                       (see `StateRule`)

    A bare collector is a periodic box of ``width``, in three dimensions a square; a membrane is the plane of its
    image whose share of cavities is most like the whole film's, in three dimensions all of the image. It is
    repeated to about that width, because a narrow box is smooth by itself: it has no room for the waves that grow.
    What film lies where is one rule: lithium on bare collectors carries the film at rest of the electrolyte,
    lithium under a membrane, and the walls that it grows on, the share f that the membrane's outer faces leave;
    the film's noise is inherited, its healing time constant. A film of the thickness L at rest has filled a valley
    when it is as thick as the shortest wave that grows, ℓ. The surface area a over the electrode's gives the slope
    that names a deposit: an even front folded to the same area has it, and one with overhangs has more. Lithium
    among the particles counts as underneath. Collector and walls nucleate behind the barriers of the design; walls
    that state none have the collector's. Coated faces are inert, and those without a coat, under the β-fold film
    of the outer faces, plate evenly (`with_outer_faces`). The initial roughness is not used: the noise of the film
    sows the unevenness.

    Attributes:
        width: of the box, m. voxel: on a bare collector, m. membrane_voxel: under a membrane, m; at least that of
            its image. cutoff: ℓ, m, at least two voxels.
        reach: distance beyond the box to where the salt is that of the bulk, m. stack_pressure: on the membrane,
            Pa (assumed: springs of coin cells give 0.1–1 MPa). seed: of the film's noise.
        courant: largest step, voxels. renewal: growth after which the electrolyte is solved again, m.
        film_share: where the film forms. state: the rule that names a deposit.
        rules: what happens besides; see `Rules` for the off switches. dimensions: of the box, 2 or 3.
    """

    equation: ClassVar[str] = (
        "V = (Ω/F) ⟨i⟩_ℓ;  inside + underneath + on top = Q;  R = f R_film;  σ_q = max(1 + n ξ, 0.05);  "
        "σ_m = max(ℓ/L, 1);  slope = √(a² − 1)"
    )
    units: ClassVar[dict[str, str]] = {
        "V": "m/s",
        "Ω": "m^3/mol",
        "F": "C/mol",
        "i": "A/m^2",
        "ℓ": "m",
        "L": "m",
        "Q": "C/m^2",
        "R": "ohm m^2",
        "R_film": "ohm m^2",
        "f": "1",
        "σ_q": "1",
        "σ_m": "1",
        "n": "1",
        "ξ": "1",
        "a": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Adalsteinsson1999", "Peled1979", "Xu2017")

    width: float = 60 * MICROMETRE
    voxel: float = 0.1 * MICROMETRE
    membrane_voxel: float = 0.1 * MICROMETRE
    cutoff: float = 0.2 * MICROMETRE
    reach: float = 20 * MICROMETRE
    stack_pressure: float = 1e5
    seed: int = 0
    courant: float = 0.5
    renewal: float = 0.3 * MICROMETRE
    film_share: FilmShare = field(default_factory=FilmShare.calibrated)
    state: StateRule = field(default_factory=StateRule)
    rules: Rules = Rules()  # noqa: RUF009 (frozen)
    dimensions: int = 2

    def __post_init__(self) -> None:
        if self.dimensions not in (2, 3):
            raise ValueError(f"dimensions must be 2 or 3, got {self.dimensions}")

    def seeded(self, number: int) -> VoxelFront:
        """Return the model with other random numbers."""
        return replace(self, seed=self.seed + number)

    def loops(self, electrode: Electrode) -> frozenset[str]:
        """Return the modules of compiled loops that a growth takes."""
        return LOOPS | elliptic.LOOPS | percolation.LOOPS

    def refusal(self, structure: Structure) -> str:
        """Return why lithium cannot be grown on this film, or nothing."""
        if structure.image is not None and unknown_cavities(structure):
            return "a front fills the cavities of particles, and this film is known by its image only"
        return ""

    def plate(
        self,
        electrode: Electrode,
        structure: Structure,
        transport: Transport,
        lithium: Lithium,
        electrolyte: Electrolyte,
        current_density: float,
        charges: Sequence[float],
    ) -> tuple[Deposit, ...]:
        """Plate from a clean electrode and return the deposit at every charge.

        Args:
            current_density: > 0, A/m². charges: increasing plated charges ≥ 0, C/m².

        Raises:
            StageError: no salt gets through the film, or its cavities are not known one by one.
        """
        if not transport.percolates:
            raise StageError(
                f"lithium cannot be plated under a film that lets no salt through ({transport.reason}).",
                "use less binder or a larger shell porosity.",
            )
        checkpoint = next_checkpoint()
        growth, scene = self.begin(electrode, structure, lithium, electrolyte)
        deposits: list[Deposit] = []
        scene, deposits = checkpoint.load() or (scene, deposits)
        for charge in charges[len(deposits) :]:
            seen = scene.grow(growth, current_density, charge, lambda: checkpoint.offer((scene, deposits)))
            deposits.append(self._deposit(seen, structure, current_density, charge))
        checkpoint.keep((scene, deposits))
        return tuple(deposits)

    def begin(
        self, electrode: Electrode, structure: Structure, lithium: Lithium, electrolyte: Electrolyte
    ) -> tuple[FrontGrowth, Scene]:
        """Return the laws of the front, and the clean electrode on which it begins."""
        scene = self._scene(electrode, structure)
        growth = self._growth(scene, electrode, structure, lithium, electrolyte)
        scene.begin(growth)
        self._roughen(scene, lithium)
        return growth, scene

    def _scene(self, electrode: Electrode, structure: Structure) -> Scene:
        """Return where lithium grows."""
        if electrode.membrane is None or structure.image is None:
            return bare_scene(round(self.width / self.voxel), self.voxel, self.dimensions)
        ratios = (electrode.membrane.wall_diffusivity_ratio, electrode.membrane.binder_diffusivity_ratio)
        return membrane_scene(structure, ratios, self.width, self.membrane_voxel, self.dimensions)

    def _growth(
        self, scene: Scene, electrode: Electrode, structure: Structure, lithium: Lithium, electrolyte: Electrolyte
    ) -> FrontGrowth:
        """Return the front with its laws."""
        collector, membrane = electrode.collector, electrode.membrane
        stated = None if membrane is None else membrane.wall_nucleation_overpotential
        barrier = collector.nucleation_overpotential if stated is None else stated
        film, kinetics = lithium.film, ButlerVolmer(electrolyte.exchange_current_density, electrolyte.temperature)
        resistance = self.share_of_film(structure) * electrolyte.sei_resistance
        cutoff = max(self.cutoff, 2 * scene.voxel)
        stretch = film.critical_stretch if self.rules.cracking else None
        crack = math.inf if stretch is None else stretch
        mechanisms = (
            self.rules.mechanisms(scene.film[1], self.stack_pressure, structure.mechanics, self.state.lithium)
            if scene.film
            else ()
        )
        return FrontGrowth(
            voxel=scene.voxel,
            surface=FilmedSurface(ExponentialTransfer(kinetics)),
            electrolyte=SteadyElectrolyte(
                electrolyte.salt_concentration,
                electrolyte.diffusivity,
                electrolyte.transference_number,
                self.reach,
            ),
            film=MovingFilm(
                resistance, film.healing_time, crack, film.crack_share, most=max(cutoff / film.thickness, 1.0)
            ),
            cutoff=cutoff,
            capillary_length=lithium.surface_energy
            * LITHIUM_MOLAR_VOLUME
            / (GAS_CONSTANT * electrolyte.temperature),
            walls=(
                SurfaceClass(collector.exchange_current_ratio, collector.nucleation_overpotential, resistance),
            ),
            inside=SurfaceClass(structure.wall_exchange_ratio, barrier, resistance),
            outside=SurfaceClass(structure.wall_exchange_ratio, barrier, self.film_share.reactivity * resistance),
            mechanisms=mechanisms,
            courant=self.courant,
            renewal=self.renewal,
            margin=scene.margin,
        )

    def share_of_film(self, structure: Structure) -> float:
        """Return f, the film on the moving lithium over that without a membrane; 0 without a film."""
        if not self.rules.film:
            return 0.0
        return self.film_share.share(structure.outer_area) if self.rules.relocation else 1.0

    def _roughen(self, scene: Scene, lithium: Lithium) -> None:
        """Give the film its noise."""
        state, film = scene.state, lithium.film
        noise = correlated_noise(state.phi.shape[1:], film.correlation_length / scene.voxel, self.seed)
        state.rest[:] = np.maximum(1 + film.noise * noise, _LEAST_REST)
        state.density[:] = state.rest

    def _deposit(self, scene: Scene, structure: Structure, current: float, charge: float) -> Deposit:
        """Return the deposit of one charge."""
        found = scene.look()
        shape = found.morphology
        slope = math.sqrt(max(shape.exposed_area, 1.0) ** 2 - 1)
        return Deposit(
            charge=charge,
            current_density=current,
            inside=found.inside,
            underneath=charge - found.inside - found.on_top,
            on_top=found.on_top,
            lithium_thickness=shape.thickness,
            total_thickness=max(shape.thickness, found.membrane_bottom + structure.membrane_thickness),
            deposit_porosity=min(max(shape.porosity, 0.0), 1.0),
            roughness_sq=shape.roughness_sq,
            tip_height=shape.tip,
            punctured_fraction=found.punctured_fraction,
            overpotential=shape.overpotential,
            state=self.state.name(shape.roughness_sq, slope, found.punctured_fraction),
            film=film_by_surface(scene.state, self.share_of_film(structure)),
            section=found.section,
            idle=tuple(sorted(NOTED - scene.state.acted)),
        )
