"""Where a long test stands, in a file."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from nelumbo.errors import StageError
from nelumbo.files import write_whole


@dataclass(frozen=True)
class Checkpoint:
    """Named arrays of one test, written so that a killed process leaves the old ones or the new ones.

    Attributes:
        path: of the file. test: what identifies the test: a file of another one is refused.
    """

    path: Path
    test: str

    @property
    def fingerprint(self) -> str:
        """Of the test and of the packages that compute it."""
        text = "|".join(
            [self.test, *(f"{name} {version(name)}" for name in ("nelumbo", "pybamm", "pybammsolvers"))]
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def write(self, **arrays: Any) -> None:
        """Replace what the file holds."""
        content = io.BytesIO()
        np.savez(content, fingerprint=self.fingerprint, **arrays)
        write_whole(self.path, content.getvalue())

    def read(self) -> Mapping[str, Any] | None:
        """Return what the file holds, ``None`` where there is none.

        Raises:
            StageError: it belongs to another test.
        """
        if not self.path.exists():
            return None
        with np.load(self.path) as found:
            arrays = dict(found)
        if str(arrays.pop("fingerprint")) != self.fingerprint:
            raise StageError(
                f"{self.path} holds another test, or one of another version.", "Delete it, or name another file."
            )
        return arrays
