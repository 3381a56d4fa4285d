"""How rough lithium grows under a film, tabulated because a growth takes seconds and a cycle microseconds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.result import Deposit
from nelumbo.design.electrode import Electrode
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.lithium import Lithium
from nelumbo.errors import StageError
from nelumbo.materials.film_share import FilmShare
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Structure
from nelumbo.transport.bare import bare_transport
from nelumbo.transport.result import Transport
from nelumbo.units import MA_PER_CM2, MAH_PER_CM2

Array = NDArray[np.float64]


@dataclass(frozen=True)
class RoughnessTable:
    """Roughness of a deposit under the film of an electrode over that of a deposit on its bare collector.

    Linear in the logarithms of f, j and Q, exact at the nodes, and beyond the outermost node the value there.

    Attributes:
        shares: f, film on the moving lithium over that without a membrane, increasing, shape (f,).
        currents: j, increasing, shape (j,), A/m². charges: Q, increasing, shape (q,), C/m².
        ratio: Sq/Sq_bare, shape (f, j, q).
    """

    shares: Array
    currents: Array
    charges: Array
    ratio: Array

    def relative(self, share: Any, current: float, charge: float) -> Any:
        """Return Sq/Sq_bare, of the shape of ``share``.

        Args:
            share: f > 0, a number or an ensemble. current: j > 0, A/m². charge: Q ≥ 0, C/m².
        """
        by_share = _between(self.currents, current, _between(self.charges, charge, self.ratio))
        return np.interp(np.log(share), np.log(self.shares), by_share)[()]

    def without_effect(self) -> Self:
        """Return the table of a film under which lithium grows as on a bare collector."""
        return replace(self, ratio=np.ones_like(self.ratio))


def _between(nodes: Array, x: float, values: Array) -> Array:
    """Return ``values`` at x, linear in ln x along their last axis and constant beyond the ends."""
    place = np.interp(np.log(np.clip(x, nodes[0], nodes[-1])), np.log(nodes), np.arange(nodes.size))
    below = max(min(int(place), nodes.size - 2), 0)
    above, rest = min(below + 1, nodes.size - 1), place - below
    return np.asarray((1 - rest) * values[..., below] + rest * values[..., above])


@dataclass(frozen=True)
class GrowthGrid:
    """Where growths are looked at, and how many there are.

    Attributes:
        shares: f. currents: A/m². charges: C/m², looks at one growth. seeds: growths per point.
    """

    shares: tuple[float, ...] = (0.001, 0.01, 0.1, 1.0)
    currents: tuple[float, ...] = (MA_PER_CM2, 3 * MA_PER_CM2)
    charges: tuple[float, ...] = (0.5 * MAH_PER_CM2, MAH_PER_CM2, 2 * MAH_PER_CM2, 3 * MAH_PER_CM2)
    seeds: int = 2

    def table(self, grown: Callable[[float | None, float, int], Array]) -> RoughnessTable:
        """Return the mean over the growths of a film over the mean over those on its bare collector.

        Args:
            grown: from f (``None`` without a membrane), j and the number of a growth to Sq at ``charges``, m.
                Growth n has the same random numbers everywhere.
        """

        def mean(share: float | None) -> Array:
            runs = [[grown(share, current, n) for n in range(self.seeds)] for current in self.currents]
            return np.asarray(np.mean(runs, axis=1), dtype=np.float64)

        bare = mean(None)
        covered = np.array([mean(share) for share in self.shares])
        ratio = np.divide(covered, bare, out=np.ones_like(covered), where=bare > 0)
        return RoughnessTable(np.array(self.shares), np.array(self.currents), np.array(self.charges), ratio)


@dataclass(frozen=True)
class Grower:
    """Grows lithium on an electrode.

    Attributes:
        electrode: of the design. films: realisations, taken in turn by the growths. lithium, electrolyte: of it.
    """

    electrode: Electrode
    films: Sequence[tuple[Structure, Transport]]
    lithium: Lithium
    electrolyte: Electrolyte

    def deposits(
        self,
        model: Callable[[FilmShare], DepositionModel],
        charges: Sequence[float],
        point: tuple[float | None, float, int],
    ) -> tuple[Deposit, ...]:
        """Return the deposits of one growth.

        Args:
            model: for a law of where the film forms. charges: C/m².
            point: f (``None`` without a membrane), j and the number of the growth.

        Raises:
            StageError: the model cannot grow lithium on this film.
        """
        share, current, number = point
        if share is None:
            electrode = self.electrode.model_copy(update={"membrane": None})
            structure, transport, location = bare_structure(), bare_transport(), FilmShare(1.0)
        else:
            electrode = self.electrode
            structure, transport = self.films[number % len(self.films)]
            if structure.outer_area == 0:
                raise StageError(
                    "The film has no outer faces that could take SEI from lithium.", "Use another law."
                )
            location = FilmShare.leaving(share, structure.outer_area)
        chosen = model(location).seeded(number)
        refusal = chosen.refusal(structure)
        if refusal:
            raise StageError(f"{type(chosen).__name__} cannot grow lithium here: {refusal}.", "Use another law.")
        return chosen.plate(electrode, structure, transport, self.lithium, self.electrolyte, current, charges)
