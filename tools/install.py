"""Make a virtual environment with nelumbo in it, at locked versions; the Makefile calls this before anything else.

Only the standard library is used, since nothing is installed yet. An interrupted installation is continued by the
next call: installed packages are kept, packages that were unpacked in part are unpacked again, and an environment
without a working pip is made again.
"""

import argparse
import fcntl
import os
import queue
import re
import shutil
import subprocess
import sys
import threading
import time
import tomllib
import venv
from collections.abc import Iterator
from importlib.metadata import Distribution, distributions
from pathlib import Path

ROOT = Path(__file__).parents[1]
BATCH = 5
"""Requirements per call of pip: what one call has installed is kept if a later one is interrupted."""

TRIES = 3
PAUSE = 5.0
"""Seconds between two tries, times the number of tries made."""

SETTINGS = {"PIP_RETRIES": "6", "PIP_DEFAULT_TIMEOUT": "30", "PIP_RESUME_RETRIES": "5", "PIP_NO_INPUT": "1"}
"""Settings of pip, unless the environment has its own."""

PACKAGE = re.compile(
    r"\s*(?P<verb>Downloading|Using cached|Processing) (?:\S*/)?(?P<file>[^/\s]+\.(?:whl|tar\.gz|zip))(?=\s|$)"
    r"(?: \((?P<size>[\d.]+ \w?B)\))?"
)
OFFLINE = (
    "NewConnectionError",
    "NameResolutionError",
    "Temporary failure in name resolution",
    "Network is unreachable",
    "ConnectTimeoutError",
    "ProxyError",
)
BROKEN_OFF = (
    "IncompleteRead",
    "ReadTimeout",
    "Connection broken",
    "ConnectionReset",
    "RemoteDisconnected",
    "ProtocolError",
)
NO_CERTIFICATE = "CERTIFICATE_VERIFY_FAILED"
NO_SPACE = "No space left on device"
NO_VERSION = "No matching distribution found for "


PARTS = {"bin", "include", "lib", "lib64", "share", "install.log"}
"""Names in an environment whose making was interrupted before it got its configuration."""


class InstallationError(Exception):
    """Installation failed; the text says what to do."""


# What is to be installed


def requirements(project: dict, extras: list[str]) -> list[str]:
    """Requirements of the package with these extras; extras that name extras of the package are followed."""
    name, optional = project["project"]["name"], project["project"].get("optional-dependencies", {})
    found, waiting, seen = list(project["project"]["dependencies"]), list(extras), set()
    while waiting:
        extra = waiting.pop(0)
        if extra in seen:
            continue
        seen.add(extra)
        for text in optional[extra]:
            own = re.fullmatch(rf"{re.escape(name)}\[([\w\s,.-]+)\]", text)
            if own:
                waiting += [word.strip() for word in own[1].split(",")]
            else:
                found.append(text)
    return found


# The environment


def program(environment: Path) -> Path:
    """Python of an environment."""
    return environment / "bin" / "python"


def works(environment: Path) -> bool:
    """Whether an environment has pip and the version of Python that runs this."""
    test = "import sys, pip; print(*sys.version_info[:2], sys.prefix != sys.base_prefix)"
    try:
        done = subprocess.run([program(environment), "-c", test], capture_output=True, text=True, check=False)
    except OSError:
        return False
    return done.stdout.split() == [*map(str, sys.version_info[:2]), "True"]


def make_environment(environment: Path) -> None:
    """Make the environment unless it is there and works."""
    if works(environment):
        return
    version = ".".join(map(str, sys.version_info[:3]))
    if environment.exists():
        names = {path.name for path in environment.iterdir()}
        if "pyvenv.cfg" not in names and not names <= PARTS:
            raise InstallationError(f"{environment} is not a Python environment: move it away or set VENV.")
        print(f"{environment} is incomplete or has another Python: making it again", flush=True)
        shutil.rmtree(environment)
    print(f"making the environment {environment} with Python {version}", flush=True)
    venv.create(environment, with_pip=True, symlinks=True)


def complete(package: Distribution) -> bool:
    """Whether all files of an installed package are there with the size on record."""
    if package.read_text("INSTALLER") is None or not package.files:
        return False
    for file in package.files:
        place = Path(str(package.locate_file(file)))
        if file.suffix == ".pyc" or file.size is None:  # bytecode may be made anew
            continue
        if not place.is_file() or place.stat().st_size != file.size:
            return False
    return True


