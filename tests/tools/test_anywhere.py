"""Every setting gets its own row, and one without effect on this machine is left out."""

import sys

import anywhere
import pytest

HERE = {"numba": "host", "numpy": ["AVX2"], "blas": ["SkylakeX"], "libm": "a"}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("...\n3 failed, 20 passed, 1 skipped in 2.00s", "3 failed, 20 passed, 1 skipped"),
        ("....\n20 passed, 4 deselected, 2 warnings in 2.00s (0:00:02)", "20 passed, 4 deselected"),
        ("", "ended with 139"),
    ],
)
def test_outcome_is_the_last_line(text, told):
    assert anywhere.outcome(text, 139) == told


def test_settings_name_what_they_change(monkeypatch):
    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    settings = list(anywhere.settings(HERE))
    assert len({setting.name for setting in settings}) == len(settings)
    given = {name: value for setting in settings for name, value in setting.variables.items()}
    assert (given["NUMBA_CPU_NAME"], given["NPY_DISABLE_CPU_FEATURES"]) == ("generic", "AVX2")
    assert sum("OPENBLAS_CORETYPE" in setting.variables for setting in settings) == len(anywhere.KERNELS)


def test_kernels_are_left_alone_where_the_machine_has_set_one(monkeypatch):
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Haswell")
    assert not any("OPENBLAS_CORETYPE" in setting.variables for setting in anywhere.settings(HERE))


def test_table(monkeypatch, tmp_path, capsys):
    """OpenBLAS takes the kernels of Haswell for Zen; Prescott cannot run; one setting fails."""
    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    blas = {"Prescott": None, "Haswell": ["Haswell"], "Zen": ["Haswell"]}

    def probe(variables):
        kernel = blas.get(variables.get("OPENBLAS_CORETYPE"), HERE["blas"])
        numba = variables.get("NUMBA_CPU_NAME", "host")
        return None if kernel is None else {**HERE, "blas": kernel, "numba": numba}

    monkeypatch.setattr(anywhere, "probe", probe)
    monkeypatch.setattr(anywhere, "run", lambda setting, tests, folder: ("Numba" not in setting.name, "told"))
    monkeypatch.setattr(sys, "argv", ["anywhere", "--folder", str(tmp_path)])
    assert anywhere.main() == 1
    rows = {line.split("  ")[0]: line for line in capsys.readouterr().out.splitlines()}
    assert "FAILED" in rows["Numba for any processor"]
    assert "passed" in rows["OpenBLAS for Haswell"]
    assert "the same as another" in rows["OpenBLAS for Zen"]
    assert "cannot run" in rows["OpenBLAS for Prescott"]
    assert "the same as another" in rows["NumPy without vectors"]
