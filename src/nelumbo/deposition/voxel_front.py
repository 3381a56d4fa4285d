"""Second level of the deposition stage: the front of lithium itself, in a vertical section."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np

from nelumbo.constants import GAS_CONSTANT, LITHIUM_MOLAR_VOLUME
from nelumbo.deposition.growth.breach import Breach
from nelumbo.deposition.growth.electrolyte import SteadyElectrolyte
from nelumbo.deposition.growth.film import MovingFilm
from nelumbo.deposition.growth.lift import FloatingMembrane
from nelumbo.deposition.growth.mechanism import Mechanism
from nelumbo.deposition.growth.model import FrontGrowth
from nelumbo.deposition.growth.noise import correlated_noise
from nelumbo.deposition.growth.scene import Scene, bare_scene, membrane_scene
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
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport
from nelumbo.units import MICROMETRE

_LEAST_REST = 0.05
"""Thinnest film at rest over the mean, where the noise would go below."""


@dataclass(frozen=True)
class VoxelFront(DepositionModel):
    """Lithium grows as a front on voxels, on a bare collector or beneath a membrane that floats on it.

    V = (Ω/F) ⟨i⟩_ℓ;  inside + underneath + on top = Q                      (see `FrontGrowth`)
    R = f R_film,  f of `FilmShare`;  σ_q = max(1 + n ξ, 0.05)                (see `MovingFilm`)
    slope = √(a² − 1)                                                        (see `StateRule`)

    Two-dimensional: a bare collector is a periodic box of ``width``; a membrane is the plane of its image whose
    share of cavities is most like the whole film's. What film lies where is one rule: lithium on a bare collector
    carries the film at rest of the electrolyte, lithium under a membrane, and the walls that it grows on, the
    share f that the membrane's outer faces leave; the film's noise is inherited, its healing time constant. The
    surface area a over that of the electrode gives the slope that names a deposit: an even front folded to the
    same area has it, and one with overhangs has more. Lithium among the particles counts as underneath. The
    collector and the walls have no barrier to nucleation, coated faces are inert, and the initial roughness is not
    used: the noise of the film sows the unevenness.

    Attributes:
        width, voxel: of the box of a bare collector, m. cutoff: ℓ, m, at least two voxels.
        reach: distance beyond the box to where the salt is that of the bulk, m. stack_pressure: on the membrane,
            Pa (assumed: springs of coin cells give 0.1–1 MPa). seed: of the film's noise.
        courant: largest step, voxels. renewal: growth after which the electrolyte is solved again, m.
        film_share: where the film forms. state: the rule that names a deposit.
        breaches: whether a membrane can break over lithium.
    """

    equation: ClassVar[str] = (
        "V = (Ω/F) ⟨i⟩_ℓ;  inside + underneath + on top = Q;  R = f R_film;  σ_q = max(1 + n ξ, 0.05);  "
        "slope = √(a² − 1)"
    )
    units: ClassVar[dict[str, str]] = {
        "V": "m/s",
        "Ω": "m^3/mol",
        "F": "C/mol",
        "i": "A/m^2",
        "ℓ": "m",
        "Q": "C/m^2",
        "R": "ohm m^2",
        "R_film": "ohm m^2",
        "f": "1",
        "σ_q": "1",
        "n": "1",
        "ξ": "1",
        "a": "1",
    }
    references: ClassVar[tuple[str, ...]] = ("Adalsteinsson1999", "Peled1979", "Xu2017")

    width: float = 60 * MICROMETRE
    voxel: float = 0.1 * MICROMETRE
    cutoff: float = 0.2 * MICROMETRE
    reach: float = 20 * MICROMETRE
    stack_pressure: float = 1e5
    seed: int = 0
    courant: float = 0.5
    renewal: float = 0.3 * MICROMETRE
    film_share: FilmShare = field(default_factory=FilmShare.calibrated)
    state: StateRule = field(default_factory=StateRule)
    breaches: bool = True

    def seeded(self, number: int) -> VoxelFront:
        """Return the model with other random numbers."""
        return replace(self, seed=self.seed + number)

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
        scene = self._scene(electrode, structure)
        growth = self._growth(scene, electrode, structure, lithium, electrolyte)
        scene.begin(growth)
        self._roughen(scene, lithium)
        deposits = []
        for charge in charges:
            scene.grow(growth, current_density, charge)
            deposits.append(self._deposit(scene, structure, current_density, charge))
        return tuple(deposits)

    def _scene(self, electrode: Electrode, structure: Structure) -> Scene:
        """Return where lithium grows."""
        if electrode.membrane is None or structure.image is None:
            return bare_scene(round(self.width / self.voxel), self.voxel)
        ratios = (electrode.membrane.wall_diffusivity_ratio, electrode.membrane.binder_diffusivity_ratio)
        return membrane_scene(structure, ratios)

    def _growth(
        self, scene: Scene, electrode: Electrode, structure: Structure, lithium: Lithium, electrolyte: Electrolyte
    ) -> FrontGrowth:
        """Return the front with its laws."""
        film, kinetics = lithium.film, ButlerVolmer(electrolyte.exchange_current_density, electrolyte.temperature)
        resistance = self.film_share.share(structure.outer_area) * electrolyte.sei_resistance
        crack = math.inf if film.critical_stretch is None else film.critical_stretch
        return FrontGrowth(
            voxel=scene.voxel,
            surface=FilmedSurface(ExponentialTransfer(kinetics)),
            electrolyte=SteadyElectrolyte(
                electrolyte.salt_concentration,
                electrolyte.diffusivity,
                electrolyte.transference_number,
                self.reach,
            ),
            film=MovingFilm(resistance, film.healing_time, crack, film.crack_share),
            cutoff=max(self.cutoff, 2 * scene.voxel),
            capillary_length=lithium.surface_energy
            * LITHIUM_MOLAR_VOLUME
            / (GAS_CONSTANT * electrolyte.temperature),
            walls=(SurfaceClass(electrode.collector.exchange_current_ratio, film_resistance=resistance),),
            inside=SurfaceClass(structure.wall_exchange_ratio, film_resistance=resistance),
            mechanisms=self._mechanisms(scene, structure),
            courant=self.courant,
            renewal=self.renewal,
            margin=scene.margin,
        )

    def _mechanisms(self, scene: Scene, structure: Structure) -> tuple[Mechanism, ...]:
        """Return what a membrane does."""
        if scene.film is None:
            return ()
        around, mechanics = scene.film[1], structure.mechanics
        lift = FloatingMembrane(around.bottom)
        if not self.breaches or mechanics.puncture_radius == 0:
            return (lift,)
        breach = Breach(
            around.bottom,
            around.top,
            self.stack_pressure,
            mechanics.puncture_pressure,
            mechanics.puncture_radius,
            self.state.lithium,
        )
        return lift, breach

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
            section=found.section,
        )
