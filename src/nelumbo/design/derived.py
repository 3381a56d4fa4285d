"""Numbers that follow from a design by arithmetic alone, shown beside its values."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.design.cathode import Cathode
from nelumbo.design.electrode import Electrode
from nelumbo.design.experiment import FullCell, HalfCell, Plating, Pouch, RateTest
from nelumbo.design.lithium import Lithium
from nelumbo.design.membrane import Membrane
from nelumbo.design.part import Part
from nelumbo.design.particle import PrimaryParticle
from nelumbo.design.particle.model import cavity_volume, inner_area
from nelumbo.units import HOUR, MA_PER_CM2, MAH_PER_CM2, MG_PER_CM2, MICROMETRE

if TYPE_CHECKING:
    from nelumbo.design.design import Design


@dataclass(frozen=True)
class Number:
    """A derived number.

    Attributes:
        name: of the number. value: as text. unit: of the value. note: how it follows.
    """

    name: str
    value: str
    unit: str
    note: str


def numbers(part: Part, design: Design) -> Iterator[Number]:
    """Yield what follows from the values of a part; nothing for a part without such numbers."""
    match part:
        case Lithium():
            height = LITHIUM_HEIGHT_PER_CHARGE * MAH_PER_CM2
            yield _number("height_per_capacity", height / MICROMETRE, "um per mAh/cm^2", "dense lithium, Ω/F")
        case PrimaryParticle():
            cubic = MICROMETRE**3
            yield _number(
                "solid_volume", part.solid_volume / cubic, "um^3", "per particle, pores of walls included"
            )
            yield _number("cavity_volume", part.cavity_volume / cubic, "um^3", "per particle")
            yield _number("mass", part.mass * 1e15, "pg", "per particle")
        case Electrode(membrane=Membrane() as membrane):
            yield from _membrane(membrane)
        case Cathode():
            yield _number(
                "active_loading", part.active_loading / MG_PER_CM2, "mg/cm^2", "areal / specific capacity"
            )
            yield _number(
                "coating_loading", part.coating_loading / MG_PER_CM2, "mg/cm^2", "with binder and carbon"
            )
            yield _number("one_c_current", part.one_c_current / MA_PER_CM2, "mA/cm^2", "at 1C")
        case Plating():
            heights = [charge * LITHIUM_HEIGHT_PER_CHARGE / MICROMETRE for charge in part.charges]
            yield _number("dense_height", heights, "um", "of the plated lithium if dense")
            hours = [charge / part.current_density / HOUR for charge in part.charges]
            yield _number("plating_time", hours, "h", "charge / current")
        case HalfCell():
            yield _number("foil_capacity", part.foil_capacity / MAH_PER_CM2, "mAh/cm^2", "lithium of the foil")
        case FullCell():
            yield from _full(part.lithium_capacity, design.cathode[part.cathode].areal_capacity, [part.c_rate])
        case RateTest():
            yield from _full(part.lithium_capacity, design.cathode[part.cathode].areal_capacity, part.c_rates)
        case Pouch():
            yield from _full(part.lithium_capacity, part.areal_capacity, [part.c_rate])


def _membrane(membrane: Membrane) -> Iterator[Number]:
    per_area, binder, primary = membrane.particles_per_area, membrane.binder_loading, membrane.particle.primary
    if per_area is not None and binder is not None:
        inner = per_area * primary.mean(inner_area)
        cavity = per_area * primary.mean(cavity_volume) / LITHIUM_HEIGHT_PER_CHARGE
        note = "mass loading / mean mass of a particle"
        yield _number("particles_per_area", per_area * MICROMETRE**2, "1/um^2", note)
        yield _number("binder_loading", binder / MG_PER_CM2, "mg/cm^2", "beside the mass loading")
        yield _number("inner_area", inner, "m^2/m^2", "faces inside the particles")
        yield _number("cavity_capacity", cavity / MAH_PER_CM2, "mAh/cm^2", "lithium that fills the cavities")
    elif membrane.layers is not None and membrane.film_thickness is not None:
        yield _number("thickness", membrane.film_thickness / MICROMETRE, "um", "of that many close-packed layers")
    yield _number("largest_binder_fraction", membrane.largest_binder_fraction, "", "fills the loosest packing")


def _full(lithium: float, cathode: float, c_rates: list[float] | tuple[float, ...]) -> Iterator[Number]:
    currents = [rate * cathode / HOUR / MA_PER_CM2 for rate in c_rates]
    yield _number("current_density", currents, "mA/cm^2", "C-rate times the nominal capacity")
    yield _number("n_to_p", lithium / cathode, "", "lithium over nominal cathode capacity")


def _number(name: str, value: float | list[float], unit: str, note: str) -> Number:
    values = value if isinstance(value, list) else [value]
    return Number(name, ", ".join(f"{v:.4g}" for v in values), unit, note)
