import tomllib

from nelumbo.materials.calibration import CalibratedValue, Calibration
from nelumbo.study.calibration_file import write_calibration


def test_what_is_written_is_read(tmp_path):
    entries = {
        "a.b": CalibratedValue(3.0, "m", ("E1", "E2"), "fitted", 0.25),
        "c": CalibratedValue(1.234567e-7, "C/m^2", (), 'declared "so", in µm'),
    }
    path = tmp_path / "calibration.toml"
    write_calibration(path, Calibration(entries, "campaign", "law"), ["a remark"])
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    assert (raw["campaign"], raw["structure_law"]) == ("campaign", "law")
    first, second = raw["parameter"]
    assert first == {
        "name": "a.b",
        "value": 3.0,
        "unit": "m",
        "fitted_to": ["E1", "E2"],
        "source": "fitted",
        "sd": 0.25,
    }
    assert second["value"] == 1.23457e-7
    assert "sd" not in second
    assert isinstance(first["value"], float)
