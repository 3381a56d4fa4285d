"""What the plate costs: 1 mAh/cm² at 1 mA/cm², beside plain NumPy; run by ``python benchmarks/plate.py``.

The reference is what one would write first: h and λ on a grid, derivatives by `numpy.fft`, explicit second-order
steps as long as stability allows. Both start from the same noise; the last column is the roughness they end with.
Where other programs share the cores, the processor time (CPU) of one worker is what an idle machine would take.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import numpy as np

import nelumbo
from nelumbo.deposition.plate.growth import PlateGrowth, PlateState
from nelumbo.deposition.plate_model import PlateModel
from nelumbo.materials.elastic_layer import ElasticLayer
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Mechanics

DESIGN = nelumbo.load(Path(__file__).parents[1] / "designs" / "wei2024.toml")
WIDTH, DURATION, CURRENT, BEST_OF = 32e-6, 3600.0, 10.0, 3
FILM = ElasticLayer(0.8e9, 0.2, 1.2e-6)
COVERED = replace(
    bare_structure(),
    membrane_thickness=1.5e-6,
    outer_area=6.6,
    mechanics=Mechanics(0.8e9, 0.2, FILM.bending_stiffness, 0, np.inf, 0, 0),
)
CASES = {"bare, a tenth of the film": (bare_structure(), 0.1), "under a membrane": (COVERED, 1.0)}


def growth(structure, share: float, cells: int, workers: int) -> tuple[PlateGrowth, PlateState]:
    film = DESIGN.lithium.film.model_copy(update={"critical_stretch": None})
    lithium = DESIGN.lithium.model_copy(update={"film": film})
    ether = DESIGN.electrolyte["ether"]
    ether = ether.model_copy(update={"sei_resistance": share * ether.sei_resistance})
    model = PlateModel(cells=cells, width=WIDTH, workers=workers, strength=None)
    made = model.growth(structure, lithium, ether, CURRENT)
    return made, model.start(made, lithium)


def plain(made: PlateGrowth, state: PlateState) -> tuple[float, int]:
    """Return Sq and the steps of the reference."""
    n = made.grid.cells[0]
    k = 2 * np.pi * np.fft.fftfreq(n, made.grid.spacing)
    ky, kx = k[:, None], k[None, :]
    size = np.hypot(ky, kx)
    keep = (np.abs(ky) < 2 / 3 * k.max()) & (np.abs(kx) < 2 / 3 * k.max())
    stiffness = made.linear.restoring_pressure(np.where(size > 0, size, 1.0)) * (size > 0)
    if made.membrane is not None:
        stiffness += made.membrane.layer.stiffness(size)
    v, tau, share = made.linear.velocity, made.linear.healing_time, made.linear.film_share
    mobility, rest = made.linear.mobility, state.rest

    def back(waves):
        return np.fft.ifft2(waves).real

    def rates(h, log):
        wave, film = np.fft.fft2(h), np.fft.fft2(log)
        y, x, p = back(1j * ky * wave), back(1j * kx * wave), back(stiffness * wave)
        yy, xx, yx = back(-(ky**2) * wave), back(-(kx**2) * wave), back(-ky * kx * wave)
        square = 1 + y**2 + x**2
        area, weight = np.sqrt(square), (1 - share) + share * np.exp(log)
        e = (v + (mobility * p / weight * area).mean()) / (area / weight).mean()
        speed = (e - mobility * p) / weight
        bend = ((1 + x**2) * yy + (1 + y**2) * xx - 2 * x * y * yx) / square
        change = speed / area * (bend + y * back(1j * ky * film) + x * back(1j * kx * film))
        change += (rest * np.exp(-log) - 1) / tau
        return tuple(back(np.fft.fft2(rate) * keep) for rate in (speed * area, change))

    step = min(20.0, 1.5 / (mobility * stiffness[keep].max() / (1 - share)))
    steps = int(np.ceil(DURATION / step))
    h, log = made.height(state), np.log(state.first)
    for _ in range(steps):
        dh, dlog = rates(h, log)
        dh, dlog = rates(h + dh * DURATION / steps / 2, log + dlog * DURATION / steps / 2)
        h, log = h + dh * DURATION / steps, log + dlog * DURATION / steps
    return float(h.std()), steps


def main() -> None:
    print("case                       cells  workers  steps       s   CPU s   Sq, µm")
    for name, (structure, share) in CASES.items():
        for cells in (128, 256):
            for workers in (1, 2):
                best = (np.inf, np.inf)
                for _ in range(BEST_OF):
                    made, state = growth(structure, share, cells, workers)
                    start = time.perf_counter(), time.process_time()
                    made.run(state, DURATION, 1.0)
                    best = min(best, (time.perf_counter() - start[0], time.process_time() - start[1]))
                line(name, cells, workers, state.steps, best, made.height(state).std())
            made, state = growth(structure, share, cells, 1)
            start = time.perf_counter(), time.process_time()
            rough, steps = plain(made, state)
            spent = time.perf_counter() - start[0], time.process_time() - start[1]
            line("  plain NumPy, explicit", cells, 1, steps, spent, rough)


def line(name: str, cells: int, workers: int, steps: int, spent: tuple[float, float], rough: float) -> None:
    print(f"{name:27}{cells:5}{workers:9}{steps:7}{spent[0]:8.2f}{spent[1]:8.2f}{rough * 1e6:9.4f}", flush=True)


if __name__ == "__main__":
    main()
