"""Growths reach the laws that ask for them, once per film."""

from pathlib import Path

import numpy as np
import pytest

import nelumbo
from nelumbo.cycling.candidates import CANDIDATES
from nelumbo.deposition.roughness_table import GrowthGrid
from nelumbo.errors import StageError
from nelumbo.structure.bare import bare_structure
from nelumbo.study import growths
from nelumbo.study.cycling_fit import Film
from nelumbo.study.growths import GROWN, grown
from nelumbo.transport.bare import bare_transport

DESIGN = nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")
FILMS = {e.id: Film((bare_structure(),) * 2, (bare_transport(),) * 2) for e in DESIGN.electrode[:3]}
TABLE = GrowthGrid().table(lambda share, current, number: np.ones(4))


@pytest.fixture
def growers(monkeypatch):
    """What was asked to grow, by laws that take no time."""
    asked = []

    class Quick:
        def __init__(self, reactivity):
            pass

        def grow(self, grower):
            asked.append(grower)
            return TABLE

    class Unable(Quick):
        def grow(self, grower):
            raise StageError("it cannot.", "Do not.")

    monkeypatch.setattr(growths, "GROWN", {"quick": Quick, "unable": Unable})
    return asked


def test_two_candidates_ask_for_growths():
    assert set(GROWN) == {"plate_roughness", "front_roughness"} < set(CANDIDATES)


def test_every_film_is_grown_on_and_no_bare_collector(growers):
    told = []
    found = grown(DESIGN, FILMS, told.append, ("quick", "unable", "film_location"))
    assert [grower.electrode.id for grower in growers] == ["cu_np", "homs_1s"]
    assert all(len(grower.films) == 2 for grower in growers)
    assert {id_: dict(film.growths) for id_, film in found.items()} == {
        "cu_foil": {},
        "cu_np": {"quick": TABLE},
        "homs_1s": {"quick": TABLE},
    }
    assert told == [f"unable is left out for {id_}: it cannot." for id_ in ("cu_np", "homs_1s")]


def test_nothing_is_grown_for_laws_that_do_not_ask(growers):
    assert grown(DESIGN, FILMS, print, ("film_location",)) == FILMS
    assert not growers
