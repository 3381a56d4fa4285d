"""The membrane as a plate on a growing front: dispersion, film, contact and failure."""

from __future__ import annotations

from nelumbo.deposition.plate.stability import dispersion, longest_flat_wave

__all__ = ["dispersion", "longest_flat_wave"]
