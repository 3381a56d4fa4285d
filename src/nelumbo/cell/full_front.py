"""What stands between the separator of a full cell and its lithium."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

from nelumbo.cell.interface import InterfaceState, LithiumInterface
from nelumbo.cycling.dead_layer import DeadLayer
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.law import Law
from nelumbo.materials.salt_polarisation import SaltPolarisation


@dataclass(frozen=True)
class LithiumFront(Law):
    """Film on the lithium, membrane and dead lithium in series, each linear in the current once it is steady.

    Attributes:
        interface: the lithium electrode with its film and membrane. electrolyte: the liquid.
        dead_layer: of lithium that lost contact.
    """

    equation: ClassVar[str] = (
        "R = R_f(s/A, a) + Λ [1/(σ κ) + (2RT/F²)(1 − t₊)² TDF/(D c₀)] + R_dead;  Λ and t₊ of the membrane"
    )
    units: ClassVar[dict[str, str]] = {
        "R": "ohm m^2",
        "R_f": "ohm m^2",
        "R_dead": "ohm m^2",
        "s": "C/m^2",
        "A": "1",
        "a": "1",
        "Λ": "m",
        "κ": "S/m",
        "σ": "1",
        "T": "K",
        "F": "C/mol",
        "t₊": "1",
        "TDF": "1",
        "D": "m^2/s",
        "c₀": "mol/m^3",
    }
    references: ClassVar[tuple[str, ...]] = ("Newman2004", "Peled1979")

    interface: LithiumInterface
    electrolyte: Electrolyte
    dead_layer: DeadLayer = field(default_factory=DeadLayer)

    def membrane(self) -> float:
        """Return the resistance of the membrane, ohmic and by diffusion, Ω m²."""
        liquid, film = self.electrolyte, self.interface.membrane
        diffusion = SaltPolarisation(liquid).resistivity(film.transference)
        return float(film.length * (1 / (film.conductance * liquid.conductivity) + diffusion))

    def area(self, state: InterfaceState) -> float:
        """Return a, area of the lithium over that of the electrode in ``state``."""
        return float(self.interface.laws.sei.enlargement(state.retained, state.fresh))

    def resistance(self, state: InterfaceState) -> float:
        """Return R of the electrode in ``state``, Ω m²."""
        grown = state.film / self.interface.laws.sei.surface(state.retained, state.fresh)
        surface = self.interface.surface.resistance(grown, self.area(state))
        dead = self.dead_layer.polarisation(state.dead, state.spent, self.electrolyte)
        return float(surface + dead) + self.membrane()
