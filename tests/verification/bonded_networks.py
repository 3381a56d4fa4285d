"""Networks whose answers are known by hand."""

import numpy as np

from nelumbo.structure.bond import Bonds
from nelumbo.structure.result import Particles, Phase

PARTS = ("normal", "tangential", "twisting", "bending", "tension", "shear", "moment")


def bonded(pairs, branches, **given) -> Bonds:
    """Bonds from body to body with the contact halfway; stiffness 0 and endless strength unless given."""
    pairs, branches = np.array(pairs, np.int64), np.array(branches, float)
    default = dict.fromkeys(PARTS[:4], 0.0) | dict.fromkeys(PARTS[4:], 1e30)
    values = {name: np.broadcast_to(value, len(pairs)).astype(float) for name, value in (default | given).items()}
    normals = branches / np.linalg.norm(branches, axis=1)[:, None]
    return Bonds(bodies=pairs, levers=np.stack([branches / 2, -branches / 2], axis=1), normals=normals, **values)


def lattice(cells: int, steps, spacing: float = 1.0, **given) -> Bonds:
    """A periodic lattice of cells × cells bodies, each joined to others along ``steps`` (i, j, direction)."""
    index = np.arange(cells**2).reshape(cells, cells)
    pairs, branches = [], []
    for i, j, direction in steps:
        other = np.roll(index, (-j, -i), axis=(0, 1))
        pairs += list(zip(index.ravel(), other.ravel(), strict=True))
        branches += [spacing * np.array(direction)] * cells**2
    return bonded(pairs, branches, **given)


SQUARE = ((1, 0, (1.0, 0.0, 0.0)), (0, 1, (0.0, 1.0, 0.0)))
TRIANGULAR = ((1, 0, (1.0, 0.0, 0.0)), (0, 1, (0.5, 0.75**0.5, 0.0)), (-1, 1, (-0.5, 0.75**0.5, 0.0)))


def random_film(bodies: int, box: float, seed: int = 3) -> tuple[Particles, Bonds]:
    """A random periodic film of spheres of many sizes, all joined, with bonds of many kinds."""
    rng = np.random.default_rng(seed)
    centres = rng.random((bodies, 3)) * [box, box, 1.5]
    walls = np.stack([0.3 + 0.2 * rng.random(bodies), np.zeros(bodies)], axis=1)[:, None, :]
    first, second = np.triu_indices(bodies, 1)
    branches = centres[second] - centres[first]
    branches[:, :2] -= box * np.round(branches[:, :2] / box)
    near = np.linalg.norm(branches, axis=1) < 1.3
    contacts = np.stack([first, second], axis=1)[near]
    particles = Particles(centres, walls, Phase.SOLID, np.arange(bodies), box, contacts)
    spread = {name: 0.5 + rng.random(len(contacts)) for name in PARTS}
    return particles, bonded(contacts, branches[near], **spread)
