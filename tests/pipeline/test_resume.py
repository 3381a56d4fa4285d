"""A run that was killed at any moment continues to the same bytes and repeats no finished stage."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import toy_laboratory as toy
from toy_laboratory import DELAY

import nelumbo
from nelumbo.errors import NelumboError, StageError
from nelumbo.pipeline import Results, SerialExecutor
from nelumbo.pipeline.content import code_version
from nelumbo.pipeline.graph import plan
from nelumbo.pipeline.observers import StageFinished
from nelumbo.pipeline.store import Cost, Store

PROGRAM = """
import signal, sys
import toy_laboratory as toy, nelumbo
from nelumbo.pipeline import graph, process_pool
graph.code_version = lambda: sys.argv[2]  # the sources may be edited while the tests run

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs ignore it
    with process_pool(2) as pool:
        nelumbo.run(toy.design(), toy.fidelity(toy.DELAY), folder=sys.argv[1], executor=pool)
"""

HANGS = 300.0
"""s; no computer is so slow that a run of the toys, a second long, has not come so far."""


def run(folder, observers=(), resume=False):
    return nelumbo.run(toy.design(), toy.fidelity(DELAY), observers, folder, SerialExecutor(), resume=resume)


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    results = run(tmp_path_factory.mktemp("reference"))
    return (results.folder / "observables.csv").read_bytes()


def entries(folder: Path) -> set[str]:
    return {path.stem for path in (folder / "cache").glob("*.pkl")}


def keys(results):
    return {(s["electrode"], s["stage"], s["part"]): s["key"] for s in results.manifest["stages"]}


def check_resumed(folder: Path, reference: bytes) -> None:
    before = entries(folder)
    log = toy.Log()
    results = run(folder, [log], resume=True)
    assert (folder / "observables.csv").read_bytes() == reference
    key = keys(results)
    cached = {key[e.id.electrode, e.id.stage, e.id.part] for e in log.of(StageFinished) if e.cached}
    computed = {key[e.id.electrode, e.id.stage, e.id.part] for e in log.of(StageFinished) if not e.cached}
    assert before <= cached, "every finished stage is taken from the store"
    assert computed == set(key.values()) - cached
    assert not list((folder / "cache").glob(".*"))


@pytest.mark.parametrize(
    ("finished", "stop"), [(0, signal.SIGKILL), (5, signal.SIGKILL), (20, signal.SIGKILL), (12, signal.SIGINT)]
)
def test_stopped_process(finished, stop, tmp_path, reference):
    script = tmp_path / "campaign.py"
    script.write_text(PROGRAM)
    folder = tmp_path / "run"
    # Whoever is to stop the run may be slow: it waits before its end.
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path), toy.HOLDS: f"{finished + 4} {folder}"}
    command = [sys.executable, str(script), str(folder), code_version()]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    deadline = time.monotonic() + HANGS
    while len(entries(folder)) < finished or not (folder / "manifest.json").exists():
        assert time.monotonic() < deadline
        assert process.poll() is None
        time.sleep(0.005)
    workers = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(stop)
    assert process.wait(HANGS) == -stop
    while any(alive(worker) for worker in workers):
        assert time.monotonic() < deadline, "workers outlive the run"
        time.sleep(0.005)
    assert len(entries(folder)) < len(entries_of_a_whole_run())
    with pytest.raises(NelumboError, match="--resume"):
        Results.load(folder)
    check_resumed(folder, reference)


def alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def entries_of_a_whole_run():
    return {task.key for task in plan(toy.design(), toy.fidelity(DELAY))}


class Bomb:
    """Interrupts a run when so many stages are finished."""

    def __init__(self, stages):
        self.stages = stages

    def observe(self, event):
        self.stages -= isinstance(event, StageFinished)
        if self.stages <= 0:
            raise KeyboardInterrupt


@pytest.mark.parametrize("stages", [1, 7, 13, 26])
def test_interrupted_run(stages, tmp_path, reference):
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, [Bomb(stages)])
    assert len(entries(tmp_path)) == stages
    check_resumed(tmp_path, reference)


def test_a_finished_run_is_all_cached_with_resume_and_forgotten_without(tmp_path, reference):
    run(tmp_path)
    log = toy.Log()
    results = run(tmp_path, [log], resume=True)
    assert all(event.cached for event in log.of(StageFinished))
    assert all(stage["cached"] and stage["wall_s"] > 0 for stage in results.manifest["stages"])
    fresh = toy.Log()
    run(tmp_path, [fresh])
    assert not any(event.cached for event in fresh.of(StageFinished))
    assert (tmp_path / "observables.csv").read_bytes() == reference


@pytest.mark.parametrize("damage", [lambda b: b[:-20], lambda b: b[:-1] + bytes([b[-1] ^ 1]), lambda b: b""])
def test_damaged_entries_are_computed_again(damage, tmp_path, reference):
    results = run(tmp_path)
    broken = {
        keys(results)["homs_3s", stage, part] for stage, part in [("structure", "1"), ("experiment", "plating")]
    }
    for key in broken:
        path = tmp_path / "cache" / f"{key}.pkl"
        path.write_bytes(damage(path.read_bytes()))
    again = run(tmp_path, resume=True)
    assert {stage["key"] for stage in again.manifest["stages"] if not stage["cached"]} == broken
    assert (tmp_path / "observables.csv").read_bytes() == reference


def test_store_refuses_damaged_and_missing_entries(tmp_path):
    store = Store(tmp_path / "cache")
    store.write("a" * 64, {"x": 1}, Cost(1.5, 7))
    assert store.read("a" * 64) == {"x": 1}
    assert store.cost("a" * 64) == Cost(1.5, 7)
    path = tmp_path / "cache" / f"{'a' * 64}.pkl"
    path.write_bytes(path.read_bytes()[:-1])
    assert store.cost("a" * 64) is None
    for key in ("a" * 64, "b" * 64):
        with pytest.raises(StageError, match="--resume"):
            store.read(key)
    (tmp_path / "cache" / "notes.txt").write_text("mine")
    store.clear()
    assert [p.name for p in (tmp_path / "cache").iterdir()] == ["notes.txt"]
