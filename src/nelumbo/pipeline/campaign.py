"""Run a design: plan, schedule, write the run folder."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from pathlib import Path
from time import perf_counter
from typing import Any

from nelumbo.design.design import Design
from nelumbo.fidelity import Fidelity, fidelity_named
from nelumbo.files import writing
from nelumbo.materials.calibration import calibration
from nelumbo.pipeline.compiling import compile_loops
from nelumbo.pipeline.content import digest
from nelumbo.pipeline.executors import process_pool, single_threaded
from nelumbo.pipeline.folder import (
    ending,
    failure,
    manifest,
    open_folder,
    write_fields,
    write_manifest,
    write_records,
    write_sections,
)
from nelumbo.pipeline.graph import StageId, loops_of, plan
from nelumbo.pipeline.observers import Event, Observer, RunFinished, RunStarted, StageFailed
from nelumbo.pipeline.results import OBSERVABLES, Results
from nelumbo.pipeline.schedule import Outcome, schedule
from nelumbo.pipeline.store import Cost, Store
from nelumbo.pipeline.table import rows, write_table


def run(
    design: Design,
    fidelity: str | Fidelity = "quick",
    observers: Sequence[Observer] = (),
    folder: str | Path | None = None,
    executor: Executor | None = None,
    only: str = "*",
    resume: bool = False,
    loops: Iterable[str] = (),
) -> Results:
    """Run every experiment of a design on its electrodes.

    A stage that fails takes only what is downstream of it down: see ``results.failures``.

    Args:
        design: from `nelumbo.load`. fidelity: ``quick``, ``standard``, ``full`` or your own.
        observers: watch the run. folder: of the results; without one they live as long as the returned object.
        executor: any `concurrent.futures.Executor` whose workers reach the folder; by default a pool of processes,
            so that a script must call this under ``if __name__ == "__main__":``.
        only: pattern of ``electrode:experiment``. resume: take finished stages from an earlier run in ``folder``.
        loops: modules of compiled loops that will be needed after the run, as those of its report.

    Raises:
        NelumboError: unknown fidelity, a pattern that fits nothing, or a folder that holds something else or
            in which another run works.
        FolderError: the folder cannot be written; finished stages are kept.
    """
    start = perf_counter()
    if isinstance(fidelity, str):
        fidelity = fidelity_named(fidelity)
    tasks = plan(design, fidelity, only)
    home = Path(tempfile.mkdtemp(prefix="nelumbo-") if folder is None else folder)
    known = manifest(design, fidelity, tasks)

    def tell(event: Event) -> None:
        for observer in observers:
            observer.observe(event)

    with open_folder(home, resume) as store:
        with writing(home):
            write_manifest(home, known)
            tell(RunStarted(tuple(task.id for task in tasks), home))
        with single_threaded(), process_pool() if executor is None else nullcontext(executor) as workers:
            compile_loops(loops_of(tasks) | set(loops), workers, tell)
            ended = schedule(tasks, store, workers, tell, resume)
        with writing(home):
            results = _write(home, design, known, ended, store, start)
    if folder is None:
        weakref.finalize(results, shutil.rmtree, home, ignore_errors=True)
    tell(RunFinished(home, len(results.failures), results.manifest["wall_s"]))
    return results


def _write(
    folder: Path,
    design: Design,
    known: Mapping[str, Any],
    ended: Mapping[StageId, Outcome],
    store: Store,
    start: float,
) -> Results:
    design_key = digest("design", design)
    store.write(design_key, design, Cost(0.0, 0))
    content = {
        **known,
        "design_key": design_key,
        "stages": [
            line | ending(ended[StageId(line["electrode"], line["stage"], line["part"])])
            for line in known["stages"]
        ],
        "failures": [failure(outcome) for outcome in ended.values() if isinstance(outcome, StageFailed)],
    }
    results = Results(folder, design, content)
    table = []
    for electrode in results.electrodes:
        found = results[electrode]
        for experiment, outcome in found.outcomes.items():
            table += rows(electrode, experiment, outcome.observables, design, calibration())
            write_records(folder, electrode, experiment, outcome)
            write_sections(folder, electrode, experiment, outcome)
        write_fields(folder, found)
    content["observables_sha256"] = write_table(folder / OBSERVABLES, table)
    content |= {"status": "finished", "wall_s": round(perf_counter() - start, 3)}
    write_manifest(folder, content)
    return results
