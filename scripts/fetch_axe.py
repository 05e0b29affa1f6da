"""Brings axe-core, which the browser tests judge accessibility with, from the npm registry into the folder given; checked by its hash.

It is no part of the project (MPL-2.0, for tests only). Without npm the tests that need it are skipped, and counted.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

PACKAGE = "axe-core@4.14.1"
SHA256 = "e6b0ce02b84d892e2e33e403485e7f3d6c29e2be6df65daf44d89ba564139745"
MEMBER = "package/axe.min.js"


def main(folder: Path) -> int:
    """Writes `axe.min.js`; 1 when the package is not the one that was checked."""
    npm = shutil.which("npm")
    folder.mkdir(parents=True, exist_ok=True)
    if npm is None:
        print("axe-core: no npm here; accessibility is not judged")
        return 0
    with tempfile.TemporaryDirectory() as place:
        done = subprocess.run([npm, "pack", PACKAGE, "--silent"], cwd=place, check=False, capture_output=True, text=True)
        if done.returncode:
            print(f"axe-core: cannot be had ({done.stderr.strip()[:200]}); accessibility is not judged")
            return 0
        archive = next(Path(place).glob("*.tgz"))
        if hashlib.sha256(archive.read_bytes()).hexdigest() != SHA256:
            print("axe-core: the package is not the one whose hash is known")
            return 1
        with tarfile.open(archive) as packed:
            held = packed.extractfile(MEMBER)
            (folder / "axe.min.js").write_bytes(held.read() if held else b"")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
