"""Detached lithium that does not hang where it was left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from nelumbo.deposition.growth.connection import attached, beside
from nelumbo.deposition.growth.debris import Debris
from nelumbo.deposition.growth.mechanism import Mechanism
from nelumbo.deposition.growth.state import FIRST, GrowthState
from nelumbo.errors import StageError
from nelumbo.numerics.front.motion import advance, meet_volume
from nelumbo.numerics.front.shape import BAND, enclosed, shape_of_front
from nelumbo.numerics.grid import Sides
from nelumbo.numerics.percolation import clusters

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]
_ROUNDING = 1e-9
_FAR = 0.99 * BAND
_SETTLING = 8
"""Steps without motion in which distances to the front that is left are found anew."""


@dataclass(frozen=True)
class LooseLithium(Mechanism):
    """Lithium that has lost the collector rests on what lies beneath it and is lifted by what grows there.

    φ < Δ in a cell above the front: its piece is lifted by Δ;   φ ≥ 1.5 Δ beneath all of a piece: lowered by Δ
    D_d = ε_d D

    Δ is one voxel and φ the distance to the front, so a piece rests about a voxel above what carries it. Pieces
    keep their shape and move as a whole, up and down; they neither topple nor flatten. Those that touch are one,
    and one that lithium or a membrane holds from above stays, whatever pushes. They do not react, and live lithium
    that grows against them is parted from them by their film. Without this rule detached lithium hangs where it
    was left, which in a plane closes the way to the collector within some cycles.

    Attributes:
        permeability: ε_d, diffusivity of salt in a cell full of detached lithium over that of the electrolyte, 1;
            0 for none. It stands for pores finer than a voxel and, in two dimensions, for the ways beside the
            plane. Assumed 0.1: a porosity of about 0.2 with ε_d = ε^1.5.
    """

    equation: ClassVar[str] = (
        "φ < Δ in a cell above the front: its piece is lifted by Δ;  "
        "φ ≥ 1.5 Δ beneath all of a piece: lowered by Δ;  D_d = ε_d D"
    )
    units: ClassVar[dict[str, str]] = {"φ": "m", "Δ": "m", "D_d": "m^2/s", "ε_d": "1", "D": "m^2/s"}
    references: ClassVar[tuple[str, ...]] = ("Fang2019",)

    permeability: float = 0.1

    def apply(self, state: GrowthState, voxel: float) -> None:
        """Take what was detached out of the front, and let all that is loose settle or rise."""
        lost = (state.phi < 0) & ~attached(state.phi, np.zeros(state.phi.shape, bool))
        changed = bool(lost.any())
        if changed:
            self._detach(state, lost)
        if state.debris is None:
            return
        while state.highest() + 2 >= state.phi.shape[0]:
            state.add_planes(8)
        for rises in (True, False):
            before = state.debris.share
            if _move(state.debris, state.phi, state.box.room, rises):
                changed = True
                if not _met(state):  # lithium beside the pieces has nowhere to go
                    state.debris.share = before
        if changed:
            state.since_solved = np.inf  # the way of the salt has changed

    def _detach(self, state: GrowthState, lost: Mask) -> None:
        """Move the lithium of ``lost`` from the front to the debris; its volume and its film stay."""
        shape, room = state.shape, state.room
        before = enclosed(state.phi, shape, room)
        own = beside(lost, shape.foot, shape.normal)
        volume = lost.astype(float)
        volume.ravel()[shape.cells] = np.where(own | lost.ravel()[shape.cells], shape.volume, 0.0)
        film = shape.area * room.ravel()[shape.cells] * state.density.ravel()[shape.cells]
        phi = state.phi.copy()
        phi.ravel()[shape.cells[own]] = _FAR
        phi[lost] = _FAR
        for _ in range(_SETTLING):
            now = shape_of_front(phi)
            advance(phi, now, np.zeros(now.cells.size))
        phi[phi >= 0.95 * BAND] = BAND
        left = shape_of_front(phi)
        # A cell that both touch stays with the live lithium.
        volume.ravel()[left.cells[left.volume > 0]] = 0.0
        if not volume.any():  # all of it touches live lithium
            return
        share = _of_volume(volume * room, room, before - enclosed(phi, left, room), volume > 0)
        state.debris = state.debris or Debris(np.zeros(phi.shape), self.permeability)
        state.debris.share = state.debris.share + share
        state.debris.film += float(film[own].sum())
        state.target -= float(share.sum())
        state.phi, state.shape = phi, left
        state.dead = np.zeros(phi.shape, bool)


def _met(state: GrowthState) -> bool:
    """Let the front enclose its volume again, which pieces that moved may have changed; return whether it does."""
    if abs(enclosed(state.phi, state.shape, state.room) - state.target) <= 1e-9 * state.target:
        return True
    phi, ground = state.phi.copy(), state.box.wall_distance - FIRST
    free = (state.room > 0.5).astype(float)
    try:
        shape = meet_volume(phi, state.room, free, state.target, 1e-10 * state.target, ground)
    except StageError:
        return False
    state.phi, state.shape = phi, shape
    return True


def _of_volume(share: Array, room: Array, total: float, where: Mask) -> Array:
    """Return ``share`` scaled down, or filled up evenly, to the sum ``total``."""
    found = float(share.sum())
    if total <= found:
        return share * (max(total, 0.0) / max(found, 1e-300))
    spare = np.where(where, room - share, 0.0)
    return share + spare * min((total - found) / max(float(spare.sum()), 1e-300), 1.0)


@dataclass(frozen=True)
class _Pieces:
    """The pieces of loose lithium, cell by cell.

    Attributes:
        cells: indices of its n cells. number: of the piece of each. share: of each. whole: number by cell of
            the box.
    """

    cells: tuple[Ints, Ints, Ints]
    number: Ints
    share: Array
    whole: Ints

    @classmethod
    def of(cls, share: Array) -> _Pieces:
        """Return them; what touches by faces is one."""
        whole = clusters(share > 0, Sides.PERIODIC).astype(np.int64)
        cells = np.nonzero(whole)
        return cls((cells[0], cells[1], cells[2]), whole[cells], share[cells], whole)

    def beside(self, values: Array, planes: int) -> Array:
        """Return ``values`` so many planes above the cells; beyond the box those at its end."""
        z, y, x = self.cells
        found: Array = values[np.clip(z + planes, 0, len(values) - 1), y, x]
        return found

    def any(self, flags: Mask) -> Mask:
        """Return, by number, whether a flag of a piece is set."""
        found: Mask = np.bincount(self.number, flags, int(self.whole.max(initial=0)) + 1) > 0
        return found


def jammed(state: GrowthState) -> bool:
    """Whether loose lithium fills the way from the collector to a solid above it: the two come no closer."""
    if state.debris is None:
        return False
    pieces = _Pieces.of(state.debris.share)
    resting = pieces.beside(state.box.wall_distance, 0) < 1.4
    covered = pieces.beside(state.box.room, 1) < pieces.share - _ROUNDING
    return bool((pieces.any(resting) & pieces.any(covered)).any())


def _move(debris: Debris, phi: Array, room: Array, rises: bool) -> bool:
    """Lift all pieces that are pushed, or lower all that nothing carries, until none is; return whether any moved.

    Args:
        debris: changed in place. phi: distance to the front. room: of the box without debris.
    """
    up, moved = (1 if rises else -1), False
    for _ in range(len(phi)):
        pieces = _Pieces.of(debris.share)
        z, front, there = pieces.cells[0], pieces.beside(phi, 0), pieces.beside(phi, up)
        fits = pieces.beside(room, up) >= pieces.share - _ROUNDING  # its own cells make room for a piece
        if rises:
            beneath = np.where(z > 0, pieces.beside(phi, -1), -BAND)
            fits &= (there >= 1) | (there >= front)
            may = pieces.any((front < 1) & (front - beneath > 0.5)) & ~pieces.any(~fits)
        else:
            fits &= (there >= 1.5) & (z > 0)
            may = ~pieces.any(~fits)
        going = may[pieces.whole] & (pieces.whole > 0)
        if not going.any():
            break
        moved = True
        debris.share = np.where(going, 0.0, debris.share) + np.roll(np.where(going, debris.share, 0.0), up, 0)
    return moved
