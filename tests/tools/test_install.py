"""Installation says what it does, continues after an interruption and explains a failure."""

import sys
import tomllib
import venv
from pathlib import Path

import install
import pytest

PROJECT = tomllib.loads((install.ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def names(extras):
    return " ".join(install.requirements(PROJECT, extras))


def test_run_installs_only_what_it_needs():
    assert "pybamm>" in names([])
    assert not any(word in names([]) for word in ("bpx", "pybop", "pytest", "sphinx"))
    assert all(word in names(["dev", "docs"]) for word in ("pybamm[bpx]", "pybop", "pytest", "sphinx"))


def test_environment_without_pip_is_made_again(tmp_path, monkeypatch, capsys):
    made = tmp_path / "env"
    venv.create(made, with_pip=False)
    (made / "old").touch()
    assert not install.works(made)
    monkeypatch.setattr(install.venv, "create", lambda folder, **options: folder.mkdir())
    install.make_environment(made)
    assert not (made / "old").exists()
    assert "making it again" in capsys.readouterr().out


def test_environment_whose_making_was_interrupted_is_made_again(tmp_path, monkeypatch):
    (tmp_path / "env" / "lib").mkdir(parents=True)
    monkeypatch.setattr(install.venv, "create", lambda folder, **options: folder.mkdir())
    install.make_environment(tmp_path / "env")
    assert not (tmp_path / "env" / "lib").exists()


def test_folder_of_somebody_else_is_left_alone(tmp_path):
    (tmp_path / "thesis.tex").touch()
    with pytest.raises(install.InstallationError, match="not a Python environment"):
        install.make_environment(tmp_path)
    assert (tmp_path / "thesis.tex").exists()


def unpack(site: Path, name: str, *, written: str = "x = 1\n", installer: bool = True) -> None:
    """Lay a package into an environment, as pip does."""
    record = site / f"{name}-1.0.dist-info"
    record.mkdir(parents=True)
    (site / f"{name}.py").write_text(written)
    (record / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    lines = [f"{name}.py,sha256=abc,6", f"{name}.pyc,sha256=abc,9", f"{name}-1.0.dist-info/RECORD,,"]
    (record / "RECORD").write_text("\n".join(lines))
    if installer:
        (record / "INSTALLER").write_text("pip\n")


def test_packages_unpacked_in_part_are_forgotten(tmp_path):
    site = tmp_path / "lib" / "python3.11" / "site-packages"
    unpack(site, "whole")
    unpack(site, "cut_short", written="x =")
    unpack(site, "without_end", installer=False)
    (site / "~ld").mkdir()
    assert sorted(install.forget_incomplete(tmp_path)) == ["cut_short-1.0", "without_end-1.0"]
    assert [path.name for path in site.glob("*.dist-info")] == ["whole-1.0.dist-info"]
    assert not (site / "~ld").exists()
    assert install.count(tmp_path) == 1


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """Something with the pip of this Python that reaches no index."""
    (tmp_path / "bin").mkdir()
    python = tmp_path / "bin" / "python"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    for name in ("PIP_FIND_LINKS", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    monkeypatch.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    monkeypatch.setenv("PIP_RETRIES", "1")
    monkeypatch.setenv("PIP_DEFAULT_TIMEOUT", "2")
    return tmp_path


def test_missing_network_is_explained(environment):
    with pytest.raises(install.InstallationError) as failure:
        install.install(
            install.Progress(environment), "--target", str(environment / "here"), "nelumbo-is-not-there"
        )
    assert "could not be reached" in str(failure.value)
    assert "continues" in str(failure.value)
    assert "nelumbo-is-not-there" in (environment / "install.log").read_text()


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED]", "PIP_CERT"),
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("ERROR: No matching distribution found for numba==0.68.1\nhint", "release of numba==0.68.1 for Python"),
        ("a line\nERROR: another reason\n", "ERROR: another reason"),
    ],
)
def test_failures_are_explained(said, told, tmp_path):
    assert told in install.advice(said, tmp_path)
    assert "install.log" in install.advice(said, tmp_path)


def test_download_that_broke_off_is_repeated(tmp_path, monkeypatch, capsys):
    answers = [(2, "IncompleteRead(100 bytes read)"), (2, "Read timed out. ReadTimeoutError"), (0, "")]
    monkeypatch.setattr(install, "PAUSE", 0.0)
    monkeypatch.setattr(install, "pip", lambda *words: answers.pop(0))
    install.install(install.Progress(tmp_path), "numpy")
    assert not answers
    assert "try 3 of 3" in capsys.readouterr().out


def test_progress_is_a_line_per_package(tmp_path, capsys):
    progress = install.Progress(tmp_path)
    for line in (
        "Collecting numpy>=2.0",
        "  Downloading numpy-2.3.5-cp311-cp311-manylinux_2_28_x86_64.whl.metadata (62 kB)",
        "  Downloading numpy-2.3.5-cp311-cp311-manylinux_2_28_x86_64.whl (16.9 MB)",
        "  Using cached pint-0.25.3-py3-none-any.whl (307 kB)",
        "Processing ./wheels/scipy-1.17.1-cp311-cp311-linux_x86_64.whl (from nelumbo)",
        "Installing collected packages: numpy, scipy, pint",
    ):
        progress.read(line)
    progress.start = progress.shown = -100.0
    progress.tick()
    told = [line.strip() for line in capsys.readouterr().out.splitlines()]
    assert told[:4] == [
        "package 1: downloading numpy 2.3.5 (16.9 MB)",
        "package 2: at hand: pint 0.25.3 (307 kB)",
        "package 3: at hand: scipy 1.17.1",
        "unpacking 3 packages",
    ]
    assert told[4].startswith("unpacking: 0 of 3 packages, ")
