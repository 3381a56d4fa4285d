"""Steady diffusion of salt through a film and what it means for the cell."""
