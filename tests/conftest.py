"""What several test files look at."""

import os
import shutil

import pytest
from filelock import FileLock
from hypothesis import settings

import nelumbo
from nelumbo.pipeline import Results, SerialExecutor

# No deadline: a test that is slow on a busy machine is not wrong. CI tries the same examples every time.
settings.register_profile("nelumbo", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("nelumbo")

PAIR = ("cu_foil", "homs_3s")


@pytest.fixture(scope="session")
def campaign(tmp_path_factory, worker_id) -> Results:
    """The published campaign on the bare foil and the three-shell membrane, run once for all processes."""
    design = nelumbo.load("designs/wei2024.toml")
    pair = design.model_copy(update={"electrode": tuple(e for e in design.electrode if e.id in PAIR)})
    shared = tmp_path_factory.getbasetemp() if worker_id == "master" else tmp_path_factory.getbasetemp().parent
    folder = shared / "campaign"
    with FileLock(shared / "campaign.lock"):
        if not folder.exists():
            nelumbo.run(pair, "quick", folder=folder, executor=SerialExecutor())
    own = tmp_path_factory.mktemp("campaign") / "run"
    shutil.copytree(folder, own)
    return Results.load(own)
