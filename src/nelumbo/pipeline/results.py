"""What a run leaves behind, as Python objects."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nelumbo.cycling.result import CycleLaws
from nelumbo.design.design import Design
from nelumbo.design.electrode import Electrode
from nelumbo.errors import NelumboError, StageError
from nelumbo.experiments.result import Outcome, Sample
from nelumbo.pipeline import stages
from nelumbo.pipeline.store import Store
from nelumbo.structure.result import Structure
from nelumbo.transport.result import Transport

if TYPE_CHECKING:
    import pandas as pd

MANIFEST, OBSERVABLES, CACHE = "manifest.json", "observables.csv", "cache"


@dataclass(frozen=True)
class ElectrodeResults:
    """What a run found out about one electrode; read from the run folder when asked for.

    Attributes:
        electrode: its design.
    """

    electrode: Electrode
    _keys: Mapping[tuple[str, str], str]
    _store: Store

    @property
    def structure(self) -> Structure | None:
        """The first realisation of the film, ``None`` when it could not be built."""
        return self.sample.structures[0] if self.sample.structures else None

    @property
    def transport(self) -> Transport | None:
        """Transport through the first realisation, ``None`` when a stage failed."""
        return self.sample.transports[0] if self.sample.transports else None

    @property
    def laws(self) -> CycleLaws | None:
        """The laws of a cycle of the first realisation, ``None`` when a stage failed."""
        return self.sample.laws[0] if self.sample.laws else None

    @cached_property
    def sample(self) -> Sample:
        """All realisations that were finished."""
        return Sample(
            electrode=self.electrode,
            structures=self._values(stages.STRUCTURE),
            transports=self._values(stages.TRANSPORT),
            laws=self._values(stages.CYCLING),
        )

    @cached_property
    def outcomes(self) -> Mapping[str, Outcome]:
        """Outcome by id of the experiment, ``structure`` is the inspection of the film; failed ones lack."""
        return {part: self._store.read(key) for (s, part), key in self._keys.items() if s == stages.EXPERIMENT}

    def _values(self, stage: str) -> tuple[Any, ...]:
        return tuple(self._store.read(key) for (s, _), key in self._keys.items() if s == stage)


@dataclass(frozen=True)
class Results:
    """A finished run; ``results["my_electrode"]`` is an `ElectrodeResults`.

    Attributes:
        folder: of the run. design: what was run. manifest: contents of ``manifest.json``.
    """

    folder: Path
    design: Design
    manifest: Mapping[str, Any]

    @classmethod
    def load(cls, folder: str | Path) -> Results:
        """Read a run folder; it holds pickles, so read only what you trust.

        Raises:
            NelumboError: the folder holds no finished run, or one of another version that cannot be read.
        """
        folder = Path(folder)
        try:
            manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
            status = manifest["status"]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NelumboError(
                f"{folder} is no run folder: its {MANIFEST} cannot be read ({error}). If a run was there, "
                "`nelumbo run … --resume` makes it whole"
            ) from error
        if status != "finished":
            raise NelumboError(
                f"the run in {folder} is not finished: wait for it if it is at work, or continue it with "
                "`nelumbo run … --resume`"
            )
        try:
            design = Store(folder / CACHE).read(manifest["design_key"])
        except (StageError, ImportError, AttributeError) as error:
            raise NelumboError(
                f"the results in {folder} cannot be read ({error}): run the design again"
            ) from error
        return cls(folder, design, manifest)

    @property
    def electrodes(self) -> tuple[str, ...]:
        """Ids in the order of the design."""
        return tuple(electrode.id for electrode in self.design.electrode)

    @property
    def failures(self) -> list[dict[str, str]]:
        """Stages that failed: electrode, stage, part, reason and remedy."""
        return list(self.manifest["failures"])

    @cached_property
    def observables(self) -> pd.DataFrame:
        """The rows of ``observables.csv``: value and measured are floats or words, empty cells are ``None``."""
        from nelumbo.pipeline.table import read_table

        return read_table(self.folder / OBSERVABLES, self.manifest.get("observables_sha256"))

    def __getitem__(self, electrode: str) -> ElectrodeResults:
        if electrode not in self.electrodes:
            raise KeyError(f"no electrode {electrode!r}; there are: {', '.join(self.electrodes)}")
        return self._branches[electrode]

    @cached_property
    def _branches(self) -> dict[str, ElectrodeResults]:
        store = Store(self.folder / CACHE)
        keys: dict[str, dict[tuple[str, str], str]] = {id: {} for id in self.electrodes}
        for stage in self.manifest["stages"]:
            if stage["status"] == "finished":
                keys[stage["electrode"]][stage["stage"], stage["part"]] = stage["key"]
        return {e.id: ElectrodeResults(e, keys[e.id], store) for e in self.design.electrode}
