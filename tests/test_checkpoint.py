"""States of long computations on disk."""

import pytest

from nelumbo.checkpoint import Checkpoint, keeping, next_checkpoint


def interrupted(prefix):
    with keeping(prefix, every=0.0):
        for state in ("first", "second"):
            next_checkpoint().offer(state)
        raise KeyboardInterrupt


def test_computations_are_told_apart_by_their_order(tmp_path):
    with pytest.raises(KeyboardInterrupt):
        interrupted(tmp_path / "stage")
    with keeping(tmp_path / "stage"):
        assert [next_checkpoint().load() for _ in range(3)] == ["first", "second", None]
    assert not list(tmp_path.iterdir()), "states go when their computation is finished"


def test_nothing_is_kept_outside():
    checkpoint = next_checkpoint()
    checkpoint.keep("state")
    assert checkpoint.load() is None


def test_a_state_is_kept_only_when_it_is_time(tmp_path):
    checkpoint = Checkpoint(tmp_path / "a.0.state", every=1e9)
    checkpoint.offer("early")
    assert checkpoint.load() is None
    checkpoint.keep("asked")
    assert checkpoint.load() == "asked"


def test_a_damaged_state_is_none(tmp_path):
    checkpoint = Checkpoint(tmp_path / "a.0.state")
    checkpoint.keep(list(range(100)))
    content = checkpoint.file.read_bytes()
    for damaged in (b"", content[:20], content[:-1], content[:-1] + b"x"):
        checkpoint.file.write_bytes(damaged)
        assert checkpoint.load() is None
