"""Finished stages on disk, under the key of their input."""

from __future__ import annotations

import hashlib
import json
import pickle
import re
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nelumbo.checkpoint import keeping
from nelumbo.errors import StageError
from nelumbo.files import DRAFT, write_whole, writing

_ENTRY = re.compile(rf"[0-9a-f]{{64}}\.(pkl|\d+\.state)|{DRAFT}")


@dataclass(frozen=True)
class Cost:
    """What a stage took.

    Attributes:
        wall: s. peak_memory: largest resident set while it ran, bytes; of the whole process, so in a pool of
            threads it covers what ran beside the stage.
    """

    wall: float
    peak_memory: int


@dataclass(frozen=True)
class Store:
    """A folder of entries; each is a line of JSON (checksum and cost) followed by a pickle.

    An entry appears whole or not at all, whenever the process is killed. Pickles run code when they are read:
    read only folders that you trust.
    """

    folder: Path

    def write(self, key: str, value: Any, cost: Cost) -> None:
        """Put ``value`` under ``key``, replacing what was there.

        Raises:
            FolderError: the entry cannot be written.
        """
        payload = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
        header = {
            "sha256": hashlib.sha256(payload).hexdigest(),
            "wall": cost.wall,
            "peak_memory": cost.peak_memory,
        }
        with writing(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            write_whole(self._path(key), json.dumps(header).encode() + b"\n" + payload)

    def read(self, key: str) -> Any:
        """Return the value under ``key``.

        Raises:
            StageError: there is no such entry, or it is damaged.
        """
        entry = self._verified(key)
        if entry is None:
            raise StageError(
                f"the stored result {key[:12]}… is missing or damaged.",
                "run again with --resume: damaged results are computed again",
            )
        return pickle.loads(entry[1])

    def cost(self, key: str) -> Cost | None:
        """Return what the entry under ``key`` took to compute, ``None`` when it is missing or damaged."""
        entry = self._verified(key)
        return None if entry is None else entry[0]

    def checkpoints(self, key: str) -> AbstractContextManager[None]:
        """Let what is computed for ``key`` inside keep its state here until it is finished."""
        return keeping(self.folder / key)

    def clear(self) -> None:
        """Remove every entry, finished or half written, and nothing else."""
        self._remove(drafts_only=False)

    def clear_drafts(self) -> None:
        """Remove what a killed run left half written."""
        self._remove(drafts_only=True)

    def _remove(self, drafts_only: bool) -> None:
        for path in self.folder.glob("*") if self.folder.is_dir() else ():
            if _ENTRY.fullmatch(path.name) and (path.name.startswith(".") or not drafts_only):
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> Path:
        return self.folder / f"{key}.pkl"

    def _verified(self, key: str) -> tuple[Cost, bytes] | None:
        try:
            line, _, payload = self._path(key).read_bytes().partition(b"\n")
            header = json.loads(line)
            cost = Cost(float(header["wall"]), int(header["peak_memory"]))
            intact = header["sha256"] == hashlib.sha256(payload).hexdigest()
        except (OSError, ValueError, KeyError, TypeError):
            return None
        return (cost, payload) if intact else None
