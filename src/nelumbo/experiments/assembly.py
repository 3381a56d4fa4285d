"""Full cells assembled from a sample and the parts of a design, and how much of the cathode takes part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nelumbo.design.cathode import Cathode
from nelumbo.design.design import Design
from nelumbo.experiments.result import Sample
from nelumbo.materials.calibration import calibration

if TYPE_CHECKING:
    from nelumbo.cell.full_ageing import AgeingCell

AH_PER_KG = 3600.0
"""C/kg per mAh/g."""


def assemble(
    experiment: Any,
    sample: Sample,
    design: Design,
    cathode: Cathode,
    life: tuple[float, int],
    fade: float | None,
    compiled: bool = False,
) -> list[AgeingCell]:
    """Return one ageing cell per realisation of ``sample``.

    Args:
        experiment: with electrolyte, separator and lithium_capacity. cathode: in this cell.
        life: rate of cycling, 1/h, and number of cycles. fade: of the cathode per cycle; ``None``: calibrated.

        compiled: see `nelumbo.cell.bench.Bench`; worth it for a long life.

    Raises:
        StageError: no path leads through the membrane.
    """
    from nelumbo.cell.cathode_fade import CathodeFade
    from nelumbo.cell.full_ageing import AgeingCell
    from nelumbo.cell.full_cell import cathode_cell
    from nelumbo.cell.full_front import LithiumFront
    from nelumbo.cell.parameters import working_interface

    electrolyte, separator = design.electrolyte[experiment.electrolyte], design.separator[experiment.separator]
    law = CathodeFade.of(cathode.chemistry) if fade is None else CathodeFade(fade)
    rate, cycles = life
    return [
        AgeingCell(
            cell=cathode_cell(cathode, electrolyte, separator, compiled),
            front=LithiumFront(
                working_interface(sample.electrode, transport, laws, electrolyte, design.lithium), electrolyte
            ),
            fade=law,
            reserve=experiment.lithium_capacity,
            current=rate * cathode.one_c_current,
            cycles=cycles,
        )
        for laws, transport in zip(sample.laws, sample.transports, strict=True)
    ]


def utilisation(design: Design, electrode: str, experiment: str) -> float:
    """Return the share of the cathode that takes part in a published cell, 1 where nobody measured one.

    A calibrated ``utilisation.<id>`` counts only in the campaign it was fitted to, for the electrode and the
    experiment of the measured value ``<id>``. The rate is counted on the material that takes part.
    """
    fitted = calibration()
    if design.name != fitted.campaign:
        return 1.0
    ids = [d.id for d in design.measured if (d.electrode, d.experiment) == (electrode, experiment)]
    found = [fitted[f"utilisation.{id_}"].value for id_ in ids if f"utilisation.{id_}" in fitted]
    return found[0] if found else 1.0
