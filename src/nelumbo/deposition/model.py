"""Interface of the deposition stage."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence

from nelumbo.deposition.result import Deposit
from nelumbo.design.electrode import Electrode
from nelumbo.design.electrolyte import Electrolyte
from nelumbo.design.lithium import Lithium
from nelumbo.law import Law
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport


class DepositionModel(Law):
    """Grows lithium on an electrode at constant current. Fields of a final model are numerical settings."""

    def seeded(self, number: int) -> DepositionModel:
        """Return the model for the realisation ``number``, from 0; itself where nothing is random."""
        return self

    @abstractmethod
    def plate(
        self,
        electrode: Electrode,
        structure: Structure,
        transport: Transport,
        lithium: Lithium,
        electrolyte: Electrolyte,
        current_density: float,
        charges: Sequence[float],
    ) -> tuple[Deposit, ...]:
        """Plate from a clean electrode and return the deposit at every charge.

        Args:
            current_density: > 0, A/m².
            charges: increasing plated charges, C/m².
        """
