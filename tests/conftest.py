"""What several test files look at."""

import pytest

import nelumbo
from nelumbo.pipeline import Results, SerialExecutor

PAIR = ("cu_foil", "homs_3s")


@pytest.fixture(scope="session")
def campaign(tmp_path_factory) -> Results:
    """The published campaign on the bare foil and the three-shell membrane."""
    design = nelumbo.load("designs/wei2024.toml")
    pair = design.model_copy(update={"electrode": tuple(e for e in design.electrode if e.id in PAIR)})
    return nelumbo.run(pair, "quick", folder=tmp_path_factory.mktemp("campaign"), executor=SerialExecutor())
