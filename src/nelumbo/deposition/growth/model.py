"""Growth and stripping of lithium as a front on voxels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.constants import LITHIUM_HEIGHT_PER_CHARGE
from nelumbo.deposition.growth.connection import at_feet, attached, beside, cells_at, near
from nelumbo.deposition.growth.contact import pressure_at
from nelumbo.deposition.growth.electrolyte import ReactingFront, SteadyElectrolyte
from nelumbo.deposition.growth.ends import ExhaustedError, blocked, end_of_stripping, nothing_reacts
from nelumbo.deposition.growth.filling import CavityFilling
from nelumbo.deposition.growth.film import MovingFilm
from nelumbo.deposition.growth.mechanism import Mechanism
from nelumbo.deposition.growth.motion import Motion
from nelumbo.deposition.growth.noise import Unevenness, correlated_noise
from nelumbo.deposition.growth.state import FIRST, Box, GrowthState
from nelumbo.deposition.growth.surface import FilmedSurface, SurfaceClass, SurfaceSites, overpotential_for
from nelumbo.errors import StageError
from nelumbo.law import Law
from nelumbo.numerics.front.faces import open_faces
from nelumbo.numerics.front.motion import advance, meet_volume
from nelumbo.numerics.front.shape import BAND, NEAREST, carry, enclosed, sampled, shape_of_front, smooth
from nelumbo.numerics.stored_faces import FaceConductances

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
_HALVINGS = 8
"""How often a step that a front has not the volume for is halved."""
_REFUSED = 0.1
"""Most that the front takes of a step because cavities filled within it, over what it takes anyway."""


@dataclass(frozen=True)
class FrontGrowth(Law):
    """A lithium surface that moves along its normal.

    V = (Ω/F) ⟨i⟩_ℓ;  Σ A i = I;  d(volume) = (Ω/F) I dt

    The current follows from charge transfer, film and electrolyte (`FilmedSurface`, `SteadyElectrolyte`). ⟨ ⟩_ℓ
    is the Gaussian mean over the surface of width ℓ, the short-wave cut-off without which a filmed front is
    ill-posed. The film is one half step of time ahead of the front, which makes their exchange second order.
    Between two solutions of the electrolyte, u stays with the surface and η follows the current.

    Attributes:
        voxel: h, m. surface, electrolyte, film: the laws. cutoff: ℓ, m; 0 for none. capillary_length: d₀ =
        γΩ/(RT), m.
        walls: classes of the surfaces on which lithium begins, by number. inside, outside: class of the walls of
            cavities and of outer faces without a coat.
        mechanisms: what happens besides, after every step and in this order. cover: thickness from which lithium
            counts as such and not as wall, cells. courant: largest step, cells.
        renewal: growth of the fastest place after which the electrolyte is solved again, m.
        depletion: the electrolyte is solved in every step while u is smaller than this somewhere on the surface.
        margin: free electrolyte kept above the front, m.
        reconnects: whether detached lithium lives again when living lithium grows up to it; otherwise its film
            parts them for good.
    """

    equation: ClassVar[str] = "V = (Ω/F) ⟨i⟩_ℓ;  Σ A i = I;  d(volume) = (Ω/F) I dt"
    units: ClassVar[dict[str, str]] = {
        "V": "m/s",
        "Ω": "m^3/mol",
        "F": "C/mol",
        "i": "A/m^2",
        "A": "m^2",
        "ℓ": "m",
        "I": "A",
        "t": "s",
    }
    references: ClassVar[tuple[str, ...]] = ("Adalsteinsson1999", "Min2010")

    voxel: float
    surface: FilmedSurface
    electrolyte: SteadyElectrolyte
    film: MovingFilm
    cutoff: float = 0.0
    capillary_length: float = 0.0
    walls: tuple[SurfaceClass, ...] = (SurfaceClass(),)
    inside: SurfaceClass = SurfaceClass()  # noqa: RUF009 (frozen)
    outside: SurfaceClass = SurfaceClass()  # noqa: RUF009
    mechanisms: tuple[Mechanism, ...] = ()
    cover: float = 0.25
    courant: float = 0.5
    renewal: float = 0.3e-6
    depletion: float = 0.5
    margin: float = 1e-6
    reconnects: bool = False

    def init(self, width: int, depth: int = 1, unevenness: Unevenness | None = None) -> GrowthState:
        """Return a bare flat collector of ``width`` × ``depth`` cells, two-dimensional with one cell of depth."""
        planes = int(np.ceil(self.margin / self.voxel)) + 8
        shape = (planes, depth, width)
        height = np.broadcast_to(np.arange(planes)[:, None, None] + 0.5, shape)
        state = self.start(Box.empty(shape), np.clip(height - FIRST, -BAND, BAND).copy())
        if unevenness is not None:
            noise = correlated_noise((depth, width), unevenness.length / self.voxel, unevenness.seed)
            state.rest[:] = np.maximum(1 + unevenness.size * noise, 0.05)
            state.density[:] = state.rest
        return state

    def start(self, box: Box, phi: Array, cavities: CavityFilling | None = None) -> GrowthState:
        """Return the state for given surroundings and a given front with an even film at rest."""
        one = np.ones(phi.shape)
        shape = shape_of_front(phi)
        dead = np.zeros(phi.shape, bool)
        state = GrowthState(
            box,
            phi,
            shape,
            one,
            0 * one,
            one.copy(),
            one.copy(),
            one.copy(),
            dead,
            cavities or CavityFilling.none(),
        )
        state.target = enclosed(phi, shape, box.room)
        return state

    def step(self, state: GrowthState, current_density: float, most_time: float = np.inf) -> float:
        """Grow (i > 0) or strip (i < 0) by one step; return the time that passed, s.

        Args:
            state: changed in place. current_density: total current over the area of the box ≠ 0, A/m².
            most_time: longest step, s.

        Raises:
            StageError: the current cannot be kept up.
        """
        motion, time = self.ahead(state, current_density)
        return self.take(state, current_density, motion, min(time, most_time))

    def ahead(self, state: GrowthState, current_density: float) -> tuple[Motion, float]:
        """Return how the front moves now, and for how long one step may follow it, s.

        Args:
            state: see `motion`. current_density: as in `step`.

        Raises:
            StageError: the current cannot be kept up.
        """
        motion = self.motion(state, current_density)
        fastest = float(np.abs(motion.speed).max())
        spare = _REFUSED * abs(motion.onto_front) if motion.filling.any() else 0.0
        full = state.cavities.longest(motion.filling, spare)
        time = min(self.courant / fastest if fastest > 0 else np.inf, full)
        if current_density < 0:
            time = min(time, self._removable(state, abs(motion.onto_front) + spare))
        return motion, time

    def take(self, state: GrowthState, current_density: float, motion: Motion, time: float) -> float:
        """Take one step of at most ``time``, s, and return the time that passed, s.

        Args:
            state: changed in place. current_density: as in `step`. motion: of this state, from `ahead`.

        Raises:
            StageError: the front cannot take the volume.
        """
        fastest = float(np.abs(motion.speed).max())
        speed, time = self._move_as_far(state, motion, time, current_density)
        self._age_film(state, speed, current_density, time)
        for mechanism in self.mechanisms:
            mechanism.apply(state, self.voxel)
        while state.highest() + self.margin / self.voxel > state.phi.shape[0]:
            state.add_planes(max(8, int(self.margin / self.voxel / 2)))
        state.time += time
        state.charge += current_density * time
        state.since_solved += fastest * time
        state.speed = fastest * self.voxel
        state.steps += 1
        return time

    def run(self, state: GrowthState, current_density: float, charge: float) -> None:
        """Pass ``charge`` > 0, C/m², in either direction."""
        end = state.time + charge / abs(current_density)
        while end - state.time > 1e-9 * charge / abs(current_density):
            self.step(state, current_density, end - state.time)

    def motion(self, state: GrowthState, current_density: float) -> Motion:
        """Return how the front moves now; solve the electrolyte if that is due.

        Args:
            state: its electrolyte, u and η are renewed. current_density: as in `step`.

        Raises:
            StageError: the current cannot be kept up.
        """
        total = current_density * state.columns
        thickness, active = self._active(state, current_density)
        sites = self._sites(state, thickness, active, current_density)
        area = state.shape.area * state.room.ravel()[state.shape.cells] * active
        bearing = area > 0
        into_walls = self._driven(state, sites, area, current_density)
        if self._stale(state, sites, active, current_density):
            sites = self._solve(state, sites, active, total)
            state.solved_current = current_density
            into_walls = self._driven(state, sites, area, current_density)
        filling = state.cavities.rates(into_walls) * self._growth
        density = self.surface.current(state.overpotential, sites).density * active
        density = self._filtered(state, density, area, bearing)
        on_front = float((area * density).sum())
        rest = total * self._growth - float(filling.sum())
        scale = rest / on_front if on_front != 0 else 0.0
        return Motion(density * scale, area, thickness, filling, rest if on_front != 0 else 0.0)

    def _driven(self, state: GrowthState, sites: SurfaceSites, area: Array, current_density: float) -> Array:
        """Find η at which all surfaces together take the current; return what the walls of the cavities take, A.

        Raises:
            StageError: there is none.
        """
        bearing, total = area > 0, current_density * state.columns
        walls = self._wall_sites(state, current_density)
        wall_area = state.cavities.area(current_density > 0) * state.cavities.reached
        everywhere, areas = sites.of(bearing).and_of(walls), np.concatenate([area[bearing], wall_area])
        if current_density < 0 and not np.any((areas > 0) & ~everywhere.bare):
            raise nothing_reacts(state)
        eta, found = overpotential_for(self.surface, everywhere, areas, total, state.overpotential)
        if abs(float((areas * found.density).sum()) - total) > 1e-6 * abs(total):
            raise blocked(state, current_density, area, eta)
        state.overpotential = eta
        taken: Array = wall_area * found.density[np.count_nonzero(bearing) :]
        return taken

    @property
    def _growth(self) -> float:
        """Growth per charge Ω/(Fh), cells m²/C."""
        return LITHIUM_HEIGHT_PER_CHARGE / self.voxel

    def _cover(self, current_density: float) -> float:
        """Return the thickness from which lithium counts as such, cells: all of it can be stripped."""
        return self.cover if current_density > 0 else 2 * FIRST

    def _active(self, state: GrowthState, current_density: float) -> tuple[Array, Mask]:
        """Return the thickness of lithium at the feet, cells, and where the front can react."""
        shape, box = state.shape, state.box
        thickness = sampled(box.wall_distance, shape.foot) + np.minimum(shape.foot[:, 0], 0.0)
        free = state.room > 0.5
        feet = cells_at(shape.foot, free.shape)
        active = near(state.open_cells.connected & free).ravel()[feet] & free.ravel()[feet]
        active &= at_feet(free, shape.foot + 0.75 * shape.normal)
        if current_density < 0 or state.dead.any():
            alive = attached(state.phi, state.dead & (not self.reconnects))
            state.dead = (state.phi < 0) & ~alive
            # The surface of what is dead does not react, be it beside live lithium or on the collector.
            active &= at_feet(near(alive), shape.foot) | (thickness < 1.0)
            active &= ~beside(state.dead, shape.foot, shape.normal)
        return thickness, active

    def _sites(self, state: GrowthState, thickness: Array, active: Mask, current_density: float) -> SurfaceSites:
        """Return what the current of every cell of the band depends on."""
        flat, cells = np.ravel, state.shape.cells
        bare = thickness < self._cover(current_density)
        number = flat(state.box.wall_class)[cells] if len(self.walls) > 1 else np.zeros((), np.int8)

        def of_class(values: list[float], lithium: float) -> Array:
            return np.where(bare, np.array(values)[number], lithium)

        per_pascal = LITHIUM_HEIGHT_PER_CHARGE / self.surface.transfer.thermal_voltage  # Ω/(RT)
        film = of_class([wall.film_resistance for wall in self.walls], self.film.resistance)
        return SurfaceSites(
            flat(state.concentration)[cells],
            film * flat(state.density)[cells],
            self.capillary_length / self.voxel * state.shape.curvature + pressure_at(state) * per_pascal,
            of_class([wall.exchange_ratio for wall in self.walls], 1.0) * active,
            # A nucleus stays one, however thin, while the barrier holds back what is beside it.
            np.where(thickness < 2 * FIRST, of_class([wall.barrier for wall in self.walls], 0.0), 0.0),
            bare,
        )

    def _wall_sites(self, state: GrowthState, current: float) -> SurfaceSites:
        """Return what the current into cavities and onto outer faces depends on."""
        return state.cavities.sites(self.inside, self.outside, self._cover(current), 2 * FIRST)

    def _stale(self, state: GrowthState, sites: SurfaceSites, active: Mask, current_density: float) -> bool:
        """Whether the electrolyte has to be solved again."""
        lowest = float(sites.concentration[active].min(initial=1.0))
        late = state.since_solved * self.voxel >= self.renewal
        return late or current_density != state.solved_current or lowest < self.depletion

    def _solve(self, state: GrowthState, sites: SurfaceSites, active: Mask, total: float) -> SurfaceSites:
        """Solve the electrolyte and let the front carry the new u."""
        shape, conduct = state.shape, state.conduct
        faces = open_faces(state.phi)

        def through(share: Array, axis: int) -> Array:
            there = np.roll(conduct, -1, axis)
            both = conduct + there
            series: Array = np.divide(2 * conduct * there, both, out=np.zeros_like(both), where=both > 0)
            return share * series

        held = self.electrolyte.held(self.voxel, state.phi.shape) * faces.z * conduct
        area = faces.area.ravel()[shape.cells] * active
        cut = np.flatnonzero(area > 1e-6)
        pools, walls = state.cavities, state.cavities.area(total > 0)
        front = ReactingFront(
            np.concatenate([shape.cells[cut], pools.geometry.cells]),
            np.concatenate([area[cut], walls]),
            np.concatenate([shape.distance[cut], np.full(walls.size, 0.5)]),
            sites.of(cut).and_of(self._wall_sites(state, total)),
        )
        found = self.electrolyte.distribute(
            FaceConductances(through(faces.z, 0), through(faces.y, 1), through(faces.x, 2), held),
            front, self.surface, self.voxel, total, (state.field, state.overpotential),
        )  # fmt: skip
        values, weight = sites.concentration.copy(), np.zeros(area.size)
        reached = found.reached[: cut.size]
        surface = np.ones(found.reached.size)
        surface[found.reached] = found.surface
        values[cut[reached]], weight[cut[reached]] = surface[: cut.size][reached], area[cut[reached]]
        pools.concentration, pools.reached = surface[cut.size :], found.reached[cut.size :]
        values = smooth(values, weight, shape, state.phi.shape, NEAREST)
        state.concentration.ravel()[shape.cells] = values
        state.field, state.overpotential = found.concentration, found.overpotential
        state.since_solved, state.solutions = 0.0, state.solutions + 1
        return replace(sites, concentration=values)

    def _filtered(self, state: GrowthState, density: Array, area: Array, bearing: Mask) -> Array:
        """Return ⟨i⟩_ℓ at the cells of the band, 0 where nothing reacts."""
        if self.cutoff == 0:
            return density
        mean = smooth(density, area * bearing, state.shape, state.phi.shape, self.cutoff / self.voxel)
        return np.where(density != 0, mean, 0.0)

    def _removable(self, state: GrowthState, rate: float) -> float:
        """Return the time until the front is back on the collector, s.

        Args:
            rate: at which it is stripped, cells/s.

        Raises:
            StageError: it is there, and no cavity holds lithium.
        """
        collector = (state.box.base + FIRST) * state.columns + state.void
        removable = state.target - float(state.room[state.dead].sum()) - state.dead_below() - collector
        if removable <= 1e-6 * state.columns and rate > 0:
            raise ExhaustedError
        return removable / rate if rate > 0 else np.inf

    def _move_as_far(
        self, state: GrowthState, motion: Motion, time: float, current_density: float
    ) -> tuple[Array, float]:
        """Move the front for ``time``, s, or a part of it, where it has not the volume; return speeds and time.

        Raises:
            ExhaustedError: what is left to strip fills no cell. StageError: the front cannot take the volume.
        """
        pools, before = state.cavities, (state.phi.copy(), state.shape, state.target, state.cavities.filled)
        for _ in range(_HALVINGS):
            try:
                return self._move(state, motion, time, current_density), time
            except StageError as found:
                error = found
                phi, state.shape, state.target, pools.filled = before
                state.phi = phi.copy()
                time /= 2
        raise end_of_stripping(state, motion.area, error) if current_density < 0 else error

    def _move(self, state: GrowthState, motion: Motion, time: float, current_density: float) -> Array:
        """Move the front, meet the volume that the charge has, and return the speed at the new cells, cells/s."""
        cells = state.shape.cells
        step = np.maximum(motion.speed * time, -np.maximum(motion.thickness - FIRST, 0.0))
        speeds, weight = np.zeros(state.phi.shape), np.zeros(state.phi.shape)
        speeds.ravel()[cells] = motion.speed
        weight.ravel()[cells] = np.abs(step) / max(float(np.abs(step).max()), 1e-300)
        advance(state.phi, state.shape, step)
        taken = state.cavities.fill(motion.filling * time)
        state.target += current_density * state.columns * self._growth * time - taken
        ground = state.box.wall_distance - FIRST
        np.minimum(state.phi, ground, out=state.phi)
        tolerance = 1e-10 * state.target
        state.shape = meet_volume(state.phi, state.room, weight, state.target, tolerance, ground)
        return carry(speeds, state.shape)

    def _age_film(self, state: GrowthState, speed: Array, current_density: float, time: float) -> None:
        """Carry along what lives on the surface, and let the film stretch, crack and heal."""
        shape = state.shape
        carry(state.concentration, shape)
        density, stretch = self.film.after(
            carry(state.density, shape),
            carry(state.stretch, shape),
            carry(state.rest, shape),
            speed * shape.curvature,
            time,
            self.film.healing_time(current_density),
        )
        state.density.ravel()[shape.cells] = density
        state.stretch.ravel()[shape.cells] = stretch
