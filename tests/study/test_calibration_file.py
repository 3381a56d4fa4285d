import tomllib

from nelumbo.materials.calibration import CalibratedValue, Calibration, LawEvidence
from nelumbo.study.calibration_file import write_calibration


def test_what_is_written_is_read(tmp_path):
    entries = {
        "a.b": CalibratedValue(3.0, "m", ("E1", "E2"), "fitted", 0.25),
        "c": CalibratedValue(1.234567e-7, "C/m^2", (), 'declared "so", in µm'),
    }
    path = tmp_path / "calibration.toml"
    laws = [LawEvidence("first", 3, 8.8, 14.8, 0), LawEvidence("second", 4, 15.0, 23.0, 1)]
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
    }
    assert second["value"] == 1.23457e-7
    assert "sd" not in second
    assert isinstance(first["value"], float)
