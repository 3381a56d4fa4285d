"""The laws that a lithium front is made of, one by one."""

import pickle

import numpy as np
import pytest
from scipy import ndimage

from nelumbo.deposition.growth.connection import (
    OpenCells,
    at_feet,
    attached,
    cells_at,
    near,
    open_to_bulk,
)
from nelumbo.deposition.growth.contact import contact_width
from nelumbo.deposition.growth.film import MovingFilm
from nelumbo.deposition.growth.noise import correlated_noise
from nelumbo.deposition.growth.remembered import Remembered
from nelumbo.deposition.growth.surface import FilmedSurface, SurfaceSites, overpotential_for
from nelumbo.deposition.growth.transfer import ExponentialTransfer, MarcusTransfer
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.materials.marcus_hush_chidsey import MarcusHushChidsey

TRANSFERS = [
    ExponentialTransfer(ButlerVolmer(100.0, 298.15)),
    MarcusTransfer(MarcusHushChidsey(100.0, 0.3, 298.15)),
]
by_name = pytest.mark.parametrize("transfer", TRANSFERS, ids=lambda t: type(t).__name__)


def sites(n=5, **changes):
    zero, one = np.zeros(n), np.ones(n)
    given = {
        "concentration": one,
        "film": zero,
        "shift": zero,
        "exchange": one,
        "barrier": zero,
        "bare": np.zeros(n, bool),
    }
    return SurfaceSites(**{**given, **changes})


@by_name
def test_transfer_is_linear_near_equilibrium_and_has_its_slope_and_inverse(transfer):
    x = np.linspace(-12, 12, 49)
    assert transfer.rate(np.array([1e-4]))[0] == pytest.approx(1e-4, rel=1e-3)
    step = 1e-4
    assert transfer.slope(x) == pytest.approx(
        (transfer.rate(x + step) - transfer.rate(x - step)) / (2 * step), rel=1e-4
    )
    ahead = x[x > 0]
    assert transfer.inverse(transfer.rate(ahead)) == pytest.approx(ahead, rel=0.02)


def test_exponential_transfer_is_butler_volmer():
    law = ButlerVolmer(100.0, 298.15)
    eta, u = np.array([-0.1, 0.02, 0.15]), 0.4
    x = eta / law.thermal_voltage + 2 * np.log(u)
    assert 100 * np.sqrt(u) * TRANSFERS[0].rate(x) == pytest.approx(law.current(eta, u))


def test_marcus_transfer_is_its_law_and_saturates():
    law = TRANSFERS[1].law
    eta = np.array([-0.3, 0.01, 0.2])
    assert 100 * TRANSFERS[1].rate(eta / law.thermal_voltage) == pytest.approx(law.current(eta), rel=1e-6)
    few, many, beyond = 100 * TRANSFERS[1].rate(np.array([20.0, 60.0, 80.0]))
    assert few < 0.99 * law.limiting_current
    assert many == pytest.approx(law.limiting_current, rel=1e-8)
    assert beyond == many, "the table ends at 60"


@by_name
def test_film_and_transfer_are_in_series(transfer):
    surface = FilmedSurface(transfer)
    u, film, shift = np.array([1.0, 0.5, 0.9, 1.2, 0.1]), np.array([0.0, 1e-3, 1e-2, 0.1, 1.0]), 0.3 * np.ones(5)
    for eta in (-0.2, 0.01, 0.5):
        found = surface.current(eta, sites(concentration=u, film=film, shift=shift)).density
        x = (eta - found * film) / transfer.thermal_voltage - shift + 2 * np.log(u)
        assert found == pytest.approx(100 * np.sqrt(u) * transfer.rate(x), rel=1e-7)


@by_name
def test_derivatives_of_the_current(transfer):
    surface, step = FilmedSurface(transfer), 1e-6
    u, film = np.array([1.0, 0.5, 0.9, 1.2, 0.1]), np.array([0.0, 1e-4, 1e-3, 0.01, 0.1])
    here = surface.current(0.12, sites(concentration=u, film=film))
    ahead = surface.current(0.12, sites(concentration=u + step, film=film)).density
    behind = surface.current(0.12, sites(concentration=u - step, film=film)).density
    assert here.by_concentration == pytest.approx((ahead - behind) / (2 * step), rel=1e-4)
    up, down = (surface.current(0.12 + d, sites(concentration=u, film=film)).density for d in (step, -step))
    assert here.by_overpotential == pytest.approx((up - down) / (2 * step), rel=1e-4)


