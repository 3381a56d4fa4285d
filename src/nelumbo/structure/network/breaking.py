"""A network that breaks bond by bond, and contacts that press but do not pull."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from nelumbo.numerics.reweighted import Response, ReweightedEquations
from nelumbo.structure.bond import Bonds
from nelumbo.structure.network import frame

Array = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

_PATIENCE = 30
"""Rounds of the search for the contacts that press after which they change one at a time, the first that must."""

_ROUNDS = 500
"""Most rounds; changing one at a time ends by itself (Murty 1974), and much sooner in practice."""

_CLOSED = 1e-12
"""Depth, relative to the deepest, from which a contact counts as pressed or open: less is rounding."""


class BreakingNetwork:
    """Bonds and contacts under a load that depends on one number t, in equilibrium.

    q = B x + o(t),  Bᵀ w(q) q = f(t),  o = o₀ + t o₁,  f = f₀ + t f₁

    w is the stiffness of a whole bond. What is left of a broken one is a contact of its two ends: its normal
    deformation keeps its stiffness while q_n < 0, all else is gone. A contact with the outside is the same with a
    row of its own. Between two changes of a contact the state is linear in t.

    Args:
        bonds: of the network. equations: `frame.equations` of the rows B, those of the bonds first (six each),
            then one for each contact. contact: stiffness of the contacts, N/m. offset: o₀, o₁, (r, 2).
        load: f₀, f₁, (n, 2).
    """

    def __init__(
        self, bonds: Bonds, equations: ReweightedEquations, contact: Array, offset: Array, load: Array
    ) -> None:
        self.bonds = bonds
        self.whole = np.ones(len(bonds), bool)
        self._first_contact = frame.PARTS * len(bonds)
        self._stiffness = np.concatenate([equations.weights[: self._first_contact], contact])
        self._response = Response(equations, load, offset)
        self._is_contact = np.arange(len(self._stiffness)) >= self._first_contact
        self._t = 0.0
        self._solve()

    @property
    def broken(self) -> int:
        """How many bonds are broken."""
        return int(np.count_nonzero(~self.whole))

    @property
    def forces(self) -> Array:
        """Forces in all rows, at t = 0 and per unit t, (r, 2)."""
        return np.asarray(self._response.weights[:, None] * self.deformation)

    @property
    def contacts(self) -> Ints:
        """Rows that press but do not pull."""
        return np.flatnonzero(self._is_contact)

    def settle(self, t: float) -> None:
        """Find which contacts press at t and the state with them."""
        self._t = t
        turn = 0
        while turn < _ROUNDS:
            if self._response.plain:
                turn = self._settle_changed(turn)
            self._solve()
            if not self._switch(self.contacts, self.deformation[self.contacts], turn):
                return
            turn += 1

    def _settle_changed(self, turn: int) -> int:
        """Settle the contacts among the rows that have changed, which costs little; return the round."""
        while turn < _ROUNDS:
            rows, deformation = self._response.changed()
            contacts = np.flatnonzero(self._is_contact[rows])
            if not self._switch(rows[contacts], deformation[contacts], turn):
                break
            turn += 1
        return turn

    def _switch(self, contacts: Ints, deformation: Array, turn: int) -> bool:
        """Open and close ``contacts`` with these deformations, (c, 2), where they must; tell whether any did."""
        depth = deformation @ np.array([1.0, self._t])
        pressed = self._response.weights[contacts] > 0
        enough = _CLOSED * np.max(np.abs(depth), initial=0.0)
        wanted = np.where(np.abs(depth) <= enough, pressed, depth < 0)
        different = np.flatnonzero(wanted != pressed)
        if turn >= _PATIENCE:
            different = different[:1]
        if len(different) > 0:
            stiffness = self._stiffness[contacts[different]]
            self._response.reweigh(contacts[different], np.where(wanted[different], stiffness, 0.0))
        return len(different) > 0

    def break_bonds(self, which: Ints) -> None:
        """Take all but contact from the bonds ``which``."""
        self.whole[which] = False
        rows = (frame.PARTS * which[:, None] + np.arange(frame.PARTS)).ravel()
        keep = np.zeros(frame.PARTS)
        keep[0] = 1.0
        pressed = (self._bond_forces[:, which, 0].T @ [1.0, self._t] < 0).astype(float)
        left = pressed[:, None] * keep * self._stiffness[rows].reshape(-1, frame.PARTS)
        self._response.reweigh(rows, left.ravel())
        self._is_contact[frame.PARTS * which] = True

    def utilisation(self, t: float) -> Array:
        """Return u of every bond, (m,), at t; 0 where it is broken."""
        forces = self._bond_forces[0] + t * self._bond_forces[1]
        return np.where(self.whole, self.bonds.utilisation(forces), 0.0)

    def _solve(self) -> None:
        self.motion, self.deformation = self._response.solve()
        bonds = self.forces[: self._first_contact].T
        self._bond_forces = np.ascontiguousarray(bonds).reshape(2, -1, frame.PARTS)
