import numpy as np
import pytest

from nelumbo.transport.mixing import PartialVolumes


def mixed(*fractions: float, d: tuple[float, ...]) -> float:
    return float(PartialVolumes().mix(np.array(fractions).reshape(-1, 1, 1, 1), np.array(d))[0, 0, 0])


def test_pure_voxels_keep_their_diffusivity():
    assert mixed(0, 1, 0, d=(1.0, 0.05, 0.0)) == pytest.approx(0.05)


def test_closed_phases_take_their_share():
    assert mixed(0.25, 0, 0.75, d=(1.0, 0.05, 0.0)) == pytest.approx(0.25)


def test_open_phases_are_averaged_between_series_and_parallel():
    value = mixed(0.5, 0.5, d=(1.0, 0.04))
    assert value == pytest.approx(0.2)
    assert 2 / (1 + 1 / 0.04) < value < (1 + 0.04) / 2


def test_traces_of_an_open_phase_do_not_open_a_wall():
    assert mixed(1e-7, 1 - 1e-7, d=(1.0, 0.0)) == 0
