"""Lock the versions of all dependencies: ``make lock`` writes the constraints files, ``--check`` compares them.

``constraints.txt`` holds the newest release of every dependency that all supported Pythons can use, with
environment markers where they differ. ``constraints-lowest.txt`` holds the lowest release that the ranges in
``pyproject.toml`` allow for each direct dependency. uv resolves both. ``--check`` needs neither uv nor a network:
each file carries a digest of the dependency tables that it was made for.
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from install import requirements
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
EXTRAS = ["dev", "docs"]
"""The extras that make installs."""

FILES = {"constraints.txt": "highest", "constraints-lowest.txt": "lowest-direct"}
TITLES = {
    "highest": "Versions that `make run` and `make test` install on Python {first} to {last}.",
    "lowest-direct": "Lowest versions that pyproject.toml allows; `make test-lowest` installs them.",
}
MADE_FOR = "# Made by `make lock` for the dependencies with digest "


def locked_requirements(project: dict[str, Any]) -> list[str]:
    """Requirements that the lock covers: the package, the extras of make and the build backend."""
    return [*requirements(project, EXTRAS), *project["build-system"]["requires"]]


def digest(project: dict[str, Any]) -> str:
    """Digest of what the resolution depends on."""
    tables = [sorted(locked_requirements(project)), project["project"]["requires-python"], PYTHONS]
    return hashlib.sha256(json.dumps(tables).encode()).hexdigest()[:16]


def versions(lock: str) -> dict[str, list[Requirement]]:
    """Locked requirements of each package; more than one where the version depends on the environment."""
    found: dict[str, list[Requirement]] = {}
    for line in lock.splitlines():
        if line and not line.startswith(("#", "-")):
            requirement = Requirement(line)
            found.setdefault(canonicalize_name(requirement.name), []).append(requirement)
    return found


def locked_version(candidates: list[Requirement], python: str) -> str | None:
    """Version locked for a Python on Linux."""
    environment = {
        "python_version": python,
        "python_full_version": f"{python}.9",
        "sys_platform": "linux",
        "platform_system": "Linux",
        "implementation_name": "cpython",
        "platform_python_implementation": "CPython",
    }
    for candidate in candidates:
        if candidate.marker is None or candidate.marker.evaluate(environment):
            [pin] = candidate.specifier
            return pin.version
    return None


def faults(project: dict[str, Any], lock: str) -> Iterator[str]:
    """Differences between a constraints file and the dependency tables."""
    if f"{MADE_FOR}{digest(project)}\n" not in lock:
        yield "the dependencies in pyproject.toml have changed since it was made"
    found = versions(lock)
    for text in locked_requirements(project):
        wanted = Requirement(text)
        for python in PYTHONS:
            version = locked_version(found.get(canonicalize_name(wanted.name), []), python)
            if version is None:
                yield f"{wanted.name} has no version for Python {python}"
            elif not wanted.specifier.contains(version, prereleases=True):
                yield f"{wanted.name} {version} (Python {python}) is outside the range {wanted.specifier}"
    for line in lock.splitlines():
        if "://" in line or line.startswith("-") or " @ " in line:
            yield f"{line!r} is not a version: addresses and options depend on the machine"


def resolve(project: Path, current: str, resolution: str, upgrade: bool) -> str:
    """Pinned versions for all supported Pythons and platforms, one a line.

    Versions in ``current`` are kept where they still fit, unless ``upgrade``.
    """
    tables = tomllib.loads(project.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        wanted, output = Path(folder) / "wanted.in", Path(folder) / "lock.txt"
        wanted.write_text("\n".join(locked_requirements(tables)), encoding="utf-8")
        output.write_text(current, encoding="utf-8")
        command = [sys.executable, "-m", "uv", "pip", "compile", str(wanted), "--output-file", str(output)]
        command += ["--universal", "--python-version", PYTHONS[0], "--resolution", resolution]
        command += ["--no-header", "--no-annotate", "--quiet", "--no-config", *(["--upgrade"] if upgrade else [])]
        subprocess.run(command, check=True)
        return output.read_text(encoding="utf-8")


def write(upgrade: bool) -> None:
    """Write both constraints files."""
    project = ROOT / "pyproject.toml"
    stamp = digest(tomllib.loads(project.read_text(encoding="utf-8")))
    for name, resolution in FILES.items():
        path = ROOT / name
        current = path.read_text(encoding="utf-8") if path.exists() else ""
        # The lowest versions follow from the ranges, and what they pull in is taken as new as it comes.
        pins = resolve(project, current, resolution, upgrade or resolution != "highest")
        title = TITLES[resolution].format(first=PYTHONS[0], last=PYTHONS[-1])
        path.write_text(f"# {title}\n{MADE_FOR}{stamp}\n{pins}", encoding="utf-8")
        print(f"{name}: {len(versions(pins))} packages")


def check(root: Path = ROOT) -> list[str]:
    """Faults of both constraints files, each with the name of the file."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    found = []
    for name in FILES:
        path = root / name
        text = path.read_text(encoding="utf-8") if path.exists() else ""
        found += [f"{name}: {fault}" for fault in faults(project, text)]
    return found


def main() -> int:
    """Write the constraints files, or compare them with the dependency tables."""
    parser = argparse.ArgumentParser(description="Lock the versions of all dependencies.")
    parser.add_argument("--check", action="store_true", help="only compare the files with pyproject.toml")
    parser.add_argument("--upgrade", action="store_true", help="take newer releases of everything")
    options = parser.parse_args()
    if not options.check:
        write(options.upgrade)
    found = check()
    print("\n".join([*found, "run `make lock`"] if found else ["the locked versions fit pyproject.toml"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
