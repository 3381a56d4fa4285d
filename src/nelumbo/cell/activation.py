"""How the rates of a lithium electrode depend on temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np

from nelumbo.constants import GAS_CONSTANT
from nelumbo.law import Law


@dataclass(frozen=True)
class Activation(Law):
    """Arrhenius's law for charge transfer, growth of the film, and the film's conductivity.

    The laws of an electrode hold at the reference temperature; at another one the current of charge transfer, the
    current that grows the film and the conductance of the film are multiplied by the factor A. Energies of zero,
    the default, leave only the thermal voltage. The cell is isothermal.

    Attributes:
        transfer, growth, film: E, J/mol.
    """

    equation: ClassVar[str] = "A(T) = exp[(E/R)(1/T₀ − 1/T)]"
    units: ClassVar[dict[str, str]] = {"A": "1", "E": "J/mol", "R": "J/(mol K)", "T": "K", "T₀": "K"}
    references: ClassVar[tuple[str, ...]] = ("Newman2004",)

    transfer: Any = 0.0
    growth: Any = 0.0
    film: Any = 0.0

    def factor(self, energy: Any, temperature: Any, reference: Any) -> Any:
        """Return A for E = ``energy``, J/mol, at T = ``temperature`` and T₀ = ``reference``, K."""
        return np.exp(energy / GAS_CONSTANT * (1 / reference - 1 / temperature))
