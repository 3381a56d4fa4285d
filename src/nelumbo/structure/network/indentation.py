"""A rigid sphere pushed up through the film."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.optimize import brentq

from nelumbo.law import Law
from nelumbo.structure.bond import Bonds, body_centres
from nelumbo.structure.network import frame
from nelumbo.structure.network.breaking import BreakingNetwork
from nelumbo.structure.result import Particles

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

_BEYOND = 1e-6
"""Step past an event, relative to the rise of the tip, so that the contacts of the next stretch are decided."""


@dataclass(frozen=True)
class Push:
    """What one indentation gave.

    Attributes:
        path: rise of the tip, m, and force on it, N, before and after every event, (k, 2).
        broken: bonds broken by then, (k,). breakthrough: rise, m; infinite where the tip did not break through.
        crushing: largest force on one particle over that at which its wall gives way.
    """

    path: Array
    broken: Ints
    breakthrough: float
    crushing: float

    @property
    def force(self) -> float:
        """Largest force, N."""
        return float(self.path[:, 1].max())

    @property
    def rise(self) -> float:
        """Rise of the tip at the largest force, m."""
        return float(self.path[np.argmax(self.path[:, 1]), 0])

    @property
    def pierced(self) -> bool:
        """Whether the tip broke through."""
        return math.isfinite(self.breakthrough)


@dataclass(frozen=True)
class Indentation(Law):
    """Displacement-controlled push of a rigid sphere of radius a from below, without friction.

    q_i = n_i·u_i − (δ − h_i) n_iz,  f_i = −k_i q_i ≥ 0 where q_i < 0;  F = Σ f_i n_iz;  p = max F/(π a²)

    u_i moves particle i, n_i points from the tip to it when they would meet, h_i is the rise at which they
    would, zero for the first, 1/k_i is its compliance. Bodies farther than `span` from the axis are clamped. The
    path goes from event to event: a contact closes or opens, a bond reaches u = 1; then bonds break at fixed δ,
    the most used first, until the rest holds. A broken bond still presses. The tip breaks through where breaks
    take the force below `fallen` of its largest value, if it does not recover while the tip rises as far again as
    to the largest; then the path ends. Directions stay as they were, which needs rises small against the
    particles: the path ends at their mean radius at the latest. Walls do not cave in under the tip, and the
    collector is not there.

    Attributes:
        radius: a, m. span: m. largest_span: of the box at most, so that the clamped rim goes all round.
        most_bodies: within the span at most; it shrinks for small particles, to spare time. fallen: see above.
    """

    equation: ClassVar[str] = (
        "q_i = n_i·u_i − (δ − h_i) n_iz; f_i = −k_i q_i ≥ 0 where q_i < 0; F = Σ f_i n_iz; p = max F/(π a²)"
    )
    units: ClassVar[dict[str, str]] = {
        "q_i": "m",
        "n_i": "1",
        "u_i": "m",
        "δ": "m",
        "h_i": "m",
        "f_i": "N",
        "k_i": "N/m",
        "F": "N",
        "p": "Pa",
        "a": "m",
    }
    references: ClassVar[tuple[str, ...]] = ("Johnson1985", "Potyondy2004")

    radius: float = 0.5e-6
    span: float = 2e-6
    largest_span: float = 0.45
    most_bodies: int = 600
    fallen: float = 0.5

    def push(self, particles: Particles, bonds: Bonds, contact: Array, site: Array) -> Push:
        """Push at ``site``.

        Args:
            particles: of the film. bonds: between them. contact: compliance and crush force of every particle
                where the tip touches it, (n, 2), m/N and N. site: (2,), m.
        """
        met = self.network(particles, bonds, contact, site)
        if met is None:
            return Push(np.zeros((1, 2)), np.zeros(1, np.int64), math.inf, 0.0)
        return _follow(*met, float(particles.radii.mean()), self.fallen)

    def clamped_beyond(self, bodies: int, box: float) -> float:
        """Return the distance from the axis, m, at which the film is held."""
        crowded = box * math.sqrt(self.most_bodies / (math.pi * bodies))
        return min(self.span, self.largest_span * box, crowded)

    def network(
        self, particles: Particles, bonds: Bonds, contact: Array, site: Array
    ) -> tuple[BreakingNetwork, Array, Array] | None:
        """Return the clamped network with the tip's contacts as its last rows, n_z and crush force of these."""
        bodies = body_centres(particles)
        rim = self.clamped_beyond(len(bodies), particles.box)
        free = np.hypot(*_beside(bodies, site, particles.box)) < rim
        reach = self.radius + particles.radii
        beside = _beside(particles.centres, site, particles.box)
        square = reach**2 - np.sum(beside**2, axis=0)
        met = np.flatnonzero(free[particles.bodies] & (square > 0))
        near = bonds.subset(np.flatnonzero(free[bonds.bodies].any(axis=1)))
        if len(met) == 0 or len(near) == 0:
            return None
        height = np.sqrt(square[met])
        late = particles.centres[met, 2] - height
        late -= late.min()
        normals = np.stack([*beside[:, met], height], axis=1) / reach[met, None]
        columns = np.flatnonzero(np.repeat(free, frame.PARTS))
        rows = sparse.vstack([frame.compatibility(near, len(bodies)), _pushed(particles, bodies, met, normals)])
        rows = sparse.csr_matrix(sparse.csc_matrix(rows)[:, columns])
        offset = np.zeros((rows.shape[0], 2))
        offset[-len(met) :] = np.stack([late * normals[:, 2], -normals[:, 2]], axis=1)
        load = np.zeros((rows.shape[1], 2))
        inside = near.bodies[free[near.bodies].all(axis=1)]
        equations = frame.equations(near, rows, (np.cumsum(free) - 1)[inside])
        network = BreakingNetwork(near, equations, 1 / contact[met, 0], offset, load)
        return network, normals[:, 2], contact[met, 1]


