"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from nelumbo.fidelity import NAMES

DesignFile = Annotated[Path, typer.Argument(metavar="DESIGN.toml", help="Design file.", show_default=False)]
RunFolder = Annotated[Path, typer.Argument(metavar="DIR", help="Run folder.", show_default=False)]
Fidelity = Annotated[str, typer.Option(help=", ".join(NAMES) + ".", autocompletion=lambda: list(NAMES))]
Only = Annotated[str, typer.Option(metavar="GLOB", help='Pattern of electrode:experiment, such as "*:plating".')]
