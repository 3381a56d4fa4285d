"""Grids, solvers and kernels; no word of chemistry."""
