"""An elastic membrane holds the lithium beneath it flat while its film makes it rough."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, ClassVar

import numpy as np

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.result import CycleLaws
from nelumbo.deposition.instability import FilmInstability
from nelumbo.deposition.roughness_table import RoughnessTable
from nelumbo.deposition.spectrum import GrownRoughness
from nelumbo.materials.elastic_layer import ElasticLayer
from nelumbo.structure.result import Mechanics, Structure
from nelumbo.transport.result import Transport
from nelumbo.units import HOUR, MA_PER_CM2, OHM_CM2


def bare_front() -> FilmInstability:
    """Return a lithium front at 1 mA/cm² under its film: 16 Ω cm² of film, 2.6 Ω cm² of charge transfer.

    The film heals in 300 s and has a stiff part of 30 nm; the surface energy is 0.5 J/m². All are the declared
    values of lithium in an ether, the same for every electrode.
    """
    film, transfer = 16 * OHM_CM2, 2.6 * OHM_CM2
    return FilmInstability(
        velocity=MA_PER_CM2 * LITHIUM_HEIGHT_PER_CHARGE,
        film_share=film / (film + transfer),
        healing_time=300.0,
        resistance=film + transfer,
        surface_energy=0.5,
        layers=(ElasticLayer(10e9, 0.3, 30e-9),),
        height_per_charge=LITHIUM_HEIGHT_PER_CHARGE,
    )


def first_unevenness() -> GrownRoughness:
    """Return what the front starts from: 20 nm of height and a tenth of unevenness of the film, both over 2 µm."""
    return GrownRoughness(initial=20e-9, noise=0.1, correlation_length=2e-6, shortest=60e-9, points=200)


@dataclass(frozen=True)
class GrowthRoughness(StructureLaw):
    """The waves that the film instability grows must bend the membrane above them, so fewer of them grow.

    χ → χ Sq(P + b G_m)/Sq(P),   Sq² = ∫ S 2πk dk after a time t at 1 mA/cm²

    S is the grown spectrum of a front (`FilmInstability`, `GrownRoughness`) with the restoring pressure P of
    lithium and its film, to which the membrane adds the stiffness G_m of its elastic layer as far as it is bonded.
    Linear theory up to slopes of one: a hypothesis about which waves survive, not a picture of moss. A film
    without stiffness changes nothing; a rigid one leaves no wave. The membrane does not touch the SEI.

    Attributes:
        bonding: b, share of the membrane's stiffness that undulating lithium meets, 1; 0 for one that floats.
        front: of bare lithium. source: from which it grows. time: t, s.
    """

    equation: ClassVar[str] = "χ → χ Sq(P + b G_m)/Sq(P);  Sq² = ∫ S 2πk dk at t"
    units: ClassVar[dict[str, str]] = {
        "χ": "1",
        "Sq": "m",
        "P": "Pa/m",
        "b": "1",
        "G_m": "Pa/m",
        "S": "m^4",
        "k": "1/m",
        "t": "s",
    }
    references: ClassVar[tuple[str, ...]] = ("Mullins1964", "Monroe2005", "Phillips1958")

    bonding: Any
    front: FilmInstability = field(default_factory=bare_front)
    source: GrownRoughness = field(default_factory=first_unevenness)
    time: float = HOUR

    def protect(
        self, bare: CycleLaws, structure: Structure, transport: Transport, growth: RoughnessTable | None = None
    ) -> CycleLaws:
        """Return the laws under this film; without stiffness, no change."""
        mechanics = structure.mechanics
        if mechanics.modulus == 0 or mechanics.bending_stiffness == 0:
            return bare
        ratio = self.height(mechanics) / self.source.after(self.front, self.time).height
        return replace(bare, roughening=replace(bare.roughening, rate=ratio * bare.roughening.rate))

    def height(self, mechanics: Mechanics) -> Any:
        """Return Sq, m, under a membrane; of the shape of ``bonding``."""
        felt = np.asarray(self.bonding)[..., None]  # one row of waves per member of an ensemble
        layer = ElasticLayer.of_plate(mechanics.modulus, mechanics.poisson_ratio, mechanics.bending_stiffness)
        membrane: Any = replace(layer, youngs_modulus=felt * layer.youngs_modulus)  # type: ignore[arg-type]
        covered = replace(self.front, layers=(*self.front.layers, membrane))
        spectrum = self.source.after(covered, self.time)
        k = spectrum.wavenumber
        return np.sqrt(np.trapezoid(2 * np.pi * k**2 * spectrum.density, np.log(k), axis=-1))[()]
