from dataclasses import replace

import numpy as np
import pytest

from nelumbo.experiments.result import Sample
from nelumbo.experiments.structure import Inspection
from nelumbo.structure import PackedSpheres
from nelumbo.structure.mechanics import FilmMechanics
from nelumbo.transport.bare import bare_transport


@pytest.fixture(scope="module")
def films(design):
    """Two films of one electrode, the second without anything that holds it together."""
    electrode = next(e for e in design.electrode if e.id == "homs_1s")
    model = PackedSpheres(fewest_particles=60, with_image=False, mechanics=FilmMechanics(sites=1))
    film = model.build(electrode, np.random.default_rng(0))
    loose = model.mechanics.evaluate(
        replace(film.particles, contacts=film.particles.contacts[:0]), electrode.membrane, film.binder, 1e-6
    )
    return electrode, (film, replace(film, mechanics=loose))


def test_a_film_in_pieces_counts_as_pierced_by_nothing(design, films, values):
    electrode, structures = films
    sample = Sample(electrode, structures, (bare_transport(),) * 2, ())
    outcome = Inspection().measure(None, sample, design)
    whole = structures[0].mechanics
    piercing = values(outcome, "puncture_pressure")
    assert piercing["tip_radius_um=1; places=mean"] == pytest.approx(whole.punctures[2].mean / 2e6)
    assert piercing[""] == pytest.approx(whole.puncture_pressure / 2e6)
    pushing = values(outcome, "indentation_pressure")
    assert pushing[""] == pytest.approx(whole.indentation.mean / 2e6)
    assert pushing["tip_radius_um=0.5; places=minimum"] == pytest.approx(whole.indentation.minimum / 2e6)
    assert values(outcome, "puncture_number")[""] > 0


def test_what_was_not_pushed_is_left_out(design, films, values):
    electrode, (film, _) = films
    still = replace(film, mechanics=replace(film.mechanics, indentation=None))
    outcome = Inspection().measure(None, Sample(electrode, (still,), (bare_transport(),), ()), design)
    assert values(outcome, "indentation_pressure") == {}
    assert values(outcome, "widest_passage")[""] == pytest.approx(film.widest_passage * 1e9)
