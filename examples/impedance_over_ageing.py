"""Impedance of a symmetric cell fresh and after cycling: rough lithium has more area, so its arcs shrink."""

import numpy as np
import pybamm

from nelumbo.cell import InterfaceState, LithiumSymmetric
from nelumbo.cell.defaults import deposit_electrode

STATES = {
    "lithium": "lithium [C.m-2]",
    "dead": "dead lithium [C.m-2]",
    "spent": "SEI charge consumed [C.m-2]",
    "film": "film charge [C.m-2]",
    "retained": "retained roughness [m]",
    "fresh": "fresh roughness [m]",
}


def spectrum(cell: LithiumSymmetric) -> np.ndarray:
    """Return the impedance of a cell of 1 m², Ω, from 1 MHz to 1 mHz."""
    return np.asarray(pybamm.EISSimulation(cell).solve(np.logspace(6, -3, 37)).impedance)


def main() -> tuple[float, float]:
    """Return the resistance at 1 mHz before and after 20 cycles of 1 mAh/cm², Ω cm²."""
    fresh = LithiumSymmetric(working=deposit_electrode().at(InterfaceState(lithium=2.16e5)))
    cycles = pybamm.Experiment([("Discharge at 10 A for 1 hour", "Charge at 10 A for 1 hour")] * 20)
    solution = pybamm.Simulation(fresh, experiment=cycles).solve(calc_esoh=False)

    def worn(side: str) -> InterfaceState:
        return InterfaceState(
            **{key: float(solution[f"{side} electrode {name}"].entries[-1]) for key, name in STATES.items()}
        )

    aged = LithiumSymmetric(working=fresh.working.at(worn("Working")), counter=fresh.counter.at(worn("Counter")))
    before, after = (1e4 * float(spectrum(cell)[-1].real) for cell in (fresh, aged))
    return before, after


if __name__ == "__main__":
    print("Resistance at 1 mHz: {:.1f} Ω cm² fresh, {:.1f} Ω cm² after 20 cycles".format(*main()))
