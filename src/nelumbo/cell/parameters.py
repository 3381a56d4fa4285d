"""Parameter values of lithium cells from the parts of a design."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from nelumbo.cell.film import SurfaceFilm
from nelumbo.cell.interface import InterfaceState, LithiumInterface, Membrane
from nelumbo.cell.kinetics import LithiumKinetics
from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.roughness import Roughening
from nelumbo.cycling.sei_growth import SEIGrowth
from nelumbo.errors import StageError
from nelumbo.transport.donnan import DonnanPore

if TYPE_CHECKING:
    from nelumbo.cell.solvent import SolventConsumption
    from nelumbo.design.electrode import Electrode
    from nelumbo.design.electrolyte import Electrolyte, Separator
    from nelumbo.design.lithium import Lithium
    from nelumbo.transport.result import Transport

COVERAGE_CHARGE = 100.0
"""Lithium that covers 63 % of an electrode of which no first layer is known, C/m²: 13 nm on average (assumed)."""
FILM_RELAXATION = 1.8e-5
"""Relaxation time ρ ε of the film, s: 2e5 Ω m (Xu 2019) times a relative permittivity of 10 (assumed)."""
WINDOW = (-2.0, 2.0)
"""Voltage at which a cell is given up, V."""
LOSSLESS = CycleLaws(
    DeadLithium(share=0.0, roughness=1e-6),
    SEIGrowth(area=1.0, area_roughness=1e-6, growth=0.0, initial=100.0, renewal=3.6e6),
    Roughening(rate=0.0, current_exponent=0.0, reference_current=10.0, retention=0.0, gain=1e-6, cap=1e-5),
    film_share=1.0,
)
"""Laws of an electrode that loses nothing."""


def lithium_interface(electrolyte: Electrolyte, laws: CycleLaws, double_layer_capacity: float) -> LithiumInterface:
    """Return an electrode without lithium, membrane or nucleation barrier in ``electrolyte``.

    The film on its moving lithium has the share ``laws.film_share`` of the resistance of a film on flat lithium.
    """
    return LithiumInterface(
        laws=laws,
        kinetics=LithiumKinetics(electrolyte.exchange_current_density, 0.0, COVERAGE_CHARGE),
        surface=SurfaceFilm(laws.film_share * electrolyte.sei_resistance, laws.sei.initial, FILM_RELAXATION),
        double_layer_capacity=double_layer_capacity,
        membrane=Membrane(transference=electrolyte.transference_number),
        state=InterfaceState(),
    )


def lithium_foil(electrolyte: Electrolyte, thickness: float, double_layer_capacity: float) -> LithiumInterface:
    """Return a bare lithium foil of ``thickness``, m."""
    foil = lithium_interface(electrolyte, LOSSLESS, double_layer_capacity)
    return foil.at(InterfaceState(lithium=thickness / LITHIUM_HEIGHT_PER_CHARGE))


def working_interface(
    electrode: Electrode, transport: Transport, laws: CycleLaws, electrolyte: Electrolyte, lithium: Lithium
) -> LithiumInterface:
    """Return an electrode of a design, bare or under its membrane, still without lithium.

    The collector is covered by a first layer as high as the initial roughness of lithium.

    Raises:
        StageError: no path leads through the membrane.
    """
    bare = lithium_interface(electrolyte, laws, lithium.double_layer_capacity)
    kinetics = replace(
        bare.kinetics,
        nucleation_overpotential=electrode.collector.nucleation_overpotential,
        coverage_charge=lithium.initial_roughness / LITHIUM_HEIGHT_PER_CHARGE,
    )
    return replace(bare, kinetics=kinetics, membrane=_membrane(transport, electrolyte))


def _membrane(transport: Transport, electrolyte: Electrolyte) -> Membrane:
    if transport.thickness == 0:
        return Membrane(transference=electrolyte.transference_number)
    if not transport.percolates:
        raise StageError(
            f"No current passes the membrane: {transport.reason}.", "Use less binder or smaller particles."
        )
    pores = DonnanPore(
        transport.surface_charge,
        transport.wall_area / transport.porosity,
        electrolyte.salt_concentration,
        electrolyte.transference_number,
    )
    return Membrane.of(
        transport.thickness,
        transport.porosity,
        transport.tortuosity_factor,
        electrolyte.diffusivity,
        pores.pore_transference,
        pores.conductance,
    )


def parameter_values(
    working: LithiumInterface,
    counter: LithiumInterface,
    electrolyte: Electrolyte,
    separator: Separator,
    solvent: SolventConsumption | None = None,
) -> Any:
    """Return the `pybamm.ParameterValues` of a cell of 1 m².

    The nominal capacity is 10 A h (1 mAh/cm²); the current is 10 A (1 mA/cm²) and plates the working electrode.
    """
    import pybamm

    from nelumbo.cell import solvent as drying

    low, high = WINDOW
    return pybamm.ParameterValues(
        {
            "Electrode width [m]": 1.0,
            "Electrode height [m]": 1.0,
            "Nominal cell capacity [A.h]": 10.0,
            "Current function [A]": 10.0,
            "Number of electrodes connected in parallel to make a cell": 1.0,
            "Number of cells connected in series to make a battery": 1.0,
            "Lower voltage cut-off [V]": low,
            "Upper voltage cut-off [V]": high,
            "Ambient temperature [K]": electrolyte.temperature,
            "Reference temperature [K]": electrolyte.temperature,
            "Initial concentration in electrolyte [mol.m-3]": electrolyte.salt_concentration,
            "Electrolyte conductivity [S.m-1]": electrolyte.conductivity,
            "Electrolyte diffusivity [m2.s-1]": electrolyte.diffusivity,
            "Cation transference number": electrolyte.transference_number,
            "Thermodynamic factor": electrolyte.thermodynamic_factor,
            "Separator thickness [m]": separator.thickness,
            "Separator porosity": separator.porosity,
            "Separator Bruggeman coefficient (electrolyte)": separator.bruggeman_exponent,
            **working.named("Working"),
            **counter.named("Counter"),
            **({name: getattr(solvent, field) for field, name in drying.NAMES.items()} if solvent else {}),
        }
    )
