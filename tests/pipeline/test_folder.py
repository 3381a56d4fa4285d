"""A run folder belongs to one run, and holds the results of one run only."""

import subprocess
import sys

import pytest
import toy_laboratory as toy

import nelumbo
from nelumbo.errors import NelumboError
from nelumbo.pipeline import SerialExecutor
from nelumbo.pipeline.folder import open_folder
from nelumbo.pipeline.hold import hold


def run(folder, **options):
    return nelumbo.run(toy.design(), toy.fidelity(), folder=folder, executor=SerialExecutor(), **options)


def test_a_folder_in_which_a_run_works_is_refused_and_left_alone(tmp_path):
    results = run(tmp_path)
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    with hold(tmp_path), pytest.raises(NelumboError, match="another run works in"):
        run(tmp_path)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    assert run(tmp_path).observables.equals(results.observables)


HOLD_AND_DIE = """
import os, pathlib, sys
from nelumbo.pipeline.hold import hold
with hold(pathlib.Path(sys.argv[1])):
    os._exit(9)
"""


def test_a_run_that_died_holds_nothing(tmp_path):
    died = subprocess.run([sys.executable, "-c", HOLD_AND_DIE, str(tmp_path)], check=False)
    assert died.returncode == 9
    with hold(tmp_path):
        assert not list(tmp_path.iterdir()), "holding leaves nothing behind"


def test_a_new_run_takes_the_report_of_the_earlier_one_away_and_nothing_else(tmp_path):
    run(tmp_path)
    (tmp_path / "figures").mkdir()
    for name in ("report.html", "figures/growth.svg", "notes.txt"):
        (tmp_path / name).write_text("of the earlier run")
    with open_folder(tmp_path, resume=True):
        assert sorted(path.name for path in tmp_path.iterdir() if path.is_file()) == ["manifest.json", "notes.txt"]
        assert not list((tmp_path / "figures").iterdir())
