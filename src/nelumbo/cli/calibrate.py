"""``nelumbo calibrate``: the global numbers, and which structure law the evidence prefers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nelumbo.cli.options import DesignFile
from nelumbo.cli.progress import Steps
from nelumbo.cli.screen import Json, Quiet, screen
from nelumbo.errors import NelumboError


def calibrate(
    design: DesignFile,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="Folder to write.", show_default="calibration/<name of the design>"),
    ] = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Fit the global numbers to the measured values of a design and compare the structure laws; takes minutes.

    Says at the end how far the numbers are from those that ship with nelumbo. Runs go on with those: to use
    others, put both files into its folder `materials`.

    Examples:
      nelumbo calibrate designs/wei2024.toml -o fitted
    """
    from nelumbo.design.load import load
    from nelumbo.materials.calibration import calibration
    from nelumbo.structure.packed import PackedSpheres
    from nelumbo.study.calibrate import calibrate as fit
    from nelumbo.study.calibrate import drift
    from nelumbo.transport.voxel_diffusion import VoxelDiffusion

    screen.configure(quiet, json)
    loaded = load(design)
    if not loaded.measured:
        raise NelumboError(
            f"{loaded.name} has nothing to be fitted to: name a file of measured values at its top, "
            'measured = "my_data.csv", with the columns that docs/howto/own-membrane.md lists'
        )
    folder = output or Path("calibration") / loaded.name
    folder.mkdir(parents=True, exist_ok=True)  # a folder that cannot be made is refused before the minutes
    with Steps() as steps:
        steps.begin("building films, growing lithium, fitting the structure laws")

        def tell(text: str) -> None:
            screen.tell(text)
            steps.begin("fitting the cathodes")

        found = fit(loaded, PackedSpheres(), VoxelDiffusion(), tell)
    differences = drift(found.calibration, calibration())
    screen.tell("\n".join(differences))
    found.write(folder)
    screen.tell_file("wrote", folder)
    screen.give({"folder": folder, "drift": differences})
