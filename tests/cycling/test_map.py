import math
from dataclasses import replace

import numpy as np
import pytest

from nelumbo.cycling import elementary
from nelumbo.cycling.calibrated import bare_laws
from nelumbo.cycling.map import Protocol, preplated_roughness, run_map
from nelumbo.cycling.trace import first_crossing
from nelumbo.errors import StageError
from nelumbo.units import MAH_PER_CM2

LI_CU = Protocol(10.0, 10.0, MAH_PER_CM2, None)
LI_LI = Protocol(10.0, 10.0, MAH_PER_CM2, 2 * MAH_PER_CM2)


def balance(trace, protocol):
    spent = trace.stripped.sum(axis=0) + trace.dead[-1] + trace.sei_charge[-1] + trace.inventory[-1]
    return (trace.plated.sum(axis=0) + (protocol.reserve or 0.0) - spent) / trace.plated.sum(axis=0)


@pytest.mark.parametrize("protocol", [LI_CU, LI_LI])
def test_charge_is_conserved(protocol):
    assert abs(balance(run_map(bare_laws(), protocol, 120), protocol)) < 1e-12


def test_everything_is_stripped_to_a_cutoff():
    trace = run_map(bare_laws(), LI_CU, 30)
    assert np.all(np.abs(trace.inventory) < 1e-9 * MAH_PER_CM2)
    assert trace.exhausted is None


def test_a_reserve_pays_for_the_losses_until_it_is_gone():
    trace = run_map(bare_laws(), LI_LI, 120)
    assert trace.exhausted is not None
    lasting = slice(0, trace.exhausted - 1)
    assert trace.efficiency[lasting] == pytest.approx(1.0, abs=1e-9)
    assert trace.efficiency[trace.exhausted - 1] < 1
    assert np.all(np.diff(trace.inventory[lasting]) < 0)


def test_no_losses_without_dead_lithium_and_film():
    laws = bare_laws()
    ideal = replace(laws, dead=replace(laws.dead, share=0.0), sei=replace(laws.sei, growth=0.0))
    trace = run_map(ideal, LI_CU, 50)
    assert trace.efficiency == pytest.approx(1.0, abs=1e-9)
    assert np.all(np.abs(trace.sei_charge) < 1e-9 * MAH_PER_CM2)


def test_a_smooth_front_loses_only_to_its_film():
    laws = bare_laws()
    smooth = replace(laws, roughening=replace(laws.roughening, rate=0.0))
    trace = run_map(smooth, LI_CU, 20)
    assert np.all(trace.dead < 1e-9 * MAH_PER_CM2)
    assert np.all(trace.retained == 0)
    assert np.all(np.diff(trace.sei_charge) > 0)


def test_an_ensemble_gives_what_its_members_give():
    laws = bare_laws()
    shares = np.array([0.01, 0.02, 0.1])
    together = run_map(replace(laws, dead=replace(laws.dead, share=shares)), LI_LI, 60)
    assert together.efficiency.shape == (60, 3)
    for k, share in enumerate(shares):
        alone = run_map(replace(laws, dead=replace(laws.dead, share=float(share))), LI_LI, 60)
        assert together.inventory[:, k] == pytest.approx(alone.inventory, rel=1e-12)
        assert np.array_equal(together.complete[:, k], alone.complete)
    with pytest.raises(ValueError, match="ensemble"):
        _ = together.exhausted


def test_members_that_repeat_give_what_the_first_gives():
    laws = bare_laws()
    shares = np.array([[0.01, 0.02], [0.02, 0.01], [0.01, 0.1]])
    found = run_map(replace(laws, dead=replace(laws.dead, share=shares)), LI_LI, 20)
    each = run_map(replace(laws, dead=replace(laws.dead, share=np.array([0.01, 0.02, 0.1]))), LI_LI, 20)
    for name in vars(found):
        whole, one = getattr(found, name), getattr(each, name)
        assert whole.shape == (20, 3, 2)
        assert np.array_equal(whole, one[:, [[0, 1], [1, 0], [0, 2]]])


def test_an_ensemble_of_equal_members_stays_one():
    laws = bare_laws()
    equal = run_map(replace(laws, dead=replace(laws.dead, share=np.full(4, laws.dead.share))), LI_CU, 5)
    assert equal.film.shape == (5, 4)
    assert equal.film[:, 2] == pytest.approx(run_map(laws, LI_CU, 5).film, rel=1e-12)


def test_what_plain_numbers_cannot_hold_is_left_to_numpy():
    laws = bare_laws()
    endless = replace(laws, roughening=replace(laws.roughening, cap=np.inf, gain=1e-12))
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        trace = run_map(endless, LI_CU, 2)
    assert not np.isfinite(trace.retained).any()


@pytest.mark.parametrize(("name", "x"), [("exp", -0.3), ("expm1", 1e-9), ("log1p", 0.4), ("sqrt", 2.0)])
def test_elementary_functions_of_numbers_and_arrays(name, x):
    function = getattr(elementary, name)
    assert type(function(x)) is float
    assert function(np.array([x, 1.0]))[0] == pytest.approx(function(x), rel=1e-15)


def test_larger_and_smaller_of_numbers_and_arrays():
    assert (elementary.maximum(1.0, 2.0), elementary.minimum(1.0, 2.0)) == (2.0, 1.0)
    assert elementary.maximum(np.array([1.0, 3.0]), 2.0).tolist() == [2.0, 3.0]
    assert elementary.minimum(np.array([1.0, 3.0]), 2.0).tolist() == [1.0, 2.0]
    assert all(math.isnan(f(math.nan, 1.0)) for f in (elementary.maximum, elementary.minimum))


def test_the_same_laws_give_the_same_bits():
    assert np.array_equal(run_map(bare_laws(), LI_CU, 40).efficiency, run_map(bare_laws(), LI_CU, 40).efficiency)


def test_preplated_lithium_is_as_rough_as_plated_lithium():
    laws = bare_laws()
    retained, fresh = preplated_roughness(laws, 10.0, MAH_PER_CM2)
    trace = run_map(replace(laws, sei=replace(laws.sei, growth=0.0)), LI_CU, 1)
    assert trace.fresh[0] == pytest.approx(fresh)
    assert trace.retained[0] == pytest.approx(retained)


@pytest.mark.parametrize("wrong", [(0.0, 1.0, 1.0, None), (1.0, -1.0, 1.0, None), (1.0, 1.0, 1.0, -1.0)])
def test_senseless_protocols_are_refused(wrong):
    with pytest.raises(StageError):
        Protocol(*wrong)


def test_no_cycles_are_refused():
    with pytest.raises(StageError, match="0 cycles"):
        run_map(bare_laws(), LI_CU, 0)


def test_crossings_are_interpolated():
    values = np.array([[3.0, 3.0, 1.0], [1.0, 3.0, 0.0], [0.0, 3.0, 0.0]])
    assert first_crossing(values, 2.0) == pytest.approx([0.5, np.inf, 0.0])