def forget_incomplete(environment: Path) -> list[str]:
    """Remove the records of packages that were unpacked in part, so that pip unpacks them again."""
    forgotten = []
    for site in environment.glob("lib/python*/site-packages"):
        for remnant in site.glob("~*"):  # an interrupted update leaves the old package under this name
            shutil.rmtree(remnant, ignore_errors=True)
        for package in distributions(path=[str(site)]):
            record = Path(str(package.locate_file(""))) / getattr(package, "_path", Path()).name
            if record.suffix == ".dist-info" and not complete(package):
                shutil.rmtree(record)
                forgotten.append(record.name.removesuffix(".dist-info"))
    return forgotten


def count(environment: Path) -> int:
    """Number of installed packages."""
    return sum(1 for _ in environment.glob("lib/python*/site-packages/*.dist-info/RECORD"))


# pip and its progress


class Progress:
    """Progress of all calls of pip: one line that is rewritten on a terminal, a line per package elsewhere."""

    def __init__(self, environment: Path) -> None:
        self.environment = environment
        self.live = sys.stdout.isatty() and os.environ.get("TERM") != "dumb"
        self.files: set[str] = set()
        self.now = "looking for packages"
        self.unpacking: tuple[int, int] | None = None
        self.start = self.shown = time.monotonic()

    def read(self, line: str) -> None:
        """Take a line that pip printed."""
        package = PACKAGE.match(line)
        if line.startswith("Collecting "):
            self.say(f"looking for packages: {line.split()[1]}", keep=False)
        elif package and package["file"] not in self.files:
            self.files.add(package["file"])
            verb = "downloading" if package["verb"] == "Downloading" else "at hand:"
            name = " ".join(package["file"].split("-")[:2])
            size = f" ({package['size']})" if package["size"] else ""
            self.say(f"package {len(self.files)}: {verb} {name}{size}", keep=True)
        elif "Retrying (Retry(" in line and not self.now.startswith("no answer"):
            self.say("no answer from the package index; trying again", keep=True)
        elif line.startswith("Installing collected packages:"):
            number = line.count(",") + 1
            self.unpacking = (count(self.environment), number)
            self.say(f"unpacking {number} packages", keep=number > 1)
        elif line.startswith("Successfully installed"):
            self.unpacking = None

    def tick(self) -> None:
        """Show that work goes on while pip is silent."""
        now = time.monotonic()
        if now - self.shown < (1 if self.live else 20):
            return
        text = self.now
        if self.unpacking:
            before, number = self.unpacking
            text = f"unpacking: {max(count(self.environment) - before, 0)} of {number} packages"
        self.say(f"{text}, {now - self.start:.0f} s so far", keep=not self.live, name=False)

    def say(self, text: str, *, keep: bool, name: bool = True) -> None:
        """Show a line; without a terminal only lines to keep are shown."""
        if name:
            self.now = text
        self.shown = time.monotonic()
        if self.live:
            width = shutil.get_terminal_size().columns - 3
            print(f"\r\x1b[2K  {text[:width]}", end="", flush=True)
        elif keep:
            print(f"  {text}", flush=True)

    def close(self) -> None:
        """End the line that is rewritten."""
        if self.live:
            print("\r\x1b[2K", end="", flush=True)


def lines_of(process: subprocess.Popen) -> Iterator[str | None]:
    """Lines of a running process, and None after each half second without one."""
    waiting: queue.Queue = queue.Queue()

    def read() -> None:
        for line in process.stdout:
            waiting.put(line)
        waiting.put(process)

    threading.Thread(target=read, daemon=True).start()
    while True:
        try:
            line = waiting.get(timeout=0.5)
        except queue.Empty:
            yield None
            continue
        if line is process:
            return
        yield line


