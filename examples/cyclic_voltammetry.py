"""Cyclic voltammetry of copper: nothing plates before the nucleation barrier."""

import numpy as np
import pybamm

from nelumbo.cell import LithiumCopper

RATE, LOWEST = 1e-3, -0.1  # V/s, V


def main() -> float:
    """Sweep from 0 V to −0.1 V and back to 0.5 V; return the voltage at which plating begins, V."""
    cell = LithiumCopper({"operating mode": "voltage"})
    values = cell.default_parameter_values
    turn = -LOWEST / RATE
    values["Voltage function [V]"] = lambda t: LOWEST + RATE * abs(t - turn)
    times = np.linspace(0, 700, 1401)
    solution = pybamm.Simulation(cell, parameter_values=values).solve([0, 700], t_interp=times)
    current, voltage = solution["Current [A]"].entries, solution["Voltage [V]"].entries
    return float(voltage[np.argmax(current > 0.1)])  # 0.01 mA/cm²


if __name__ == "__main__":
    print(f"Plating begins at {1e3 * main():.1f} mV")
