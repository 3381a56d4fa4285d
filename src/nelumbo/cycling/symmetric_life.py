"""How long a symmetric cell lives, from what each cycle costs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.constants import FARADAY, GAS_CONSTANT
from nelumbo.cycling.dead_layer import DeadLayer
from nelumbo.cycling.map import preplated_roughness
from nelumbo.cycling.protocol import Protocol
from nelumbo.cycling.result import CycleLaws
from nelumbo.cycling.trace import CycleTrace, first_crossing
from nelumbo.design.electrolyte import Electrolyte, Separator
from nelumbo.law import Law
from nelumbo.materials.macmullin import macmullin
from nelumbo.materials.salt_polarisation import SaltPolarisation


@dataclass(frozen=True)
class Life:
    """When a symmetric cell shows its age, s; ``inf`` where the trace ends before; arrays for an ensemble.

    Attributes:
        onset: of the rise of the overpotential. failure: end of the cell.
    """

    onset: Any
    failure: Any


@dataclass(frozen=True)
class SymmetricLife(Law):
    """Two equal electrodes lose ℓ per cycle of the lithium x that lies on each beyond the charge they exchange.

    failure: the first strip that cannot be completed, N = x/ℓ cycles for a constant loss (interpolated).
    onset of rise: the layers of dead lithium and spent film add the share ρ to the initial overpotential,
    2 j (R + R_c) = ρ η₀; at the latest the failure, where the overpotential diverges. ρ is a definition, not a
    property of the cell: at its value of one, the layers resist as much as all the rest.

    Attributes:
        layer: what the losses build up. rise: ρ, rise that counts as one.
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
    rise: float = 1.0

    def added_overpotential(
        self, trace: CycleTrace, protocol: Protocol, electrolyte: Electrolyte
    ) -> NDArray[np.float64]:
        """Return the overpotential that both dead layers add after every cycle, V, shape (cycles,)."""
        resistance = self.layer.polarisation(trace.dead, trace.sei_charge, electrolyte)
        return np.asarray(2 * protocol.plating_current * resistance)

    def life(
        self, trace: CycleTrace, protocol: Protocol, electrolyte: Electrolyte, initial_overpotential: Any
    ) -> Life:
        """Return onset and failure.

        Args:
            trace: of the electrode that is stripped first; its reserve is the pre-plated lithium less the charge
                of the first stripping. initial_overpotential: η₀ of the fresh cell, V.
        """
        shortfall = np.where(trace.complete, 0.0, trace.plated - trace.stripped)
        start = np.full_like(trace.inventory[:1], protocol.reserve or 0.0)
        failure = first_crossing(np.concatenate([start, trace.inventory - shortfall]), 0.0)
        added = np.concatenate([0 * start, self.added_overpotential(trace, protocol, electrolyte)])
        onset = np.minimum(first_crossing(-added, -self.rise * initial_overpotential), failure)
        return Life(onset * protocol.cycle_duration, failure * protocol.cycle_duration)


def initial_overpotential(
    laws: CycleLaws, protocol: Protocol, electrolyte: Electrolyte, separator: Separator, membrane: float = 0.0
) -> Any:
    """Return the overpotential of a fresh symmetric cell in the middle of its first half cycle, V.

    η₀ = j {(2/a) [RT/(F j₀) + x R_sei √(1 + k² t/s₀²)] + 2 R_membrane + N_M l (1/κ + r)}, a = 1 + (w + u)/ℓ,
    the linear limit of the kinetics on the area a of the pre-plated lithium, with a film that has grown for the
    time t = q/(2 j); r is of `SaltPolarisation`. Half a charge lies more on one side and less on the other.

    Args:
        laws: of both electrodes. protocol: see `Protocol`. membrane: resistance of one membrane, Ω m².
    """
    current, time = protocol.plating_current, protocol.plating_charge / (2 * protocol.plating_current)
    thermal = GAS_CONSTANT * electrolyte.temperature / FARADAY
    resistivity = 1 / electrolyte.conductivity + SaltPolarisation(electrolyte).resistivity()
    path = separator.thickness * macmullin(separator)
    thickening = np.sqrt(1 + laws.sei.growth * time / laws.sei.initial**2)
    film = laws.film_share * electrolyte.sei_resistance * thickening
    roughness = preplated_roughness(laws, current, (protocol.reserve or 0.0) + protocol.plating_charge)
    surface = (thermal / electrolyte.exchange_current_density + film) / laws.sei.enlargement(*roughness)
    return current * (2 * (surface + membrane) + path * resistivity)
