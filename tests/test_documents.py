"""What the documents name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
QUOTED = re.compile(r"`([\w./-]+)`")
LINKED = re.compile(r"(?<!!)\[[^\]]*\]\(([^)#:\s]+)\)")
SOURCE = ROOT / "src" / "nelumbo"
NAMES = {path.name for path in SOURCE.rglob("*")}
GENERATED = (
    "runs/",
    "build/",
    "cache/",
    "calibration/",
    "fields/",
    "records/",
    "observables.csv",
    "manifest.json",
    "my_law.py",
    "my_film.toml",
)
"""What a run writes, and names that stand for any."""


def is_path(word: str) -> bool:
    return re.search(r"\w/|\w\.(py|toml|md|csv|bib|json)$", word) is not None


def exists(path: str) -> bool:
    """Whether the repository or the package has this path, or the package a file of this name anywhere."""
    return (ROOT / path).exists() or (SOURCE / path).exists() or path in NAMES


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_paths_exist(document: Path):
    text = document.read_text(encoding="utf-8")
    quoted = [word for word in QUOTED.findall(text) if is_path(word) and not any(g in word for g in GENERATED)]
    missing = [word for word in quoted if not exists(word)]
    missing += [link for link in LINKED.findall(text) if not (document.parent / link).exists()]
    assert not missing


def test_decisions_are_numbered_without_gaps_and_in_one_form():
    notes = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    for number, note in enumerate(notes, start=1):
        text = note.read_text(encoding="utf-8")
        assert note.name.startswith(f"{number:04d}-")
        assert text.startswith(f"# {number}. ")
        assert all(f"**{part}.**" in text for part in ("Decision", "Why", "Consequences")), note.name


def test_every_page_of_the_validation_book_is_in_the_documentation():
    cases = {path.parent.name for path in (ROOT / "validation").glob("*/*/case.md")}
    pages = {path.stem: path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "book").glob("*.md")}
    assert cases == set(pages)
    assert all(f"/{name}/case.md" in text for name, text in pages.items())


def test_every_method_that_a_page_explains_is_there():
    """The directives import what they name; here the names are looked up without building the pages."""
    named = re.compile(r"^```\{(?:laws|methods|modules)\} (.+)$", re.MULTILINE)
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").rglob("*.md"))
    names = " ".join(named.findall(text)).split()
    assert len(names) > 40
    for name in names:
        place = SOURCE.parent / name.replace(".", "/")
        assert place.is_dir() or place.with_suffix(".py").exists(), name


def test_every_numerical_method_with_a_page_of_its_own_is_explained_once():
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs" / "numerics").glob("*.md"))
    for path in (SOURCE / "numerics").glob("*.py"):
        if path.stem not in ("__init__", "grid", "memory"):
            assert len(re.findall(rf"nelumbo\.numerics\.{path.stem}\b", text)) == 1, path.stem
