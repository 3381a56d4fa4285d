from pathlib import Path

import pytest

from nelumbo.design.load import load
from nelumbo.design.template import template
from nelumbo.errors import DesignError


@pytest.fixture
def good():
    """The text of a design without problems."""
    return template("good")


@pytest.fixture
def write(tmp_path):
    """Write texts to files and return the path of the first."""

    def _write(text: str | bytes, **others: str) -> Path:
        for name, content in others.items():
            (tmp_path / f"{name}.csv").write_text(content, encoding="utf-8")
        path = tmp_path / "design.toml"
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return _write


@pytest.fixture
def problems(write):
    """Return the problems for which a text is refused."""

    def _problems(text: str | bytes, **others: str):
        with pytest.raises(DesignError) as caught:
            load(write(text, **others))
        return caught.value.problems

    return _problems
