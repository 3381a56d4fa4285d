"""Disks that are full, folders that are closed, files half written: a reason is told and nothing is lost."""

import os
import resource
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

import pytest
import toy_laboratory as toy

import nelumbo
from nelumbo.errors import FolderError, NelumboError
from nelumbo.files import write_whole
from nelumbo.pipeline import Results, SerialExecutor, process_pool
from nelumbo.pipeline.observers import StageFinished

HALF_WRITTEN = [b"", b"{", b"[]", b"null", b'{"status": "fin', b"\xff\xfe"]


def run(folder, observers=(), resume=False, executor=None):
    return nelumbo.run(
        toy.design(), toy.fidelity(), observers, folder, executor or SerialExecutor(), resume=resume
    )


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    return (run(tmp_path_factory.mktemp("reference")).folder / "observables.csv").read_bytes()


@contextmanager
def files_up_to(size: int):
    """Let the system refuse to make any file larger, as a full disk does."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


def drafts(folder: Path) -> list[Path]:
    return [path for path in folder.rglob(".*") if path.is_file()]


@pytest.mark.parametrize("size", [100, 900, 1500, 3000, 6000, 12000])
def test_full_disk(size, tmp_path, reference):
    """From one that cannot hold the manifest to one that cannot hold the last file."""
    with files_up_to(size), pytest.raises(FolderError, match="Finished stages are kept") as caught:
        run(tmp_path)
    assert str(tmp_path) in caught.value.path
    assert "too large" in caught.value.reason
    assert "--resume" in str(caught.value)
    assert not drafts(tmp_path), "what could not be written whole leaves nothing behind"
    kept = {path.stem for path in tmp_path.glob("cache/*.pkl")}
    with pytest.raises(NelumboError, match="--resume"):
        Results.load(tmp_path)
    log = toy.Log()
    results = run(tmp_path, [log], resume=bool(kept))
    assert kept <= {s["key"] for s in results.manifest["stages"] if s["cached"]} or not kept
    assert (tmp_path / "observables.csv").read_bytes() == reference
    assert len(log.of(StageFinished)) == len(results.manifest["stages"])


def test_full_disk_in_other_processes(tmp_path, reference):
    with files_up_to(1500), pytest.raises(FolderError, match="too large"), process_pool(2) as pool:
        run(tmp_path, executor=pool)
    run(tmp_path, resume=True)
    assert (tmp_path / "observables.csv").read_bytes() == reference


@contextmanager
def closed_folder(rights: int):
    """A folder of such rights that this process may not write in it; root becomes somebody else meanwhile."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(rights)
    root = os.geteuid() == 0
    if root:
        os.seteuid(65534)
    try:
        yield folder
    finally:
        if root:
            os.seteuid(0)
        folder.chmod(stat.S_IRWXU)
        shutil.rmtree(folder)


@pytest.mark.parametrize("rights", [0o555, 0o111, 0o000])
@pytest.mark.parametrize("below", ["", "new"])
def test_closed_folder(below, rights, reference):
    """After a first run: as somebody else the process may not be able to import what it has not yet imported."""
    with closed_folder(rights) as folder, pytest.raises(NelumboError, match=r"ermission denied.*another.*with -o"):
        run(folder / below)


