import pytest

from nelumbo.materials.film_share import FilmShare


def test_bare_lithium_carries_all_of_the_film():
    assert FilmShare(reactivity=1.0).share(0.0) == 1.0


def test_area_elsewhere_takes_film_away():
    law = FilmShare(reactivity=2.0)
    assert law.share(1.5) == pytest.approx(0.25)
    assert FilmShare(reactivity=0.0).share(100.0) == 1.0
    assert FilmShare(reactivity=1.0).share(1e9) < 1e-8
