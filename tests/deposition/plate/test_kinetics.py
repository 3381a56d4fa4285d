import numpy as np
import pytest

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.plate.kinetics import FilmedKinetics, LinearKinetics
from nelumbo.errors import StageError
from nelumbo.materials.butler_volmer import ButlerVolmer

RANDOM = np.random.default_rng(3)
SHAPE = (12, 20)
FILM = np.exp(0.5 * RANDOM.standard_normal(SHAPE))
PRESSURE = 3e7 * RANDOM.standard_normal(SHAPE)
AREA = 1 + RANDOM.random(SHAPE)


@pytest.mark.parametrize("mean", [1e-3, 10.0, 3e3])
@pytest.mark.parametrize("law", [LinearKinetics(2.5e-4), ButlerVolmer(100.0, 298.15)], ids=["linear", "BV"])
def test_one_overpotential_and_the_whole_current(law, mean):
    kinetics = FilmedKinetics(law, 16e-4, LITHIUM_HEIGHT_PER_CHARGE)
    current = kinetics.current(FILM, PRESSURE, AREA, mean, np.full(SHAPE, mean))
    assert (current * AREA).mean() == pytest.approx(mean, rel=1e-12)
    overpotential = law.overpotential(current) + 16e-4 * FILM * current + PRESSURE * LITHIUM_HEIGHT_PER_CHARGE
    assert np.ptp(overpotential) < 1e-7 * max(overpotential.mean(), 0.01)


def test_linear_kinetics_in_closed_form():
    """i = (e v − M p)/[(1 − s) + sσ] in units of v, with e from the mean."""
    kinetics = FilmedKinetics(LinearKinetics(4e-4), 16e-4, LITHIUM_HEIGHT_PER_CHARGE)
    current = kinetics.current(FILM, PRESSURE, AREA, 10.0, np.full(SHAPE, 10.0))
    share, total = 0.8, 20e-4
    dilution = 1 / ((1 - share) + share * FILM)
    shift = LITHIUM_HEIGHT_PER_CHARGE * PRESSURE / total
    e = (10.0 + (shift * dilution * AREA).mean()) / (dilution * AREA).mean()
    np.testing.assert_allclose(current, (e - shift) * dilution, rtol=1e-10)


def test_what_cannot_be_solved_is_said():
    kinetics = FilmedKinetics(ButlerVolmer(100.0, 298.15), 0.0, LITHIUM_HEIGHT_PER_CHARGE)
    with np.errstate(all="ignore"), pytest.raises(StageError, match="no current distribution"):
        kinetics.current(FILM, np.full(SHAPE, np.nan), AREA, 10.0, np.full(SHAPE, 10.0))
