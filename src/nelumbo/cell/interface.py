"""Everything that a cell needs to know about one lithium electrode."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Self

from nelumbo.cell.film import SurfaceFilm
from nelumbo.cell.kinetics import LithiumKinetics
from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.roughness import Roughening
from nelumbo.cycling.sei_growth import SEIGrowth


@dataclass(frozen=True)
class InterfaceState:
    """Where an electrode stands in its life; the initial condition of a cell.

    Attributes:
        lithium: n, live lithium, C/m². dead: died so far, C/m². spent: charge that films took so far, C/m².
        film: s, charge in the present film, C/m². retained, fresh: roughnesses w and u, m.
    """

    lithium: Any = 0.0
    dead: Any = 0.0
    spent: Any = 0.0
    film: Any = 0.0
    retained: Any = 0.0
    fresh: Any = 0.0


@dataclass(frozen=True)
class Membrane:
    """A liquid-filled membrane on the electrode; the default is none.

    Attributes:
        length: Λ = N L, its thickness times its MacMullin number, m.
        transference: t₊ of the cation in its pores. conductance: κ in its pores over κ of the free electrolyte.
        relaxation: time in which its concentration drop settles, s.
    """

    length: Any = 0.0
    transference: Any = 0.35
    conductance: Any = 1.0
    relaxation: Any = 1e-3


@dataclass(frozen=True)
class LithiumInterface:
    """A lithium electrode, as numbers or as the symbols of a model.

    Attributes:
        laws: of cycling. kinetics, surface: charge transfer and film.
        double_layer_capacity: F/m². membrane: in front of it. state: where it starts.
    """

    laws: CycleLaws
    kinetics: LithiumKinetics
    surface: SurfaceFilm
    double_layer_capacity: Any
    membrane: Membrane
    state: InterfaceState

    def at(self, state: InterfaceState) -> Self:
        """Return the same electrode in another ``state``."""
        return replace(self, state=state)

    def named(self, electrode: str) -> dict[str, float]:
        """Return parameter name to value for the ``electrode`` (``Working`` or ``Counter``)."""
        return {f"{electrode} electrode {name}": _look_up(self, path) for path, name in NAMES.items()}


NAMES: dict[str, str] = {
    "kinetics.exchange_current_density": "exchange-current density [A.m-2]",
    "kinetics.nucleation_overpotential": "nucleation overpotential [V]",
    "kinetics.coverage_charge": "coverage charge [C.m-2]",
    "surface.fresh": "fresh film resistance [Ohm.m2]",
    "surface.initial": "fresh film charge [C.m-2]",
    "surface.relaxation": "film relaxation time [s]",
    "double_layer_capacity": "double-layer capacity [F.m-2]",
    "membrane.length": "membrane diffusion length [m]",
    "membrane.transference": "membrane cation transference number",
    "membrane.conductance": "membrane relative conductivity",
    "membrane.relaxation": "membrane relaxation time [s]",
    "laws.dead.share": "dead lithium share",
    "laws.dead.roughness": "dead lithium roughness [m]",
    "laws.sei.area": "SEI area",
    "laws.sei.area_roughness": "SEI area roughness [m]",
    "laws.sei.growth": "SEI growth constant [C2.m-4.s-1]",
    "laws.sei.initial": "SEI initial charge [C.m-2]",
    "laws.sei.renewal": "SEI renewal charge [C.m-2]",
    "laws.roughening.rate": "roughening rate",
    "laws.roughening.current_exponent": "roughening current exponent",
    "laws.roughening.reference_current": "roughening reference current density [A.m-2]",
    "laws.roughening.retention": "roughness retention",
    "laws.roughening.gain": "roughness gain [m]",
    "laws.roughening.cap": "roughness cap [m]",
    "state.lithium": "initial lithium [C.m-2]",
    "state.dead": "initial dead lithium [C.m-2]",
    "state.spent": "initial SEI charge consumed [C.m-2]",
    "state.film": "initial film charge [C.m-2]",
    "state.retained": "initial retained roughness [m]",
    "state.fresh": "initial fresh roughness [m]",
}
"""Path inside `LithiumInterface` to the name of the parameter in a cell model."""


def symbolic(electrode: str) -> LithiumInterface:
    """Return the interface whose entries are the `pybamm.Parameter` objects of ``electrode``."""
    import pybamm

    def symbol(path: str) -> Any:
        return pybamm.Parameter(f"{electrode} electrode {NAMES[path]}")

    def build(kind: type, prefix: str) -> Any:
        return kind(**{field.name: symbol(f"{prefix}.{field.name}") for field in fields(kind)})

    laws = CycleLaws(
        build(DeadLithium, "laws.dead"), build(SEIGrowth, "laws.sei"), build(Roughening, "laws.roughening"), 1.0
    )
    return LithiumInterface(
        laws,
        build(LithiumKinetics, "kinetics"),
        build(SurfaceFilm, "surface"),
        symbol("double_layer_capacity"),
        build(Membrane, "membrane"),
        build(InterfaceState, "state"),
    )


def _look_up(part: Any, path: str) -> float:
    for name in path.split("."):
        part = getattr(part, name)
    return float(part)
