"""A growth that was killed in the middle goes on from its last state to the same bits."""

import os
import signal
import subprocess
import sys
from pathlib import Path

from nelumbo.checkpoint import Checkpoint, keeping
from nelumbo.deposition.growth.model import FrontGrowth
from nelumbo.deposition.voxel_front import VoxelFront
from nelumbo.design.load import load
from nelumbo.pipeline.content import digest
from nelumbo.structure.bare import bare_structure
from nelumbo.transport.bare import bare_transport
from nelumbo.units import MAH_PER_CM2

DESIGN = load(Path(__file__).parents[2] / "designs" / "wei2024.toml")

KEPT_AT = 8
"""Steps: the state after them is kept, and the process dies at the end of the next."""
DIE = """
import os, signal, sys
from pathlib import Path
import test_killed_growth as test

take = test.FrontGrowth.take

def last(self, state, *given):
    if state.steps == test.KEPT_AT:
        take(self, state, *given)
        os.kill(os.getpid(), signal.SIGKILL)
    return take(self, state, *given)

test.FrontGrowth.take = last
with test.keeping(Path(sys.argv[1]), every=0.0):
    test.grown()
"""


def grown():
    bare, ether = DESIGN.electrode[0], DESIGN.electrolyte["ether"]
    model = VoxelFront(width=12e-6, voxel=0.4e-6)
    charges = [q * MAH_PER_CM2 for q in (0, 0.2, 0.6)]
    return model.plate(bare, bare_structure(), bare_transport(), DESIGN.lithium, ether, 10.0, charges)


def test_a_killed_growth_goes_on_to_the_same_bits(tmp_path, monkeypatch):
    paths = os.pathsep.join([str(Path(__file__).parent), *sys.path])
    killed = subprocess.run(
        [sys.executable, "-c", DIE, str(tmp_path / "growth")], env=os.environ | {"PYTHONPATH": paths}, check=False
    )
    assert killed.returncode == -signal.SIGKILL
    scene, deposits = Checkpoint(tmp_path / "growth.0.state").load()
    assert scene.state.steps == KEPT_AT
    assert 0 < len(deposits) < 3

    steps, take = [], FrontGrowth.take

    def counted(self, state, *given):
        steps.append(state.steps)
        return take(self, state, *given)

    monkeypatch.setattr(FrontGrowth, "take", counted)
    with keeping(tmp_path / "growth"):
        resumed = digest(grown())
    assert steps[0] == KEPT_AT, "it goes on where it was"
    assert not list(tmp_path.iterdir()), "states go at the end"
    assert resumed == digest(grown())
    assert steps.count(KEPT_AT) == 2
