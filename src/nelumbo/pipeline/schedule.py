"""Run a graph of tasks: what is ready goes to the executor, what failed takes only its own branch down."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import ExitStack
from functools import lru_cache
from graphlib import TopologicalSorter
from time import perf_counter
from typing import Any

from nelumbo.errors import FolderError, StageError
from nelumbo.pipeline.executors import process_pool
from nelumbo.pipeline.graph import StageId, Task
from nelumbo.pipeline.memory import peak_memory, reset_peak
from nelumbo.pipeline.observers import (
    Event,
    Failure,
    StageFailed,
    StageFinished,
    StageSkipped,
    StageStarted,
)
from nelumbo.pipeline.store import Cost, Store

Outcome = StageFinished | StageFailed | StageSkipped
"""How a task ended."""


def schedule(
    tasks: Iterable[Task], store: Store, executor: Executor, tell: Callable[[Event], None], resume: bool
) -> dict[StageId, Outcome]:
    """Run every task and return how each ended.

    Args:
        tasks: a graph without cycles. store: takes the results; workers must reach its folder.
        tell: is called with every event. resume: take results that the store holds.
    """
    return _Schedule(tasks, store, executor, tell, resume).run()


class _Schedule:
    def __init__(
        self,
        tasks: Iterable[Task],
        store: Store,
        executor: Executor,
        tell: Callable[[Event], None],
        resume: bool,
    ) -> None:
        self.tasks = {task.id: task for task in tasks}
        self.store = store
        self.executor = executor
        self.tell = tell
        self.resume = resume
        self.sorter = TopologicalSorter({task.id: task.needs for task in self.tasks.values()})
        self.pending: dict[Future[Cost | Failure], Task] = {}
        self.ended: dict[StageId, Outcome] = {}
        self.computed: set[str] = set()
        self.rescue = ExitStack()
        self.lone: Executor | None = None

    def run(self) -> dict[StageId, Outcome]:
        self.sorter.prepare()
        with self.rescue:
            while self.sorter.is_active():
                for id in self.sorter.get_ready():
                    self._start(self.tasks[id])
                    self._collect(timeout=0)
                if self.pending:
                    self._collect(timeout=None)
        return self.ended

    def _collect(self, timeout: float | None) -> None:
        """Take the results that are there, waiting for at least one if ``timeout`` allows it."""
        done, _ = wait(self.pending, timeout, return_when=FIRST_COMPLETED)
        for future in [future for future in self.pending if future in done]:
            self._finish(self.pending.pop(future), future)

    def _start(self, task: Task) -> None:
        culprit = self._culprit(task)
        if culprit is not None:
            self._end(StageSkipped(task.id, culprit))
            return
        known = self.resume or task.key in self.computed  # equal designs share their entries
        cost = self.store.cost(task.key) if known else None
        if cost is not None:
            self._end(StageFinished(task.id, True, cost))
            return
        self.tell(StageStarted(task.id))
        try:
            self.pending[self.executor.submit(perform, task, self.store)] = task
        except BrokenExecutor:
            self._run_alone(task)

    def _run_alone(self, task: Task) -> None:
        """Run a task with nothing beside it after a worker died: who dies again is to blame, the others go on."""
        if not self.computed:
            self._end(StageFailed(_no_worker(task)))
            return
        if self.lone is None:
            self.lone = self.rescue.enter_context(process_pool(1))
        future = self.lone.submit(perform, task, self.store)
        if isinstance(future.exception(), BrokenExecutor):
            self.lone = None
            self._end(StageFailed(_worker_died(task)))
        else:
            self._take(task, future.result())

    def _culprit(self, task: Task) -> StageId | None:
        """Return the stage upstream that failed, if one did."""
        for need in task.needs:
            match self.ended[need]:
                case StageFailed(failure):
                    return failure.id
                case StageSkipped(_, because):
                    return because
        return None

    def _finish(self, task: Task, future: Future[Cost | Failure]) -> None:
        if isinstance(future.exception(), BrokenExecutor):
            self._run_alone(task)
        else:
            self._take(task, future.result())

    def _take(self, task: Task, result: Cost | Failure) -> None:
        if isinstance(result, Failure):
            self._end(StageFailed(result))
        else:
            self.computed.add(task.key)
            self._end(StageFinished(task.id, False, result))

    def _end(self, outcome: Outcome) -> None:
        id = outcome.failure.id if isinstance(outcome, StageFailed) else outcome.id
        self.ended[id] = outcome
        self.sorter.done(id)
        self.tell(outcome)


def perform(task: Task, store: Store) -> Cost | Failure:
    """Run one task in a worker: values come from the store and go there, only the cost travels back."""
    reset_peak()
    start = perf_counter()
    try:
        with store.checkpoints(task.key):
            inputs = {name: _gather(store, keys) for name, keys in task.inputs.items()}
            value = task.function(*task.arguments, **inputs)
            cost = Cost(perf_counter() - start, peak_memory())
            store.write(task.key, value, cost)
    except FolderError:
        raise  # nothing else can be kept either: the run ends
    except StageError as error:
        return Failure(task.id, error.reason, error.remedy)
    except MemoryError as error:
        return Failure(
            task.id,
            f"there is not enough memory ({error})",
            "use fewer processes (--jobs 1), a coarser fidelity or a smaller or shorter experiment, then continue "
            "with --resume",
        )
    except Exception as error:
        return Failure(
            task.id,
            f"{type(error).__name__}: {error}",
            "this is not a known limit of the stage but a defect: report it with the lines in manifest.json",
            traceback.format_exc(),
        )
    return cost


@lru_cache(maxsize=4)
def _gather(store: Store, keys: tuple[str, ...]) -> tuple[Any, ...]:
    """Read inputs; the experiments on one sample follow each other, so the last ones read are kept."""
    return tuple(store.read(key) for key in keys)


def _worker_died(task: Task) -> Failure:
    return Failure(
        task.id,
        "the process that computed it died, again with no other beside it: most likely it ran out of memory",
        "give it more memory or choose a coarser fidelity, then continue with --resume",
    )


def _no_worker(task: Task) -> Failure:
    return Failure(
        task.id,
        "no worker process lived long enough to finish a stage",
        'give it more memory; a script that calls nelumbo.run must do so under `if __name__ == "__main__":`',
    )
