"""The command line: one module per command, and `nelumbo.cli.command`, which puts them together."""

from nelumbo.cli.command import app, main

__all__ = ["app", "main"]
