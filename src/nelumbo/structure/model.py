"""Interface of the structure stage."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable

import numpy as np

from nelumbo.design.electrode import Electrode
from nelumbo.law import Law
from nelumbo.structure.result import Structure


class StructureModel(Law):
    """Builds the film of an electrode. Fields of a final model are numerical settings, never design."""

    @abstractmethod
    def build(self, electrode: Electrode, rng: np.random.Generator) -> Structure:
        """Build one random realisation of the film.

        Args:
            electrode: bare (no membrane) or with a membrane.
            rng: the only source of randomness.

        Raises:
            StageError: the membrane cannot be built, e.g. more binder than void.
        """

    def repeated(self, rng: Callable[[], np.random.Generator]) -> Callable[[Electrode], Structure]:
        """Return a function that builds one film after another, each with the first random numbers of ``rng()``.

        A final model may keep what the films have in common; they are the same as if each were built alone.
        """
        return lambda electrode: self.build(electrode, rng())
