"""How the roughness of electrodes under the plate model orders while its assumptions vary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.filling import ChargeExactFilling
from nelumbo.deposition.plate.contact import Bonded, Unilateral
from nelumbo.deposition.plate_model import PlateModel
from nelumbo.deposition.result import Deposit, State
from nelumbo.design.electrode import Electrode
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.lithium import Lithium
from nelumbo.errors import StageError
from nelumbo.materials.film_share import FilmShare
from nelumbo.structure.result import Structure
from nelumbo.transport.bare import bare_transport
from nelumbo.units import MAH_PER_CM2, OHM_CM2

Array = NDArray[np.float64]
CURRENT = 10.0
"""A/m²."""
LOOKS = tuple(q * MAH_PER_CM2 for q in (0.25, 0.5, 0.75, 1.0))
"""Charges at which the deposit is looked at, C/m²."""


@dataclass(frozen=True)
class Prior:
    """An assumed value lies between ``low`` and ``high``, evenly in it or in its logarithm."""

    low: float
    high: float
    logarithmic: bool = True

    def at(self, share: float) -> float:
        """Return the value below which the share of the prior lies."""
        if self.logarithmic:
            return float(self.low * (self.high / self.low) ** share)
        return self.low + share * (self.high - self.low)


PRIORS: Mapping[str, Prior] = {
    "healing_time": Prior(30.0, 1000.0),
    "noise": Prior(0.03, 0.3),
    "correlation_length": Prior(1e-6, 4e-6),
    "persistent": Prior(0.0, 1.0, logarithmic=False),
    "initial": Prior(0.0, 1.0, logarithmic=False),
    "initial_roughness": Prior(5e-9, 50e-9),
    "film_thickness": Prior(8e-9, 30e-9),
    "film_modulus": Prior(0.2e9, 10e9),
    "film_resistance": Prior(8 * OHM_CM2, 160 * OHM_CM2),
    "film_stretch": Prior(0.005, 0.3),
    "reactivity": Prior(0.1, 30.0),
    "exchange_current": Prior(25.0, 159.0),
    "surface_energy": Prior(0.5, 1.7),
    "membrane_strain": Prior(0.005, 0.3),
    "stack_pressure": Prior(1e5, 1e6),
    "resting": Prior(0.0, 1.0, logarithmic=False),
}
"""What is assumed, in SI units and the same for every electrode.

``resting`` above one half is a membrane that rests on the lithium, below one that is bonded to it.
"""


def draw(samples: int, seed: int) -> list[dict[str, float]]:
    """Return a Latin hypercube over the priors."""
    from scipy.stats import qmc  # takes long to import, and only a test needs it

    shares = qmc.LatinHypercube(len(PRIORS), rng=np.random.default_rng(seed)).random(samples)
    return [{name: prior.at(s) for (name, prior), s in zip(PRIORS.items(), row, strict=True)} for row in shares]


@dataclass(frozen=True)
class Ordering:
    """Which electrode is smoother under one set of assumptions and one seed.

    Attributes:
        values: of the assumptions. seed: of the noise. roughness: Sq after the last look by electrode, m.
        dendritic: share of the looks at which the front was too steep, by electrode. failed: by electrode, why.
    """

    values: Mapping[str, float]
    seed: int
    roughness: Mapping[str, float]
    dendritic: Mapping[str, float]
    punctured: Mapping[str, float]
    failed: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> tuple[str, ...]:
        """Electrodes from the smoothest: by how early the front was too steep, then by roughness."""
        return tuple(sorted(self.roughness, key=lambda name: (self.dendritic[name], self.roughness[name])))

    def smoother(self, first: str, second: str) -> bool:
        """Whether ``first`` is smoother than ``second``."""
        return self.names.index(first) < self.names.index(second)


def order(
    films: Mapping[str, tuple[Electrode, Structure]],
    lithium: Lithium,
    electrolyte: Electrolyte,
    values: Mapping[str, float],
    seed: int,
    cells: int = 36,
) -> Ordering:
    """Plate on every film under the same assumptions and the same noise.

    Args:
        films: electrode and structure by id. values: of all `PRIORS`. cells: along the side; four per correlation
            length.
    """
    metal, liquid = _materials(lithium, electrolyte, values)
    contact = Unilateral(values["stack_pressure"]) if values["resting"] > 0.5 else Bonded()
    model = PlateModel(
        split=ChargeExactFilling(FilmShare(values["reactivity"])),
        contact=contact,
        persistent=values["persistent"],
        initial=values["initial"],
        failure_strain=values["membrane_strain"],
        cells=cells,
        width=cells * values["correlation_length"] / 4,
        tolerance=1e-2,
        seed=seed,
    )
    found: dict[str, tuple[Deposit, ...]] = {}
    failed = {}
    for name, (electrode, structure) in films.items():
        try:
            found[name] = model.plate(electrode, structure, bare_transport(), metal, liquid, CURRENT, LOOKS)
        except StageError as error:
            failed[name] = error.reason
    return Ordering(
        values,
        seed,
        {name: looks[-1].roughness_sq for name, looks in found.items()},
        {name: _steep(looks) for name, looks in found.items()},
        {name: looks[-1].punctured_fraction for name, looks in found.items()},
        failed,
    )


def _materials(
    lithium: Lithium, electrolyte: Electrolyte, values: Mapping[str, float]
) -> tuple[Lithium, Electrolyte]:
    film = lithium.film.model_copy(
        update={
            "healing_time": values["healing_time"],
            "noise": values["noise"],
            "correlation_length": values["correlation_length"],
            "thickness": values["film_thickness"],
            "youngs_modulus": values["film_modulus"],
            "critical_stretch": values["film_stretch"],
        }
    )
    metal = lithium.model_copy(
        update={
            "film": film,
            "surface_energy": values["surface_energy"],
            "initial_roughness": values["initial_roughness"],
        }
    )
    liquid = electrolyte.model_copy(
        update={
            "sei_resistance": values["film_resistance"],
            "exchange_current_density": values["exchange_current"],
        }
    )
    return metal, liquid


def _steep(looks: Sequence[Deposit]) -> float:
    """Return the share of the looks at which growth had ended because the front was too steep."""
    ended = [look.state == State.DENDRITIC for look in looks]
    for place, (before, after) in enumerate(pairwise(looks)):
        ended[place] = ended[place] or before.roughness_sq == after.roughness_sq
    return sum(ended) / len(ended)


def frequencies(found: Sequence[Ordering]) -> list[tuple[tuple[str, ...], float]]:
    """Return every ordering that came out and the share of the runs in which it did, the most frequent first."""
    whole = [ordering.names for ordering in found if not ordering.failed]
    return [(names, count / len(whole)) for names, count in Counter(whole).most_common()]


def chances(found: Sequence[Ordering], names: Sequence[str]) -> Array:
    """Return how often the electrode of the row is smoother than that of the column, NaN on the diagonal."""
    table = np.full((len(names), len(names)), np.nan)
    for i, first in enumerate(names):
        for j, second in enumerate(names):
            both = [o for o in found if first in o.roughness and second in o.roughness and i != j]
            if both:
                table[i, j] = float(np.mean([o.smoother(first, second) for o in both]))
    return table
