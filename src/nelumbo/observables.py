"""The rows of ``observables.csv``: the one machine-readable result of a run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Origin = Literal["computed", "calibrated", "assumed"]

COLUMNS = (
    "electrode",
    "experiment",
    "condition",
    "quantity",
    "value",
    "unit",
    "sd",
    "origin",
    "measured",
    "measured_id",
)

UNITS: Mapping[str, str] = {
    "membrane_thickness": "um",
    "layers": "1",
    "porosity": "1",
    "packing_fraction": "1",
    "contacts_per_particle": "1",
    "contacts_per_area": "1/um2",
    "mass_variation": "1",
    "widest_passage": "nm",
    "binder_coat": "nm",
    "neck_radius": "nm",
    "outer_area": "m2/m2",
    "inner_area": "m2/m2",
    "cavity_capacity": "mAh/cm2",
    "mass_loading": "mg/cm2",
    "pinhole_fraction": "1",
    "modulus": "GPa",
    "bending_stiffness": "N m",
    "poisson_ratio": "1",
    "anisotropy": "1",
    "strength": "MPa",
    "plastic_strength": "MPa",
    "failure_strain": "1",
    "puncture_pressure": "MPa",
    "puncture_number": "1",
    "indentation_pressure": "MPa",
    "tortuosity_factor": "1",
    "diffusivity_ratio": "1",
    "flux_variation": "1",
    "membrane_resistance": "ohm cm2",
    "transference_number": "1",
    "total_thickness": "um",
    "lithium_thickness": "um",
    "roughness_sq": "um",
    "tip_height": "um",
    "deposit_porosity": "1",
    "inside_fraction": "1",
    "underneath_fraction": "1",
    "on_top_fraction": "1",
    "punctured_fraction": "1",
    "film_outer_fraction": "1",
    "film_inner_fraction": "1",
    "film_lithium_fraction": "1",
    "overpotential": "mV",
    "state": "",
    "onset_of_rise": "h",
    "failure": "h",
    "coulombic_efficiency": "1",
    "cycle_of_fall": "1",
    "peak_current": "mA/cm2",
    "total_resistance": "ohm cm2",
    "sei_resistance": "ohm cm2",
    "charge_transfer_resistance": "ohm cm2",
    "discharge_capacity": "mAh/g",
    "retention": "1",
    "decay_rate": "% per cycle",
    "energy_density": "Wh/kg",
}
"""Unit of each quantity as it stands in the file."""


def condition(**keys: float | str) -> str:
    """Spell a condition as ``key=value`` pairs joined by ``; `` in the given order.

    Numbers are written with up to six significant digits: ``condition(current_mA_cm2=1.0)`` gives
    ``current_mA_cm2=1``.
    """
    return "; ".join(
        f"{key}={value:.6g}" if isinstance(value, float | int) else f"{key}={value}" for key, value in keys.items()
    )


def shown(value: float | str | None) -> str:
    """Return a value for people: four digits, a word as it is, a dash for an empty cell."""
    if value is None:
        return "–"
    return value if isinstance(value, str) else f"{value:.4g}"


@dataclass(frozen=True)
class Observable:
    """One computed number (or state) of one electrode in one experiment.

    Attributes:
        quantity: a key of `UNITS`.
        value: the number in the unit of the quantity, or a word for ``state``; ``None`` writes an empty cell
            (for instance a fall of efficiency that never came).
        condition: see `condition`.
        sd: standard deviation over seeds in the same unit, ``None`` where the model is deterministic.
        origin: ``computed``, or ``assumed`` where an input of the design is handed through; ``calibrated`` is
            set when the row meets the datum that a parameter was fitted to.
    """

    quantity: str
    value: float | str | None
    condition: str = ""
    sd: float | None = None
    origin: Origin = "computed"

    def __post_init__(self) -> None:
        if self.quantity not in UNITS:
            raise ValueError(f"unknown quantity {self.quantity!r}; known: {', '.join(sorted(UNITS))}")

    @property
    def unit(self) -> str:
        """Unit of the value."""
        return UNITS[self.quantity]
