"""Cells with lithium on both sides of a separator, as PyBaMM models."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

import pybamm

from nelumbo.cell.defaults import copper_values, symmetric_values
from nelumbo.cell.electrode import CyclingLithium, LithiumElectrode, LithiumFoil
from nelumbo.cell.separator import CellVoltage, SaltTransport
from nelumbo.cell.symbols import CellSymbols


class LithiumCell(pybamm.BaseBatteryModel, ABC):  # type: ignore[misc]
    """A separator between a working and a counter electrode of lithium.

    Positive current plates the working electrode, at a voltage below zero.

    Args:
        options: of PyBaMM; ``"operating mode"`` chooses what is controlled. The electrodes always carry a
            double layer, so ``"surface form"`` is ``"differential"`` and impedance needs no other option.
        name: of the model.
    """

    def __init__(self, options: dict[str, Any] | None = None, name: str = "Lithium cell") -> None:
        super().__init__({"surface form": "differential", **(options or {})}, name)
        self.param = CellSymbols()
        self.set_standard_output_variables()
        self.set_external_circuit_submodel()
        self.submodels["separator"] = SaltTransport(self.param)
        self.submodels["working electrode"] = CyclingLithium(self.param, "Working", "Left", 1)
        self.submodels["counter electrode"] = self.counter_electrode()
        self.submodels["voltage"] = CellVoltage(self.param)
        self.build_model()

    @abstractmethod
    def counter_electrode(self) -> LithiumElectrode:
        """Return the submodel of the counter electrode."""

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
    @abstractmethod
    def default_parameter_values(self) -> Any:
        """A textbook cell; see `nelumbo.cell.defaults`."""

    @property
    def default_geometry(self) -> Any:
        """One separator."""
        return {"separator": {"x_s": {"min": 0, "max": self.param.thickness}}}

    @property
    def default_var_pts(self) -> dict[str, int]:
        """Ten cells."""
        return {"x_s": 10}

    @property
    def default_submesh_types(self) -> dict[str, Any]:
        """Chebyshev's cells, thin at the electrodes where the concentration moves first."""
        return {"separator": pybamm.Chebyshev1DSubMesh}

    @property
    def default_spatial_methods(self) -> dict[str, Any]:
        """Finite volumes whose boundary values honour the boundary flux."""
        return {"separator": pybamm.FiniteVolume({"extrapolation": {"use bcs": True}})}

    @property
    def default_solver(self) -> Any:
        """Variable-order BDF."""
        return pybamm.IDAKLUSolver(rtol=1e-5, atol=1e-7)

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
    """A collector, bare or under a membrane, against a thick lithium foil."""

    def __init__(self, options: dict[str, Any] | None = None, name: str = "Lithium-copper cell") -> None:
        super().__init__(options, name)

    def counter_electrode(self) -> LithiumElectrode:
        """Return the foil."""
        return LithiumFoil(self.param, "Counter", "Right", -1)

    @property
    def default_parameter_values(self) -> Any:
        """A bare copper foil without lithium."""
        return copper_values()


class LithiumSymmetric(LithiumCell):
    """Two equal electrodes with lithium on both."""

    def __init__(self, options: dict[str, Any] | None = None, name: str = "Lithium symmetric cell") -> None:
        super().__init__(options, name)

    def counter_electrode(self) -> LithiumElectrode:
        """Return an electrode that is cycled like the working one."""
        return CyclingLithium(self.param, "Counter", "Right", -1)

    @property
    def default_parameter_values(self) -> Any:
        """3 mAh/cm² of lithium on each side."""
        return symmetric_values()
