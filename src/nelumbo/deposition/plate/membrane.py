"""The membrane as a plate that bends, stretches and fails, with its energy."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.law import Law
from nelumbo.materials.elastic_layer import ElasticLayer
from nelumbo.numerics.fourier import FourierGrid, Waves

Array = NDArray[np.float64]


@dataclass
class Integrity:
    """What the membrane has gone through.

    Attributes:
        intact: d, shape (y, x), 1. worst: largest (ε/ε_f)² so far, shape (y, x), 1.
        released: elastic energy that failing set free, J/m². work: done on it by the lithium, J/m².
    """

    intact: Array
    worst: Array
    released: float = 0.0
    work: float = 0.0


@dataclass(frozen=True)
class PlateMembrane(Law):
    """An elastic layer whose energy falls where it is strained too far.

    U = ½ ⟨d q²⟩ + ½ E′t ⟨d⟩ ε_s²,   q̂ = √G ŵ,   ε_s = ½ ⟨|∇w_m|²⟩,   ŵ_m = (1 + x/2) e^(−x/2) ŵ,   x = kt
    p̂ = √G (d q)^ + E′t ⟨d⟩ ε_s k² ŵ_m (1 + x/2) e^(−x/2) = δU/δw
    ε = |q| √(3/(E′t)) + ε_s,   d = max(exp(1 − (ε/ε_f)²), d_∞) where the largest ε so far exceeded ε_f, else 1
    −dU = ½ ⟨−δd (q² + E′t ε_s²)⟩ at fixed w whenever d falls by −δd

    q²/2 is the energy of undulation per area; q is the curvature times √B where the layer is thin, |q| √(3/E′t)
    its bending strain there. In a thick layer the latter is the strain of the same energy spread over the
    thickness. The membrane cannot draw in sideways: every slope stretches it, with an even tension (Berger 1955).
    Its
    middle plane, w_m, follows a wave that is short against the thickness as the depth t/2 of a half-space does.
    Failing is irreversible and takes energy out; nothing else does, since p derives from U. A place that failed
    bears next to nothing (d_∞, which keeps its shape determined): lithium rises there as on a bare collector. A
    membrane that fails evenly has ⟨d⟩ in place of d in U and p: what fails somewhere softens all of it.

    Attributes:
        layer: G, E′, t. failure_strain: ε_f, 1; may be infinite. grid: of the fields. bridged: d_∞, 1.
        evenly: whether ⟨d⟩ stands for d.
    """

    equation: ClassVar[str] = (
        "U = ½ ⟨d q²⟩ + ½ E′t ⟨d⟩ ε_s²;  q̂ = √G ŵ;  ε_s = ½ ⟨|∇w_m|²⟩;  ŵ_m = (1 + x/2) e^(−x/2) ŵ;  x = kt;  "
        "p̂ = √G (d q)^ + E′t ⟨d⟩ ε_s k² ŵ_m (1 + x/2) e^(−x/2);  "
        "ε = |q| √(3/(E′t)) + ε_s;  d = max(exp(1 − (ε/ε_f)²), d_∞)"
    )
    units: ClassVar[dict[str, str]] = {
        "U": "J/m^2",
        "d": "1",
        "d_∞": "1",
        "q": "N^(1/2) m^(-1/2)",
        "E′": "Pa",
        "t": "m",
        "G": "Pa/m",
        "ε": "1",
        "ε_s": "1",
        "ε_f": "1",
        "w": "m",
        "w_m": "m",
        "x": "1",
        "p̂": "Pa",
        "k": "1/m",
    }
    references: ClassVar[tuple[str, ...]] = ("Timoshenko1970", "Berger1955")

    layer: ElasticLayer
    failure_strain: float
    grid: FourierGrid
    bridged: float = 0.01
    evenly: bool = False

    @cached_property
    def stiffness(self) -> Array:
        """G of every wave, shape (y, waves), Pa/m."""
        return self.layer.stiffness(self.grid.wavenumber)

    @cached_property
    def _root(self) -> Array:
        return np.sqrt(self.stiffness)

    @cached_property
    def slopes(self) -> Array:
        """Squared slope of the middle plane over w²: k² (1 + x/2)² e^(−x), shape (y, waves), 1/m²."""
        k = self.grid.wavenumber
        half = k * self.layer.thickness / 2
        return np.asarray((k * (1 + half) * np.exp(-half)) ** 2)

    @cached_property
    def even(self) -> PlateMembrane:
        """The same membrane, failing evenly."""
        return replace(self, evenly=True)

    def softened(self, state: Integrity) -> Array:
        """Return ⟨d⟩ G, shape (y, waves), Pa/m."""
        return np.asarray(float(state.intact.mean()) * self.stiffness)

    @property
    def _stretching(self) -> float:
        """E′t, N/m."""
        return self.layer.plane_modulus * self.layer.thickness

    def sound(self) -> Integrity:
        """Return the state of a new membrane."""
        return Integrity(np.ones(self.grid.cells), np.zeros(self.grid.cells))

    def stretch(self, shape: Waves) -> float:
        """Return ε_s, 1, of ŵ."""
        return self.grid.mean_square(np.sqrt(self.slopes) * shape) / 2

    def tension(self, shape: Waves, state: Integrity) -> float:
        """Return E′t ⟨d⟩ ε_s, N/m, of ŵ."""
        return self._stretching * float(state.intact.mean()) * self.stretch(shape)

    def pressure(self, shape: Waves, state: Integrity) -> Waves:
        """Return p̂ − its mean, Pa, that holds the membrane in the shape ŵ."""
        if self.evenly or state.intact.min() == 1.0:
            bending = self.softened(state) * shape
        else:
            bending = self._root * self.grid.waves(state.intact * self.grid.field(self._root * shape))
        return bending + self.tension(shape, state) * self.slopes * shape

    def energy(self, shape: Waves, state: Integrity) -> float:
        """Return U, J/m²."""
        return self._stored(state.intact, self.grid.field(self._root * shape), self.stretch(shape))

    def _stored(self, intact: Array, bent: Array, stretch: float) -> float:
        if self.evenly:
            intact = np.broadcast_to(intact.mean(), intact.shape)
        return float((intact * (bent**2 + self._stretching * stretch**2)).mean()) / 2

    def strain(self, shape: Waves) -> Array:
        """Return ε, shape (y, x), 1, of ŵ."""
        bent = np.abs(self.grid.field(self._root * shape))
        return np.asarray(bent * np.sqrt(3 / self._stretching) + self.stretch(shape))

    def move(self, before: Waves, after: Waves, state: Integrity) -> None:
        """Count the work that takes the membrane from one shape to another."""
        push = self.pressure(before, state) + self.pressure(after, state)
        state.work += self.grid.mean_product(push, after - before) / 2

    def fail(self, shape: Waves, state: Integrity) -> None:
        """Let what is strained too far in the shape ŵ fail, and count the energy that this sets free."""
        if np.isinf(self.failure_strain):
            return
        state.worst = np.maximum(state.worst, (self.strain(shape) / self.failure_strain) ** 2)
        intact = np.maximum(np.exp(-np.maximum(state.worst - 1, 0.0)), self.bridged)
        if intact.min() == 1.0:
            return
        bent, stretch = self.grid.field(self._root * shape), self.stretch(shape)
        state.released += self._stored(state.intact - intact, bent, stretch)
        state.intact = intact
