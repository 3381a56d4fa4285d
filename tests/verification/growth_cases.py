"""Fronts that several tests grow."""

import numpy as np

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.growth.electrolyte import SteadyElectrolyte
from nelumbo.deposition.growth.film import MovingFilm
from nelumbo.deposition.growth.model import FrontGrowth
from nelumbo.deposition.growth.outputs import filled_share
from nelumbo.deposition.growth.state import Box
from nelumbo.deposition.growth.surface import FilmedSurface
from nelumbo.deposition.growth.transfer import ExponentialTransfer
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.numerics.front.shape import BAND

KINETICS = ButlerVolmer(100.0, 298.15)
SURFACE = FilmedSurface(ExponentialTransfer(KINETICS))
ELECTROLYTE = SteadyElectrolyte(1000.0, 3e-10, 0.35, 20e-6)
NO_FILM = MovingFilm(0.0, np.inf)


def growth(voxel, **settings):
    """A model with the kinetics and the electrolyte of these tests."""
    return FrontGrowth(
        **{"voxel": voxel, "surface": SURFACE, "electrolyte": ELECTROLYTE, "film": NO_FILM, **settings}
    )


def film_of_share(share, healing, current=0.0):
    """A film without cracks with the share s of the resistance at a current density."""
    return MovingFilm(share / (1 - share) * KINETICS.resistance(current), healing)


def distance_to(heights, planes):
    """Signed distance to z = heights[x], cells, found from a fine polyline through it (periodic)."""
    n = len(heights)
    fine = np.linspace(0, n, 40 * n, endpoint=False)
    wave = np.fft.rfft(heights)
    curve = (
        np.real(sum(w * np.exp(2j * np.pi * m * fine / n) * (1 if m == 0 else 2) for m, w in enumerate(wave))) / n
    )
    z = np.broadcast_to(np.arange(planes)[:, None], (planes, n))
    phi = np.empty(z.shape)
    for i in range(n):
        along = (fine - i + n / 2) % n - n / 2
        near = abs(along) < 2 * BAND
        phi[:, i] = np.hypot(z[:, i, None] - curve[near], along[near]).min(1)
    return np.clip(np.where(z > heights[None], phi, -phi), -BAND, BAND)[:, None, :].copy()


def wave_state(model, cells, amplitude, base=6.3, planes=None):
    """State with the front z = base + amplitude cos(2πx/n), lengths in cells."""
    heights = base + amplitude * np.cos(2 * np.pi * np.arange(cells) / cells)
    phi = distance_to(heights, planes or int(base + 2 * amplitude + model.margin / model.voxel + 8))
    return model.start(Box.empty(phi.shape), phi)


def amplitude_of(state, waves=1):
    """Amplitude of cos(2πmx/n) in the volume per column, cells."""
    heights = filled_share(state).sum(0)[0]
    return 2 * float((heights * np.cos(2 * np.pi * waves * np.arange(heights.size) / heights.size)).mean())


def speed_of(current_density):
    """V of an even front, m/s."""
    return current_density * LITHIUM_HEIGHT_PER_CHARGE
