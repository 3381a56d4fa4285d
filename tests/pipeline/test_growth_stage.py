"""Lithium is grown once per film, and only for a law that asks for it."""

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
import toy_laboratory as toy

import nelumbo
from nelumbo.cycling.grown_law import GrownLaw
from nelumbo.deposition.model import DepositionModel
from nelumbo.deposition.result import Deposit, State
from nelumbo.deposition.roughness_table import GrowthGrid, RoughnessTable
from nelumbo.fidelity import fidelity_named
from nelumbo.materials.film_share import FilmShare
from nelumbo.pipeline import SerialExecutor
from nelumbo.pipeline.graph import StageId, loops_of, plan
from nelumbo.pipeline.store import Store
from nelumbo.structure.model import StructureModel
from nelumbo.units import MAH_PER_CM2

PUBLISHED = Path(__file__).parents[2] / "designs" / "wei2024.toml"

ABOUT = {"equation": "x", "units": {"x": "1"}, "references": ("Newman2004",)}
GRID = GrowthGrid((0.1, 1.0), (10.0,), (3.6e4,), seeds=2)


@dataclass(frozen=True)
class FacedFilm(StructureModel):
    """A toy film whose particles have outer faces."""

    equation, units, references = ABOUT.values()

    def build(self, electrode, rng):
        return replace(toy.ToyFilm().build(electrode, rng), outer_area=0.0 if electrode.membrane is None else 6.0)


@dataclass(frozen=True)
class Line(DepositionModel):
    """As rough as there is film on it."""

    equation, units, references = ABOUT.values()
    film_share: FilmShare

    def plate(self, electrode, structure, transport, lithium, electrolyte, current_density, charges):
        share = self.film_share.share(structure.outer_area)
        return tuple(Deposit(q, 1, 0, q, 0, 0, 0, 0, share * 1e-6, 0, 0, 0, State.SMOOTH) for q in charges)


@dataclass(frozen=True)
class Grown(GrownLaw):
    """Asks for growths."""

    equation, units, references = ABOUT.values()

    def model(self, film_share):
        return Line(film_share)


def laboratory(reactivity=1.0):
    return replace(toy.fidelity(), structure=FacedFilm(), law=Grown(reactivity, GRID))


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "grown"
    return nelumbo.run(toy.design(), laboratory(), folder=folder, executor=SerialExecutor())


def grown_tasks(tasks):
    return [task for task in tasks if task.id.stage == "growth"]


def test_lithium_is_grown_under_films_and_only_for_a_law_that_asks():
    assert not grown_tasks(plan(toy.design(), toy.fidelity()))
    asked = plan(toy.design(), laboratory())
    assert {task.id for task in grown_tasks(asked)} == {StageId(id, "growth", "all") for id in toy.ELECTRODES[1:]}
    assert grown_tasks(plan(toy.design(), laboratory(reactivity=3.0)))[0].key == grown_tasks(asked)[0].key
    seen = set()
    for task in asked:  # inputs come first
        assert set(task.needs) <= seen
        seen.add(task.id)


def test_the_laws_of_a_run_are_those_of_its_growths(results):
    assert not results.failures
    for electrode in toy.ELECTRODES[1:]:
        laws, film = results[electrode].laws, results[electrode].structure
        expected = np.interp(np.log(FilmShare(1.0).share(film.outer_area)), np.log([0.1, 1.0]), [0.1, 1.0])
        assert laws.roughening.rate == pytest.approx(expected * toy.bare_laws().roughening.rate)
        assert laws.film_share == FilmShare(1.0).share(film.outer_area)
    assert results["cu_foil"].laws == toy.bare_laws()


def test_a_second_run_gives_the_same_bytes(results, tmp_path):
    other = nelumbo.run(toy.design(), laboratory(), folder=tmp_path / "again", executor=SerialExecutor())
    assert (other.folder / "observables.csv").read_bytes() == (results.folder / "observables.csv").read_bytes()
    keys = [stage["key"] for stage in results.manifest["stages"] if stage["stage"] == "growth"]
    tables = [[Store(found.folder / "cache").read(key) for key in keys] for found in (results, other)]
    for mine, theirs in zip(*tables, strict=True):
        assert isinstance(mine, RoughnessTable)
        assert np.array_equal(mine.ratio, theirs.ratio)


def test_one_growth_serves_all_tests_at_one_current():
    """Its key does not depend on the other electrodes, and its charges are those of all these tests."""
    tasks = {task.id: task for task in plan(nelumbo.load(PUBLISHED), fidelity_named("quick"))}
    grown = [id for id in tasks if (id.electrode, id.stage) == ("homs_3s", "deposition")]
    assert len(grown) == 2
    shared = StageId("homs_3s", "deposition", "ether, 1 mA/cm2, 0")
    for experiment in ("plating", "plating_site", "growth_controls"):
        assert shared in tasks[StageId("homs_3s", "experiment", experiment)].needs
    assert shared not in tasks[StageId("homs_3s", "experiment", "in_situ_optical")].needs
    charges = tasks[shared].arguments[-1].charges
    assert {0.0, 0.1 * MAH_PER_CM2, MAH_PER_CM2, 5 * MAH_PER_CM2} <= set(charges)
    assert list(charges) == sorted(charges)


def test_a_run_names_the_loops_that_it_needs():
    design = nelumbo.load(PUBLISHED)

    def needed(*electrodes, only="*"):
        kept = tuple(e for e in design.electrode if e.id in electrodes)
        return loops_of(plan(design.model_copy(update={"electrode": kept}), fidelity_named("quick"), only))

    assert not needed("cu_foil") & {"packing", "lid", "rigid", "voxels"}
    assert {"packing", "lid", "voxels", "stencil"} <= needed("homs_1s")
    assert "rigid" not in needed("homs_1s")
    assert {"rigid", "cluster"} <= needed("cu_np"), "aggregates are among the variants of compact spheres"
    assert "level_set" not in needed("homs_1s", only="*:half_cell_1_1")
