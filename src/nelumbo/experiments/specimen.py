"""One realisation of an electrode together with the liquid and separator of its cell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from nelumbo.cell.interface import InterfaceState, LithiumInterface
from nelumbo.cycling.result import CycleLaws
from nelumbo.design.design import Design
from nelumbo.design.electrolyte import Electrolyte, Separator
from nelumbo.design.experiment import HalfCell, Impedance, Reservoir, Symmetric
from nelumbo.experiments.result import Sample
from nelumbo.transport.result import Transport


@dataclass(frozen=True)
class Specimen:
    """Parts from which the cells of an experiment are made.

    Attributes:
        interface: the electrode without lithium, with the laws of the test's own current and charge.
        laws: of its cycling. transport: through its membrane.
        electrolyte, separator: of the cell.
    """

    interface: LithiumInterface
    laws: CycleLaws
    transport: Transport
    electrolyte: Electrolyte
    separator: Separator

    def symmetric(self, state: InterfaceState) -> Any:
        """Return the parameter values of a cell with two such electrodes in ``state``."""
        from nelumbo.cell.parameters import parameter_values

        electrode = self.interface.at(state)
        return parameter_values(electrode, electrode, self.electrolyte, self.separator)

    def against_foil(self, state: InterfaceState, thickness: float) -> Any:
        """Return the parameter values of a cell of this electrode in ``state`` and a foil of ``thickness``, m."""
        from nelumbo.cell.parameters import lithium_foil, parameter_values

        foil = lithium_foil(self.electrolyte, thickness, self.interface.double_layer_capacity)
        return parameter_values(self.interface.at(state), foil, self.electrolyte, self.separator)


def specimens(experiment: Any, sample: Sample, design: Design) -> list[Specimen]:
    """Return one specimen per realisation.

    Raises:
        StageError: no path leads through the membrane.
    """
    from nelumbo.cell.parameters import working_interface

    electrolyte, separator = design.electrolyte[experiment.electrolyte], design.separator[experiment.separator]
    return [
        Specimen(
            working_interface(sample.electrode, transport, _cycled(laws, experiment), electrolyte, design.lithium),
            laws,
            transport,
            electrolyte,
            separator,
        )
        for laws, transport in zip(sample.laws, sample.transports, strict=True)
    ]


def _cycled(laws: CycleLaws, experiment: Any) -> CycleLaws:
    """Return the laws at which an experiment cycles; those of the reference for one that does not."""
    if isinstance(experiment, HalfCell | Symmetric | Reservoir | Impedance):
        return laws.at(experiment.current_density, experiment.capacity)
    return laws
