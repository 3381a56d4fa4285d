"""Growth of the lithium beneath a membrane, as a height above the plane."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.instability import FilmInstability
from nelumbo.deposition.plate.contact import Bonded, Contact, Seat
from nelumbo.deposition.plate.film import PlateFilm
from nelumbo.deposition.plate.kinetics import FilmedKinetics
from nelumbo.deposition.plate.membrane import PlateMembrane
from nelumbo.errors import StageError
from nelumbo.law import Law
from nelumbo.materials.lithium_creep import LithiumCreep
from nelumbo.materials.viscous_layer import ViscousLayer
from nelumbo.numerics.exponential import ExponentialStep, PairOperator
from nelumbo.numerics.fourier import FourierGrid, Waves

Array = NDArray[np.float64]


@dataclass
class PlateState:
    """A lithium surface under its film and membrane.

    Attributes:
        waves: of h, m, and of λ = ln σ, shape (2, y, waves). rest, first: σ_q and σ(0), shape (y, x).
        seat: of the membrane, ``None`` without one. current: last solution i, A/m², shape (y, x).
        time: s. step: tried next, s. steps, refused: how many.
    """

    waves: Waves
    rest: Array
    first: Array
    seat: Seat | None
    current: Array
    time: float = 0.0
    step: float = 1.0
    steps: int = 0
    refused: int = 0


@dataclass(frozen=True)
class PlateGrowth(Law):
    """A surface without overhangs that moves along its normal, carries its film and lifts a membrane.

    ∂h/∂t = V√g − Y p,   ∂λ/∂t = (V/√g) ∇h·∇λ + V ∇·(∇h/√g) + (σ_q/σ − 1)/τ,   λ = ln σ,   g = 1 + |∇h|²
    V = v_q i,   ⟨V√g⟩ = v,   p̂ = (γ k² + G_film) ĥ + p̂_membrane

    A film element follows the normal, is diluted by the stretch of its surface and heals. That is the balance
    ∂Σ/∂t = ∇·(Σ V ∇h/√g) − (Σ − σ_q √g)/τ of the film Σ = σ√g per projected area, written for the logarithm: in
    sharp valleys film piles up without end, and only the logarithm stays above zero there on a grid. σ sets the
    current (`PlateFilm`, `FilmedKinetics`).

    What is linear in ĥ and λ̂ about a flat front is the matrix of `FilmInstability`, with the whole membrane
    bonded, and is integrated exactly; all the rest by `ExponentialStep`, with two thirds of the waves kept.

    Attributes:
        grid: plane. linear: the instability without the membrane, with γ, G_film, τ, v, v_q.
        kinetics: i. film: σ. membrane: ``None`` without one. contact: how it lies.
        creep: of the lithium, ``None`` where it is rigid.
        tolerance: largest error of a step, as a share of the rms of h and of λ.
    """

    equation: ClassVar[str] = (
        "∂h/∂t = V√g − Y p;  ∂λ/∂t = (V/√g) ∇h·∇λ + V ∇·(∇h/√g) + (σ_q/σ − 1)/τ;  λ = ln σ;  g = 1 + |∇h|²;  "
        "V = v_q i;  ⟨V√g⟩ = v;  p̂ = (γ k² + G_film) ĥ + p̂_membrane"
    )
    units: ClassVar[dict[str, str]] = {
        "h": "m",
        "t": "s",
        "V": "m/s",
        "v": "m/s",
        "g": "1",
        "λ": "1",
        "σ": "1",
        "σ_q": "1",
        "τ": "s",
        "v_q": "m^3/C",
        "i": "A/m^2",
        "p": "Pa",
        "p̂": "Pa",
        "p̂_membrane": "Pa",
        "γ": "N/m",
        "k": "1/m",
        "G_film": "Pa/m",
        "ĥ": "m",
        "Y": "m/(s Pa)",
    }
    references: ClassVar[tuple[str, ...]] = ("Mullins1964", "Monroe2005", "CoxMatthews2002")

    grid: FourierGrid
    linear: FilmInstability
    kinetics: FilmedKinetics
    film: PlateFilm
    membrane: PlateMembrane | None = None
    contact: Contact = Bonded()  # noqa: RUF009 (frozen)
    creep: LithiumCreep | None = None
    tolerance: float = 1e-3

    def init(self, height: Array, unevenness: Array) -> PlateState:
        """Return the first layer h, m, with a film of the unevenness ξ, both of shape (y, x)."""
        rest, first = self.film.rest(unevenness), self.film.first(unevenness)
        waves = self.grid.waves(np.stack([height, np.log(first)]))
        seat = None if self.membrane is None else Seat.on(self.membrane)
        state = PlateState(waves, rest, first, seat, np.full(height.shape, self._mean_current))
        if self.membrane is not None and seat is not None:
            self.contact.settle(self.membrane, waves[0], seat)
        return state

    def run(self, state: PlateState, time: float, steepest: float = np.inf) -> bool:
        """Grow for ``time``, s, in steps that keep the tolerance; return whether it was reached.

        Args:
            state: changed in place. steepest: rms slope at which growth ends, 1.

        Raises:
            StageError: the steps became too short, or the front too steep for the grid.
        """
        end, step = state.time + time, None
        shortest = 1e-7 * time
        while end - state.time > 1e-12 * time:
            if self.slope(state) >= steepest:
                return False
            rest = end - state.time
            length = rest if rest < 1.01 * state.step else min(state.step, rest / 2)
            if step is None or self.creep is not None or step.time != length:
                step = ExponentialStep(self.operator(state), length)
            if not self._advance(state, step) and state.step < shortest:
                raise StageError(
                    f"the front became too steep for the grid after {state.time:.4g} s (rms slope "
                    f"{self.slope(state):.3g}, {state.steps} steps).",
                    f"use cells smaller than {self.grid.spacing:.3g} m, or end at a smaller slope.",
                )
        return True

    def slope(self, state: PlateState) -> float:
        """Return the rms slope of h, 1."""
        return float(np.sqrt(self.grid.mean_square(self.grid.wavenumber * state.waves[0])))

    def height(self, state: PlateState) -> Array:
        """Return h, m, shape (y, x)."""
        return self.grid.field(state.waves[0])

    def rates(self, waves: Waves, state: PlateState, time: float) -> Waves:
        """Return ∂ĥ/∂t, m/s, and ∂λ̂/∂t, 1/s, shape (2, y, waves).

        Args:
            waves: of h and λ. state: gives the film at rest and the membrane. time: s.
        """
        grid, linear = self.grid, self.linear
        height, logarithm = waves
        pressure = self._pressure(height, state)
        (y, x), (yy, xx, yx) = grid.gradient(height), grid.curvatures(height)
        film_y, film_x = grid.gradient(logarithm)
        square = 1 + y**2 + x**2
        area, film = np.sqrt(square), np.exp(grid.field(logarithm))
        resisting = self.film.resisting(film, state.rest, state.first, time)
        state.current = self.kinetics.current(
            resisting, grid.field(pressure), area, self._mean_current, state.current
        )
        speed = linear.height_per_charge * state.current
        bend = ((1 + x**2) * yy + (1 + y**2) * xx - 2 * x * y * yx) / square
        thicker = speed / area * (bend + y * film_y + x * film_x) + (state.rest / film - 1) / linear.healing_time
        rise, change = grid.waves(speed * area), grid.waves(thicker)
        flow = self._flow(pressure, height[0, 0].real)
        if flow is not None:
            rise = rise - flow.levelling(grid.wavenumber) * pressure
        return np.stack([rise, change])

    def operator(self, state: PlateState) -> PairOperator:
        """Return the linear part of the rates with the creep of this moment."""
        if self.creep is None:
            return self._rigid
        pressure = self._pressure(state.waves[0], state)
        return self._matrix(self._flow(pressure, state.waves[0, 0, 0].real))

    @cached_property
    def _rigid(self) -> PairOperator:
        return self._matrix(None)

    def _matrix(self, flow: ViscousLayer | None) -> PairOperator:
        layers = self.linear.layers if self.membrane is None else (*self.linear.layers, self.membrane.layer)
        whole, k = replace(self.linear, layers=layers, flow=flow), self.grid.wavenumber.copy()
        k[0, 0] = np.inf
        k[0, 0] = k.min()  # no root is needed there, only one that exists
        roots, damping = np.stack(whole.growth_rates(k)), whole.damping(k)
        drive, stretch = np.full_like(k, -whole.film_share * whole.velocity), -whole.velocity * k**2
        heal = np.full_like(k, -1 / whole.healing_time)
        # The mean height follows the current alone, the mean film heals.
        damping[0, 0] = drive[0, 0] = stretch[0, 0] = 0.0
        roots[:, 0, 0] = 0.0, heal[0, 0]
        return PairOperator(np.stack([np.stack([-damping, drive]), np.stack([stretch, heal])]), roots)

    def _flow(self, pressure: Waves, thickness: float) -> ViscousLayer | None:
        """Return the layer of lithium that flows under p̂."""
        if self.creep is None:
            return None
        uneven = self.grid.mean_square(pressure) - pressure[0, 0].real ** 2
        return ViscousLayer(self.creep.viscosity(float(np.sqrt(max(uneven, 0.0)))), thickness)

    def _advance(self, state: PlateState, step: ExponentialStep) -> bool:
        """Take a step if its error is small enough, choose the next, and return whether it was taken."""

        def remainder(waves: Waves, share: float) -> Waves:
            rates = self.rates(waves, state, state.time + share * step.time)
            return (rates - step.operator.apply(waves)) * self.grid.resolved

        try:
            waves, error = step.take(state.waves, remainder(state.waves, 0.0), remainder)
            excess = float(np.max(self._size(error) / np.maximum(self._size(waves), 1e-30))) / self.tolerance
        except StageError:  # a trial so far off that it has no current or no contact
            excess = np.inf
        if not excess <= 1:  # not a number, too
            state.refused += 1
            state.step = step.time * (max(0.8 * excess ** (-1 / 3), 0.2) if np.isfinite(excess) else 0.2)
            return False
        state.waves = waves
        state.time += step.time
        state.steps += 1
        # A step of the same length is cheap: its exponentials are there. So lengths change seldom and by much.
        if excess < 0.3:
            state.step = max(state.step, step.time * min(0.8 * max(excess, 1e-3) ** (-1 / 3), 2.0))
        elif excess > 0.8:
            state.step = 0.75 * step.time
        if self.membrane is not None and state.seat is not None:
            self.contact.settle(self.membrane, waves[0], state.seat)
        return True

    def _size(self, waves: Waves) -> Array:
        """Return the rms of both fields about their means."""
        return np.array([np.sqrt(max(self.grid.mean_square(w) - w[0, 0].real ** 2, 0.0)) for w in waves])

    @cached_property
    def _of_film(self) -> Array:
        """γ k² + G_film, Pa/m."""
        return self.linear.restoring_pressure(self.grid.wavenumber)

    @property
    def _mean_current(self) -> float:
        """Current density j on the front, A/m²."""
        return self.linear.velocity / self.linear.height_per_charge

    def _pressure(self, height: Waves, state: PlateState) -> Waves:
        """Return p̂ of surface energy, film and membrane, Pa."""
        pressure = self._of_film * height
        if self.membrane is not None and state.seat is not None:
            pressure = pressure + self.contact.press(self.membrane, height, state.seat)
        return pressure
