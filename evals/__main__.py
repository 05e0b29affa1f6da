"""`python -m evals TASK [--data DIR] [--json]`: our figure, the baselines' figures on the same data in the same run, and n."""

from __future__ import annotations

import argparse
import json
import os
import sys
from importlib import import_module
from pathlib import Path

HERE = Path(__file__).parent
TASKS = sorted(path.stem for path in HERE.glob("[a-z]*.py"))


def data_folder() -> Path:
    """The labelled data: `$EARWITNESS_DATA`, else `../shared/data` beside the checkout."""
    return Path(os.environ.get("EARWITNESS_DATA") or HERE.parent.parent / "shared" / "data")


def main() -> int:
    """Runs one task, or all of them."""
    parser = argparse.ArgumentParser(prog="python -m evals", description=__doc__)
    parser.add_argument("task", choices=[*TASKS, "all"])
    parser.add_argument("--data", type=Path, default=data_folder())
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"evals: {options.data}: no such folder; name it with --data or EARWITNESS_DATA", file=sys.stderr)
        return 2
    for task in TASKS if options.task == "all" else [options.task]:
        figures = import_module(f"evals.{task}").run(options.data)
        if options.json:
            print(json.dumps({"task": task, **figures}))
        else:
            print(task)
            print("\n".join(f"  {name:40} {value}" for name, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