@pytest.mark.parametrize("content", HALF_WRITTEN)
def test_half_written_manifest(content, tmp_path, reference):
    run(tmp_path)
    (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(NelumboError, match="--resume"):
        Results.load(tmp_path)
    results = run(tmp_path, resume=True)
    assert all(stage["cached"] for stage in results.manifest["stages"])
    assert (tmp_path / "observables.csv").read_bytes() == reference


def test_half_written_results_are_written_again(tmp_path, reference):
    run(tmp_path)
    for path in [tmp_path / "observables.csv", *tmp_path.glob("records/*"), *tmp_path.glob("fields/*")]:
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    whole = run(tmp_path.with_name("whole")).folder
    run(tmp_path, resume=True)
    assert (tmp_path / "observables.csv").read_bytes() == reference
    for path in whole.glob("records/*"):
        assert (tmp_path / "records" / path.name).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("damage", [lambda text: text[: len(text) // 2], lambda text: b"", lambda text: None])
def test_a_damaged_table_is_told_and_written_again(damage, tmp_path, reference):
    path = run(tmp_path).folder / "observables.csv"
    content = damage(path.read_bytes())
    path.unlink() if content is None else path.write_bytes(content)
    with pytest.raises(NelumboError, match=r"observables\.csv.*--resume"):
        Results.load(tmp_path).observables  # noqa: B018
    run(tmp_path, resume=True)
    assert Results.load(tmp_path).observables.shape[0] == reference.count(b"\n") - 1


def test_a_file_is_whole_or_the_old_one(tmp_path):
    path = tmp_path / "file"
    write_whole(path, "old")
    with files_up_to(10), pytest.raises(OSError, match="too large"):
        write_whole(path, "new" * 10)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_names_in_any_script(tmp_path, reference):
    folder = tmp_path / "Größe µ 测试 🪷"
    run(folder)
    assert (folder / "observables.csv").read_bytes() == reference
    assert Results.load(folder).folder == folder


def test_fifty_electrodes(tmp_path):
    design = toy.design()
    first = design.electrode[-1]
    crowd = [
        first.model_copy(
            update={
                "id": f"film_{n}",
                "membrane": first.membrane.model_copy(update={"mass_loading": (1 + n) * 1e-4}),
            }
        )
        for n in range(50)
    ]
    many = design.model_copy(update={"electrode": tuple(crowd)})
    results = nelumbo.run(many, toy.fidelity(), folder=tmp_path, executor=SerialExecutor())
    assert not results.failures
    assert list(dict.fromkeys(results.observables["electrode"])) == [f"film_{n}" for n in range(50)]


NOWHERE = """
import tempfile
from nelumbo.numerics.kernels import cache
cache._can_be_written = lambda folder: False  # neither beside the package nor at home
from nelumbo.numerics.kernels import stencil
print(cache.cache_folder())
assert str(cache.cache_folder()).startswith(tempfile.gettempdir())
"""


def test_kernels_without_a_place_to_keep_them(tmp_path):
    """Package and home are read-only."""
    environment = {k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"}
    done = subprocess.run(
        [sys.executable, "-c", NOWHERE], capture_output=True, text=True, check=False, env=environment
    )
    assert done.returncode == 0, done.stderr
    assert not Path(done.stdout.strip()).exists(), "the folder goes with its process"


DRAWING = """
from nelumbo.report.panel import new_figure
from nelumbo.report.style import house_style
import matplotlib
with house_style():
    new_figure(height=2)
print(matplotlib.get_configdir())
"""


def test_figures_without_home_and_screen(tmp_path):
    """Nothing is told of the folder that Matplotlib makes itself, and no window is asked for."""
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "MPLCONFIGDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "MPLBACKEND")
    environment = {k: v for k, v in os.environ.items() if k not in hidden} | {"HOME": "/proc/nowhere"}
    done = subprocess.run(
        [sys.executable, "-c", DRAWING], capture_output=True, text=True, check=True, env=environment
    )
    assert done.stderr == ""
    assert not Path(done.stdout.strip()).is_relative_to("/proc"), "the folder is a temporary one"


def test_two_runs_into_one_folder(tmp_path):
    """The second one is refused while the first works, and leaves it alone."""

    class Rival:
        refused = 0

        def observe(self, event):
            if isinstance(event, StageFinished) and not self.refused:
                with pytest.raises(NelumboError, match="another run works in"):
                    run(tmp_path)
                self.refused += 1

    rival = Rival()
    assert not run(tmp_path, [rival]).failures
    assert rival.refused == 1
