"""States of a long computation on disk, from which it goes on after it was killed."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from time import monotonic
from typing import Any

from nelumbo.files import write_whole

_COMING: ContextVar[Iterator[Checkpoint] | None] = ContextVar("coming", default=None)


@dataclass
class Checkpoint:
    """The last state of one computation; it appears whole or not at all, whenever the process is killed.

    A computation that holds all that it goes on from in one picklable state goes on to the same bits. Pickles run
    code when they are read: read only folders that you trust.

    Attributes:
        file: where the state is; ``None`` keeps nothing. every: time between two states, s.
    """

    file: Path | None
    every: float = 0.0
    _kept: float = field(default_factory=monotonic, init=False)

    def load(self) -> Any:
        """Return the last state, ``None`` when there is none or it is damaged."""
        try:
            content = self.file.read_bytes() if self.file else b""
        except OSError:
            return None
        mark, payload = content[:32], content[32:]
        return pickle.loads(payload) if payload and hashlib.sha256(payload).digest() == mark else None

    def offer(self, state: Any) -> None:
        """Keep the state if the last was kept ``every`` seconds ago."""
        if self.file and monotonic() - self._kept >= self.every:
            self.keep(state)

    def keep(self, state: Any) -> None:
        """Keep the state in place of the last one."""
        if self.file is None:
            return
        payload = pickle.dumps(state, protocol=pickle.HIGHEST_PROTOCOL)
        self.file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(self.file, hashlib.sha256(payload).digest() + payload)
        self._kept = monotonic()


@contextmanager
def keeping(prefix: Path, every: float = 20.0) -> Iterator[None]:
    """Let the computations inside keep their states in files that begin with ``prefix``; they go at the end.

    They stay when an exception, or the end of the process, stops the computations.

    Args:
        prefix: folder and beginning of the names. every: see `Checkpoint`.
    """
    token = _COMING.set(Checkpoint(prefix.with_name(f"{prefix.name}.{n}.state"), every) for n in count())
    try:
        yield
    finally:
        _COMING.reset(token)
    for file in prefix.parent.glob(f"{prefix.name}.*.state"):
        file.unlink(missing_ok=True)


def next_checkpoint() -> Checkpoint:
    """Return the checkpoint of the next computation inside `keeping`; elsewhere one that keeps nothing.

    Computations are told apart by their number: what asks for checkpoints must do so in the same order each time.
    """
    coming = _COMING.get()
    return Checkpoint(None) if coming is None else next(coming)
