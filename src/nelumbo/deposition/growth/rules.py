"""Which rules hold beside growth itself; controls switch them off one at a time."""

from __future__ import annotations

from dataclasses import dataclass

from nelumbo.deposition.growth.breach import BREACH, Breach
from nelumbo.deposition.growth.contact import CREEP, PressedContacts
from nelumbo.deposition.growth.lift import FloatingMembrane
from nelumbo.deposition.growth.mechanism import Mechanism
from nelumbo.deposition.growth.membrane import Surroundings
from nelumbo.materials.lithium_yield import LithiumYield
from nelumbo.structure.result import Mechanics

NOTED = frozenset({CREEP, BREACH})
"""Rules of which a growth notes whether they have come into play."""


@dataclass(frozen=True)
class Rules:
    """Rules of a growth; each is off when false.

    Attributes:
        floating: the membrane is lifted by the lithium beneath it; otherwise it stays where it was and lithium
            grows through its pores.
        pressing: the load on the contacts between lithium and membrane shifts the kinetics there.
        creep: lithium yields on contacts, so that no pressure exceeds its strength; otherwise it is rigid.
        breach: the membrane breaks where lithium presses too hard.
        film: there is a film at all, on lithium and walls.
        relocation: the film divides itself over lithium and outer faces of the membrane; otherwise all of it lies
            on the lithium, as on a bare collector.
        cracking: the film cracks where it is stretched too far; otherwise it only thins.
    """

    floating: bool = True
    pressing: bool = True
    creep: bool = True
    breach: bool = True
    film: bool = True
    relocation: bool = True
    cracking: bool = True

    def mechanisms(
        self, around: Surroundings, load: float, mechanics: Mechanics, lithium: LithiumYield
    ) -> tuple[Mechanism, ...]:
        """Return what happens after every step under a membrane.

        Args:
            around: where the membrane is. load: pressure on the stack, Pa. mechanics: of the membrane.
                lithium: its strength.
        """
        bottom, top = around.bottom, around.top
        strength = lithium if self.creep else None
        found: list[Mechanism] = []
        if self.floating:
            found.append(FloatingMembrane(bottom))
        if self.breach and mechanics.puncture_radius > 0:
            found.append(
                Breach(bottom, top, load, mechanics.puncture_pressure, mechanics.puncture_radius, strength)
            )
        if self.pressing:
            found.append(PressedContacts(bottom, top, load, strength))
        return tuple(found)
