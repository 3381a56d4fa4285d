"""Plates that several tests grow."""

import numpy as np

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.instability import FilmInstability
from nelumbo.deposition.plate.film import PlateFilm
from nelumbo.deposition.plate.growth import PlateGrowth
from nelumbo.deposition.plate.kinetics import FilmedKinetics, LinearKinetics
from nelumbo.deposition.plate.membrane import PlateMembrane
from nelumbo.materials.butler_volmer import ButlerVolmer
from nelumbo.materials.elastic_layer import ElasticLayer
from nelumbo.numerics.fourier import FourierGrid

BUTLER_VOLMER = ButlerVolmer(100.0, 298.15)
LINEAR = LinearKinetics(float(BUTLER_VOLMER.resistance()))
FILM = ElasticLayer(10e9, 0.3, 30e-9)
BARE, SOFT, STIFF = None, ElasticLayer(0.06e9, 0.2, 0.5e-6), ElasticLayer(0.8e9, 0.2, 1.2e-6)
HEALING = 300.0


def plate(
    cells,
    spacing,
    *,
    membrane=None,
    current=10.0,
    kinetics=BUTLER_VOLMER,
    film_resistance=16e-4,
    failure_strain=np.inf,
    film=None,
    **settings,
):
    """Growth at a current density on an even or uneven film."""
    grid = FourierGrid(cells, spacing)
    transfer = float(np.mean(kinetics.resistance(np.array(current))))
    linear = FilmInstability(
        velocity=current * LITHIUM_HEIGHT_PER_CHARGE,
        film_share=film_resistance / (film_resistance + transfer),
        healing_time=HEALING,
        resistance=film_resistance + transfer,
        surface_energy=0.5,
        layers=(FILM,),
        height_per_charge=LITHIUM_HEIGHT_PER_CHARGE,
    )
    return PlateGrowth(
        grid,
        linear,
        FilmedKinetics(kinetics, film_resistance, LITHIUM_HEIGHT_PER_CHARGE),
        PlateFilm(0.0, HEALING) if film is None else film,
        None if membrane is None else PlateMembrane(membrane, failure_strain, grid),
        **settings,
    )


def phase(grid, waves_y, waves_x):
    """2π (m y/L_y + n x/L_x) at every cell."""
    y, x = (np.arange(n) / n for n in grid.cells)
    return 2 * np.pi * (waves_y * y[:, None] + waves_x * x[None, :])
