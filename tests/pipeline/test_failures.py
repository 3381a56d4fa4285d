"""A failure is a value with a remedy, and takes only its own branch down."""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import numpy as np
import toy_laboratory as toy

import nelumbo
from nelumbo.pipeline import SerialExecutor, process_pool
from nelumbo.pipeline.graph import StageId, task
from nelumbo.pipeline.observers import Failure, StageFailed, StageSkipped
from nelumbo.pipeline.schedule import perform
from nelumbo.pipeline.store import Store


def run(folder, settings, executor=None, log=None, resume=False):
    observers = [log] if log else []
    return nelumbo.run(toy.design(), settings, observers, folder, executor or SerialExecutor(), resume=resume)


def experiments_of(results, electrode):
    return list(results[electrode].outcomes)


def test_a_film_that_cannot_be_built_takes_its_electrode_down(tmp_path):
    heavy = toy.design().electrode[2]
    assert heavy.membrane is not None
    log = toy.Log()
    results = run(tmp_path, toy.fidelity(film=toy.ToyFilm(fails_at=0.0)), log=log)
    assert experiments_of(results, "cu_foil") == ["structure", *toy.EXPERIMENTS]
    assert experiments_of(results, heavy.id) == []
    assert results[heavy.id].structure is None
    films = [f for f in results.failures if f["electrode"] == heavy.id]
    assert [(f["stage"], f["part"]) for f in films] == [("structure", "0"), ("structure", "1")]
    assert (films[0]["reason"], films[0]["remedy"]) == ("the film is too thick", "take less")
    assert len(log.of(StageFailed)) == 4
    skipped = {(s.id.stage, s.id.part) for s in log.of(StageSkipped) if s.id.electrode == heavy.id}
    assert ("transport", "0") in skipped
    assert ("experiment", "plating") in skipped
    assert all(s.because.stage == "structure" for s in log.of(StageSkipped))
    assert set(results.observables["electrode"]) == {"cu_foil"}


def test_an_experiment_that_raises_is_alone(tmp_path):
    results = run(tmp_path, toy.fidelity(fails_on="homs_1s"))
    (failure,) = results.failures
    assert (failure["electrode"], failure["stage"], failure["part"]) == ("homs_1s", "experiment", "plating")
    assert failure["reason"] == "ZeroDivisionError: no such luck"
    assert "measure" in failure["traceback"]
    assert experiments_of(results, "homs_1s") == ["structure", "half_cell_1_1"]
    assert experiments_of(results, "homs_3s") == ["structure", *toy.EXPERIMENTS]


def test_resume_tries_again_what_failed(tmp_path):
    run(tmp_path, toy.fidelity(fails_on="homs_1s"))
    mended = run(tmp_path, toy.fidelity(), resume=True)
    assert mended.failures == []
    computed = {(s["stage"], s["part"]) for s in mended.manifest["stages"] if not s["cached"]}
    assert computed == {("experiment", "plating")}, "the instrument changed, nothing else"


def test_a_worker_that_dies_takes_only_its_stage_down(tmp_path):
    with process_pool(2) as pool:
        results = run(tmp_path, toy.fidelity(dies_on="homs_1s"), pool)
    (failure,) = results.failures
    assert (failure["electrode"], failure["stage"], failure["part"]) == ("homs_1s", "experiment", "plating")
    assert "died" in failure["reason"]
    assert "--resume" in failure["remedy"]
    mended = run(tmp_path, toy.fidelity(), resume=True)
    assert mended.failures == []
    whole = run(tmp_path.with_name("whole"), toy.fidelity())
    assert (tmp_path / "observables.csv").read_bytes() == (whole.folder / "observables.csv").read_bytes()


def test_workers_that_cannot_even_start_are_not_tried_again_and_again(tmp_path):
    with ProcessPoolExecutor(1, get_context("spawn"), initializer=os._exit, initargs=(3,)) as pool:
        results = run(tmp_path, toy.fidelity(), pool)
    assert {failure["stage"] for failure in results.failures} == {"structure"}
    assert all("__main__" in failure["remedy"] for failure in results.failures)


def too_large():
    raise MemoryError("Unable to allocate 7.45 GiB")


def test_a_stage_that_needs_more_memory_than_there_is_says_what_to_do(tmp_path):
    refused = perform(task(StageId("film", "structure", "0"), too_large, ()), Store(tmp_path))
    assert isinstance(refused, Failure)
    assert "7.45 GiB" in refused.reason
    assert "--jobs 1" in refused.remedy
    assert refused.traceback == ""


def test_a_film_that_does_not_conduct_has_infinite_tortuosity():
    results = nelumbo.run(toy.design(), toy.fidelity(), executor=SerialExecutor(), only="*:structure")
    sample = results["homs_3s"].sample
    blocked = [
        t.__class__(**{**vars(t), "tortuosity_factor": np.inf, "reason": "shut"}) for t in sample.transports
    ]
    inspection = toy.Inspection()
    shut = sample.__class__(sample.electrode, sample.structures, tuple(blocked), sample.laws)
    outcome = inspection.measure(None, shut, results.design)
    (row,) = [row for row in outcome.observables if row.quantity == "tortuosity_factor"]
    assert (row.value, row.sd) == (np.inf, None)
    assert outcome.notes == ("shut",)
