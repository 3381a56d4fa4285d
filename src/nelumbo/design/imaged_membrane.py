"""A membrane whose structure is a segmented image, a tomography for instance, instead of packed particles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Annotated

from pydantic import Field

from nelumbo.design.membrane import Binder
from nelumbo.design.part import Fault, Part
from nelumbo.design.quantity import (
    CountOrZero,
    Fraction,
    Length,
    Meaning,
    NonNegativeVoltage,
    PositiveNumber,
    Share,
    SurfaceCharge,
)
from nelumbo.design.solid import Solid

ImageFile = Annotated[
    str,
    Field(strict=True),
    Meaning("the path of a segmented image, .tif, .tiff, .npy or .npz", '"tomography.tif"'),
]
Digest = Annotated[
    str,
    Field(strict=True, pattern="^[0-9a-f]{64}$"),
    Meaning("the SHA-256 of a file, 64 hexadecimal digits", f'"{"0" * 64}"'),
]
Labels = tuple[CountOrZero, ...]


class ImagePhases(Part):
    """Which labels of an image are which phase.

    Attributes:
        electrolyte: pores and cavities. shell: nanoporous walls. solid: compact metal. binder: polymer.
    """

    electrolyte: Labels = Field(min_length=1)
    shell: Labels = ()
    solid: Labels = ()
    binder: Labels = ()

    def faults(self) -> Iterator[Fault]:
        """Refuse phases without a metal, and labels that stand for two phases."""
        every = [(name, label) for name in type(self).model_fields for label in getattr(self, name)]
        counts = Counter(label for _, label in every)
        for name in dict.fromkeys(name for name, label in reversed(every) if counts[label] > 1):
            twice = ", ".join(str(label) for label in getattr(self, name) if counts[label] > 1)
            yield Fault(name, "labels that stand for one phase", f"{twice}, named twice", "name every label once")
            return
        if not self.shell and not self.solid:
            yield Fault(
                "shell", "labels of the metal, as shell or as solid", "none", "name the label of the walls"
            )


class ImagedMembrane(Part):
    """A film as a segmented image shows it: slices from the collector up, (z, y, x), periodic in y and x.

    Attributes:
        image: path of the file, in a design file relative to it.
        sha256: of the file's content; put in when the design is read, so that a changed file is another design.
            A design file may state it and is then refused with another image.
        voxel: edge length of a voxel, m.
        phases: what the labels in the file stand for.
        metal: of walls and solid. binder: polymer of the phase ``binder``; its mass fraction and its share in
            necks are those of the image.
        shell_porosity: pore share of the walls, within a voxel. shell_diffusivity_ratio: salt diffusivity in them
            relative to the free electrolyte.
        exchange_current_ratio: exchange current density for lithium plating on the walls relative to lithium.
        nucleation_overpotential: overpotential before lithium forms on the walls, V; that of the collector where
            none is stated.
        surface_charge: fixed charge on the pore walls, C/m².
    """

    image: ImageFile
    sha256: Digest | None = None
    voxel: Length
    phases: ImagePhases
    metal: Solid
    binder: Binder | None = None
    shell_porosity: Fraction | None = None
    shell_diffusivity_ratio: Share | None = None
    exchange_current_ratio: PositiveNumber
    nucleation_overpotential: NonNegativeVoltage | None = None
    surface_charge: SurfaceCharge

    @property
    def wall_nucleation_overpotential(self) -> float | None:
        """Overpotential before lithium forms on the walls, V, if it is stated."""
        return self.nucleation_overpotential

    @property
    def wall_porosity(self) -> float:
        """Pore share of the walls, 1."""
        return self.shell_porosity or 0.0

    @property
    def wall_diffusivity_ratio(self) -> float:
        """Salt diffusivity in the walls relative to the free electrolyte, 1."""
        return self.shell_diffusivity_ratio or 0.0

    @property
    def binder_diffusivity_ratio(self) -> float:
        """Salt diffusivity in the binder relative to the free electrolyte, 1."""
        return 0.0 if self.binder is None else self.binder.diffusivity_ratio

    def faults(self) -> Iterator[Fault]:
        """Refuse phases whose material is not said."""
        missing = "nothing: the key is missing"
        if self.phases.binder and self.binder is None:
            yield Fault(
                "binder",
                "the name of a [binder.*] table for the phase binder",
                missing,
                "add binder or delete phases.binder",
            )
        for key in ("shell_porosity", "shell_diffusivity_ratio") if self.phases.shell else ():
            if getattr(self, key) is None:
                yield Fault(
                    key, "a number from zero to one for the walls of the phase shell", missing, f"add {key} = 0.3"
                )
