"""The file that holds every fitted number."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from nelumbo.materials.calibration import Calibration

_HEAD = """\
# Every fitted number of nelumbo and the declared ones beside it. Written by `make calibrate`; do not edit by hand.
# fitted_to: ids of the campaign's measured values; a number that was not fitted names its source instead.
# sd: standard deviation of a fitted number.
"""


def write_calibration(path: Path, calibration: Calibration, remarks: Iterable[str] = ()) -> None:
    """Write ``calibration`` as TOML.

    Args:
        path: of the file. remarks: lines for a comment at its head.
    """
    lines = [_HEAD, *(f"# {remark}" for remark in remarks), ""]
    lines += [f"campaign = {json.dumps(calibration.campaign)}"]
    lines += [f"structure_law = {json.dumps(calibration.structure_law)}", ""]
    for name, entry in calibration.items():
        lines += [
            "[[parameter]]",
            f"name = {json.dumps(name)}",
            f"value = {_number(entry.value)}",
            f"unit = {json.dumps(entry.unit)}",
            f"fitted_to = {json.dumps(list(entry.fitted_to))}",
            f"source = {json.dumps(entry.source, ensure_ascii=False)}",
            *([f"sd = {_number(entry.sd)}"] if entry.fitted_to else []),
            "",
        ]
    path.write_text("\n".join(lines), encoding="utf-8")


def _number(value: float) -> str:
    """Six significant digits as a TOML float; the fits are known to far fewer."""
    text = f"{value:.6g}"
    return text if any(mark in text for mark in ".en") else f"{text}.0"
