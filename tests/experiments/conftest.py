from dataclasses import replace
from pathlib import Path

import pytest

import nelumbo
from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.roughness import Roughening
from nelumbo.cycling.sei_growth import SEIGrowth
from nelumbo.experiments.result import Sample
from nelumbo.transport.bare import bare_transport
from nelumbo.transport.result import Transport

_BARE = bare_transport()
_FILM = Transport(1.5e-6, 0.55, 0.25, 2.2, 0.2, True, "", 1e-6, None, 2e-8, 0.0, 5e6)


@pytest.fixture(scope="session")
def design():
    return nelumbo.load(Path(__file__).parents[2] / "designs" / "wei2024.toml")


@pytest.fixture(scope="session")
def trial(design):
    """The experiment of that id, with some entries replaced."""

    def find(name, **changes):
        experiment = next(e for e in design.experiment if e.id == name)
        return experiment.model_copy(update=changes)

    return find


@pytest.fixture(scope="session")
def lossy():
    return CycleLaws(
        DeadLithium(0.1, 1e-6),
        SEIGrowth(1.0, 1e-6, 0.3, 60.0, 3e5),
        Roughening(0.02, 0.5, 10.0, 0.03, 5e-7, 5e-6),
        film_share=1.0,
    )


@pytest.fixture(scope="session")
def sample(design):
    """A sample with the given laws, one realisation each, bare or under a film."""

    def build(*laws, film=False, **transport):
        electrode = next(e for e in design.electrode if (e.membrane is not None) == film)
        each = replace(_FILM if film else _BARE, **transport)
        return Sample(electrode, (None,) * len(laws), (each,) * len(laws), laws)

    return build


@pytest.fixture(scope="session")
def values():
    """Value of every row of a quantity, by condition."""

    def find(outcome, quantity):
        return {row.condition: row.value for row in outcome.observables if row.quantity == quantity}

    return find
