"""Lithium-metal cells as PyBaMM models: Li|Cu, Li|Li and Li|cathode that conserve lithium."""
