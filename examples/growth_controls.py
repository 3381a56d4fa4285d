"""What makes a deposit smooth? The same film with and without a membrane, and rules switched off one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import nelumbo
from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.growth.rules import Rules
from nelumbo.deposition.result import Deposit
from nelumbo.deposition.voxel_front import VoxelFront
from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.errors import StageError
from nelumbo.fidelity import fidelity_named
from nelumbo.pipeline import stages
from nelumbo.structure.bare import bare_structure
from nelumbo.structure.result import Structure
from nelumbo.transport.bare import bare_transport
from nelumbo.transport.result import Transport
from nelumbo.units import MA_PER_CM2, MAH_PER_CM2, MICROMETRE

DESIGN = Path(__file__).parents[1] / "designs" / "wei2024.toml"
BARE, MEMBRANE = "cu_foil", "homs_3s"


@dataclass(frozen=True)
class Control:
    """One row of the table.

    Attributes:
        name: of the row. membrane: whether there is one. rules: what holds. film: of a bare collector, over that
            of lithium without a membrane, from f of the membrane that it is compared with. width: of the box, m.
    """

    name: str
    membrane: bool
    rules: Rules = Rules()  # noqa: RUF009 (frozen)
    film: Callable[[float], float] = lambda f: 1.0
    width: float = 60 * MICROMETRE


_NARROW = 8 * MICROMETRE
_STAYS = Rules(relocation=False)
CONTROLS = (
    Control("bare, all of the film", False),
    Control("bare, all of the film, box of 8 µm", False, width=_NARROW),
    Control("bare, all of the film, no cracks", False, Rules(cracking=False)),
    Control("bare, the film that a membrane leaves", False, film=lambda f: f),
    Control("bare, no film", False, Rules(film=False)),
    Control("membrane", True),
    Control("membrane, box of 8 µm", True, width=_NARROW),
    Control("membrane, no creep", True, Rules(creep=False)),
    Control("membrane, no breach", True, Rules(breach=False)),
    Control("membrane, no pressure on contacts", True, Rules(pressing=False)),
    Control("membrane that does not float", True, Rules(floating=False)),
    Control("membrane, no film", True, Rules(film=False)),
    Control("membrane, no relocation", True, _STAYS),
    Control("membrane, no relocation, no cracks", True, replace(_STAYS, cracking=False)),
    Control("membrane, no relocation, no creep", True, replace(_STAYS, creep=False)),
    Control("membrane, no relocation, no breach", True, replace(_STAYS, breach=False)),
    Control("membrane, no relocation, no pressure on contacts", True, replace(_STAYS, pressing=False)),
    Control("membrane that does not float, no relocation", True, replace(_STAYS, floating=False)),
)


def main(
    controls: Sequence[Control] = CONTROLS, charge: float = 3.0, seeds: int = 3, voxel: float = 0.1 * MICROMETRE
) -> Iterator[tuple[Control, list[Deposit]]]:
    """Yield every control with one deposit per seed, or none where a growth cannot go on.

    Args:
        charge: plated at 1 mA/cm², mAh/cm². seeds: each with its own film. voxel: with and without membrane, m.
    """
    design, quick = nelumbo.load(DESIGN), fidelity_named("quick")
    electrodes = {electrode.id: electrode for electrode in design.electrode}
    films = []
    for seed in range(seeds):
        built = stages.build(quick.structure, stages.anonymous(electrodes[MEMBRANE]), design.seed, seed)
        films.append((built, stages.solve(quick.transport, electrodes[MEMBRANE], structures=(built,))))
    for control in controls:
        electrode = electrodes[MEMBRANE if control.membrane else BARE]
        front = VoxelFront(
            width=control.width, voxel=voxel, membrane_voxel=voxel, courant=0.9, rules=control.rules
        )
        try:
            yield (
                control,
                [grown(control, front.seeded(k), design, electrode, films[k], charge) for k in range(seeds)],
            )
        except StageError:  # lithium has sealed the pores of a section
            yield control, []


def grown(
    control: Control,
    front: VoxelFront,
    design: Design,
    electrode: Electrode,
    film: tuple[Structure, Transport],
    charge: float,
) -> Deposit:
    """Return the deposit of one control on one film, or of the same lithium without one."""
    structure, transport = film
    electrolyte = design.electrolyte["ether"]
    if not control.membrane:
        share = control.film(front.film_share.share(structure.outer_area))
        electrolyte = electrolyte.model_copy(update={"sei_resistance": share * electrolyte.sei_resistance})
        structure, transport = bare_structure(), bare_transport()
    (deposit,) = front.plate(
        electrode, structure, transport, design.lithium, electrolyte, MA_PER_CM2, [charge * MAH_PER_CM2]
    )
    return deposit


COLUMNS: dict[str, Callable[[Deposit], float]] = {
    "Sq, µm": lambda d: d.roughness_sq / MICROMETRE,
    "tip, µm": lambda d: d.tip_height / MICROMETRE,
    "thickness / dense": lambda d: d.lithium_thickness / ((d.underneath + d.on_top) * LITHIUM_HEIGHT_PER_CHARGE),
    "inside": lambda d: d.inside / d.charge,
    "underneath": lambda d: d.underneath / d.charge,
    "on top": lambda d: d.on_top / d.charge,
    "punctured": lambda d: d.punctured_fraction,
}


def line(control: Control, deposits: Sequence[Deposit]) -> str:
    """Return a row of the table, lowest–highest of the seeds."""
    if not deposits:
        return f"| {control.name} {'|' * len(COLUMNS)} | stopped |"
    cells = []
    for value in COLUMNS.values():
        low, high = (f"{pick(value(d) for d in deposits):.2g}" for pick in (min, max))
        cells.append(low if low == high else f"{low}–{high}")
    states = ", ".join(sorted({str(d.state) for d in deposits}))
    return f"| {' | '.join([control.name, *cells, states])} |"


if __name__ == "__main__":
    print(f"| {' | '.join(['', *COLUMNS, 'state'])} |\n|{'---|' * (len(COLUMNS) + 2)}")
    for control, deposits in main():
        print(line(control, deposits), flush=True)
