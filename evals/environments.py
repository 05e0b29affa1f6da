"""Environments of their own for the peers we measure against: made once in the cache folder, never mixed with ours."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

CACHE = Path(os.environ.get("XDG_CACHE_HOME", "~/.cache")).expanduser() / "earwitness-evals"


def peer_python(name: str, *requirements: str) -> Path:
    """The interpreter of an environment that holds `requirements`, made when it is not there yet.

    `EARWITNESS_<NAME>_PYTHON` names one that is already there. Raises `subprocess.CalledProcessError` when it cannot be made.
    """
    given = os.environ.get(f"EARWITNESS_{name.upper()}_PYTHON")
    if given:
        return Path(given)
    folder = CACHE / name
    python = folder / "bin" / "python"
    done = folder / ".done"
    if not done.exists() or done.read_text(encoding="utf-8") != " ".join(requirements):
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)
        installer = Path(sys.executable).with_name("uv")
        command = (
            [str(installer), "pip", "install", "--python", str(python)] if installer.exists() else [str(python), "-m", "pip", "install"]
        )
        subprocess.run([*command, "--quiet", *requirements], check=True)
        done.write_text(" ".join(requirements), encoding="utf-8")
    return python
