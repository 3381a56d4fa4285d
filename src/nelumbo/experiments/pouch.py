"""First discharge of a pouch cell and what it stores per mass."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import fmean
from typing import Any, ClassVar

from nelumbo.constants import LITHIUM_DENSITY, LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.design.cathode import Cathode
from nelumbo.design.design import Design
from nelumbo.experiments.assembly import AH_PER_KG, assemble, utilisation
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.experiments.spread import spread
from nelumbo.observables import condition

JOULE_PER_WATT_HOUR = 3600.0


@dataclass(frozen=True)
class Pouch(Instrument):
    """Discharge the fresh cell once; divide its energy by the mass of the whole stack.

    n double-sided cathodes face 2n sides of n + 1 copper foils, whose two outermost sides are bare. Masses are
    per area of cathode facing lithium; an aluminium foil serves two such areas, a separator and a lithium layer
    one. Charge and discharge run at the same rate.

    Attributes:
        utilisation: share of the cathode that takes part; ``None`` takes the calibrated one.
    """

    equation: ClassVar[str] = (
        "w = u ∫ V i dt/Σm;  m_Al = ρ_Al d_Al/2;  m_Cu = ρ_Cu d_Cu (n + 1)/(2n);  m_tabs = x Σ' m;  m_act = q/Q₀"
    )
    units: ClassVar[dict[str, str]] = {
        "w": "J/kg",
        "u": "1",
        "V": "V",
        "i": "A/m^2",
        "m_act": "kg/m^2",
        "m_Al": "kg/m^2",
        "m_Cu": "kg/m^2",
        "m_tabs": "kg/m^2",
        "ρ_Al": "kg/m^3",
        "ρ_Cu": "kg/m^3",
        "d_Al": "m",
        "d_Cu": "m",
        "n": "1",
        "x": "1",
        "q": "C/m^2",
        "Q₀": "C/kg",
    }
    references: ClassVar[tuple[str, ...]] = ("Liu2019",)

    utilisation: float | None = None

    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Return capacity and energy density of the first discharge, and the mass of every part, kg/m²."""
        cathode = design.cathode[experiment.cathode].model_copy(
            update={"areal_capacity": experiment.areal_capacity}
        )
        cells = assemble(experiment, sample, design, cathode, (experiment.c_rate, 1), None)
        share = self.utilisation
        if share is None:
            share = utilisation(design, sample.electrode.id, experiment.id)
        masses = stack_masses(experiment, sample, design, cathode)
        cycles = [cell.cycle(1) for cell in cells]
        where = condition(c_rate=experiment.c_rate)
        scale = share / cathode.active_loading / AH_PER_KG
        weight = sum(masses.values()) * JOULE_PER_WATT_HOUR
        rows = (
            spread("discharge_capacity", [scale * cycle.discharge.capacity for cycle in cycles], where),
            spread("energy_density", [share * cycle.discharge.energy / weight for cycle in cycles], where),
        )
        return Outcome(rows, {"cycle_1": cycles[0].record(1)}, breakdown=masses)


def stack_masses(experiment: Any, sample: Sample, design: Design, cathode: Cathode) -> dict[str, float]:
    """Return the mass of every part of the stack per area of cathode facing lithium, kg/m².

    Args:
        experiment: with stack, electrolyte, separator and lithium_capacity. cathode: of the pouch.
    """
    stack, separator = design.stack[experiment.stack], design.separator[experiment.separator]
    n = stack.layers
    masses = {
        "cathode_active": cathode.active_loading,
        "cathode_binder_and_carbon": cathode.coating_loading - cathode.active_loading,
        "aluminium": stack.aluminium_thickness * stack.aluminium_density / 2,
        "copper": sample.electrode.collector.thickness * stack.copper_density * (n + 1) / (2 * n),
        "lithium": experiment.lithium_capacity * LITHIUM_HEIGHT_PER_CHARGE * LITHIUM_DENSITY,
        "membrane": fmean(s.mass_loading + s.binder_loading for s in sample.structures),
        "separator": separator.thickness * (1 - separator.porosity) * separator.density,
        "electrolyte": stack.electrolyte_per_capacity * cathode.areal_capacity,
    }
    masses["tabs_and_bag"] = stack.tab_and_bag_share * sum(masses.values())
    return masses
