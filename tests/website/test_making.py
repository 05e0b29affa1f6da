"""Processes that make pages and end at once: the run ends too, and says so."""

import subprocess
import sys
from pathlib import Path

import pytest

_RUN = """
import os, sys
from pathlib import Path
from earwitness.storage.engine import open_database
from earwitness.errors import EarwitnessError
from earwitness.website.publishing.output_folder import Folder
from earwitness.website.publishing.formats import OursAlone, Task
from earwitness.website.publishing.build_workers import Makers
from earwitness.website.publishing.publish import publish

class Many(OursAlone):
    def __init__(self, ends):
        self.ends = ends
        self.words = os.urandom(1 << 21)

    def __setstate__(self, state):
        self.__dict__.update(state)
        if self.ends:
            os._exit(9)

    def tasks(self):
        return [Task(f"page/{at}", f"key {at}", (f"{at}.txt",)) for at in range(200)]

    def make(self, connection, task):
        return {task.files[0]: task.name}

def main():
    url, out, ends = sys.argv[1:]
    database = open_database(url)
    try:
        print(publish(Folder(Path(out)), "json", Many(ends == "ends"), Makers(database, url, processes=2)).written)
    except EarwitnessError as error:
        sys.exit(f"ended: {error}")
"""
_GUARD = '\nif __name__ == "__main__":\n'


@pytest.mark.parametrize(
    ("call", "ends"),
    [
        pytest.param(_GUARD + "    main()\n", "ends", id="killed while it reads what to publish"),
        pytest.param("\nmain()\n", "stays", id="a script without a guard, which each process runs again"),
        pytest.param("\nif __name__ != '__main__':\n    os._exit(9)\nmain()\n", "stays", id="ended before it reads anything"),
    ],
)
def test_a_run_ends_when_its_processes_do_at_their_start(archive, tmp_path: Path, call: str, ends: str) -> None:
    ended = _ran(tmp_path, archive[1], call, ends)
    assert ended.returncode == 1
    assert "a process that makes pages ended" in ended.stderr
    assert "run it again" in ended.stderr
    again = _ran(tmp_path, archive[1], _GUARD + "    main()\n", "stays")
    assert (again.returncode, again.stdout) == (0, "200\n"), again.stderr


def _ran(folder: Path, url: str, call: str, ends: str) -> subprocess.CompletedProcess[str]:
    script = folder / "script.py"
    script.write_text(_RUN + call, "utf-8")
    arguments = [sys.executable, str(script), url, str(folder / "out"), ends]
    return subprocess.run(arguments, check=False, capture_output=True, text=True, timeout=90)
