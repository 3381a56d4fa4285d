"""Cells with lithium on both sides of a separator, as PyBaMM models."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import pybamm

from nelumbo.cell.defaults import ETHER, POLYOLEFIN, copper_electrode, deposit_electrode, foil_electrode
from nelumbo.cell.electrode import CyclingLithium, LithiumElectrode, LithiumFoil
from nelumbo.cell.interface import LithiumInterface
from nelumbo.cell.parameters import parameter_values
from nelumbo.cell.place import Place
from nelumbo.cell.resolved_layer import CELLS, DeadLayerTransport, ResolvedDeadLayer, coordinate, domain
from nelumbo.cell.separator import CellVoltage, SaltTransport
from nelumbo.cell.solvent import PlentyOfSolvent, SaltLeftBehind, SolventConsumption, WettedShare
from nelumbo.cell.symbols import CellSymbols
from nelumbo.cell.thin_layers import NoDeadLayer, ThinDeadLayer, ThinMembrane

HEEDED = ("operating mode", "calculate discharge energy", "surface form")
"""Options of PyBaMM that a lithium cell heeds; the rest are laws, which are objects here."""


class LithiumCell(pybamm.BaseBatteryModel, ABC):  # type: ignore[misc]
    """A separator between a working and a counter electrode of lithium.

    Positive current plates the working electrode, at a voltage below zero. The laws are objects
    (`nelumbo.cell.laws`): give another one by the name of its part, such as ``dead=MyLaw()``.

    Args:
        options: of PyBaMM, those in `HEEDED`; ``"operating mode"`` chooses what is controlled. The electrodes
            always carry a double layer, so ``"surface form"`` is ``"differential"`` and impedance needs no option.
        name: of the model.
        working, counter: electrodes; their numbers become the default parameter values.
        solvent: how the film uses up solvent; ``None`` for a cell that never dries.
        parts: of the electrodes that are cycled: ``dead``, ``sei``, ``roughening``, ``kinetics``, ``surface``,
            ``membrane``, ``dead_layer``, ``activation``, ``double_layer_capacity``, ``state``.

    Raises:
        pybamm.OptionError: an option would do nothing.
    """

    def __init__(
        self,
        options: dict[str, Any] | None = None,
        name: str = "Lithium cell",
        working: LithiumInterface | None = None,
        counter: LithiumInterface | None = None,
        solvent: SolventConsumption | None = None,
        **parts: Any,
    ) -> None:
        chosen = {"surface form": "differential", **(options or {})}
        idle = [option for option in chosen if option not in HEEDED]
        if idle or chosen["surface form"] != "differential":
            raise pybamm.OptionError(
                f"A lithium cell heeds the options {', '.join(HEEDED)} (always 'differential'), not "
                f"{idle or chosen['surface form']}. Its laws are objects: give sei=…, kinetics=… and so on."
            )
        super().__init__(chosen, name)
        self.working, self.counter = self.electrodes(working, counter, parts)
        self.solvent = solvent
        self.param = CellSymbols()
        self.set_standard_output_variables()
        self.set_external_circuit_submodel()
        self.submodels["separator"] = SaltTransport(self.param)
        for place, kind in self.places():
            electrode = f"{place.name.lower()} electrode"
            self.submodels[f"{electrode} membrane"] = ThinMembrane(self.param, place)
            self.submodels[f"{electrode} dead layer"] = self._dead_layer(place, kind)
            self.submodels[electrode] = kind(self.param, place)
        names = ("Working", "Counter")
        if solvent is None:
            self.submodels["solvent"] = PlentyOfSolvent(self.param)
        else:
            self.submodels["solvent"] = WettedShare(self.param, names)
            self.submodels["salt of the solvent"] = SaltLeftBehind(self.param, names)
        self.submodels["voltage"] = CellVoltage(self.param)
        self.build_model()

    @abstractmethod
    def electrodes(
        self, working: LithiumInterface | None, counter: LithiumInterface | None, parts: dict[str, Any]
    ) -> tuple[LithiumInterface, LithiumInterface]:
        """Return both electrodes, defaults where none is given, with ``parts`` replaced in those that cycle."""

    @property
    @abstractmethod
    def counter_kind(self) -> type[LithiumElectrode]:
        """The submodel of the counter electrode."""

    def places(self) -> list[tuple[Place, type[LithiumElectrode]]]:
        """Return the electrodes with their submodels."""
        return [
            (Place("Working", "Left", 1, self.working.symbolic("Working")), CyclingLithium),
            (Place("Counter", "Right", -1, self.counter.symbolic("Counter")), self.counter_kind),
        ]

    def _dead_layer(self, place: Place, kind: type[LithiumElectrode]) -> Any:
        if kind is LithiumFoil:
            return NoDeadLayer(self.param, place)
        resolved = isinstance(place.interface.dead_layer, ResolvedDeadLayer)
        return (DeadLayerTransport if resolved else ThinDeadLayer)(self.param, place)

    @property
    def resolved(self) -> list[str]:
        """Names of the electrodes whose dead layer is resolved."""
        return [part.place.name for part in self.submodels.values() if isinstance(part, DeadLayerTransport)]

    def set_standard_output_variables(self) -> None:
        """Add time and place."""
        self.variables.update(
            {
                "Time [s]": pybamm.t,
                "Time [min]": pybamm.t / 60,
                "Time [h]": pybamm.t / 3600,
                "x_s [m]": pybamm.standard_spatial_vars.x_s,
            }
        )

    def set_voltage_variables(self) -> None:
        """Do nothing: the submodel of the voltage has set them."""

    @property
    def default_parameter_values(self) -> Any:
        """The electrodes given in an ether electrolyte, 1 m²; see `nelumbo.cell.defaults`."""
        return parameter_values(self.working, self.counter, ETHER, POLYOLEFIN, self.solvent)

    @property
    def default_geometry(self) -> Any:
        """One separator, and the dead layers that are resolved."""
        layers = {domain(name): {coordinate(name): {"min": 0, "max": 1}} for name in self.resolved}
        return {"separator": {"x_s": {"min": 0, "max": self.param.thickness}}, **layers}

    @property
    def default_var_pts(self) -> dict[Any, int]:
        """Ten cells in the separator, eight in a dead layer."""
        return {"x_s": 10, **{coordinate(name): CELLS for name in self.resolved}}

    @property
    def default_submesh_types(self) -> dict[str, Any]:
        """Chebyshev's cells, thin at the electrodes where the concentration moves first."""
        layers = {domain(name): pybamm.Uniform1DSubMesh for name in self.resolved}
        return {"separator": pybamm.Chebyshev1DSubMesh, **layers}

    @property
    def default_spatial_methods(self) -> dict[str, Any]:
        """Finite volumes whose boundary values honour the boundary flux."""
        domains = ["separator", *(domain(name) for name in self.resolved)]
        return {name: pybamm.FiniteVolume({"extrapolation": {"use bcs": True}}) for name in domains}

    @property
    def default_solver(self) -> Any:
        """Variable-order BDF; tighter where the voltage is given and the current is a small difference."""
        tolerance = 1e-6 if self.options["operating mode"] == "voltage" else 1e-5
        return pybamm.IDAKLUSolver(rtol=tolerance, atol=1e-7)

    @property
    def default_quick_plot_variables(self) -> list[Any]:
        """What to look at first."""
        return [
            "Current [A]",
            "Voltage [V]",
            "Separator concentration [mol.m-3]",
            ["Working electrode lithium [C.m-2]", "Working electrode dead lithium [C.m-2]"],
        ]


