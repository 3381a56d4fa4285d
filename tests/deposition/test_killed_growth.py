"""A growth that was killed in the middle goes on from its last state to the same bits."""

import os
import pickle
import signal
import subprocess
import sys
import time
from pathlib import Path

from nelumbo.checkpoint import Checkpoint

PROGRAM = """
import pickle, sys
from dataclasses import replace
from pathlib import Path
import test_voxel_front as front
from nelumbo.checkpoint import keeping

def grown():
    small = replace(front.FRONT, courant=0.2)
    return front.plate(small, front.FILM_ELECTRODE, front.film(), [0, 0.02, 0.1])

if __name__ == "__main__":
    with keeping(Path(sys.argv[1]) / "growth", every=0.0):
        found = grown()
    Path(sys.argv[1], "found.pkl").write_bytes(pickle.dumps(found))
"""


def start(folder):
    folder.mkdir(exist_ok=True)
    script = folder / "grow.py"
    script.write_text(PROGRAM)
    paths = [str(Path(__file__).parent), *sys.path]
    return subprocess.Popen(
        [sys.executable, str(script), str(folder)], env=os.environ | {"PYTHONPATH": os.pathsep.join(paths)}
    )


def state_in(folder):
    return Checkpoint(folder / "growth.0.state").load()


def test_a_killed_growth_goes_on_to_the_same_bits(tmp_path):
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    assert start(whole).wait(120) == 0
    process, deadline = start(killed), time.monotonic() + 120
    while (state := state_in(killed)) is None or state[0].state.steps < 10:
        assert process.poll() is None, "it was finished before it could be killed"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    assert process.wait(10) == -signal.SIGKILL
    assert not (killed / "found.pkl").exists()
    before = state_in(killed)[0].state.steps
    assert before >= 10
    assert start(killed).wait(120) == 0
    found, expected = ((folder / "found.pkl").read_bytes() for folder in (killed, whole))
    assert found == expected or pickle.loads(found) == pickle.loads(expected)
    assert not list(killed.glob("growth.*")), "the states go at the end"
