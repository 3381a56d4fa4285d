"""The film of an electrode, however its design describes it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np

from nelumbo.design.electrode import Electrode
from nelumbo.design.imaged_membrane import ImagedMembrane
from nelumbo.structure.imaged import ImagedFilm
from nelumbo.structure.model import StructureModel
from nelumbo.structure.packed import PackedSpheres
from nelumbo.structure.result import Structure


@dataclass(frozen=True)
class Films(StructureModel):
    """Particles are packed, an image is read; the one place that tells the two kinds of membrane apart.

    Attributes:
        packed: for particles and the bare collector. imaged: for segmented images.
    """

    equation: ClassVar[str] = f"{PackedSpheres.equation}\n{ImagedFilm.equation}"
    units: ClassVar[dict[str, str]] = {**PackedSpheres.units, **ImagedFilm.units}
    references: ClassVar[tuple[str, ...]] = (*PackedSpheres.references, *ImagedFilm.references)

    packed: PackedSpheres = field(default_factory=PackedSpheres)
    imaged: ImagedFilm = field(default_factory=ImagedFilm)

    def loops(self, electrode: Electrode) -> frozenset[str]:
        """Return the modules of compiled loops that the kind of membrane takes; a bare collector takes none."""
        if electrode.membrane is None:
            return frozenset()
        kind = self.imaged if isinstance(electrode.membrane, ImagedMembrane) else self.packed
        return kind.loops(electrode)

    def build(self, electrode: Electrode, rng: np.random.Generator) -> Structure:
        """Build one realisation; an image gives the same film every time.

        Raises:
            StageError: the film cannot be built, or the image is no longer the one of the design.
        """
        return self.repeated(lambda: rng)(electrode)

    def repeated(self, rng: Callable[[], np.random.Generator]) -> Callable[[Electrode], Structure]:
        """Return a function that builds one film after another, see `StructureModel.repeated`."""
        packed = self.packed.repeated(rng)

        def build(electrode: Electrode) -> Structure:
            if isinstance(electrode.membrane, ImagedMembrane):
                return self.imaged.build(electrode.membrane)
            return packed(electrode)

        return build
