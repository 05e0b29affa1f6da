"""No GPL and no torch among what a user installs: reads the metadata of every package in the locks users install from."""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

LOCKS = [Path(__file__).parent.parent / "requirements" / name for name in ("runtime.txt", "speech.txt", "meaning.txt")]
FORBIDDEN_PACKAGES = {"torch", "tensorflow", "litellm", "spacy", "transformers"}
COPYLEFT = re.compile(r"\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
ALTERNATIVES = {"tld": "MPL-1.1, chosen from MPL-1.1 or GPL-2.0 or LGPL-2.1"}
"""Packages under a choice of licences, with the one we take."""


def licence(name: str) -> str:
    """What a package's metadata says of its licence, all fields together; a whole licence text counts by its first lines."""
    facts = metadata(name)
    stated = [facts.get("License-Expression") or "", (facts.get("License") or "")[:200]]
    stated += [value for key, value in facts.items() if key == "Classifier" and value.startswith("License ::")]
    return "; ".join(filter(None, stated))


def main() -> int:
    """Prints every forbidden package; 1 when there is one."""
    texts = [lock.read_text(encoding="utf-8") for lock in LOCKS]
    locked = sorted({name for text in texts for name in re.findall(r"^([A-Za-z0-9_.-]+)==", text, re.MULTILINE)})
    faults, read = [], 0
    for name in locked:
        if name.lower() in FORBIDDEN_PACKAGES:
            faults.append(f"{name}: not allowed in the core")
        try:
            stated = licence(name)
        except PackageNotFoundError:
            continue  # locked for another platform
        read += 1
        if COPYLEFT.search(stated) and "LGPL" not in stated and name.lower() not in ALTERNATIVES:
            faults.append(f"{name}: {stated}")
    print("\n".join(faults) or f"licences: {read} packages, none under the GPL, no torch")
    return 1 if faults or not read else 0


if __name__ == "__main__":
    sys.exit(main())
