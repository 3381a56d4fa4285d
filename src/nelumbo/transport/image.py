"""Effective diffusivity of segmented images, without a design."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nelumbo.numerics.grid import Ends, Sides
from nelumbo.transport.mixing import PartialVolumes
from nelumbo.transport.steady_diffusion import AXES, EffectiveDiffusivity, SteadyDiffusion

Field = NDArray[np.float64]


def effective_diffusivity(
    image: NDArray[Any],
    diffusivity: Mapping[int, float],
    *,
    axis: int = 0,
    spacing: tuple[float, float, float] = (1.0, 1.0, 1.0),
    sides: Sides = Sides.PERIODIC,
    ends: Ends = Ends.FACE,
    tolerance: float = 1e-6,
) -> EffectiveDiffusivity:
    """Return the effective diffusivity of any segmented image, relative to the largest of its phases.

    The porosity is the volume share of all phases of D > 0. Partial volumes are mixed by `PartialVolumes`.

    Args:
        image: integer or boolean labels, shape (z, y, x), or partial volumes of the phases 0, 1, …, shape
            (phase, z, y, x).
        diffusivity: of every phase, ≥ 0, in any one unit. axis: of the mean flux, 0 to 2.
        spacing: edge lengths of a voxel along the image's z, y, x, m; only their proportions matter.
        sides, ends: boundary conditions. tolerance: largest imbalance of the flux between planes, 1.

    Raises:
        ValueError: a phase has no diffusivity, one is negative, all are zero, or the image has another shape.
        StageError: the solver did not converge, or too little memory.

    Example:
        >>> import numpy as np
        >>> layers = np.repeat([0, 1], 4)[:, None, None] * np.ones((1, 4, 4), int)
        >>> round(effective_diffusivity(layers, {0: 1.0, 1: 0.25}).ratio, 6)
        0.4
    """
    if image.size == 0:
        raise ValueError(f"image must have at least one voxel, got shape {image.shape}")
    if axis not in (0, 1, 2):
        raise ValueError(f"axis must be 0, 1 or 2, got {axis}")
    wrong = {phase: d for phase, d in diffusivity.items() if not (np.isfinite(d) and d >= 0)}
    if wrong or not any(d > 0 for d in diffusivity.values()):
        raise ValueError(f"diffusivities must be finite, ≥ 0 and not all 0, got {dict(diffusivity)}")
    order = (axis, *(a for a in range(3) if a != axis))
    model = SteadyDiffusion(sides=sides, ends=ends, tolerance=tolerance)
    # No name for the field of diffusivities, so that the solver can let go of it.
    return model.solve(
        *_ratios(image, diffusivity, order),
        (spacing[order[0]], spacing[order[1]], spacing[order[2]]),
        (AXES[order[0]], AXES[order[1]], AXES[order[2]]),
    )


@dataclass(frozen=True)
class DiffusivityTensor:
    """D_eff of an image in all directions, from an experiment along each axis.

    D_ab = mean of j_a L/(D Δc) over the image in the experiment along b; ⟨j⟩ = −D_eff ∇c

    The ends of each experiment are plane, which bends what flows near them, so the tensor is symmetric only as
    far as the image is much longer than its structure; `asymmetry` says how far.

    Attributes:
        values: shape (3, 3), relative to the largest diffusivity, axes z, y, x; columns of zeros where nothing
            percolates. experiments: along z, y, x.
    """

    values: Field
    experiments: tuple[EffectiveDiffusivity, EffectiveDiffusivity, EffectiveDiffusivity]

    @property
    def asymmetry(self) -> float:
        """Largest |D_ab − D_ba| over the largest entry, 1; 0 when nothing percolates."""
        most = float(np.abs(self.values).max())
        return float(np.abs(self.values - self.values.T).max()) / most if most > 0 else 0.0


def diffusivity_tensor(
    image: NDArray[Any],
    diffusivity: Mapping[int, float],
    *,
    spacing: tuple[float, float, float] = (1.0, 1.0, 1.0),
    tolerance: float = 1e-6,
) -> DiffusivityTensor:
    """Return D_eff of a segmented image as a tensor, by three experiments with periodic sides.

    Args:
        image, diffusivity, spacing, tolerance: as in `effective_diffusivity`.

    Raises:
        ValueError, StageError: as in `effective_diffusivity`.
    """
    values = np.zeros((3, 3))
    experiments = []
    for axis in range(3):
        found = effective_diffusivity(image, diffusivity, axis=axis, spacing=spacing, tolerance=tolerance)
        experiments.append(found)
        if found.percolates:
            values[:, axis] = found.flux().mean(dim=AXES).to_numpy()
            values[axis, axis] = found.ratio
    z, y, x = experiments
    return DiffusivityTensor(values, (z, y, x))


def _ratios(
    image: NDArray[Any], diffusivity: Mapping[int, float], order: tuple[int, ...]
) -> tuple[NDArray[np.floating], float]:
    """Return the diffusivity of every voxel over the largest and the volume share of the phases that conduct.

    The axes of the field are in the order of the experiment.
    """
    most = max(diffusivity.values())
    if image.ndim == 3 and (np.issubdtype(image.dtype, np.integer) or image.dtype == bool):
        field = np.empty([image.shape[a] for a in order])
        turned = image.transpose(order)
        conducts = 0
        for plane, labels in zip(field, turned, strict=True):  # plane by plane, to hold no second field
            phases, of_voxel = np.unique(labels, return_inverse=True)
            plane[:] = (_by_phase(phases.tolist(), diffusivity) / most)[of_voxel.reshape(labels.shape)]
            conducts += int(np.count_nonzero(plane))
        return field, conducts / field.size
    if image.ndim == 4 and np.issubdtype(image.dtype, np.floating):
        if not (np.all(image >= 0) and np.allclose(image.sum(axis=0), 1, atol=1e-4)):
            raise ValueError("partial volumes must be ≥ 0 and sum to 1 in every voxel")
        of_phase = _by_phase(list(range(len(image))), diffusivity) / most
        open_share = image[of_phase > 0].sum(axis=0, dtype=float)
        return PartialVolumes().mix(image, of_phase).transpose(order), float(open_share.mean())
    raise ValueError(
        "image must hold integer labels of shape (z, y, x) or floating partial volumes of shape (phase, z, y, x), "
        f"got {image.dtype} of shape {image.shape}"
    )


def _by_phase(phases: list[int], diffusivity: Mapping[int, float]) -> Field:
    missing = [phase for phase in phases if phase not in diffusivity]
    if missing:
        raise ValueError(f"no diffusivity for phase(s) {missing} of the image; given: {sorted(diffusivity)}")
    return np.array([diffusivity[phase] for phase in phases], dtype=float)
