"""How a cathode ages by itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nelumbo.law import Law
from nelumbo.materials.calibration import calibration


@dataclass(frozen=True)
class CathodeFade(Law):
    """Every cycle takes the same share of the active material, whatever the anode.

    The material drops out at the end of a charge and keeps the little lithium that it then holds.

    Attributes:
        rate: k, share of the fresh active material lost per cycle.
    """

    equation: ClassVar[str] = "A(N) = max(1 − k N, 0)"
    units: ClassVar[dict[str, str]] = {"A": "1", "k": "1", "N": "1"}
    references: ClassVar[tuple[str, ...]] = ("Edge2021",)

    rate: float

    @classmethod
    def of(cls, chemistry: str) -> CathodeFade:
        """Return the law of a ``chemistry`` with the calibrated ``fade.<chemistry>``; no entry is no fade."""
        entry = calibration().get(f"fade.{chemistry}")
        return cls(entry.value if entry else 0.0)

    def active(self, cycles: int) -> float:
        """Return the share of active material left after ``cycles``."""
        return max(1 - self.rate * cycles, 0.0)
