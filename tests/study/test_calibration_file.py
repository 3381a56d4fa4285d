import csv
import tomllib

import numpy as np

from nelumbo.materials.calibration import CalibratedValue, Calibration, LawEvidence
from nelumbo.study.calibration_file import write_calibration, write_draws


def test_what_is_written_is_read(tmp_path):
    entries = {
        "a.b": CalibratedValue(3.0, "m", ("E1", "E2"), "fitted", 0.25, (2.5, 3.5)),
        "c": CalibratedValue(1.234567e-7, "C/m^2", (), 'declared "so", in µm'),
    }
    path = tmp_path / "calibration.toml"
    laws = [
        LawEvidence("first", 3, 9, 8.8, 14.8, -4.0, -5.0, {"a.b": 3.0}),
        LawEvidence("second", 4, 9, 15.0, 23.0, -8.0, -9.0, {"a.b": 2.0, "second.x": 1.5}),
    ]
    write_calibration(path, Calibration(entries, "campaign", laws))
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    assert raw["campaign"] == "campaign"
    assert [LawEvidence(**law) for law in raw["law"]] == laws
    first, second = raw["parameter"]
    assert first == {
        "name": "a.b",
        "value": 3.0,
        "unit": "m",
        "fitted_to": ["E1", "E2"],
        "source": "fitted",
        "sd": 0.25,
        "interval": [2.5, 3.5],
    }
    assert second["value"] == 1.23457e-7
    assert "sd" not in second
    assert "interval" not in second
    assert isinstance(first["value"], float)


def test_members_of_the_posterior_are_one_line_per_number(tmp_path):
    path = tmp_path / "posterior.csv"
    write_draws(path, {"law": {"a": np.array([1.0, 2.0]), "b": np.array([0.1, 0.2])}})
    with path.open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [
            ["law", "number", "1", "2"],
            ["law", "a", "1.0", "2.0"],
            ["law", "b", "0.1", "0.2"],
        ]
