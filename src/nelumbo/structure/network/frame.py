"""How bonds deform when the bodies at their ends move: the geometry of the network, without a material."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from nelumbo.numerics.reweighted import ReweightedEquations, elimination_order
from nelumbo.structure.bond import Bonds

Array = NDArray[np.float64]
Ints = NDArray[np.int64]

PARTS = 6
"""Deformations of a bond: stretch, two shears, twist, two bends; also displacements and rotations of a body."""

GROUND = 1e-9
"""Stiffness that holds every body in place, relative to the mean of the bonds. It keeps loose and detached pieces
from making the equations singular; results do not depend on it (tested from 1e-10 to 1e-8)."""


def compatibility(bonds: Bonds, count: int) -> sparse.csr_matrix:
    """Return B, (6m, 6n): q = B x, the deformations of m bonds from what n bodies do, x = (u, θ) of each.

    δ = u₂ + θ₂×r₂ − u₁ − θ₁×r₁ at the contact and φ = θ₂ − θ₁, both along the normal and two tangents.
    """
    first, second = _ends(bonds)
    rows = np.arange(PARTS * len(bonds)).reshape(-1, PARTS, 1)
    columns = [PARTS * bonds.bodies[:, side, None, None] + np.arange(PARTS) for side in (0, 1)]
    shape = first.shape
    entries = np.concatenate([first.ravel(), second.ravel()])
    row = np.tile(np.broadcast_to(rows, shape).ravel(), 2)
    column = np.concatenate([np.broadcast_to(c, shape).ravel() for c in columns])
    matrix = sparse.csr_matrix((entries, (row, column)), shape=(PARTS * len(bonds), PARTS * count))
    matrix.eliminate_zeros()
    return matrix


def mean_deformation(bonds: Bonds, heights: Array) -> Array:
    """Return G, (6m, 6): deformations of the bonds under unit mean strains and curvatures, e.

    e = (e_xx, e_yy, γ_xy, κ_xx, κ_yy, κ_xy) moves a body at (x, y, z) as a thin plate moves,
    u_x = (e_xx + z κ_xx) x + ½(γ_xy + z κ_xy) y,  u_y alike,  u_z = −½(κ_xx x² + κ_yy y² + κ_xy x y),
    θ = (∂u_z/∂y, −∂u_z/∂x, 0).
    Shifted along x or y that motion differs by a rigid one, so the first end of every bond may stand at
    x = y = 0, and bonds across the periodic sides carry the jumps without further ado.

    Args:
        bonds: their ends. heights: z of every body above the reference plane, (n,), m.
    """
    _, second = _ends(bonds)
    x, y, rise = bonds.branches.T
    z = heights[bonds.bodies[:, 0]] + rise
    zero = np.zeros_like(x)
    motion = np.stack(
        [
            np.stack([x, zero, y / 2, z * x, zero, z * y / 2]),
            np.stack([zero, y, x / 2, zero, z * y, z * x / 2]),
            np.stack([zero, zero, zero, -(x**2) / 2, -(y**2) / 2, -x * y / 2]),
            np.stack([zero, zero, zero, zero, -y, -x / 2]),
            np.stack([zero, zero, zero, x, zero, y / 2]),
            np.zeros((PARTS, len(x))),
        ]
    )
    return np.asarray(np.einsum("bpi,ijb->bpj", second, motion).reshape(-1, PARTS))


def weights(bonds: Bonds) -> Array:
    """Return the stiffness of every deformation, (6m,), N/m and N m."""
    parts = [bonds.normal, bonds.tangential, bonds.tangential, bonds.twisting, bonds.bending, bonds.bending]
    return np.stack(parts, axis=1).ravel()


def ground(bonds: Bonds, columns: int, share: float = GROUND) -> Array:
    """Return the springs, (columns,), that hold every displacement, rotation and mean strain.

    They are ``share`` of the mean K_n, of K_n times lever squared and of the sum of K_n times length squared.
    Columns beyond the whole bodies are mean strains.
    """
    push = float(bonds.normal.mean())
    turn = float(np.mean(bonds.normal * np.sum(bonds.levers**2, axis=(1, 2))))
    stretch = float(np.sum(bonds.normal * np.sum(bonds.branches**2, axis=1)))
    held = np.full(columns, stretch)
    bodies = columns // PARTS
    held[: PARTS * bodies] = np.tile(np.repeat([push, turn], PARTS // 2), bodies)
    return share * held


def equations(bonds: Bonds, rows: sparse.csr_matrix, pairs: Ints) -> ReweightedEquations:
    """Return the equations of a whole network, contacts open.

    Args:
        bonds: see `Bonds`. rows: those of the bonds, then of contacts; columns of bodies, then others.
        pairs: the bodies, numbered as in the columns, that bonds join, (p, 2).
    """
    stiffness = np.zeros(rows.shape[0])
    stiffness[: PARTS * len(bonds)] = weights(bonds)
    return ReweightedEquations(rows, stiffness, ground(bonds, rows.shape[1]), _order(pairs, rows.shape[1]))


def _order(pairs: Ints, columns: int) -> Ints:
    """Return the order in which columns are eliminated: whole bodies first, in the order of their graph."""
    bodies = columns // PARTS
    first, second = pairs[pairs[:, 0] != pairs[:, 1]].T
    ends, others = np.concatenate([first, second]), np.concatenate([second, first])
    graph = sparse.csr_array((-np.ones(len(ends)), (ends, others)), shape=(bodies, bodies))
    loaded = sparse.diags_array(1.0 - graph.sum(axis=1))
    order = elimination_order(graph + loaded)
    whole = (PARTS * order[:, None] + np.arange(PARTS)).ravel()
    return np.concatenate([whole, np.arange(PARTS * bodies, columns)])


def _ends(bonds: Bonds) -> tuple[Array, Array]:
    """Return what either end's (u, θ) does to the deformations, (m, 6, 6) each."""
    axes = _axes(bonds.normals)
    ends = []
    for side, sign in ((0, -1.0), (1, 1.0)):
        end = np.zeros((len(bonds), PARTS, PARTS))
        end[:, :3, :3] = sign * axes
        end[:, :3, 3:] = sign * np.cross(bonds.levers[:, None, side], axes)
        end[:, 3:, 3:] = sign * axes
        ends.append(end)
    return ends[0], ends[1]


def _axes(normals: Array) -> Array:
    """Return normal and two tangents of every bond, (m, 3, 3), one axis per row."""
    least = np.eye(3)[np.argmin(np.abs(normals), axis=1)]
    tangent = np.cross(normals, least)
    tangent /= np.linalg.norm(tangent, axis=1)[:, None]
    return np.stack([normals, tangent, np.cross(normals, tangent)], axis=1)
