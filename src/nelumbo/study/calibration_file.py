"""The file that holds every fitted number."""

from __future__ import annotations

import json
from pathlib import Path

from nelumbo.materials.calibration import Calibration

_HEAD = """\
# Every fitted number of nelumbo and the declared ones beside it. Written by `make calibrate`; do not edit by hand.
# fitted_to: ids of the campaign's measured values; a number that was not fitted names its source instead.
# sd: standard deviation of a fitted number.
# law: how a film may change what a cycle costs, the one in use first: fewest contradicted orderings, then AIC.
"""


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Write ``calibration`` as TOML to ``path``."""
    lines = [_HEAD, f"campaign = {json.dumps(calibration.campaign)}", ""]
    for law in calibration.laws:
        lines += [
            "[[law]]",
            f"name = {json.dumps(law.name)}",
            f"parameters = {law.parameters}",
            f"chi_squared = {_number(law.chi_squared)}",
            f"aic = {_number(law.aic)}",
            f"contradictions = {law.contradictions}",
            "",
        ]
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
