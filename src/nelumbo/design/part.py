"""What every part of a design is: frozen, free of unknown keys, and able to say what does not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core import PydanticCustomError


@dataclass(frozen=True)
class Fault:
    """Something about a part whose values are each right but do not fit together.

    Attributes:
        field: dotted name of the value to change, seen from the part.
        expected: what it must be. got: what it is. remedy: what to change.
    """

    field: str
    expected: str
    got: str
    remedy: str


class Part(BaseModel):
    """Base of every part of a design: frozen, no unknown keys, no NaN."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def faults(self) -> Iterator[Fault]:
        """Yield everything about the part that does not fit together; a part with such rules overrides this."""
        yield from ()

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        faults = tuple(self.faults())
        if faults:
            told = "; ".join(f"{f.field}: expected {f.expected}, got {f.got}; {f.remedy}" for f in faults)
            raise PydanticCustomError("faults", "{told}", {"told": told, "faults": faults})
        return self


def exceeds(value: float, limit: float) -> bool:
    """Whether a value lies above a limit by more than unit conversion rounds (``0.4 um`` and ``400 nm``)."""
    return value > limit + 1e-9 * abs(limit)
