"""Stages as a graph, cached by content, run by any `concurrent.futures.Executor`."""

from nelumbo.pipeline.campaign import run
from nelumbo.pipeline.executors import SerialExecutor, process_pool
from nelumbo.pipeline.results import ElectrodeResults, Results

__all__ = ["ElectrodeResults", "Results", "SerialExecutor", "process_pool", "run"]
