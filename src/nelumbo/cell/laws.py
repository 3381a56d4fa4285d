"""What the laws of a lithium electrode must be able to do.

Any frozen dataclass with these methods is a law: its numbers become parameters of the cell, and its arguments are
numbers, arrays or PyBaMM symbols, so NumPy's functions (``np.exp``, ``np.maximum``, …) serve in its formulas.
All charges and currents are per area of the electrode.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol, runtime_checkable


@runtime_checkable
class DeadLithiumLaw(Protocol):
    """How much lithium loses contact while it is stripped; `nelumbo.cycling.dead_lithium` is one."""

    def current(self, strip: Any, retained: Any, fresh: Any) -> Any:
        """Return the lithium that dies, ≥ 0, A/m², beside the stripping current ``strip`` ≥ 0, A/m².

        Args:
            retained, fresh: roughnesses inherited and of the present deposit, m.
        """


@runtime_checkable
class SEILaw(Protocol):
    """How fast a film consumes lithium; `nelumbo.cycling.sei_growth` is one."""

    def enlargement(self, retained: Any, fresh: Any) -> Any:
        """Return the area of the lithium over that of the electrode at these roughnesses, m."""

    def surface(self, retained: Any, fresh: Any) -> Any:
        """Return the area that grows film over that of the electrode."""

    def current(self, coverage: Any, film: Any, retained: Any, fresh: Any) -> Any:
        """Return the current that grows film, ≥ 0, A/m².

        Args:
            coverage: share of the electrode covered by lithium. film: charge in the film, C/m².
        """

    def loss(self, strip: Any, film: Any) -> Any:
        """Return the rate at which stripping at ``strip`` ≥ 0 destroys film, A/m²."""


@runtime_checkable
class RougheningLaw(Protocol):
    """How rough lithium grows; `nelumbo.cycling.roughness` is one."""

    def fresh_rate(self, plate: Any, remove: Any, fresh: Any, charge: Any) -> Any:
        """Return du/dt, m/s, of the present deposit.

        Args:
            plate, remove: plating, and stripping and dying currents ≥ 0, A/m². charge: lithium, C/m².
        """

    def retained_rate(self, plate: Any, retained: Any) -> Any:
        """Return dw/dt, m/s, of the roughness that the next deposit inherits."""


@runtime_checkable
class ChargeTransferLaw(Protocol):
    """How fast lithium plates and dissolves; `nelumbo.cell.kinetics` has two.

    Attributes:
        coverage_charge: lithium that covers most of the electrode, C/m²; scales what counts as stripped bare.
    """

    coverage_charge: Any

    def coverage(self, lithium: Any) -> Any:
        """Return the share of the electrode covered by ``lithium``, C/m²."""

    def current(self, overpotential: Any, relative: Any, lithium: Any, temperature: Any, area: Any = 1.0) -> Any:
        """Return the current, positive plates, A/m².

        Args:
            overpotential: positive plates, counted from the solution at the surface, V. relative: c/c₀ there.
            temperature: K. area: of the lithium over the area that it covers.
        """

    def resistance(self, temperature: float) -> float:
        """Return the charge-transfer resistance per area of lithium at equilibrium and c₀, Ω m²."""


@runtime_checkable
class FilmLaw(Protocol):
    """How the film conducts; `nelumbo.cell.film` is one."""

    def resistance(self, film: Any, area: Any = 1.0) -> Any:
        """Return its resistance, Ω m², when it has grown by ``film``, C/m², on lithium of the ``area``."""

    def rate(self, resistance: Any, current: Any, drop: Any) -> Any:
        """Return the rate at which the voltage ``drop``, V, across it changes under ``current``, A/m²; V/s."""


PARTS: Mapping[str, type] = {
    "dead": DeadLithiumLaw,
    "sei": SEILaw,
    "roughening": RougheningLaw,
    "kinetics": ChargeTransferLaw,
    "surface": FilmLaw,
}
"""Part of an electrode to what it must be able to do."""


def check(part: str, law: Any) -> None:
    """Refuse a ``law`` that cannot stand as ``part``.

    Raises:
        TypeError: it lacks a method or an attribute.
    """
    wanted = PARTS.get(part)
    if wanted is None or isinstance(law, wanted):
        return
    names = [name for name in (*vars(wanted), *wanted.__annotations__) if not name.startswith("_")]
    missing = ", ".join(sorted({name for name in names if not hasattr(law, name)}))
    raise TypeError(
        f"{type(law).__name__} cannot be the part {part!r} of an electrode: it has no {missing}. "
        f"See nelumbo.cell.laws.{wanted.__name__}."
    )
