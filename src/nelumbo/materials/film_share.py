"""Where the solid electrolyte interphase forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from nelumbo.law import Law
from nelumbo.materials.calibration import calibration


@dataclass(frozen=True)
class FilmShare(Law):
    """The film divides itself over the surfaces at which electrolyte meets a connected metal.

    f = 1/(1 + βA)

    The moving lithium has the area 1, the outer faces of the membrane's particles A, and an area there forms β
    times as much film as one of lithium. The share f of the film that is left on the moving lithium is 1 for a
    bare collector (A = 0) and 0 for a membrane that takes it all. β is a hypothesis: no published measurement
    resolves the film's location.

    Attributes:
        reactivity: β ≥ 0, 1.
    """

    equation: ClassVar[str] = "f = 1/(1 + βA)"
    units: ClassVar[dict[str, str]] = {"f": "1", "β": "1", "A": "m^2/m^2"}
    references: ClassVar[tuple[str, ...]] = ("Peled1979",)

    reactivity: float

    @classmethod
    def calibrated(cls) -> FilmShare:
        """Return the law with the one reactivity that cycling and growth share."""
        return cls(calibration()["film_location.reactivity"].value)

    @classmethod
    def leaving(cls, share: float, outer_area: float) -> FilmShare:
        """Return the law with which an area of outer faces A > 0, m² per m², leaves f = ``share`` on lithium."""
        return cls((1 / share - 1) / outer_area)

    def share(self, outer_area: float) -> float:
        """Return f, from A in m² per m² of electrode."""
        return 1 / (1 + self.reactivity * outer_area)
