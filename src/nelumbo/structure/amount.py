"""How many bodies make a film of a given thickness."""

from __future__ import annotations

from collections.abc import Callable

from nelumbo.structure.descriptors import film_thickness
from nelumbo.structure.result import Particles

_EQUAL = 1e-5
_NEIGHBOURS = (1, -1, 2, -2, 3, -3)


def built_to(thickness: float, build: Callable[[int], Particles], most: int, guess: int) -> Particles:
    """Return the film whose thickness is nearest to the wanted one, among films of 1 to ``most`` bodies.

    Secant steps on the number N stay in the bracket of the largest number known to be too thin and the smallest
    known to be too thick. They end when the film is off by less than half of what one body adds on average,
    h/(2N), or when the bracket holds no other number. Films that were pressed flat scatter by one or two per cent
    from one number to the next; a few neighbours are tried then. Of films that are equally near, as are all
    that do not cover the collector, the largest is taken.

    Args:
        thickness: wanted, m. build: makes a film of so many bodies from the same random numbers.
        most: bodies, more than enough. guess: the number to begin with.
    """
    films: dict[int, Particles] = {}
    excesses = {0: -thickness}

    def near(count: int) -> bool:
        films[count] = build(count)
        excesses[count] = film_thickness(films[count]) - thickness
        return _EQUAL * thickness < abs(excesses[count]) <= thickness / (2 * count)

    low, high, last, count = 0, most + 1, 0, min(guess, most)
    while high - low > 1 and not near(count):
        excess = excesses[count]
        rise = (excess - excesses[last]) / (count - last)
        low, high = (count, high) if excess <= _EQUAL * thickness else (low, count)
        last, aim = count, count - excess / rise if rise > 0 else 0.0
        count = round(aim) if low < aim < high else (low + high) // 2
        count = min(max(count, low + 1), high - 1)
    if high - low == 1:
        around = (low + step for step in _NEIGHBOURS if low + step not in films)
        any(near(count) for count in around if 0 < count <= most)
    return films[min(films, key=lambda n: (round(abs(excesses[n]) / thickness, 5), -n))]
