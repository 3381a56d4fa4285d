"""The plate and the voxel front know the same physics where both hold: no overhang, waves long against voxels.

Neither shares code with the other but the kinetics: one has a height on Fourier waves, the other a level set on
voxels with the electrolyte solved around it. The tolerance of 5 % is what the front leaves of growth rates on its
grid (3 % in its own tests), its short-wave cut-off, and the electrolyte's resistance, which the plate neglects.
"""

import numpy as np
import pytest
from growth_cases import KINETICS, amplitude_of, film_of_share, growth, speed_of, wave_state
from plate_cases import phase, plate

from nelumbo.deposition.instability import FilmInstability
from nelumbo.deposition.plate.film import PlateFilm
from nelumbo.deposition.plate.growth import PlateGrowth
from nelumbo.deposition.plate.kinetics import FilmedKinetics

CELLS, CURRENT, SHARE, HEALING = 48, 10.0, 0.9, 600.0
TOLERANCE = 0.05


def voxels(wavelength, slope, time):
    """Times, s, and amplitudes, m, of a wave on the voxel front, and the share of its second harmonic."""
    voxel = wavelength / CELLS
    model = growth(
        voxel, film=film_of_share(SHARE, HEALING, CURRENT), cutoff=1.5 * voxel, margin=wavelength / 2, courant=0.25
    )
    state = wave_state(model, CELLS, slope / (2 * np.pi) * CELLS)
    found = [(state.time, amplitude_of(state) * voxel)]
    while state.time < time:
        model.step(state, CURRENT, time - state.time + 1e-9)
        found.append((state.time, amplitude_of(state) * voxel))
    return np.array(found).T, amplitude_of(state, 2) / amplitude_of(state)


def plated(wavelength, slope, times):
    """The same on the plate, without the layers that the front does not have."""
    bare = plate((1, CELLS), wavelength / CELLS)
    resistance = SHARE / (1 - SHARE) * float(KINETICS.resistance(CURRENT))
    linear = FilmInstability(
        speed_of(CURRENT), SHARE, HEALING, resistance / SHARE, 0.0, (), bare.linear.height_per_charge
    )
    kinetics = FilmedKinetics(KINETICS, resistance, bare.linear.height_per_charge)
    model = PlateGrowth(bare.grid, linear, kinetics, PlateFilm(0.0, HEALING), tolerance=1e-4)
    wave = np.cos(phase(model.grid, 0, 1))
    state = model.init(slope * wavelength / (2 * np.pi) * wave, np.zeros_like(wave))
    heights = []
    for time in times:
        if time > state.time:
            model.run(state, time - state.time)
        heights.append(2 * float((model.height(state) * wave).mean()))
    second = 2 * float((model.height(state) * np.cos(phase(model.grid, 0, 2))).mean())
    return np.array(heights), second / heights[-1]


@pytest.mark.parametrize(("wavelength", "slope"), [(4e-6, 0.02), (4e-6, 0.15), (8e-6, 0.15)])
def test_a_wave_grows_alike_on_the_plate_and_on_voxels(wavelength, slope):
    """From a fresh even film until the wave has grown by half: amplitude in time, rate, and sharpness."""
    time = 0.9 / (np.sqrt(SHARE) * speed_of(CURRENT) * 2 * np.pi / wavelength)
    (times, grown), sharpness = voxels(wavelength, slope, time)
    heights, sharp = plated(wavelength, slope, times)
    assert grown[-1] > 1.25 * grown[0]
    np.testing.assert_allclose(heights / heights[0], grown / grown[0], rtol=TOLERANCE)
    late = times > 0.5 * time
    rates = [np.polyfit(times[late], np.log(a[late]), 1)[0] for a in (heights, grown)]
    assert rates[0] == pytest.approx(rates[1], rel=TOLERANCE)
    if slope > 0.1:
        assert sharp == pytest.approx(sharpness, abs=TOLERANCE)
        assert abs(sharp) > 0.01
