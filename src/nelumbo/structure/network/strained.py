"""A periodic film whose bodies and mean strains are all free to follow a load."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np
from scipy import sparse

from nelumbo.numerics.reweighted import ReweightedEquations
from nelumbo.structure.bond import Bonds
from nelumbo.structure.network import frame

STRAINS = 3
"""Mean strains e_xx, e_yy and γ_xy, the last unknowns; the film is held flat."""


@dataclass(frozen=True)
class StrainedNetwork:
    """The whole network, factorised once for its stiffness and for pulling it along either axis.

    Attributes:
        bonds: of the film. equations: of the motions of its bodies and, behind, the mean strains.
    """

    bonds: Bonds
    equations: ReweightedEquations

    @classmethod
    def of(cls, bonds: Bonds, count: int) -> Self:
        """Return the network of ``count`` bodies."""
        mean = frame.mean_deformation(bonds, np.zeros(count))[:, :STRAINS]
        rows = sparse.csr_matrix(sparse.hstack([frame.compatibility(bonds, count), sparse.csr_matrix(mean)]))
        return cls(bonds, frame.equations(bonds, rows, bonds.bodies))
