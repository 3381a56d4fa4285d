"""Structure laws that read the roughness of a deposit off growths instead of assuming it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.cycling.film_location import scale_film
from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.result import CycleLaws, GrownRate
from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.result import Deposit
from nelumbo.deposition.roughness_table import Grower, GrowthGrid, RoughnessTable
from nelumbo.design.design import Design
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.experiment import HalfCell, Symmetric
from nelumbo.errors import StageError
from nelumbo.materials.film_share import FilmShare
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport
from nelumbo.units import MAH_PER_CM2

UNITS = {
    "f": "1",
    "β": "1",
    "A_out": "m^2/m^2",
    "A₀": "1",
    "χ": "1",
    "Sq": "m",
    "Sq_bare": "m",
    "j": "A/m^2",
    "Q": "C/m^2",
}
"""Of what every law fed by growths is made of."""


def growth_electrolyte(design: Design) -> Electrolyte:
    """Return that of the first half or symmetric cell, else of the first experiment."""
    cells = [test for test in design.experiment if isinstance(test, HalfCell | Symmetric)]
    return design.electrolyte[(*cells, *design.experiment)[0].electrolyte]


@dataclass(frozen=True)
class GrownLaw(StructureLaw):
    """Where the film is decides how rough lithium grows, and a growth says how rough that is.

    f = 1/(1 + β A_out);   A₀ → f A₀,   film share = f,   χ → χ Sq(f, j, Q)/Sq_bare(j, Q)

    The growths come as a `RoughnessTable`, made once per electrode by `grow`: f is one of its axes, so that β is
    free. Of a growth only the ratio to the bare collector is used, at the current and the charge of a cycle.

    Attributes:
        reactivity: β, rate of film growth on a particle's face relative to that on lithium, 1.
        grid: where growths are looked at.
    """

    reactivity: Any
    grid: GrowthGrid = field(default_factory=GrowthGrid)

    @abstractmethod
    def model(self, film_share: FilmShare) -> DepositionModel:
        """Return what grows the lithium, with this law of where the film forms."""

    @property
    def looks(self) -> tuple[float, ...]:
        """Charges at which a growth is looked at, C/m²; those of the grid are among them."""
        return self.grid.charges

    def roughness(self, deposits: Sequence[Deposit]) -> NDArray[np.float64]:
        """Return Sq, m, at every look at a growth."""
        return np.array([deposit.roughness_sq for deposit in deposits])

    def grow(self, grower: Grower) -> RoughnessTable:
        """Return how rough lithium grows on an electrode; the same for every β.

        Raises:
            StageError: lithium cannot be grown on this film.
        """
        kept = np.searchsorted(self.looks, self.grid.charges)
        return self.grid.table(lambda *point: self.roughness(grower.deposits(self.model, self.looks, point))[kept])

    def protect(
        self, bare: CycleLaws, structure: Structure, transport: Transport, growth: RoughnessTable | None = None
    ) -> CycleLaws:
        """Return the laws under this film; without a film, no change.

        Raises:
            StageError: nothing was grown under this film.
        """
        if growth is None and structure.outer_area == 0:
            return bare
        if growth is None:
            raise StageError(
                f"{type(self).__name__} needs to know how rough lithium grows under this film.",
                "Give it the table that its method `grow` returns.",
            )
        share = FilmShare(self.reactivity).share(structure.outer_area)
        laws = scale_film(bare, share)
        grown = GrownRate(growth, np.asarray(share), np.asarray(bare.roughening.rate))
        rate = grown.at(bare.roughening.reference_current, MAH_PER_CM2)
        return replace(laws, roughening=replace(bare.roughening, rate=rate), grown=grown)
