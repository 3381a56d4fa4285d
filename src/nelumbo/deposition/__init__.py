"""Lithium growth: where the lithium goes, how high and how rough it becomes."""
