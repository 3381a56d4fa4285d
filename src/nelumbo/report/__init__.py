"""Figures, tables and the report (the only place that imports matplotlib)."""
