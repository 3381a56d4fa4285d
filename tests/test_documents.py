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
GENERATED = ("runs/", "cache/", "fields/", "records/", "observables.csv", "manifest.json", "my_law.py")
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


def test_every_decision_has_a_number_of_its_own_and_one_form():
    notes = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [int(note.name.split("-")[0]) for note in notes]
    assert len(set(numbers)) == len(numbers)
    for number, note in zip(numbers, notes, strict=True):
        text = note.read_text(encoding="utf-8")
        assert note.name.startswith(f"{number:04d}-")
        assert text.startswith(f"# {number}. ")
        assert all(f"**{part}.**" in text for part in ("Decision", "Why", "Consequences")), note.name
