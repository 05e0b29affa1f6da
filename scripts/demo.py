"""`make demo`: digests the bundled examples, shows one digest, re-checks every page and says where to look."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUT = ROOT / "demo"
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in {".vtt", ".md"} and path.name != "README.md")
SHOWN = ROOT / "examples" / "second-opinion-41.podcast.md"


def earwitness(*arguments: str) -> str:
    """What one command prints; a failing command ends the demo with its exit code."""
    done = subprocess.run(
        [sys.executable, "-m", "earwitness", *arguments], cwd=ROOT, check=False, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    if done.returncode:
        sys.exit(f"earwitness {' '.join(arguments)} ended with {done.returncode}\n{done.stdout}")
    return done.stdout


def main() -> None:
    """Runs the demo."""
    print(f"Digesting {len(EXAMPLES)} examples: a talk, a newsletter and a podcast transcript. One of them:\n", flush=True)
    subprocess.run(
        [sys.executable, "-m", "earwitness", "digest", str(SHOWN.relative_to(ROOT)), "--format", "terminal"], cwd=ROOT, check=True
    )
    files = earwitness("digest", *(str(path.relative_to(ROOT)) for path in EXAMPLES), "--format", "html,md,json", "--out", OUT.name)
    print("The same digests as pages:")
    print("\n".join(f"  {line}" for line in files.splitlines()))
    print("\nRe-checking every piece of evidence on every page against the transcripts:")
    print("\n".join(f"  {line}" for line in earwitness("verify", OUT.name).splitlines()))
    page = (OUT / "second-opinion-41-podcast.html").relative_to(ROOT)
    print(f"\nOpen {page} in a browser and click any time: it shows the words it stands for.")


if __name__ == "__main__":
    main()
