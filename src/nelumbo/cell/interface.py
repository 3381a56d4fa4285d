"""Everything that a cell needs to know about one lithium electrode."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass, replace
from numbers import Real
from typing import Any, Self

from nelumbo.cell.activation import Activation
from nelumbo.cell.laws import check
from nelumbo.cycling.dead_layer import DeadLayer
from nelumbo.cycling.result import CycleLaws


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

    @classmethod
    def of(
        cls,
        thickness: float,
        porosity: float,
        tortuosity_factor: float,
        diffusivity: float,
        transference: float = 0.35,
        conductance: float = 1.0,
    ) -> Self:
        """Return the membrane with N = τ/ε and the time ε L Λ/(3D) in which its profile settles.

        Args:
            thickness: L, m. porosity: ε. tortuosity_factor: τ = ε D/D_eff. diffusivity: D of the free salt, m²/s.
            transference: t₊ in its pores. conductance: κ in them over κ of the free electrolyte.
        """
        length = thickness * tortuosity_factor / porosity
        return cls(length, transference, conductance, porosity * thickness * length / (3 * diffusivity))


@dataclass(frozen=True)
class LithiumInterface:
    """A lithium electrode as a list of parts. Each part may be replaced by any object that does the same job.

    What each job is, `nelumbo.cell.laws` says. Given to a cell, the parts are its laws, and every number in them
    is the default of a parameter of its own, which PyBaMM may change or take as an input.

    Attributes:
        laws: of cycling. kinetics, surface: charge transfer and film.
        double_layer_capacity: F/m². membrane: in front of it. state: where it starts.
        dead_layer: what dead lithium and spent film build up. activation: how its rates depend on temperature.
    """

    laws: CycleLaws
    kinetics: Any
    surface: Any
    double_layer_capacity: Any
    membrane: Membrane
    state: InterfaceState
    dead_layer: Any = field(default_factory=DeadLayer)
    activation: Activation = field(default_factory=Activation)

    def at(self, state: InterfaceState) -> Self:
        """Return the same electrode in another ``state``."""
        return replace(self, state=state)

    def having(self, **parts: Any) -> Self:
        """Return the electrode with other ``parts``: those of the interface, or ``dead``, ``sei``, ``roughening``.

        Raises:
            ValueError: an electrode has no such part. TypeError: a law cannot do what its part must.
        """
        for part, law in parts.items():
            check(part, law)
        of_cycling = {name: parts.pop(name) for name in CYCLING if name in parts}
        unknown = set(parts) - {part.name for part in fields(self)}
        if unknown:
            known = [*CYCLING, *(part.name for part in fields(self) if part.name != "laws")]
            raise ValueError(
                f"A lithium electrode has no part {', '.join(sorted(unknown))}; choose from {', '.join(known)}."
            )
        return replace(self, **{"laws": replace(self.laws, **of_cycling), **parts})

    def named(self, electrode: str) -> dict[str, float]:
        """Return parameter name to value for the ``electrode`` (``Working`` or ``Counter``)."""
        return {_parameter(electrode, path): float(value) for path, value in _numbers(self, "")}

    def symbolic(self, electrode: str) -> Self:
        """Return the interface with the `pybamm.Parameter` objects of ``electrode`` in place of its numbers."""
        import pybamm

        def build(part: Any, prefix: str) -> Any:
            changed = {
                path.rpartition(".")[2]: pybamm.Parameter(_parameter(electrode, path))
                for path, _ in _numbers(part, prefix, deep=False)
            }
            changed |= {
                entry.name: build(value, f"{prefix}{entry.name}.")
                for entry in fields(part)
                if is_dataclass(value := getattr(part, entry.name))
            }
            return replace(part, **changed)

        electrode_of_symbols: Self = build(self, "")
        return electrode_of_symbols


CYCLING = ("dead", "sei", "roughening")
"""Laws inside `CycleLaws`."""
NAMES: dict[str, str] = {
    "kinetics.exchange_current_density": "exchange-current density [A.m-2]",
    "kinetics.nucleation_overpotential": "nucleation overpotential [V]",
    "kinetics.coverage_charge": "coverage charge [C.m-2]",
    "kinetics.order": "exchange-current density reaction order",
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
    "dead_layer.porosity": "dead layer porosity",
    "dead_layer.exponent": "dead layer Bruggeman coefficient (electrolyte)",
    "dead_layer.sei_molar_volume": "SEI partial molar volume [m3.mol-1]",
    "activation.transfer": "exchange-current density activation energy [J.mol-1]",
    "activation.growth": "SEI growth activation energy [J.mol-1]",
    "activation.film": "film conductivity activation energy [J.mol-1]",
}
"""Path inside `LithiumInterface` to the name of the parameter in a cell model."""
_ROLES = {"laws.dead": "dead lithium", "laws.sei": "SEI", "laws.roughening": "roughening", "surface": "film"}
"""Path of a part to the word for it, for laws that bring parameters of their own."""
_RESOLVED = ".porous"
"""Step in the path of a dead layer that is resolved; its parameters have the names of one that is not."""
_FOLDED = "laws.film_share"
"""Is part of the film's resistance already."""


def _parameter(electrode: str, path: str) -> str:
    """Return the name of the parameter at ``path``; a law of the user gives its role and the name of its field."""
    part, _, name = path.replace(_RESOLVED, "").rpartition(".")
    own = f"{_ROLES.get(part, part.replace('.', ' '))} {name}".replace("_", " ")
    return f"{electrode} electrode {NAMES.get(f'{part}.{name}' if part else name, own)}"


def _numbers(part: Any, prefix: str, deep: bool = True) -> Iterator[tuple[str, Any]]:
    """Yield path and value of every number in ``part``, and with ``deep`` in the parts of it."""
    for entry in fields(part):
        value, path = getattr(part, entry.name), f"{prefix}{entry.name}"
        if isinstance(value, Real) and not isinstance(value, bool) and path != _FOLDED:
            yield path, value
        elif deep and is_dataclass(value):
            yield from _numbers(value, f"{path}.")
