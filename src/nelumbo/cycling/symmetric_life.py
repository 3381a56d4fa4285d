"""How long a symmetric cell lives, from what each cycle costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.cycling.dead_layer import DeadLayer
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.trace import CycleTrace
from nelumbo.design.electrolyte import Electrolyte, Separator
from nelumbo.law import Law


@dataclass(frozen=True)
class Life:
    """When a symmetric cell shows its age, s; ``inf`` where the trace ends before.

    Attributes:
        onset: of the rise of the overpotential. failure: end of the cell.
    """

    onset: float
    failure: float


@dataclass(frozen=True)
class SymmetricLife(Law):
    """Two equal electrodes lose ℓ per cycle of the lithium x that lies on each beyond the charge they exchange.

    failure: the first strip that cannot be completed, N = x/ℓ cycles for a constant loss (interpolated).
    onset of rise: the layers of dead lithium and spent film add the share ρ to the initial overpotential,
    2 j (R + R_c) = ρ η₀; at the latest the failure, where the overpotential diverges.

    Attributes:
        layer: what the losses build up. rise: ρ, smallest rise that counts.
    """

    equation: ClassVar[str] = (
        "inventory(N) = 0 at failure, N = x/ℓ for constant loss;  2 j (R + R_c) = ρ η₀ at onset"
    )
    units: ClassVar[dict[str, str]] = {
        "N": "1",
        "x": "C/m^2",
        "ℓ": "C/m^2",
        "j": "A/m^2",
        "R": "ohm m^2",
        "R_c": "ohm m^2",
        "ρ": "1",
        "η₀": "V",
    }
    references: ClassVar[tuple[str, ...]] = ("Wood2016",)

    layer: DeadLayer = field(default_factory=DeadLayer)
    rise: float = 0.1

    def added_overpotential(
        self, trace: CycleTrace, protocol: Protocol, electrolyte: Electrolyte
    ) -> NDArray[np.float64]:
        """Return the overpotential that both dead layers add after every cycle, V, shape (cycles,)."""
        resistance = self.layer.polarisation(trace.dead, trace.sei_charge, electrolyte)
        return np.asarray(2 * protocol.plating_current * resistance)

    def life(
        self, trace: CycleTrace, protocol: Protocol, electrolyte: Electrolyte, initial_overpotential: float
    ) -> Life:
        """Return onset and failure.

        Args:
            trace: of one of the electrodes, with a reserve. initial_overpotential: η₀ of the fresh cell, V.
        """
        shortfall = np.where(trace.complete, 0.0, trace.plated - trace.stripped)
        balance = np.concatenate([[protocol.reserve or 0.0], trace.inventory - shortfall])
        failure = _crossing(balance, 0.0)
        added = np.concatenate([[0.0], self.added_overpotential(trace, protocol, electrolyte)])
        onset = min(_crossing(-added, -self.rise * initial_overpotential), failure)
        return Life(onset * protocol.cycle_duration, failure * protocol.cycle_duration)


def initial_overpotential(
    laws: CycleLaws, current: float, electrolyte: Electrolyte, separator: Separator, membrane: float = 0.0
) -> float:
    """Return the overpotential of a fresh symmetric cell, V: charge transfer, film and electrolyte in series.

    η₀ = j [2 RT/(F j₀) + 2 share R_sei + 2 R_membrane + N_M l (1/κ + 2 RT (1 − t₊)² TDF/(F² D c₀))], the linear
    limit of the kinetics.

    Args:
        laws: of both electrodes. current: j, A/m². membrane: resistance of one membrane, Ω m².
    """
    thermal = GAS_CONSTANT * electrolyte.temperature / FARADAY
    diffusion = (
        2 * thermal / FARADAY
        * (1 - electrolyte.transference_number) ** 2
        * electrolyte.thermodynamic_factor
        / (electrolyte.diffusivity * electrolyte.salt_concentration)
    )  # fmt: skip
    path = separator.thickness * separator.porosity**-separator.bruggeman_exponent
    interface = thermal / electrolyte.exchange_current_density + laws.film_share * electrolyte.sei_resistance
    return float(current * (2 * (interface + membrane) + path * (1 / electrolyte.conductivity + diffusion)))


def _crossing(values: NDArray[np.float64], level: float) -> float:
    """Return where ``values`` first falls to ``level``, linearly between samples; ``inf`` if never."""
    below = values <= level
    if not below.any():
        return float("inf")
    k = int(np.argmax(below))
    if k == 0:
        return 0.0
    return k - 1 + float((values[k - 1] - level) / (values[k - 1] - values[k]))