def test_bare_place_needs_its_barrier_and_cannot_dissolve():
    surface = FilmedSurface(TRANSFERS[0])
    bare = sites(barrier=0.05 * np.ones(5), bare=np.ones(5, bool))
    assert (surface.current(0.04, bare).density == 0).all()
    assert (surface.current(-0.4, bare).density == 0).all()
    assert surface.current(0.06, bare).density == pytest.approx(surface.current(0.01, sites()).density)


@by_name
@pytest.mark.parametrize("current", [-300.0, 1e-3, 50.0, 400.0])
def test_overpotential_for_a_total_current(transfer, current):
    surface, area = FilmedSurface(transfer), np.array([0.1, 1.0, 0.5, 2.0, 0.4])
    places = sites(film=np.array([0.0, 1e-4, 1e-3, 0.01, 0.1]), exchange=np.array([1.0, 0.1, 1.0, 0.0, 1.0]))
    eta, found = overpotential_for(surface, places, area, current, 0.0)
    assert (area * found.density).sum() == pytest.approx(current, rel=1e-10)
    assert np.sign(eta) == np.sign(current)


def test_film_of_share_and_contrast():
    film = MovingFilm.of(0.99, 50.0, 2e-4, healing=100.0, critical_stretch=0.1)
    assert film.resistance / (film.resistance + 2e-4) == pytest.approx(0.99)
    assert 1 / (0.01 + 0.99 * film.fresh) == pytest.approx(50)
    assert MovingFilm.of(0.0, 1.0, 2e-4, healing=1.0, critical_stretch=1.0).resistance == 0
    for share, contrast in ((0.8, 6.0), (0.5, 0.9), (1.0, 2.0)):
        with pytest.raises(ValueError, match="contrast K"):
            MovingFilm.of(share, contrast, 2e-4, healing=1.0, critical_stretch=1.0)


@pytest.mark.parametrize("healing", [50.0, np.inf])
@pytest.mark.parametrize("expansion", [-0.02, 0.0, 0.03])
def test_film_follows_its_equation(healing, expansion):
    film = MovingFilm(1.0, healing)
    density, stretch, rest = np.array([0.4, 1.5]), np.array([0.0, 0.05]), np.array([1.0, 0.8])
    found = film.after(density, stretch, rest, np.full(2, expansion), 20.0, healing)
    steps = 40000
    for _ in range(steps):
        density = density + 20 / steps * (-density * expansion + (rest - density) / healing)
        stretch = stretch + 20 / steps * (expansion - stretch / healing)
    assert found[0] == pytest.approx(density, rel=1e-4)
    assert found[1] == pytest.approx(stretch, rel=1e-4, abs=1e-9)


def test_film_cracks_where_it_is_stretched_too_far():
    film = MovingFilm(1.0, np.inf, critical_stretch=0.1, fresh=0.05)
    density, stretch = film.after(np.ones(3), np.zeros(3), np.ones(3), np.array([0.05, 0.2, -0.5]), 1.0, np.inf)
    assert density == pytest.approx([np.exp(-0.05), 0.05, np.exp(0.5)])
    assert stretch == pytest.approx([0.05, 0.0, -0.5])


def test_healing_may_quicken_with_the_current():
    assert MovingFilm(1.0, 100.0).healing_time(50.0) == 100
    assert MovingFilm(1.0, 100.0, current_exponent=1).healing_time(50.0) == pytest.approx(20)


def test_noise_has_its_correlation():
    rows = np.array([correlated_noise((1, 256), 8.0, seed)[0] for seed in range(300)])
    assert rows.mean() == pytest.approx(0, abs=1e-12)
    assert rows.var() == pytest.approx(1, rel=0.05)
    for lag in (4, 8, 16):
        assert (rows * np.roll(rows, lag, 1)).mean() == pytest.approx(np.exp(-((lag / 8) ** 2)), abs=0.06)
    assert np.array_equal(correlated_noise((8, 8), 2.0, 1), correlated_noise((8, 8), 2.0, 1))


