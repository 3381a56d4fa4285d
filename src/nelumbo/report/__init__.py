"""Figures, tables and the report (the only place that imports matplotlib)."""

import logging


def _not_about_folders(record: logging.LogRecord) -> bool:
    """Drop that Matplotlib made itself a temporary folder: home may be read-only, and nothing follows from it."""
    return not any(word in record.getMessage() for word in ("mkdir -p failed", "MPLCONFIGDIR"))


logging.getLogger("matplotlib").addFilter(_not_about_folders)
