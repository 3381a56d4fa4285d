"""``nelumbo calibrate``: the global numbers, and which structure law the evidence prefers."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nelumbo.cli.screen import Json, Quiet, screen


def calibrate(
    design: Annotated[Path, typer.Argument(metavar="DESIGN.toml", help="Design file.", show_default=False)],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Folder to write.", show_default="the package's own")
    ] = None,
    quiet: Quiet = False,
    json: Json = False,
) -> None:
    """Fit the global numbers to the measured values of a design and compare the structure laws; takes minutes.

    Says at the end how far the numbers are from those that ship with nelumbo.

    Examples:
      nelumbo calibrate designs/wei2024.toml -o fitted
    """
    from nelumbo.design.load import load
    from nelumbo.materials.calibration import calibration
    from nelumbo.structure.packed import PackedSpheres
    from nelumbo.study.calibrate import calibrate as fit
    from nelumbo.study.calibrate import drift, shipped_folder
    from nelumbo.transport.voxel_diffusion import VoxelDiffusion

    screen.configure(quiet, json)
    found = fit(load(design), PackedSpheres(), VoxelDiffusion(), screen.tell)
    folder = output or shipped_folder()
    folder.mkdir(parents=True, exist_ok=True)
    differences = drift(found.calibration, calibration())
    screen.tell("\n".join(differences))
    found.write(folder)
    screen.tell_file("wrote", folder)
    screen.give({"folder": folder, "drift": differences})
