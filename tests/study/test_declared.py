"""What the declared numbers can and cannot mean."""

from dataclasses import replace

import pytest

from nelumbo.cycling.calibrated import bare_laws
from nelumbo.cycling.map import run_map
from nelumbo.cycling.protocol import Protocol
from nelumbo.study.declared import DECLARED
from nelumbo.units import MA_PER_CM2, MAH_PER_CM2

LENGTHS = ("dead.roughness", "sei.area_roughness", "roughening.gain", "roughening.cap")


def test_nothing_declared_was_fitted_and_all_of_it_says_why():
    assert all(entry.source and not entry.fitted_to and entry.sd == 0 for entry in DECLARED.values())


def test_one_roughness_scale_is_a_unit():
    """Every roughness larger by one factor, and growing by it faster, costs the same: no fit can find them all."""
    assert all(DECLARED[name].unit == "m" for name in LENGTHS)
    laws, factor = bare_laws(), 3.0
    scaled = replace(
        laws,
        dead=replace(laws.dead, roughness=factor * laws.dead.roughness),
        sei=replace(laws.sei, area_roughness=factor * laws.sei.area_roughness),
        roughening=replace(
            laws.roughening,
            rate=factor * laws.roughening.rate,
            gain=factor * laws.roughening.gain,
            cap=factor * laws.roughening.cap,
        ),
    )
    protocol = Protocol(MA_PER_CM2, MA_PER_CM2, MAH_PER_CM2)
    plain, same = run_map(laws, protocol, 200), run_map(scaled, protocol, 200)
    assert same.efficiency == pytest.approx(plain.efficiency, rel=1e-12)
    assert same.retained == pytest.approx(factor * plain.retained)
    assert plain.efficiency[-1] < plain.efficiency[0]
