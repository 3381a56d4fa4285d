"""The floating membrane as a plate on a growing lithium surface: 2+1 dimensions, seconds to run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy.special import j1

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.filling import ChargeExactFilling
from nelumbo.deposition.film_covered import film_covered_front, membrane_layer
from nelumbo.deposition.growth.noise import correlated_noise
from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.plate.contact import Bonded, Contact
from nelumbo.deposition.plate.film import PlateFilm
from nelumbo.deposition.plate.growth import PlateGrowth, PlateState
from nelumbo.deposition.plate.kinetics import FilmedKinetics
from nelumbo.deposition.plate.membrane import PlateMembrane
from nelumbo.deposition.result import Deposit
from nelumbo.design.electrode import Electrode
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.lithium import Lithium
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.materials.lithium_creep import LithiumCreep
from nelumbo.materials.lithium_yield import LithiumYield
from nelumbo.numerics.fourier import FourierGrid
from nelumbo.structure.result import Mechanics, Structure
from nelumbo.transport.result import Transport

Array = NDArray[np.float64]


@dataclass(frozen=True)
class PlateModel(DepositionModel):
    """A lithium surface of random unevenness, grown under the membrane of the electrode.

    total = membrane + h₉₈,   h₉₈ = ⟨h⟩ + quantile(h − ⟨h⟩, 0.98),   ⟨h⟩ = (underneath + on top)(Ω/F)/(1 − p)
    punctured = max(⟨1 − d⟩, share of the area where p_a > p_c)

    `ChargeExactFilling` decides where the charge goes and at which overpotential; `PlateGrowth` how uneven the
    front is, in place of linear theory. Between two charges the front moves at its mean velocity. d is what is
    intact of the membrane (`PlateMembrane`), p_a the pressure averaged over the disc of a tip, p_c what punctures
    there, if lithium stands it (`StateRule`). The front has no overhangs: growth ends when its rms slope reaches
    one, and from then on roughness and tip are lower bounds.

    Attributes:
        split: where the charge goes, which film is on the lithium, how a deposit is called.
        contact: how the membrane lies on the lithium. persistent, initial: shares of the film's noise that the
            film keeps and that it starts with, 1.
        failure_strain: of the membrane, 1; ``None`` for that of its structure.
        strength: of lithium, whose creep it scales; ``None`` for lithium that does not flow.
        cells: along each side. width: of the square, m. steepest: rms slope at which growth ends, 1.
        tolerance: of a time step; at this one Sq is right to a per cent.
        seed: of the random numbers. workers: threads.
    """

    equation: ClassVar[str] = (
        "total = membrane + h₉₈;  h₉₈ = ⟨h⟩ + quantile(h − ⟨h⟩, 0.98);  "
        "⟨h⟩ = (underneath + on top)(Ω/F)/(1 − p);  punctured = max(⟨1 − d⟩, share of p_a > p_c)"
    )
    units: ClassVar[dict[str, str]] = {
        "h": "m",
        "h₉₈": "m",
        "Ω": "m^3/mol",
        "F": "C/mol",
        "p": "1",
        "d": "1",
        "p_a": "Pa",
        "p_c": "Pa",
    }
    references: ClassVar[tuple[str, ...]] = ("Mullins1964", "Monroe2005", "Timoshenko1970")

    split: ChargeExactFilling = field(default_factory=ChargeExactFilling)
    contact: Contact = Bonded()  # noqa: RUF009 (frozen)
    persistent: float = 1.0
    initial: float = 1.0
    failure_strain: float | None = None
    strength: LithiumYield | None = LithiumYield()  # noqa: RUF009 (frozen)
    cells: int = 128
    width: float = 32e-6
    steepest: float = 1.0
    tolerance: float = 1e-2
    seed: int = 0
    workers: int = 1

    def seeded(self, number: int) -> PlateModel:
        """Return the model with the random numbers of the realisation ``number``."""
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
            current_density: > 0, A/m².
            charges: increasing plated charges ≥ 0, C/m².

        Raises:
            StageError: no salt gets through the film, or the grid is too coarse.
        """
        level = self.split.plate(electrode, structure, transport, lithium, electrolyte, current_density, charges)
        growth = self.growth(structure, lithium, electrolyte, current_density)
        state, found, passed = self.start(growth, lithium), [], 0.0
        growing = True
        for deposit in level:
            time = (deposit.charge - passed) / current_density
            rise = self._mean(deposit, lithium) - state.waves[0, 0, 0].real
            if growing and time > 0 and rise > 0:
                growth = replace(growth, linear=replace(growth.linear, velocity=rise / time))
                growing = growth.run(state, time, self.steepest)
            passed = deposit.charge
            found.append(self._deposit(deposit, growth, state, structure, lithium))
        return tuple(found)

    def growth(
        self, structure: Structure, lithium: Lithium, electrolyte: Electrolyte, current_density: float
    ) -> PlateGrowth:
        """Return the growth of a front on this structure, at the velocity of the current on a flat collector."""
        film, share = lithium.film, self.split.film_share.share(structure.outer_area)
        grid = FourierGrid((self.cells, self.cells), self.width / self.cells, self.workers)
        linear = film_covered_front(lithium, electrolyte, share, current_density)
        kinetics = ButlerVolmer(electrolyte.exchange_current_density, electrolyte.temperature)
        layer, strain = membrane_layer(structure), self.failure_strain
        return PlateGrowth(
            grid=grid,
            linear=linear,
            kinetics=FilmedKinetics(kinetics, share * electrolyte.sei_resistance, linear.height_per_charge),
            film=PlateFilm(
                noise=film.noise,
                healing_time=film.healing_time,
                persistent=self.persistent,
                initial=self.initial,
                critical_stretch=np.inf if film.critical_stretch is None else film.critical_stretch,
                fresh=film.crack_share,
            ),
            membrane=None
            if layer is None
            else PlateMembrane(layer, structure.mechanics.failure_strain if strain is None else strain, grid),
            contact=self.contact,
            creep=None
            if self.strength is None
            else LithiumCreep(float(self.strength.strength(film.correlation_length))),
            tolerance=self.tolerance,
        )

    def start(self, growth: PlateGrowth, lithium: Lithium) -> PlateState:
        """Return an uneven first layer under an uneven film, the same for every electrode of a seed."""
        cells, length = growth.grid.cells, lithium.film.correlation_length / growth.grid.spacing
        height, film = (
            correlated_noise(cells, length, np.random.SeedSequence(self.seed, spawn_key=(n,))) for n in (0, 1)
        )
        return growth.init(lithium.initial_roughness * height, film)

    def _mean(self, deposit: Deposit, lithium: Lithium) -> float:
        """Return ⟨h⟩, m."""
        dense = (deposit.underneath + deposit.on_top) * LITHIUM_HEIGHT_PER_CHARGE
        return dense / (1 - lithium.deposit_porosity)

    def _deposit(
        self, level: Deposit, growth: PlateGrowth, state: PlateState, structure: Structure, lithium: Lithium
    ) -> Deposit:
        """Return the deposit of the level model with the roughness of this one."""
        if level.charge == 0:
            return level
        mean, surface = self._mean(level, lithium), growth.height(state)
        uneven = surface - surface.mean()
        roughness, slope = float(uneven.std()), growth.slope(state)
        height = mean + float(np.quantile(uneven, 0.98))
        punctured = self._punctured(growth, state, structure.mechanics)
        return replace(
            level,
            lithium_thickness=height,
            total_thickness=structure.membrane_thickness + height,
            deposit_porosity=1 - mean * (1 - lithium.deposit_porosity) / height,
            roughness_sq=roughness,
            tip_height=float(uneven.max()),
            punctured_fraction=punctured,
            state=self.split.state.name(roughness, slope, punctured),
        )

    def _punctured(self, growth: PlateGrowth, state: PlateState, mechanics: Mechanics) -> float:
        """Return the share of the membrane that has failed or is pierced."""
        if state.seat is None:
            return 0.0
        failed = 1 - float(state.seat.integrity.intact.mean())
        if not self.split.state.pierceable(mechanics):
            return failed
        x = growth.grid.wavenumber * mechanics.puncture_radius
        disc = np.divide(2 * j1(x), x, out=np.ones_like(x), where=x > 0)
        pressure = growth.grid.field(growth.grid.waves(state.seat.pressure) * disc)
        return max(failed, float((pressure > mechanics.puncture_pressure).mean()))