def pip(progress: Progress, *words: str) -> tuple[int, str]:
    """Run ``pip install`` with progress; return its exit code and all it printed, which also goes to a log.

    Nothing is compiled to bytecode here: one pass over all packages at the end uses every processor.
    """
    command = [str(program(progress.environment)), "-m", "pip", "install", "--no-compile", "--progress-bar", "off"]
    settings = {**SETTINGS, **os.environ, "PYTHONUNBUFFERED": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    said: list[str] = []
    with (
        subprocess.Popen([*command, *words], cwd=ROOT, env=settings, **pipes) as process,
        (progress.environment / "install.log").open("a", encoding="utf-8") as log,
    ):
        try:
            for line in lines_of(process):
                if line is None:
                    progress.tick()
                    continue
                said.append(line)
                log.write(line)
                progress.read(line)
        except KeyboardInterrupt:
            process.terminate()
            raise
        finally:
            progress.close()
    return process.returncode, "".join(said)


def advice(said: str, environment: Path) -> str:
    """What a user can do about a failure of pip, from what it printed."""
    log = f"The full output of pip is in {environment / 'install.log'}."
    if any(word in said for word in OFFLINE):
        return (
            "The package index could not be reached. The first installation needs a network connection; later "
            "runs need none. Check the connection; set HTTPS_PROXY behind a proxy, PIP_INDEX_URL for a mirror. "
            f"The same command then continues: installed packages are kept. {log}"
        )
    if NO_CERTIFICATE in said:
        return (
            "The certificate of the package index is not trusted by this machine. If a proxy inspects the "
            f"traffic, give pip the certificate of the proxy: PIP_CERT=certificate.pem. {log}"
        )
    if NO_SPACE in said:
        return f"The disk is full; the environment takes about 1.5 GB. {log}"
    if NO_VERSION in said:
        wanted = said.split(NO_VERSION, 1)[1].splitlines()[0].strip()
        version = ".".join(map(str, sys.version_info[:2]))
        return (
            f"The package index has no locked release of {wanted} for Python {version} on this machine. "
            f"Another Python may have one: make run PYTHON=python3.12. {log}"
        )
    if any(word in said for word in BROKEN_OFF):
        return f"A download broke off. The same command continues: installed packages are kept. {log}"
    last = "\n".join(f"  {line}" for line in said.strip().splitlines()[-8:])
    return f"pip failed. Its last lines:\n{last}\n{log}"


def install(progress: Progress, *words: str) -> None:
    """Run ``pip install``; repeat it if a download broke off."""
    for tried in range(1, TRIES + 1):
        code, said = pip(progress, *words)
        if code == 0:
            return
        if tried == TRIES or not any(word in said for word in BROKEN_OFF) or any(word in said for word in OFFLINE):
            raise InstallationError(advice(said, progress.environment))
        print(f"  a download broke off; try {tried + 1} of {TRIES}", flush=True)
        time.sleep(PAUSE * tried)


# All of it


def install_project(environment: Path, extras: list[str], constraints: Path | None) -> None:
    """Install the dependencies at locked versions, or the newest without, then the package itself as a link."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = [*requirements(project, extras), *project["build-system"]["requires"]]
    what = f"the versions in {constraints.name}" if constraints else "the newest versions in range"
    print(f"installing nelumbo{f' with the extras {chr(44).join(extras)}' if extras else ''}: {what}", flush=True)
    progress = Progress(environment)
    if constraints:
        for first in range(0, len(wanted), BATCH):
            install(progress, "-c", str(constraints), *wanted[first : first + BATCH])
    else:
        install(progress, "--upgrade", "--upgrade-strategy", "eager", *wanted)
    install(progress, "--no-deps", "--no-build-isolation", "--editable", ".")
    progress.say("compiling the packages to bytecode", keep=True)
    words = ["-m", "compileall", "-qq", "-j", "0", str(environment / "lib")]
    subprocess.run([str(program(environment)), *words], check=False)
    progress.close()


def main() -> int:
    """Make or complete an environment."""
    parser = argparse.ArgumentParser(description="Make a virtual environment with nelumbo in it.")
    parser.add_argument("environment", type=Path)
    parser.add_argument("--extras", default="", help="extras of the package, separated by commas")
    parser.add_argument("--constraints", type=Path, help="file with locked versions; without it: the newest")
    options = parser.parse_args()
    start = time.monotonic()
    with (ROOT / "pyproject.toml").open() as lock:  # one installation at a time
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            make_environment(options.environment)
            for name in forget_incomplete(options.environment):
                print(f"  {name} was unpacked in part; installing it again", flush=True)
            install_project(options.environment, [e for e in options.extras.split(",") if e], options.constraints)
        except (InstallationError, OSError) as error:
            print(f"\nnelumbo was not installed. {error}", file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\ninterrupted; the same command continues the installation", file=sys.stderr)
            return 130
    print(f"installed in {time.monotonic() - start:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
