"""Interface of a virtual instrument."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from nelumbo.design.design import Design
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.law import Law


class Instrument(Law):
    """Does one kind of experiment to a sample. Fields of a final instrument are numerical settings."""

    @abstractmethod
    def measure(self, experiment: Any, sample: Sample, design: Design) -> Outcome:
        """Run the experiment (a model of `nelumbo.design.experiment`) and return what it shows.

        Raises:
            StageError: the experiment cannot be run to its end, with the reason.
        """
