"""The command line: one module per command group, each a skin over `pipeline`."""

from __future__ import annotations

from earwitness.cli.app import main

__all__ = ["main"]
