"""`python -m earwitness` and the installed command."""

import sys

from earwitness.cli import main


def run() -> None:
    """Runs the command line and exits with its code."""
    sys.exit(main())


if __name__ == "__main__":
    run()
