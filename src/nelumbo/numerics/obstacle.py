"""A periodic elastic surface that rests on an obstacle: where it touches, and with which pressure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nelumbo.errors import StageError
from nelumbo.numerics.fourier import FourierGrid

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Touch:
    """Solution of an obstacle problem.

    Attributes:
        pressure: p, shape (y, x), Pa. surface: w, shape (y, x), m. touching: where w = h.
        sets: contact sets tried. iterations: of conjugate gradients in all.
    """

    pressure: Array
    surface: Array
    touching: Mask
    sets: int
    iterations: int


@dataclass(frozen=True)
class ObstacleProblem:
    """An elastic surface above an obstacle touches it, or bears no more than what it sticks with.

    p ≥ l,  w ≥ h,  (p − l)(w − h) = 0,  ⟨p⟩ = p̄,  S ŵ = p̂ for k ≠ 0

    The surface has the stiffness S(k) > 0; l ≤ 0 is what it sticks with. The problem is convex with a unique p.
    Contact sets are exchanged in blocks, one by one if a block does not help (Portugal, Júdice, Vicente 1994).
    Within a set the pressure comes from conjugate gradients, with S restricted to the set as preconditioner, while
    the mean stays p̄.

    Attributes:
        grid: periodic. stiffness: S, shape (y, waves), Pa/m; the value at k = 0 is not used.
        tolerance: largest error of w on the contact over the range of h.
    """

    grid: FourierGrid
    stiffness: Array
    tolerance: float = 1e-7

    def solve(
        self,
        obstacle: Array,
        mean: float,
        lower: Array | float = 0.0,
        guess: Array | None = None,
    ) -> Touch:
        """Return p and w.

        Args:
            obstacle: h, shape (y, x), m. mean: p̄, Pa. lower: l ≤ 0, below p̄ on average, Pa.
            guess: p to begin with.

        Raises:
            StageError: the contact set did not settle.
        """
        lower = np.broadcast_to(np.asarray(lower, float), obstacle.shape)
        excess = mean - float(lower.mean())
        if excess <= 0:
            raise StageError(
                f"a mean pressure of {mean:.4g} Pa tears a surface that sticks with {-lower.mean():.4g} Pa.",
                "press on it: the mean pressure must be above what it sticks with.",
            )
        reach = obstacle - self._give(lower)
        push = np.zeros(obstacle.shape) if guess is None else np.maximum(guess - lower, 0.0)
        touching = push > 0
        if not touching.any():
            touching = reach >= reach.max()
        margin = self.tolerance * max(float(np.ptp(obstacle)), np.finfo(float).tiny)
        fewest, patience, iterations = obstacle.size + 1, _PATIENCE, 0
        for sets in range(1, _SETS + 1):
            push, level, used = self._on(touching, reach, push, excess, margin)
            iterations += used
            gap = self._give(push) + level - reach
            wrong = (touching & (push < -self.tolerance * push.max())) | (~touching & (gap < -2 * margin))
            count = int(np.count_nonzero(wrong))
            if count == 0:
                return Touch(push + lower, obstacle + np.where(touching, 0.0, gap), touching, sets, iterations)
            if count < fewest:
                fewest, patience = count, _PATIENCE
            else:
                patience -= 1
            if patience < 0:
                wrong = _last(wrong)
            touching = touching ^ wrong
            if not touching.any():
                touching = reach >= reach.max()
        if guess is not None:
            return self.solve(obstacle, mean, lower)
        raise StageError(
            f"the contact of the membrane did not settle within {_SETS} contact sets.",
            "use a finer grid, so that a cell is thinner than the membrane, or a smaller range of heights.",
        )

    @cached_property
    def _compliance(self) -> Array:
        """1/S, 0 at k = 0."""
        stiffness = self.stiffness.copy()
        stiffness[0, 0] = np.inf
        return 1 / stiffness

    @cached_property
    def _resistance(self) -> Array:
        """S, at k = 0 that of the softest wave, so that no surface goes unresisted."""
        stiffness = self.stiffness.copy()
        stiffness[0, 0] = np.inf
        stiffness[0, 0] = stiffness.min()
        return stiffness

    def _give(self, pressure: Array) -> Array:
        """Return the surface of zero mean that a pressure makes."""
        return self.grid.field(self.grid.waves(pressure) * self._compliance)

    def _resist(self, surface: Array) -> Array:
        """Return S w."""
        return self.grid.field(self.grid.waves(surface) * self._resistance)

    def _on(
        self, touching: Mask, reach: Array, guess: Array, total: float, margin: float
    ) -> tuple[Array, float, int]:
        """Return q = p − l with w = h on a given contact set, q = 0 elsewhere; the level u₀ and the iterations."""
        inside = touching.astype(float)
        share = float(inside.mean())
        push = guess * inside
        push = push + inside * (total - float(push.mean())) / share
        steady = self._resist(inside) * inside
        anchor = float(steady.mean())
        residual = (reach - self._give(push)) * inside
        direction, before = np.zeros_like(push), np.inf
        for iteration in range(_ITERATIONS):
            level = float(residual.sum() / inside.sum())
            left = (residual - level) * inside
            if float(np.abs(left).max()) <= margin:
                return push, level, iteration
            step = self._resist(left) * inside
            step = step - float(step.mean()) / anchor * steady
            now = float((left * step).mean())
            direction = step + (now / before if np.isfinite(before) else 0.0) * direction
            bent = self._give(direction) * inside
            length = now / float((direction * bent).mean())
            push = push + length * direction
            residual = residual - length * bent
            before = now
        raise StageError(
            f"the pressure on {int(inside.sum())} touching cells did not converge.",
            "use a finer grid, so that a cell is thinner than the membrane.",
        )


def _last(mask: Mask) -> Mask:
    """Keep the last true cell only."""
    alone = np.zeros_like(mask)
    alone.flat[np.flatnonzero(mask)[-1]] = True
    return alone


_PATIENCE, _SETS, _ITERATIONS = 3, 300, 2000
