"""A number of every stage that follows from pencil and paper, to see whether this computer finds it."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nelumbo.design.design import Design
    from nelumbo.structure.result import Structure


@dataclass(frozen=True)
class KnownAnswer:
    """Something to compute whose answer is known.

    Attributes:
        name: in words. quantity, unit: that is computed. value: known, in the unit. tolerance: relative.
        compute: it with the package.
    """

    name: str
    quantity: str
    unit: str
    value: float
    tolerance: float
    compute: Callable[[], float]


def _layers_in_series() -> float:
    """Two layers of equal height with D and D/4 conduct as their harmonic mean, 2/(1 + 4) D."""
    import numpy as np

    from nelumbo.transport.image import effective_diffusivity

    layers = np.repeat([0, 1], 4)[:, None, None] * np.ones((1, 4, 4), int)
    return float(effective_diffusivity(layers, {0: 1.0, 1: 0.25}).ratio)


def _plated_height() -> float:
    """A charge Q on a bare foil is a layer of h = Q·Ω/F, dense."""
    from nelumbo.cell.defaults import ETHER
    from nelumbo.deposition.filling import ChargeExactFilling
    from nelumbo.structure.bare import bare_structure
    from nelumbo.transport.bare import bare_transport

    design = _template("bare")
    deposit = ChargeExactFilling().plate(
        design.electrode[0], bare_structure(), bare_transport(), design.lithium, ETHER, 10.0, [3.6e4]
    )[0]
    return 1e6 * deposit.lithium_thickness * (1 - deposit.deposit_porosity)


def _steady_voltage() -> float:
    """Li|Li in its steady state: ohmic drop, salt, transfer and film, each in closed form; see `_voltage`."""
    from nelumbo.cell.bench import Bench
    from nelumbo.cell.defaults import DOUBLE_LAYER, ETHER, POLYOLEFIN
    from nelumbo.cell.interface import InterfaceState
    from nelumbo.cell.lithium_cell import LithiumSymmetric
    from nelumbo.cell.parameters import LOSSLESS, lithium_interface, parameter_values
    from nelumbo.cycling.steps import plate

    electrode = lithium_interface(ETHER, LOSSLESS, DOUBLE_LAYER).at(InterfaceState(lithium=1.08e5))
    values = parameter_values(electrode, electrode, ETHER, POLYOLEFIN)
    return -1e3 * float(Bench(LithiumSymmetric, values).run(plate(10.0, 7.2e4)).voltage[-1])


def _voltage() -> float:
    """U = j·L·N/κ + 2(RT/F)(1−t₊)·ln(c₊/c₋) + (2RT/F)·Σ asinh(j/(2i₀√c)) + 2jR, in mV.

    c± = 1 ± (1−t₊)·j·L·N/(2FDc₀) is the salt at the two electrodes over its mean, N = ε^−1.5 MacMullin's number.
    """
    from nelumbo.cell.defaults import ETHER, POLYOLEFIN
    from nelumbo.constants import FARADAY, GAS_CONSTANT

    current, thermal = 10.0, GAS_CONSTANT * ETHER.temperature / FARADAY
    path = POLYOLEFIN.thickness * POLYOLEFIN.porosity**-POLYOLEFIN.bruggeman_exponent
    immobile = 1 - ETHER.transference_number
    half = immobile * current * path / (FARADAY * ETHER.diffusivity * ETHER.salt_concentration) / 2
    salt = 2 * thermal * immobile * ETHER.thermodynamic_factor * math.log((1 + half) / (1 - half))
    exchange = ETHER.exchange_current_density
    transfer = sum(2 * thermal * math.asinh(current / (2 * exchange * math.sqrt(1 + s * half))) for s in (1, -1))
    ohmic = current * (path / ETHER.conductivity + 2 * ETHER.sei_resistance)
    return 1e3 * float(ohmic + salt + transfer)


def _mass() -> float:
    """A film weighs what the design asks for, whatever its random packing."""
    import numpy as np

    from nelumbo.fidelity import fidelity_named

    quick = fidelity_named("quick").structure
    film: Structure = quick.build(_template("hollow-spheres").electrode[1], np.random.default_rng(1))
    return 1e2 * float(film.mass_loading)


def _template(kind: str) -> Design:
    """Return the design of a template."""
    import tempfile
    from pathlib import Path

    import nelumbo
    from nelumbo.design.template import write_template

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "doctor.toml"
        write_template(path, kind)
        return nelumbo.load(path)


def known_answers() -> tuple[KnownAnswer, ...]:
    """Return one known answer per stage, in their order."""
    from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE

    height = 1e6 * LITHIUM_HEIGHT_PER_CHARGE * 3.6e4
    return (
        KnownAnswer("structure", "mass of the film of a template", "mg/cm²", 0.2, 1e-9, _mass),
        KnownAnswer("transport", "diffusivity of two layers in series", "", 0.4, 1e-6, _layers_in_series),
        KnownAnswer("growth", "dense lithium of 1 mAh/cm²", "µm", height, 1e-9, _plated_height),
        KnownAnswer("cells", "steady voltage of Li|Li at 1 mA/cm²", "mV", _voltage(), 1e-5, _steady_voltage),
    )
