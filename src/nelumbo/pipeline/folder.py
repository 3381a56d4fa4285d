"""The run folder: table, manifest, fields and records, and a copy of the design."""

from __future__ import annotations

import json
import platform
import re
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nelumbo
from nelumbo.deposition.result import Matter
from nelumbo.design.design import Design
from nelumbo.errors import NelumboError
from nelumbo.experiments.result import Outcome
from nelumbo.fidelity import Fidelity
from nelumbo.files import write_whole, writing
from nelumbo.pipeline.content import canonical, code_version, digest
from nelumbo.pipeline.graph import Task
from nelumbo.pipeline.hold import hold
from nelumbo.pipeline.observers import StageFailed, StageFinished, StageSkipped
from nelumbo.pipeline.results import CACHE, MANIFEST, ElectrodeResults
from nelumbo.pipeline.schedule import Outcome as Ending
from nelumbo.pipeline.store import Store
from nelumbo.structure.result import Phase

if TYPE_CHECKING:
    import xarray as xr

_OWN = (
    "records/*.csv",
    "fields/*.nc",
    *(f"figures/*.{kind}" for kind in ("svg", "png", "gif", "csv")),
    "figures/README.md",
    "observables.csv",
    "report.html",
)
BLIND, PREDICTIONS = "blind.csv", "predictions.csv"
"""Beside the measured values of a campaign: what is asked about tests that are not known, and the answers."""

_MEASURED_KEY = re.compile(r'^measured\s*=\s*(?P<quote>["\'])(?P<path>.*)(?P=quote)', re.MULTILINE)
_FIRST_TABLE = re.compile(r"^\s*\[", re.MULTILINE)


