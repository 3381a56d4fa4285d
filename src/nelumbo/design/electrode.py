"""An electrode is a current collector with or without a membrane; two electrodes differ only by their design."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Discriminator, Tag

from nelumbo.design.imaged_membrane import ImagedMembrane
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


def _kind_of_membrane(value: Any) -> str:
    """Return the name of the part that a table describes: the one with an image, or the one that is packed."""
    if isinstance(value, Part):
        return type(value).__name__
    return "ImagedMembrane" if isinstance(value, dict) and "image" in value else "Membrane"


AnyMembrane = Annotated[
    Annotated[Membrane, Tag("Membrane")] | Annotated[ImagedMembrane, Tag("ImagedMembrane")],
    Discriminator(_kind_of_membrane),
]


class Electrode(Part):
    """A working electrode.

    Attributes:
        id: name used in results. collector: the foil.
        membrane: packed, or as an image shows it; absent on a bare foil.
    """

    id: Identifier
    collector: Collector
    membrane: AnyMembrane | None = None
