import pytest

from nelumbo.cycling.calibrated import bare_laws, default_law, laws_from, structure_law
from nelumbo.cycling.candidates import CANDIDATES
from nelumbo.errors import StageError
from nelumbo.materials.calibration import calibration

VALUES = {name: entry.value for name, entry in calibration().items()}


def test_shipped_numbers_make_laws():
    assert bare_laws() == laws_from(VALUES)
    assert bare_laws().film_share == 1
    assert isinstance(default_law(), CANDIDATES[calibration().structure_law])


@pytest.mark.parametrize("name", [law.name for law in calibration().laws])
def test_every_fitted_candidate_has_its_numbers(name):
    assert isinstance(structure_law(name, VALUES), CANDIDATES[name])


def test_missing_numbers_are_named():
    with pytest.raises(StageError, match=r"dead\.share"):
        laws_from({name: value for name, value in VALUES.items() if name != "dead.share"})


def test_unknown_laws_are_refused():
    with pytest.raises(StageError, match="no structure law 'magic'"):
        structure_law("magic", VALUES)


def test_every_number_says_where_it_comes_from():
    for entry in calibration().values():
        assert entry.source
        assert (entry.sd > 0) <= bool(entry.fitted_to)