@contextmanager
def open_folder(folder: Path, resume: bool) -> Iterator[Store]:
    """Hold ``folder`` for a run and offer its store; a fresh run forgets the results of an earlier one.

    Raises:
        NelumboError: the folder cannot be made or changed, holds something else than a run, or another run works
            in it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        foreign = any(folder.iterdir()) and not (folder / MANIFEST).exists()
    except OSError as error:
        why = "it is a file" if isinstance(error, FileExistsError) else error.strerror
        raise NelumboError(f"{folder} cannot be a run folder ({why}): choose another with -o") from error
    if foreign:
        raise NelumboError(f"{folder} is not empty and holds no run: choose another folder with -o")
    with hold(folder):
        with writing(folder):
            store = Store(folder / CACHE)
            if resume:
                store.clear_drafts()
            else:
                store.clear()
            for pattern in _OWN:
                for path in folder.glob(pattern):
                    path.unlink()
        yield store


def folder_for(design: Design, base: Path, resume: bool) -> Path:
    """Return ``base``, or with a number appended what does not hold the results of another design.

    A run of the same design is found again and continued or replaced. To resume a design that was edited since,
    the stages in ``base`` that the edit left alone are taken.
    """
    own, folder, number = digest(design), base, 1
    while (held := _design_in(folder)) not in (None, own):
        number += 1
        folder = base.with_name(f"{base.name}-{number}")
    return base if resume and held is None else folder


def _design_in(folder: Path) -> str | None:
    """Return the hash of the design whose results a folder holds, ``None`` where none can be read."""
    try:
        return str(json.loads((folder / MANIFEST).read_text(encoding="utf-8"))["design_hash"])
    except (OSError, ValueError, KeyError, TypeError):
        return None


def manifest(design: Design, fidelity: Fidelity, tasks: Iterable[Task]) -> dict[str, Any]:
    """Return the part of the manifest that is known before a run."""
    return {
        "status": "running",
        "design": design.name,
        "design_hash": digest(design),
        "seed": design.seed,
        "version": nelumbo.__version__,
        "code": code_version(),
        "fidelity": fidelity.name,
        "settings": canonical(fidelity)[1],
        "python": platform.python_version(),
        "platform": platform.platform(),
        "libraries": {name: version(name) for name in ("numpy", "scipy", "numba", "pybamm")},
        "stages": [
            {"electrode": task.id.electrode, "stage": task.id.stage, "part": task.id.part, "key": task.key}
            for task in tasks
        ],
    }


def ending(outcome: Ending) -> dict[str, Any]:
    """Return how a stage ended, for its line in the manifest."""
    match outcome:
        case StageFinished(_, cached, cost):
            return {
                "status": "finished",
                "cached": cached,
                "wall_s": round(cost.wall, 4),
                "peak_memory_MB": round(cost.peak_memory / 1e6, 1),
            }
        case StageFailed():
            return {"status": "failed"}
        case StageSkipped(_, because):
            return {"status": "skipped", "because": str(because)}


def failure(outcome: StageFailed) -> dict[str, str]:
    """Return a failure for the manifest."""
    found = outcome.failure
    return {
        "electrode": found.id.electrode,
        "stage": found.id.stage,
        "part": found.id.part,
        "reason": found.reason,
        "remedy": found.remedy,
        "traceback": found.traceback,
    }


def write_manifest(folder: Path, content: Mapping[str, Any]) -> None:
    """Write ``manifest.json`` whole or not at all."""
    write_whole(folder / MANIFEST, json.dumps(content, indent=1, ensure_ascii=False) + "\n")


def write_records(folder: Path, electrode: str, experiment: str, outcome: Outcome) -> None:
    """Write the time series of one experiment to ``records/``."""
    (folder / "records").mkdir(exist_ok=True)
    for name, record in outcome.records.items():
        record.to_csv(folder / "records" / f"{electrode}__{experiment}__{name}.csv")


def write_fields(folder: Path, found: ElectrodeResults) -> None:
    """Write voxel image and flux map of the first realisation to ``fields/``; a bare collector has none."""
    structure, transport = found.structure, found.transport
    if structure is None or structure.image is None:
        return
    import numpy as np
    import xarray as xr

    image = structure.image
    axes = {name: (np.arange(n) + 0.5) * image.voxel for name, n in zip("zyx", image.shape, strict=True)}
    data = xr.Dataset(
        {"fraction": (("phase", "z", "y", "x"), image.fractions)},
        coords={"phase": [phase.name.lower() for phase in Phase], **axes},
        attrs={"electrode": found.electrode.id, "nelumbo": nelumbo.__version__},
    )
    for name in axes:
        data[name].attrs["units"] = "m"
    data["fraction"].attrs["long_name"] = "share of the voxel filled by the phase"
    if transport is not None and transport.flux_map is not None:
        data["flux"] = (("flux_y", "flux_x"), transport.flux_map)
        data["flux"].attrs["long_name"] = "normal flux on the electrode plane over its mean"
    _write_dataset(folder / "fields" / f"{found.electrode.id}.nc", data)


def write_sections(folder: Path, electrode: str, experiment: str, outcome: Outcome) -> None:
    """Write the sections through growing lithium, first growth, to ``fields/``; heights are from the collector."""
    seen = [(d.charge, d.section) for growth in outcome.course[:1] for d in growth if d.section is not None]
    if not seen:
        return
    import numpy as np
    import xarray as xr

    charges, sections = zip(*seen, strict=True)
    (_, width), voxel = sections[0].matter.shape, sections[0].voxel
    planes = max(section.matter.shape[0] for section in sections)
    matter = np.full((len(sections), planes, width), Matter.ELECTROLYTE, np.uint8)
    for k, section in enumerate(sections):
        matter[k, : section.matter.shape[0]] = section.matter
    names = " ".join(kind.name.lower() for kind in Matter)
    data = xr.Dataset(
        {"matter": (("charge", "z", "x"), matter)},
        coords={
            "charge": list(charges),
            "z": (np.arange(planes) + 0.5) * voxel,
            "x": (np.arange(width) + 0.5) * voxel,
        },
        attrs={"electrode": electrode, "experiment": experiment, "nelumbo": nelumbo.__version__},
    )
    data["charge"].attrs["units"] = "C m-2"
    for name in "zx":
        data[name].attrs["units"] = "m"
    data["matter"].attrs |= {"flag_values": np.array(list(Matter), np.uint8), "flag_meanings": names}
    _write_dataset(folder / "fields" / f"{electrode}__{experiment}.nc", data)


def _write_dataset(path: Path, data: xr.Dataset) -> None:
    path.parent.mkdir(exist_ok=True)
    compressed = {name: {"zlib": True, "complevel": 1} for name in data.data_vars}
    data.to_netcdf(path, engine="h5netcdf", encoding=compressed)


def copy_design(source: Path, folder: Path) -> None:
    """Put the design file and its measured values beside the results, so that the folder repeats the run.

    Questions about blind tests, and what was foretold of them, come along if they lie beside the measured values.
    """
    text = source.read_text(encoding="utf-8")
    tables = _FIRST_TABLE.search(text)
    found = _MEASURED_KEY.search(text, 0, tables.start() if tables else len(text))
    if found:
        measured = source.parent / found["path"]
        if measured.resolve() != (folder / "measured.csv").resolve():
            shutil.copyfile(measured, folder / "measured.csv")
            for name in (BLIND, PREDICTIONS):
                if (measured.parent / name).exists():
                    shutil.copyfile(measured.parent / name, folder / name)
        text = text[: found.start()] + 'measured = "measured.csv"' + text[found.end() :]
    (folder / "design.toml").write_text(text, encoding="utf-8")
