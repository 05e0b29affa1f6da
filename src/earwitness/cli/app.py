"""The root of the command line: commands load when they run, errors become one line on stderr."""

from __future__ import annotations

import sys

from cyclopts import App

from earwitness.errors import EarwitnessError

app = App(
    name="earwitness",
    help="Podcasts, videos, talks and newsletters into evidence: every quote, name, number and prediction points at its words.",
)
app.command("earwitness.cli.digest:digest", name="digest")


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; returns its exit code."""
    try:
        outcome = app(arguments, result_action="return_value", exit_on_error=False, print_error=True)
    except EarwitnessError as error:
        print(f"earwitness: {error}", file=sys.stderr)
        return error.exit_code
    return outcome if isinstance(outcome, int) else 0
