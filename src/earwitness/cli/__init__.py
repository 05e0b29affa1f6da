"""The command line: one module per command group, each a thin layer over `archive`."""

from __future__ import annotations

from earwitness.cli.app import main

__all__ = ["main"]
