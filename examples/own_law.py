"""A law of one's own: half of the lithium that would die reconnects because the cell is pressed."""

from dataclasses import dataclass
from typing import Any

import pybamm

from nelumbo.cell import LithiumCopper
from nelumbo.cell.defaults import copper_electrode
from nelumbo.cycling.dead_lithium import DeadLithium


@dataclass(frozen=True)
class PressedLithium:
    """j_dead = (1 − s) j_dead,bare: pressure holds a share s of the undercut lithium in contact."""

    bare: DeadLithium  # a law inside a law: its numbers are parameters too
    held: float = 0.5

    def current(self, strip: Any, retained: Any, fresh: Any) -> Any:
        """Return the lithium that dies beside the stripping current, A/m²."""
        return (1 - self.held) * self.bare.current(strip, retained, fresh)


def main() -> tuple[float, float]:
    """Return the lithium that died in five cycles of 1 mAh/cm² without and with pressure, C/m²."""
    pressed = PressedLithium(copper_electrode().laws.dead)
    cycle = pybamm.Experiment([("Discharge at 10 A for 1 hour", "Charge at 10 A until 1 V")] * 5)
    dead = []
    for cell in (LithiumCopper(), LithiumCopper(dead=pressed)):
        solution = pybamm.Simulation(cell, experiment=cycle).solve(calc_esoh=False)
        dead.append(float(solution["Working electrode dead lithium [C.m-2]"].entries[-1]))
    return dead[0], dead[1]


if __name__ == "__main__":
    loose, pressed = main()
    print(f"dead lithium after five cycles: {loose:.0f} C/m², pressed {pressed:.0f} C/m²")
