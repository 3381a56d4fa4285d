"""Numbers of the cycle laws that are not fitted: from literature, or declared for the scale they set."""

from __future__ import annotations

from collections.abc import Mapping

from nelumbo.materials.calibration import CalibratedValue

GRAIN = 2e-6
"""Width of the columns of mossy lithium, m; the one length behind the four roughness scales below."""

ROUGHENING_RATE = 0.2
"""Rms roughness of a deposit over its dense height; a pile of columns with gaps between them."""


def _declared(value: float, unit: str, source: str) -> CalibratedValue:
    return CalibratedValue(value, unit, (), source)


DECLARED: Mapping[str, CalibratedValue] = {
    "dead.roughness": _declared(
        GRAIN / 2, "m", "declared: half the width of a lithium column (2 um), where roots can be undercut"
    ),
    "sei.area": _declared(1.0, "1", "definition: a smooth deposit has the area of the electrode"),
    "sei.area_roughness": _declared(
        ROUGHENING_RATE * GRAIN / 4,
        "m",
        "geometry of columns of width d = 2 um: area 4 h/d over electrode area, roughness 0.2 h",
    ),
    "sei.growth": _declared(
        0.213, "C^2/(m^4 s)", "Huang2019: film from 8 to 16 nm while plating, taken as one hour; volume of Xu2019"
    ),
    "sei.initial": _declared(16.1, "C/m^2", "Huang2019: 8 nm before plating; 9.585e-5 m3/mol for two Li (Xu2019)"),
    "sei.renewal": _declared(
        3.6e4, "C/m^2", "declared: stripping 1 mAh/cm2, a layer about as high as columns are wide, renews the film"
    ),
    "roughening.rate": _declared(ROUGHENING_RATE, "1", "declared: rms roughness of columns with gaps over height"),
    "roughening.current_exponent": _declared(
        0.5, "1", "linear stability of a front under a healing film: 1 at low and 0 at high current density"
    ),
    "roughening.reference_current": _declared(10.0, "A/m^2", "definition: 1 mA/cm2"),
    "roughening.gain": _declared(GRAIN / 2, "m", "declared: half the width of a lithium column"),
    "roughening.cap": _declared(5 * GRAIN, "m", "declared: five columns high; about half a separator"),
    "host.reference_charge": _declared(3.6e4, "C/m^2", "definition: 1 mAh/cm2 per cycle"),
    "buried_film.half": _declared(1.0, "1", "definition: pressure of the film equal to the strength of lithium"),
}
"""Name to value; see `nelumbo.cycling` for what each one means."""
