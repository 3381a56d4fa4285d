"""Growths for the structure laws that ask how rough lithium grows under a film, once per film."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor, Future
from dataclasses import replace

from nelumbo.cycling.candidates import CANDIDATES
from nelumbo.cycling.grown_law import GrownLaw, growth_electrolyte
from nelumbo.deposition.roughness_table import Grower, RoughnessTable
from nelumbo.design.design import Design
from nelumbo.errors import StageError
from nelumbo.pipeline.executors import SerialExecutor
from nelumbo.study.cycling_fit import Film

GROWN: Mapping[str, type[GrownLaw]] = {n: law for n, law in CANDIDATES.items() if issubclass(law, GrownLaw)}
"""The candidates that ask for growths, by name."""


def grown(
    design: Design,
    films: Mapping[str, Film],
    tell: Callable[[str], None],
    laws: Iterable[str] = GROWN,
    pool: Executor | None = None,
) -> dict[str, Film]:
    """Return the films with the growths of some laws; a collector without a film needs none.

    Args:
        films: electrode id to its film. tell: is told which law does without a film, and why. laws: names.
        pool: where lithium is grown side by side; one after the other by default.
    """
    return gathered(films, growing(design, films, pool or SerialExecutor(), laws), tell)


Growing = Mapping[tuple[str, str], "Future[RoughnessTable]"]
"""Growths under way, by electrode and law."""


def growing(design: Design, films: Mapping[str, Film], pool: Executor, laws: Iterable[str] = GROWN) -> Growing:
    """Begin the growths of some laws and return them, see `grown`."""
    electrolyte = growth_electrolyte(design)
    tasks: dict[tuple[str, str], Future[RoughnessTable]] = {}
    for electrode in design.electrode:
        if electrode.id in films and electrode.membrane is not None:
            film = films[electrode.id]
            realisations = tuple(zip(film.structures, film.transports, strict=True))
            grower = Grower(electrode, realisations, design.lithium, electrolyte)
            tasks |= {(electrode.id, name): pool.submit(_grow, name, grower) for name in laws if name in GROWN}
    return tasks


def gathered(films: Mapping[str, Film], tasks: Growing, tell: Callable[[str], None]) -> dict[str, Film]:
    """Return the films with growths that were begun, see `grown`."""
    tables: dict[str, dict[str, RoughnessTable]] = {id_: dict(film.growths) for id_, film in films.items()}
    for (id_, name), task in tasks.items():
        try:
            tables[id_][name] = task.result()
        except StageError as error:
            tell(f"{name} is left out for {id_}: {error.reason}")
    return {id_: replace(film, growths=tables[id_]) for id_, film in films.items()}


def _grow(law: str, grower: Grower) -> RoughnessTable:
    return GROWN[law](1.0).grow(grower)


def can_be_fitted(law: str, films: Iterable[Film]) -> bool:
    """Return whether a law knows all that it asks of some films."""
    return law not in GROWN or all(law in film.growths for film in films)
