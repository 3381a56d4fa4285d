"""Coulombic efficiency of lithium on copper, with PyBaMM's own simulation and experiment."""

import pybamm

import nelumbo


def main() -> float:
    """Plate 1 mAh/cm² at 1 mA/cm² for an hour, strip to 1 V, and return stripped over plated charge."""
    model = nelumbo.cell.LithiumCopper()  # one square metre: 10 A is 1 mA/cm²
    experiment = pybamm.Experiment([("Discharge at 10 A for 1 hour", "Charge at 10 A until 1 V")])
    solution = pybamm.Simulation(model, experiment=experiment).solve(calc_esoh=False)
    plating, stripping = (step.t[-1] - step.t[0] for step in solution.cycles[0].steps)
    return float(stripping / plating)  # both at 10 A


if __name__ == "__main__":
    print(f"Coulombic efficiency: {100 * main():.2f} %")
