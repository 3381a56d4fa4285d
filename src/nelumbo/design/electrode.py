"""An electrode is a current collector with or without a membrane; two electrodes differ only by their design."""

from __future__ import annotations

from nelumbo.design.membrane import Membrane
from nelumbo.design.part import Part
from nelumbo.design.quantity import Identifier, Length, NonNegativeVoltage, PositiveNumber


class Collector(Part):
    """The foil on which lithium plates.

    Attributes:
        thickness: m.
        exchange_current_ratio: exchange current density for lithium plating on the foil relative to lithium.
        nucleation_overpotential: overpotential before lithium forms on the foil, V.
    """

    thickness: Length
    exchange_current_ratio: PositiveNumber
    nucleation_overpotential: NonNegativeVoltage


class Electrode(Part):
    """A working electrode.

    Attributes:
        id: name used in results. collector: the foil. membrane: absent on a bare foil.
    """

    id: Identifier
    collector: Collector
    membrane: Membrane | None = None
