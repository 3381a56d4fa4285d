"""Lithium against a cathode, with all that this package knows of lithium, as PyBaMM models."""

from __future__ import annotations

from typing import Any, ClassVar

import pybamm

from nelumbo.cell.interface import LithiumInterface
from nelumbo.cell.lithium_side import LITHIUM, put_lithium
from nelumbo.cell.sets import excess_lithium, lithium_ncm811

HALF_CELL = {"working electrode": "positive"}
"""PyBaMM's option for a cathode against lithium."""


class _AgainstLithium:
    """What turns a cathode model of PyBaMM's into one against finite lithium; stands before it among the bases."""

    _title: ClassVar[str]
    _options: ClassVar[dict[str, str]] = HALF_CELL

    def __init__(
        self,
        options: dict[str, Any] | None = None,
        name: str | None = None,
        lithium: LithiumInterface | None = None,
        **parts: Any,
    ) -> None:
        base: Any = super()
        base.__init__({**(options or {}), **self._options}, name or self._title, build=False)
        self.lithium = (lithium or excess_lithium()).having(**parts)
        put_lithium(self, self.lithium)
        model: Any = self
        model.build_model()

    @property
    def default_parameter_values(self) -> Any:
        """NCM811 of 2 mAh/cm² in a carbonate electrolyte, against the lithium given."""
        return half_cell_defaults(self.lithium)


class LithiumSPM(_AgainstLithium, pybamm.lithium_ion.SPM):  # type: ignore[misc]
    """Single-particle cathode against lithium that is finite, dies, roughens and grows film.

    PyBaMM's sign holds: positive current discharges, which strips lithium. The lithium's variables and parameters
    begin with "Lithium electrode".

    Args:
        options: of PyBaMM, but for ``working electrode``, ``SEI`` and ``thermal``; ``"surface form"`` is
            ``"differential"`` for impedance. name: of the model. lithium: the electrode; its numbers become
            default parameter values. parts: other laws of it, see `nelumbo.cell.lithium_cell.LithiumCell`.
    """

    _title = "Single Particle Model against finite lithium"
    # PyBaMM sets this option itself, but only for its own class.
    _options: ClassVar[dict[str, str]] = {"x-average side reactions": "true", **HALF_CELL}


class LithiumSPMe(_AgainstLithium, pybamm.lithium_ion.SPMe):  # type: ignore[misc]
    """`LithiumSPM` with the electrolyte resolved."""

    _title = "Single Particle Model with electrolyte against finite lithium"


class LithiumDFN(_AgainstLithium, pybamm.lithium_ion.DFN):  # type: ignore[misc]
    """`LithiumSPM` with electrolyte and cathode resolved."""

    _title = "Doyle-Fuller-Newman model against finite lithium"


MODELS = {
    pybamm.lithium_ion.SPM: LithiumSPM,
    pybamm.lithium_ion.SPMe: LithiumSPMe,
    pybamm.lithium_ion.DFN: LithiumDFN,
}
"""PyBaMM's models to those with finite lithium."""


def lithium_half_cell(base: Any = pybamm.lithium_ion.SPMe, **arguments: Any) -> Any:
    """Return PyBaMM's model ``base`` of a cathode against finite lithium.

    Args:
        base: ``pybamm.lithium_ion.SPM``, ``SPMe`` or ``DFN``. arguments: see `LithiumSPM`.

    Raises:
        ValueError: there is no such model.
    """
    if base not in MODELS:
        names = ", ".join(f"pybamm.lithium_ion.{model.__name__}" for model in MODELS)
        raise ValueError(f"A half cell is one of {names}, not {base!r}.")
    return MODELS[base](**arguments)


def half_cell_defaults(lithium: LithiumInterface) -> Any:
    """Return the set `LithiumNCM811` with another ``lithium``."""
    values = lithium_ncm811()
    values.update(lithium.named(LITHIUM))
    return values
