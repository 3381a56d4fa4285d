"""How long a symmetric cell lives: until the lithium in excess of what is cycled has been lost."""

import pybamm

from nelumbo.cell import InterfaceState, LithiumSymmetric
from nelumbo.cell.defaults import deposit_electrode
from nelumbo.cycling.dead_lithium import DeadLithium

CYCLED, EXCESS = 3.6e4, 7.2e3  # 1 and 0.2 mAh/cm², in C/m²


def main() -> tuple[int, float]:
    """Return the cycles that one electrode lived, and its excess over what the second cycle lost of lithium."""
    electrode = deposit_electrode().at(InterfaceState(lithium=CYCLED + EXCESS))
    # A large share that dies on any roughness makes a short life: 2 % of every strip.
    cell = LithiumSymmetric(working=electrode, dead=DeadLithium(share=0.02, roughness=1e-12))
    half = "for 1 hour or until {} V"
    cycle = ("Charge at 10 A " + half.format(1), "Discharge at 10 A " + half.format(-1))
    solution = pybamm.Simulation(cell, experiment=pybamm.Experiment([cycle] * 15)).solve(calc_esoh=False)
    whole = [cycle for cycle in solution.cycles if all(step.t[-1] - step.t[0] > 3599 for step in cycle.steps)]
    first, second = (lost(cycle) for cycle in solution.cycles[:2])
    return len(whole), EXCESS / (second - first)


def lost(cycle: pybamm.Solution) -> float:
    """Return the lithium that the working electrode has lost by the end of ``cycle``, C/m²."""
    names = ("dead lithium [C.m-2]", "SEI charge consumed [C.m-2]")
    return float(sum(cycle[f"Working electrode {name}"].entries[-1] for name in names))


if __name__ == "__main__":
    print("The cell lived for {} cycles; its excess of lithium lasts for {:.1f}".format(*main()))
