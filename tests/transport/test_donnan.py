import pytest
from hypothesis import given
from hypothesis import strategies as st

from nelumbo.constants import FARADAY
from nelumbo.transport.donnan import DonnanPore

CHARGE = st.floats(-0.3, 0.3)
SALT = st.floats(1.0, 3000.0)
NUMBER = st.floats(0.05, 0.95)


def test_without_charge_the_pore_is_free_electrolyte():
    pore = DonnanPore(0.0, 2e7, 1000.0, 0.35)
    assert (pore.cation, pore.anion, pore.pore_transference, pore.conductance) == (1000, 1000, 0.35, 1)


@given(CHARGE, SALT, NUMBER)
def test_electroneutral_and_in_equilibrium(charge, salt, number):
    pore = DonnanPore(charge, 2e7, salt, number)
    assert pore.cation - pore.anion == pytest.approx(
        -charge * 2e7 / FARADAY, abs=1e-9 * (pore.cation + pore.anion)
    )
    assert pore.cation * pore.anion == pytest.approx(salt**2)
    assert 0 < pore.pore_transference < 1


def test_negative_walls_let_cations_and_positive_walls_let_anions_pass():
    strong = [DonnanPore(charge, 1e9, 1.0, 0.35).pore_transference for charge in (-0.1, -1e-6, 0, 1e-6, 0.1)]
    assert strong == sorted(strong, reverse=True)
    assert strong[0] == pytest.approx(1, abs=1e-5)
    assert strong[-1] == pytest.approx(0, abs=1e-5)


def test_weak_charge_adds_half_of_it_to_the_cations():
    pore = DonnanPore(-1e-4, 2e7, 1000.0, 0.35)
    excess = 1e-4 * 2e7 / FARADAY
    assert pore.cation - 1000 == pytest.approx(excess / 2, rel=1e-4)
    slope = (pore.pore_transference - 0.35) / (excess / 1000)
    assert slope == pytest.approx(0.35 * 0.65, rel=1e-4)
