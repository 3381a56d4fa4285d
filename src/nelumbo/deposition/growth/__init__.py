"""Lithium that grows as a front on voxels: kinetics, film, current, motion."""
