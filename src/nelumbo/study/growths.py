"""Growths for the structure laws that ask how rough lithium grows under a film, once per film."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from nelumbo.cycling.candidates import CANDIDATES
from nelumbo.cycling.grown_law import GrownLaw, growth_electrolyte
from nelumbo.deposition.roughness_table import Grower
from nelumbo.design.design import Design
from nelumbo.errors import StageError
from nelumbo.study.cycling_fit import Film

GROWN: Mapping[str, type[GrownLaw]] = {n: law for n, law in CANDIDATES.items() if issubclass(law, GrownLaw)}
"""The candidates that ask for growths, by name."""


def grown(
    design: Design, films: Mapping[str, Film], tell: Callable[[str], None], laws: Iterable[str] = GROWN
) -> dict[str, Film]:
    """Return the films with the growths of some laws; a collector without a film needs none.

    Args:
        films: electrode id to its film. tell: is told which law does without a film, and why. laws: names.
    """
    found = {}
    for electrode in design.electrode:
        if electrode.id not in films:
            continue
        film = films[electrode.id]
        tables = dict(film.growths)
        realisations = tuple(zip(film.structures, film.transports, strict=True))
        grower = Grower(electrode, realisations, design.lithium, growth_electrolyte(design))
        for name in (n for n in laws if n in GROWN and electrode.membrane is not None):
            try:
                tables[name] = GROWN[name](1.0).grow(grower)
            except StageError as error:
                tell(f"{name} is left out for {electrode.id}: {error.reason}")
        found[electrode.id] = replace(film, growths=tables)
    return found


def can_be_fitted(law: str, films: Iterable[Film]) -> bool:
    """Return whether a law knows all that it asks of some films."""
    return law not in GROWN or all(law in film.growths for film in films)
