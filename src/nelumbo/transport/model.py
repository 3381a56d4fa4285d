"""Interface of the transport stage."""

from __future__ import annotations

from abc import abstractmethod

from nelumbo.design.electrode import Electrode
from nelumbo.law import Law
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport


class TransportModel(Law):
    """Solves diffusion in a film. Fields of a final model are numerical settings."""

    @abstractmethod
    def solve(self, electrode: Electrode, structure: Structure) -> Transport:
        """Return the film's effective transport; a bare collector has none (ratio 1, thickness 0).

        Raises:
            StageError: the solver did not converge.
        """
