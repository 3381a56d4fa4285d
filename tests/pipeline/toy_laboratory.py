"""Stage models that take milliseconds, for a design of three electrodes; importable by workers."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import numpy as np

import nelumbo
from nelumbo.cycling.dead_lithium import DeadLithium
from nelumbo.cycling.model import StructureLaw
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.roughness import Roughening
from nelumbo.cycling.sei_growth import SEIGrowth
from nelumbo.errors import StageError
from nelumbo.experiments.model import Instrument
from nelumbo.experiments.result import Outcome
from nelumbo.experiments.structure import Inspection
from nelumbo.fidelity import Fidelity
from nelumbo.observables import Observable, condition
from nelumbo.records import CycleSummary
from nelumbo.structure.model import StructureModel
from nelumbo.structure.result import BinderPlacement, Mechanics, Structure, VoxelImage
from nelumbo.transport.model import TransportModel
from nelumbo.transport.result import Transport

ROOT = Path(__file__).parents[2]
ELECTRODES = ("cu_foil", "homs_1s", "homs_3s")
EXPERIMENTS = ("plating", "half_cell_1_1")
DELAY = 0.015
"""s; a campaign of 27 stages that can be killed in between."""

HOLDS = "TOY_LABORATORY_HOLDS"
"""Environment variable with a number and a run folder: with so many results in it, stages wait for ever."""


def work(delay):
    """Take a while, or for ever if the run is to be stopped from outside and has come far enough."""
    time.sleep(delay)
    number, _, folder = os.environ.get(HOLDS, "").partition(" ")
    while number and len(list(Path(folder, "cache").glob("*.pkl"))) >= int(number):
        time.sleep(0.01)


@dataclass(frozen=True)
class ToyFilm(StructureModel):
    """A film of random thickness."""

    equation, units, references = "L = 1 + X", MappingProxyType({"L": "m", "X": "m"}), ("Cooper2016",)
    delay: float = 0.0
    fails_at: float = np.inf

    def build(self, electrode, rng):
        work(self.delay)
        bare = electrode.membrane is None
        thickness = 0.0 if bare else 1e-6 * (1 + rng.random()) * electrode.membrane.mass_loading
        if thickness > self.fails_at:
            raise StageError("the film is too thick", "take less")
        image = None if bare else VoxelImage(rng.dirichlet(np.ones(4), (3, 4, 4)).T.astype(np.float32), 1e-7)
        return Structure(
            membrane_thickness=thickness,
            mass_loading=0.0 if bare else electrode.membrane.mass_loading,
            binder_loading=0.0,
            layers=0.0 if bare else 2.04,
            porosity=1.0 if bare else 0.5,
            contacts_per_particle=0.0,
            outer_area=0.0,
            inner_area=0.0,
            coated_area=0.0,
            cavity_volume=thickness / 2,
            packing_fraction=0.5,
            contacts_per_area=1e12,
            mass_variation=0.1,
            widest_passage=1e-7,
            pinhole_fraction=float(bare),
            binder=BinderPlacement(),
            wall_exchange_ratio=0.1,
            mechanics=Mechanics(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1e-6),
            particles=None,
            image=image,
        )


@dataclass(frozen=True)
class ToyTransport(TransportModel):
    """Linear algebra whose last bits would show a changed order of summation."""

    equation, units, references = "R = L/κ", MappingProxyType({"R": "ohm m^2", "L": "m"}), ("Cooper2016",)
    delay: float = 0.0

    def solve(self, electrode, structure):
        work(self.delay)
        bare = structure.image is None
        matrix = np.sin(np.arange(40000.0).reshape(200, 200) * (1 + structure.membrane_thickness))
        ratio = 1.0 if bare else float(1 / (2 + np.abs(np.linalg.solve(matrix + 200 * np.eye(200), matrix)).sum()))
        flux = None if bare else np.ones((4, 4))
        return Transport(
            structure.membrane_thickness, 0.5, ratio, 0.5 / ratio, 0.1, True, "", 0.0, flux, 1e-7, 0.0, 1.0
        )


@dataclass(frozen=True)
class ToyLaw(StructureLaw):
    """A film does nothing."""

    equation, units, references = "a = a₀", MappingProxyType({"a": "1"}), ("Cooper2016",)

    def protect(self, bare, structure, transport):
        return bare


@dataclass(frozen=True)
class ToyInstrument(Instrument):
    """Reports a thickness for every realisation."""

    equation, units, references = "h = L", MappingProxyType({"h": "m", "L": "m"}), ("Cooper2016",)
    quantity: str = "total_thickness"
    fails_on: str = ""
    dies_on: str = ""
    delay: float = 0.0

    def measure(self, experiment, sample, design):
        work(self.delay)
        if sample.electrode.id == self.fails_on:
            raise ZeroDivisionError("no such luck")
        if sample.electrode.id == self.dies_on:
            os._exit(3)
        values = [
            s.membrane_thickness * t.diffusivity_ratio
            for s, t in zip(sample.structures, sample.transports, strict=True)
        ]
        rows = [
            Observable(self.quantity, 1e6 * value, condition(current_mA_cm2=i)) for i, value in enumerate(values)
        ]
        rows += [Observable("state", "smooth", condition(current_mA_cm2=1, capacity_mAh_cm2=5))]
        rows += [Observable("cycle_of_fall", None)]
        summary = CycleSummary(*np.arange(8.0).reshape(4, 2))
        return Outcome(tuple(rows), records={"cycles": summary}, breakdown={"all": 1.0}, notes=("a toy",))


def bare_laws():
    return CycleLaws(DeadLithium(0.1, 1e-6), SEIGrowth(1, 1, 1, 1, 1), Roughening(1, 1, 1, 1, 1, 1), 1.0)


def fidelity(delay=0.0, film=None, **plating):
    return Fidelity(
        name="toy",
        structure=film or ToyFilm(delay),
        transport=ToyTransport(delay),
        law=ToyLaw(),
        bare=bare_laws(),
        instruments={
            "structure": Inspection(),
            "plating": ToyInstrument(delay=delay, **plating),
            "half_cell": ToyInstrument("coulombic_efficiency", delay=delay),
        },
        realisations=2,
    )


def design():
    whole = nelumbo.load(ROOT / "designs" / "wei2024.toml")
    return whole.model_copy(
        update={
            "electrode": tuple(e for e in whole.electrode if e.id in ELECTRODES),
            "experiment": tuple(e for e in whole.experiment if e.id in EXPERIMENTS),
        }
    )


class Log:
    """Keeps every event."""

    def __init__(self):
        self.events = []

    def observe(self, event):
        self.events.append(event)

    def of(self, kind):
        return [event for event in self.events if isinstance(event, kind)]
