"""How the membrane lies on the lithium: bonded, or only resting on it."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.plate.membrane import Integrity, PlateMembrane
from nelumbo.errors import StageError
from nelumbo.law import Law
from nelumbo.numerics.fourier import Waves
from nelumbo.numerics.obstacle import ObstacleProblem, Touch

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass
class Seat:
    """Where the membrane is and what it has gone through.

    Attributes:
        shape: ŵ without its mean, shape (y, waves), m. integrity: of the membrane.
        pressure: on the lithium, Pa. touching: where it does. opened: largest gap so far, m; all of shape (y, x).
    """

    shape: Waves
    integrity: Integrity
    pressure: Array
    touching: Mask
    opened: Array

    @classmethod
    def on(cls, membrane: PlateMembrane) -> Seat:
        """Return a flat new membrane."""
        cells = membrane.grid.cells
        flat = np.zeros_like(membrane.grid.waves(np.zeros(cells)))
        return cls(flat, membrane.sound(), np.zeros(cells), np.ones(cells, bool), np.zeros(cells))


class Contact(Law):
    """Turns the height of the lithium into the membrane's pressure on it."""

    @abstractmethod
    def press(self, membrane: PlateMembrane, height: Waves, seat: Seat) -> Waves:
        """Return p̂, Pa, on a lithium surface ĥ, m, both of shape (y, waves); the seat stays as it is."""

    @abstractmethod
    def settle(self, membrane: PlateMembrane, height: Waves, seat: Seat) -> None:
        """Move the membrane to where it lies on ĥ; what opens or is strained too far stays so."""


@dataclass(frozen=True)
class Bonded(Contact):
    """The membrane sticks to the lithium everywhere and pulls at its valleys.

    w = h
    """

    equation: ClassVar[str] = "w = h"
    units: ClassVar[dict[str, str]] = {"w": "m", "h": "m"}
    references: ClassVar[tuple[str, ...]] = ("Timoshenko1970",)

    def press(self, membrane: PlateMembrane, height: Waves, seat: Seat) -> Waves:
        """Return p̂, Pa, that holds the membrane on the lithium."""
        return membrane.pressure(_uneven(height), seat.integrity)

    def settle(self, membrane: PlateMembrane, height: Waves, seat: Seat) -> None:
        """Move the membrane along with the lithium and let it fail."""
        shape = _uneven(height)
        membrane.move(seat.shape, shape, seat.integrity)
        membrane.fail(shape, seat.integrity)
        seat.shape = shape
        seat.pressure = membrane.grid.field(membrane.pressure(shape, seat.integrity))


@dataclass(frozen=True)
class Unilateral(Contact):
    """The membrane rests on the crests and may stick to the lithium until it is pulled off.

    w ≥ h,   p ≥ −σ_c,   (p + σ_c)(w − h) = 0,   ⟨p⟩ = p_s
    σ_c = σ_t where the gap never exceeded δ_c, 0 where it did

    The strength that a place has lost does not come back. Opening an area takes the energy σ_t δ_c (Dugdale 1960),
    whatever the grid, as long as the zone that is being pulled apart is wider than a cell. σ_t = 0 is a membrane
    that lies on the lithium loosely. The membrane's tension depends on its shape and is repeated until it agrees
    with it. It bridges from crest to crest, so that it is softened evenly by what fails of it (`PlateMembrane`).

    Attributes:
        stack_pressure: p_s on the electrode, Pa. strength: σ_t, Pa. opening: δ_c, m.
        tolerance: of that agreement, as a share of the rms of p. repetitions: at most.
    """

    equation: ClassVar[str] = (
        "w ≥ h;  p ≥ −σ_c;  (p + σ_c)(w − h) = 0;  ⟨p⟩ = p_s;  σ_c = σ_t where the gap never exceeded δ_c, else 0"
    )
    units: ClassVar[dict[str, str]] = {
        "w": "m",
        "h": "m",
        "p": "Pa",
        "p_s": "Pa",
        "σ_c": "Pa",
        "σ_t": "Pa",
        "δ_c": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Johnson1985", "Dugdale1960")

    stack_pressure: float
    strength: float = 0.0
    opening: float = 1e-8
    tolerance: float = 1e-3
    repetitions: int = 50

    def press(self, membrane: PlateMembrane, height: Waves, seat: Seat) -> Waves:
        """Return p̂, Pa, of the membrane as it would lie on ĥ."""
        touch = self._lie(membrane.even, height, seat)
        return membrane.grid.waves(touch.pressure)

    def settle(self, membrane: PlateMembrane, height: Waves, seat: Seat) -> None:
        """Move the membrane, open what the gap has outgrown, again until nothing opens, and let it fail."""
        grid, membrane = membrane.grid, membrane.even
        while True:
            touch = self._lie(membrane, height, seat)
            opened = np.maximum(seat.opened, touch.surface - grid.field(height))
            more = (opened > self.opening) & (seat.opened <= self.opening)
            seat.opened = opened
            if self.strength == 0 or not more.any():
                break
        shape = _uneven(grid.waves(touch.surface))
        membrane.move(seat.shape, shape, seat.integrity)
        membrane.fail(shape, seat.integrity)
        seat.shape, seat.pressure, seat.touching = shape, touch.pressure, touch.touching

    def _lie(self, membrane: PlateMembrane, height: Waves, seat: Seat) -> Touch:
        """Return how the membrane lies on ĥ with the strength and the integrity that it has."""
        grid, shape, pressure = membrane.grid, seat.shape, seat.pressure
        lower = np.where(seat.opened <= self.opening, -self.strength, 0.0)
        obstacle = grid.field(height)
        for _ in range(self.repetitions):
            tension = membrane.tension(shape, seat.integrity)
            stiffness = membrane.softened(seat.integrity) + tension * membrane.slopes
            touch = ObstacleProblem(grid, stiffness).solve(obstacle, self.stack_pressure, lower, pressure)
            shape, pressure = _uneven(grid.waves(touch.surface)), touch.pressure
            missing = (membrane.tension(shape, seat.integrity) - tension) * membrane.slopes * shape
            if grid.mean_square(missing) <= self.tolerance**2 * float((pressure**2).mean()):
                return touch
        raise StageError(
            f"the tension of the resting membrane did not settle in {self.repetitions} repetitions.",
            "use a smaller stack pressure, or a thicker membrane.",
        )


def _uneven(waves: Waves) -> Waves:
    """Return the coefficients without the mean."""
    uneven = waves.copy()
    uneven[0, 0] = 0.0
    return uneven