def test_pockets_and_islands_are_found():
    phi = np.ones((9, 1, 9))
    phi[:4] = -1.0  # lithium on the collector
    phi[1:3, 0, 4] = 1.0  # a pocket in it
    phi[6, 0, 2] = -1.0  # an island above it
    free = open_to_bulk(phi, np.ones(phi.shape))
    assert free[8].all()
    assert not free[1:3, 0, 4].any()
    alive = attached(phi, np.zeros(phi.shape, bool))
    phi[4:6, 0, 2] = -1.0  # grows up to the island
    assert not attached(phi, (phi < 0) & ~alive)[6, 0, 2], "what was dead stays so"
    assert alive[0].all()
    assert not alive[6, 0, 2]
    assert near(phi[:, :, :] < 0)[7, 0, 1:4].all()
    assert at_feet(alive, np.array([[2.2, 0.0, -0.3], [6.1, 0.0, 2.4], [40.0, 0.0, 0.0]])).tolist() == [
        True,
        False,
        False,
    ]


@pytest.mark.parametrize("shape", [(9, 1, 12), (6, 5, 1), (7, 6, 5), (1, 4, 4)])
def test_cells_near_others(shape):
    cells = np.random.default_rng(3).random(shape) < 0.05
    kept = cells.copy()
    wrapped = np.pad(cells, ((0, 0), (1, 1), (1, 1)), mode="wrap")
    around = ndimage.binary_dilation(wrapped, np.ones((3, 3, 3), bool))[:, 1:-1, 1:-1]
    assert np.array_equal(near(cells), around)
    assert np.array_equal(cells, kept)


def test_feet_beyond_the_box():
    foot = np.array([[-3.0, -1.2, 9.6], [2.4, 7.0, -5.0], [8.0, 1.0, 24.0]])
    assert cells_at(foot, (4, 3, 5)).tolist() == [0 * 15 + 2 * 5 + 0, 2 * 15 + 1 * 5 + 0, 3 * 15 + 1 * 5 + 4]


def test_lowest_cells_that_are_open_to_the_bulk():
    free = np.ones((6, 1, 5), bool)
    free[:3, 0, 0] = free[:, 0, [1, 4]] = free[2:4, 0, 2] = False
    free[1, 0, 0] = True  # enclosed
    found = OpenCells.of(free)
    assert found.connected.sum(0).tolist() == [[3, 0, 4, 6, 0]], "a way leads around what covers the third column"
    assert (found.lowest // 5).tolist() == [[3, 5, 0, 0, 5]]
    assert (found.lowest % 5).tolist() == [[0, 1, 2, 3, 4]]


def test_a_result_is_remembered_until_the_mask_changes():
    remembered, calls = Remembered(), []

    def count(mask):
        calls.append(mask)
        return int(mask.sum())

    mask = np.array([True, False])
    assert [remembered.of(m, count) for m in (mask, mask.copy(), ~mask, np.ones(3, bool))] == [1, 1, 1, 3]
    assert len(calls) == 3
    assert pickle.loads(pickle.dumps(remembered)).of(np.ones(3, bool), count) == 3
    assert len(calls) == 4


@pytest.mark.parametrize(
    ("touching", "width"), [([1, 1, 0, 0, 1, 0], 1.5), ([0, 1, 1, 1, 1, 1], 5), ([1, 0, 1, 0, 0, 1], 1)]
)
def test_width_of_contacts_in_a_plane(touching, width):
    assert contact_width(np.array([touching], bool), 2.0) == 2 * width


def test_film_in_a_closing_valley_grows_until_it_fills_it():
    """At a constant rate σ = e^(−Vκ t) without a bound, and no more than the bound with one."""
    one, closing = np.ones(3), np.array([0.0, -1e-3, -1e-1])
    free, bounded = (
        MovingFilm(1e-3, np.inf, most=most).after(one, 0 * one, one, closing, 100.0, np.inf)[0]
        for most in (np.inf, 5.0)
    )
    assert free == pytest.approx(np.exp(-closing * 100.0))
    assert bounded == pytest.approx(np.minimum(free, 5.0))