def _follow(network: BreakingNetwork, upward: Array, crush: Array, furthest: float, fallen: float) -> Push:
    """Go from event to event; where bonds break, the state before and after is kept."""

    def pressed(rise: float) -> Array:
        return -np.asarray(network.forces[-len(upward) :] @ [1.0, rise])

    def force(rise: float) -> float:
        return float(upward @ pressed(rise))

    path, broken, crushing = [(0.0, 0.0)], [0], 0.0
    now, peak, through = _BEYOND * furthest, (0.0, 0.0), math.inf
    network.settle(now)
    while now < furthest and now < max(2 * peak[1], through):
        now = _next(network, now, furthest)
        peak = max(peak, (force(now), now))
        crushing = max(crushing, float(np.max(pressed(now) / crush)))
        path.append((now, force(now)))
        broken.append(network.broken)
        now *= 1 + _BEYOND
        network.settle(now)
        while (used := network.utilisation(now)).max(initial=0.0) >= 1:
            network.break_bonds(np.flatnonzero(used == used.max()))
            network.settle(now)
        if network.broken > broken[-1]:
            path.append((now, force(now)))
            broken.append(network.broken)
        fell = force(now) < fallen * peak[0]
        through = min(through, now) if fell else math.inf
    return Push(np.array(path), np.array(broken), through, crushing)


def _next(network: BreakingNetwork, now: float, furthest: float) -> float:
    """Return the rise at which a contact opens or closes or a bond breaks, at most the furthest."""
    start, slope = network.deformation[network.contacts].T
    depth = start + now * slope
    turning = depth * slope < 0
    meets = now - depth[turning] / slope[turning]
    limit = min(float(meets.min(initial=np.inf)), furthest)

    def excess(rise: float) -> float:
        return float(network.utilisation(rise).max(initial=0.0)) - 1

    if excess(limit) < 0:
        return limit
    return float(brentq(excess, now, limit, xtol=1e-9 * now, rtol=1e-12))


def _beside(points: Array, site: Array, box: float) -> Array:
    """Return x and y from the axis to ``points``, the nearest images, (2, n), m."""
    offset = points[:, :2] - site
    return np.asarray((offset - box * np.round(offset / box)).T)


def _pushed(particles: Particles, bodies: Array, met: Ints, normals: Array) -> sparse.csr_matrix:
    """Return the rows n_i·u_i of the particles ``met`` in the motions of their bodies."""
    owner = particles.bodies[met]
    arm = particles.centres[met] - bodies[owner]
    arm[:, :2] -= particles.box * np.round(arm[:, :2] / particles.box)
    entries = np.concatenate([normals, np.cross(arm, normals)], axis=1)
    columns = frame.PARTS * owner[:, None] + np.arange(frame.PARTS)
    row = np.repeat(np.arange(len(met)), frame.PARTS)
    shape = (len(met), frame.PARTS * len(bodies))
    return sparse.csr_matrix((entries.ravel(), (row, columns.ravel())), shape=shape)
