"""First level of the deposition stage: exact charge, one overpotential, linear roughness."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.cavity import ShellCavities
from nelumbo.deposition.instability import FilmInstability
from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.result import Deposit, State
from nelumbo.deposition.spectrum import GrownRoughness, Spectrum
from nelumbo.deposition.split import Split, UniformOverpotential
from nelumbo.deposition.state import StateRule
from nelumbo.design.electrode import Electrode
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.lithium import Lithium
from nelumbo.errors import StageError
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.materials.elastic_layer import ElasticLayer
from nelumbo.materials.film_share import FilmShare
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport


@dataclass(frozen=True)
class ChargeExactFilling(DepositionModel):
    """Lithium fills the cavities and lifts the membrane; film, surface energy and membrane decide how rough.

    inside + underneath + on top = Q                                     (see `UniformOverpotential`)
    η = 2 (RT/F) asinh[i/(2 i₀ W)] + i (f R_film + R_membrane),  W = Σ A_j r_j
    s = f R_film/(f R_film + dη/di),  dη/di of the kinetics at i on lithium
    h = (underneath + on top)(Ω/F)/(1 − p) + z Sq,   total = h + membrane
    Sq, slope, tip                                                       (see `FilmInstability`, `GrownRoughness`)

    h is the height below which 98 % of the surface lies (z = 2.054 of a Gaussian surface), the same rule by which
    a membrane's thickness is read, and the reported porosity is the void share below h. Assumptions: uniform
    overpotential (Wagner number ≫ 1); no concentration polarisation (limiting currents of cells are 45–70 times
    1 mA/cm²); no barrier to nucleation; the film's share f on moving lithium follows `FilmShare` and is in series
    with the kinetics of all surfaces; the front moves at its mean velocity since the start; the membrane is an
    elastic layer of its measured modulus and bending stiffness, bonded to the lithium unless ``bonded`` is false,
    and a bare collector has none; it is laterally uniform: its pinholes and its flux variation add no roughness.

    Attributes:
        film_share: where the film forms. state: the rule that names a deposit.
        bonded: whether the membrane resists undulation of the lithium beneath it.
        observed_area: over which the highest tip is sought, m². bearing: z, 1.
    """

    equation: ClassVar[str] = (
        "inside + underneath + on top = Q;  η = 2 (RT/F) asinh[i/(2 i₀ W)] + i (f R_film + R_membrane);  "
        "W = Σ A_j r_j;  s = f R_film/(f R_film + dη/di);  h = (underneath + on top)(Ω/F)/(1 − p) + z Sq"
    )
    units: ClassVar[dict[str, str]] = {
        "Q": "C/m^2",
        "η": "V",
        "i": "A/m^2",
        "i₀": "A/m^2",
        "W": "1",
        "A_j": "m^2/m^2",
        "r_j": "1",
        "f": "1",
        "s": "1",
        "R_film": "ohm m^2",
        "R_membrane": "ohm m^2",
        "R": "J/(mol K)",
        "T": "K",
        "h": "m",
        "p": "1",
        "z": "1",
        "Sq": "m",
        "Ω": "m^3/mol",
        "F": "C/mol",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004", "Bard2001", "Mullins1964", "Greenwood1966")

    film_share: FilmShare = field(default_factory=FilmShare.calibrated)
    state: StateRule = field(default_factory=StateRule)
    bonded: bool = True
    observed_area: float = 1e-8
    bearing: float = 2.0537489106318225

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
            StageError: no salt gets through the film.
        """
        if not transport.percolates:
            raise StageError(
                f"lithium cannot be plated under a film that lets no salt through ({transport.reason}).",
                "use less binder or a larger shell porosity.",
            )
        split = self._split(electrode, structure, lithium)
        return tuple(
            self._deposit(split.at(charge), structure, transport, lithium, electrolyte, current_density, charge)
            for charge in charges
        )

    def _split(self, electrode: Electrode, structure: Structure, lithium: Lithium) -> UniformOverpotential:
        """Return where charge goes; the first layer on the foil is as high as the initial roughness."""
        return UniformOverpotential(
            cavities=ShellCavities.of(structure),
            wall_ratio=structure.wall_exchange_ratio,
            top_area=max(structure.outer_area - structure.coated_area, 0.0) * structure.wall_exchange_ratio,
            collector_ratio=electrode.collector.exchange_current_ratio,
            layer=lithium.initial_roughness / LITHIUM_HEIGHT_PER_CHARGE,
        )

    def _deposit(
        self,
        split: Split,
        structure: Structure,
        transport: Transport,
        lithium: Lithium,
        electrolyte: Electrolyte,
        current: float,
        charge: float,
    ) -> Deposit:
        """Return the deposit of one charge."""
        dense = (split.underneath + split.on_top) * LITHIUM_HEIGHT_PER_CHARGE
        mean = dense / (1 - lithium.deposit_porosity)
        roughness = slope = tip = punctured = 0.0
        if charge > 0:
            spectrum = self._spectrum(mean, structure, lithium, electrolyte, current, charge)
            roughness, slope, tip = spectrum.height, spectrum.slope, spectrum.tip(self.observed_area)
            punctured = self._punctured_fraction(spectrum, structure)
        height = mean + self.bearing * roughness
        kinetics = ButlerVolmer(electrolyte.exchange_current_density * split.conductance, electrolyte.temperature)
        series = self._film(structure, electrolyte) + transport.resistance(electrolyte.conductivity)
        return Deposit(
            charge=charge,
            current_density=current,
            inside=split.inside,
            underneath=split.underneath,
            on_top=split.on_top,
            lithium_thickness=height,
            total_thickness=structure.membrane_thickness + height,
            deposit_porosity=1 - dense / height if height > 0 else lithium.deposit_porosity,
            roughness_sq=roughness,
            tip_height=tip,
            punctured_fraction=punctured,
            overpotential=float(kinetics.overpotential(current)) + current * series,
            state=self.state.name(roughness, slope, punctured) if charge > 0 else State.SMOOTH,
        )

    def _spectrum(
        self,
        mean: float,
        structure: Structure,
        lithium: Lithium,
        electrolyte: Electrolyte,
        current: float,
        charge: float,
    ) -> Spectrum:
        """Return the roughness of a front that rose by ``mean``, m, while ``charge`` > 0, C/m², was plated."""
        film, time = lithium.film, charge / current
        kinetics = ButlerVolmer(electrolyte.exchange_current_density, electrolyte.temperature)
        transfer, resistance = float(kinetics.resistance(current)), self._film(structure, electrolyte)
        stiff = ElasticLayer(film.youngs_modulus, film.poisson_ratio, film.thickness)
        membrane = self._membrane(structure)
        instability = FilmInstability(
            velocity=mean / time,
            film_share=resistance / (resistance + transfer),
            healing_time=film.healing_time,
            resistance=resistance + transfer,
            surface_energy=lithium.surface_energy,
            layers=(stiff,) if membrane is None else (stiff, membrane),
            height_per_charge=LITHIUM_HEIGHT_PER_CHARGE,
        )
        source = GrownRoughness(lithium.initial_roughness, film.noise, film.correlation_length, 2 * film.thickness)
        return source.after(instability, time)

    def _film(self, structure: Structure, electrolyte: Electrolyte) -> float:
        """Return f R_film, resistance of the film that is on the moving lithium, Ω m²."""
        return self.film_share.share(structure.outer_area) * electrolyte.sei_resistance

    def _membrane(self, structure: Structure) -> ElasticLayer | None:
        """Return the layer whose short waves have the membrane's modulus and whose long waves its stiffness."""
        mechanics = structure.mechanics
        if not self.bonded or mechanics.modulus == 0 or mechanics.bending_stiffness == 0:
            return None
        return ElasticLayer.of_plate(mechanics.modulus, mechanics.poisson_ratio, mechanics.bending_stiffness)

    def _punctured_fraction(self, spectrum: Spectrum, structure: Structure) -> float:
        """Return the share of the membrane that the lithium's pressure pierces."""
        membrane, radius = self._membrane(structure), structure.mechanics.puncture_radius
        if membrane is None or radius == 0:
            return 0.0
        return self.state.punctured_fraction(structure.mechanics, spectrum.pressure(membrane, radius))
