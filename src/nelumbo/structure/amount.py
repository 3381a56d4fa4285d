"""How many bodies make a film of a given thickness."""

from __future__ import annotations

from collections.abc import Callable

from nelumbo.structure.descriptors import film_thickness
from nelumbo.structure.result import Particles


def built_to(thickness: float, build: Callable[[int], Particles], most: int, guess: int) -> Particles:
    """Return the film whose thickness is nearest to the wanted one, among films of 1 to ``most`` bodies.

    Secant steps on the number N, kept in the bracket of the largest known film that is too thin and the smallest
    that is too thick. They end when the film is off by less than half of what one body adds on average, h/(2N), or
    when the bracket holds no other number. Of films that are equally near, as are all that do not cover the
    collector, the largest is taken.

    Args:
        thickness: wanted, m. build: makes a film of so many bodies from the same random numbers.
        most: bodies, more than enough. guess: the number to begin with.
    """
    low, high, count = 0, most + 1, max(1, min(guess, most))
    best, closest, excess = None, float("inf"), -thickness
    last = 0
    while high - low > 1:
        film = build(count)
        before, excess = excess, film_thickness(film) - thickness
        if abs(excess) < closest or (abs(excess) == closest and excess <= 0):
            best, closest = film, abs(excess)
        if 0 < abs(excess) <= thickness / (2 * count) and abs(excess) > 1e-9 * thickness:
            break
        low, high = (count, high) if excess <= 1e-9 * thickness else (low, count)
        rise = (excess - before) / (count - last)
        last, aim = count, (low + high) / 2
        if rise > 0 and low < count - excess / rise < high:
            aim = count - excess / rise
        count = min(max(round(aim), low + 1), high - 1)
    if best is None:
        raise ValueError(f"expected at least one body to build a film of, got at most {most}")
    return best
