"""The files that hold every fitted number and what else it could be."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nelumbo.materials.calibration import Calibration

_HEAD = """\
# Every fitted number of nelumbo and the declared ones beside it. Written by `nelumbo calibrate`, not by hand.
# fitted_to: ids of the campaign's measured values; a number that was not fitted names its source instead.
# sd, interval: standard deviation of a fitted number and where it lies with 90 %.
# law: how a film may change what a cycle costs, the one in use first. The evidence decides; among laws within a
# factor of three, which it cannot tell apart, the fewest numbers. values: the most probable with the law.
"""


def write_calibration(path: Path, calibration: Calibration) -> None:
    """Write ``calibration`` as TOML to ``path``."""
    lines = [_HEAD, f"campaign = {json.dumps(calibration.campaign)}", ""]
    for law in calibration.laws:
        lines += [
            "[[law]]",
            f"name = {json.dumps(law.name)}",
            f"parameters = {law.parameters}",
            f"data = {law.data}",
            f"chi_squared = {_number(law.chi_squared)}",
            f"aic = {_number(law.aic)}",
            f"log_evidence = {_number(law.log_evidence)}",
            f"leave_one_out = {_number(law.leave_one_out)}",
            "values = { " + ", ".join(f"{json.dumps(k)} = {_number(v)}" for k, v in law.values.items()) + " }",
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
            *([f"interval = [{', '.join(map(_number, entry.interval))}]"] if entry.interval else []),
            "",
        ]
    path.write_text("\n".join(lines), encoding="utf-8")


def write_draws(path: Path, draws: Mapping[str, Mapping[str, NDArray[np.float64]]]) -> None:
    """Write members of the posterior of every law as CSV: law, number, one column per member."""
    count = len(next(iter(next(iter(draws.values())).values())))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["law", "number", *range(1, count + 1)])
        for law, numbers in draws.items():
            writer.writerows([law, name, *map(_number, values)] for name, values in numbers.items())


def _number(value: float) -> str:
    """Six significant digits as a TOML float; the fits are known to far fewer."""
    text = f"{value:.6g}"
    return text if any(mark in text for mark in ".en") else f"{text}.0"
