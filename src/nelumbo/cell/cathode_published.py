"""Any published positive electrode: from a set of PyBaMM, or from a BPX file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import pybamm

from nelumbo.cell.cathode_material import CathodeMaterial
from nelumbo.errors import StageError

_PARTS = ("Positive electrode", "Positive particle", "Maximum concentration in positive electrode")
_NOT_OF_THE_MATERIAL = "Positive electrode thickness [m]"
_USUAL = {
    "Positive electrode charge transfer coefficient": 0.5,
    "Positive electrode double-layer capacity [F.m-2]": 0.2,
    "Positive electrode OCP entropic change [V.K-1]": 0.0,
}
"""What PyBaMM asks for and some sets leave out."""


@dataclass(frozen=True)
class PublishedCathode(CathodeMaterial):
    """A positive electrode as somebody published it; this package only sets its thickness.

    Attributes:
        published: PyBaMM's parameter values.
    """

    equation: ClassVar[str] = "U = U(x) as published"
    units: ClassVar[dict[str, str]] = {"U": "V", "x": "1"}
    references: ClassVar[tuple[str, ...]] = ("Sulzer2021",)

    published: Any

    @classmethod
    def from_set(cls, name: str) -> PublishedCathode:
        """Return the positive electrode of PyBaMM's parameter set ``name``, such as ``Chen2020``."""
        return cls(pybamm.ParameterValues(name))

    @classmethod
    def from_bpx(cls, file: str | Path) -> PublishedCathode:
        """Return the positive electrode of a Battery Parameter eXchange ``file``, read by PyBaMM.

        Raises:
            StageError: the package `bpx` is missing, there is no such file, or its cathode is a blend.
        """
        if not Path(file).is_file():
            raise StageError(f"There is no file {file}.", "Give the path of a BPX file (JSON).")
        try:
            published = pybamm.ParameterValues.create_from_bpx(file)
        except ImportError as error:
            raise StageError("Reading BPX needs the package bpx.", "Run `pip install nelumbo[bpx]`.") from error
        if "Positive electrode OCP [V]" not in published:
            raise StageError(
                f"The positive electrode of {file} is a blend of phases.", "Give a file with one active material."
            )
        return cls(published)

    def potential(self, stoichiometry: Any) -> Any:
        """Return U, V."""
        value = self.published["Positive electrode OCP [V]"](stoichiometry)
        return value.evaluate() if isinstance(value, pybamm.Symbol) and value.is_constant() else value

    def values(self) -> dict[str, Any]:
        """Return the set's entries of the positive electrode."""
        own = {key: self.published[key] for key in self.published.keys() if key.startswith(_PARTS)}  # noqa: SIM118
        return _USUAL | {key: value for key, value in own.items() if key != _NOT_OF_THE_MATERIAL}
