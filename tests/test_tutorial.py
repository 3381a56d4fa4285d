"""Every block of the tutorial and of the how-to pages does what the page says."""

import re
import shlex
from contextlib import nullcontext
from pathlib import Path

import pytest
from typer.testing import CliRunner

import nelumbo
from nelumbo.cli import app
from nelumbo.pipeline import Results, SerialExecutor

DOCS = Path(__file__).parents[1] / "docs"
BLOCK = re.compile(r"^```(?P<kind>console|python)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = [DOCS / "tutorial.md", *sorted((DOCS / "howto").glob("*.md"))]
WITH_BLOCKS = [page for page in PAGES if BLOCK.search(page.read_text(encoding="utf-8"))]


def commands(text: str) -> list[list[str]]:
    """The arguments of each line that starts with a prompt."""
    lines = [shlex.split(line.removeprefix("$ ")) for line in text.splitlines() if line.startswith("$ ")]
    assert len(lines) == len(text.splitlines())
    assert all(line[0] == "nelumbo" for line in lines)
    return [line[1:] for line in lines]


def play(page: Path) -> dict[str, object]:
    """Run all blocks in their order, Python in one namespace."""
    names: dict[str, object] = {"__name__": page.stem}
    for block in BLOCK.finditer(page.read_text(encoding="utf-8")):
        if block["kind"] == "python":
            exec(compile(block["text"], str(page), "exec"), names)
            continue
        for arguments in commands(block["text"]):
            result = CliRunner().invoke(app, arguments)
            assert result.exit_code == 0, result.output
    return names


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(nelumbo.pipeline, "process_pool", lambda jobs: nullcontext(SerialExecutor()))


def test_pages_are_found():
    assert {"tutorial", "own-law", "own-image", "compare"} <= {p.stem for p in WITH_BLOCKS}


@pytest.mark.parametrize("page", WITH_BLOCKS[1:], ids=lambda page: page.stem)
def test_how_to(page, capsys):
    names = play(page)
    told = {
        "own-image": lambda: "0.400 of the free" in capsys.readouterr().out,
        "own-law": lambda: names["mine"].law.protect is not None,
        "compare": lambda: capsys.readouterr().out == "2.0 0.25 4.0\n",
    }
    assert told.get(page.stem, lambda: True)()


@pytest.mark.slow
def test_tutorial(capsys):
    """Thinner walls of the same mass: more spheres, more room inside, a thicker film."""
    play(DOCS / "tutorial.md")
    assert "µm thick" in capsys.readouterr().out
    thick, thin = (Results.load(f"runs/{name}")["hollow_film"].structure for name in ("my_film", "thin_shell"))
    assert thin.mass_loading == pytest.approx(thick.mass_loading)
    assert thin.cavity_volume > thick.cavity_volume
    assert thin.membrane_thickness > thick.membrane_thickness
    page = Path("thin_or_thick.html").read_text(encoding="utf-8")
    assert "hollow_film" in page
    assert "bare_foil" not in page
    assert "data:image/svg+xml" in page
