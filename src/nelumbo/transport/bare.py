"""A bare collector: the limit of a film that vanishes."""

from __future__ import annotations

from nelumbo.transport.result import Transport


def bare_transport() -> Transport:
    """Return the transport through no film: free diffusion over no length."""
    return Transport(
        thickness=0.0,
        porosity=1.0,
        diffusivity_ratio=1.0,
        tortuosity_factor=1.0,
        flux_variation=0.0,
        percolates=True,
        reason="",
        imbalance=0.0,
        flux_map=None,
        voxel=0.0,
        surface_charge=0.0,
        wall_area=0.0,
    )
