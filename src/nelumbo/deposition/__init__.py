"""Lithium growth: where the lithium goes, how high and how rough it becomes."""

from __future__ import annotations

from nelumbo.lazy import lazily

__getattr__, __dir__ = lazily(__name__, {"PlateModel": "nelumbo.deposition.plate_model"}, modules=("plate",))