class LithiumCopper(LithiumCell):
    """A collector, bare or under a membrane, against a thick lithium foil. ``parts`` belong to the collector."""

    def __init__(
        self, options: dict[str, Any] | None = None, name: str = "Lithium-copper cell", **parts: Any
    ) -> None:
        super().__init__(options, name, **parts)

    @property
    def counter_kind(self) -> type[LithiumElectrode]:
        """A foil."""
        return LithiumFoil

    def electrodes(
        self, working: LithiumInterface | None, counter: LithiumInterface | None, parts: dict[str, Any]
    ) -> tuple[LithiumInterface, LithiumInterface]:
        """Return a bare copper foil without lithium and a thick lithium foil unless others are given."""
        return (working or copper_electrode()).having(**parts), counter or foil_electrode()


class LithiumSymmetric(LithiumCell):
    """Two electrodes with lithium, both cycled; equal unless ``counter`` is given. ``parts`` belong to both."""

    def __init__(
        self, options: dict[str, Any] | None = None, name: str = "Lithium symmetric cell", **parts: Any
    ) -> None:
        super().__init__(options, name, **parts)

    @property
    def counter_kind(self) -> type[LithiumElectrode]:
        """An electrode that is cycled like the working one."""
        return CyclingLithium

    def electrodes(
        self, working: LithiumInterface | None, counter: LithiumInterface | None, parts: dict[str, Any]
    ) -> tuple[LithiumInterface, LithiumInterface]:
        """Return electrodes with 3 mAh/cm² of lithium unless others are given."""
        first = (working or deposit_electrode()).having(**parts)
        return first, (counter or first).having(**parts)
