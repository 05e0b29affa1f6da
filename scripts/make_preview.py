"""Draws the picture that previews of a published site show elsewhere, with Chromium; run by hand when it changes."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from earwitness.renderers.html.static_files import colors

LIGHT = colors(dark=False)

TARGET = Path(__file__).parent.parent / "src/earwitness/sharing/site/preview.png"
SIZE = (1200, 630)
"""Width and height in pixels, 1.91:1 as the Open Graph consumers crop."""
BARS = (34, 58, 92, 130, 84, 150, 190, 120, 66, 140, 210, 168, 96, 54, 112, 176, 132, 74, 48, 88, 124, 70, 40)
"""Heights of the wave; the darker ones are the words that are cited."""
CITED = range(9, 13)


def drawing() -> str:
    """The picture as SVG."""
    wave = "".join(
        f'<rect x="{96 + at * 44}" y="{430 - height / 2}" width="20" height="{height}" rx="10" '
        f'fill="{LIGHT["accent"]}" opacity="{1 if at in CITED else 0.28}"/>'
        for at, height in enumerate(BARS)
    )
    font = 'font-family="DejaVu Sans, sans-serif"'
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE[0]}" height="{SIZE[1]}">',
        f'<rect width="100%" height="100%" fill="{LIGHT["ground"]}"/>',
        f'<text x="92" y="160" {font} font-size="76" font-weight="bold" fill="{LIGHT["ink"]}">Earwitness</text>',
        f'<text x="96" y="226" {font} font-size="34" fill="{LIGHT["quiet"]}">Every quote with its speaker and its second.</text>',
        f'<rect x="{84 + CITED.start * 44}" y="305" width="{len(CITED) * 44}" height="250" rx="14" fill="{LIGHT["lit"]}" opacity=".45"/>',
        wave,
        "</svg>",
    )
    return "".join(parts)


def main() -> int:
    """Writes the picture; 1 without Chromium."""
    chromium = shutil.which("chromium")
    if chromium is None:
        print("make_preview: chromium is not installed (apt-get install chromium)")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "preview.html"
        page.write_text(f"<!doctype html><style>body{{margin:0}}svg{{display:block}}</style>{drawing()}", encoding="utf-8")
        options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", f"--window-size={SIZE[0]},{SIZE[1]}"]
        subprocess.run([chromium, *options, f"--screenshot={TARGET}", page.as_uri()], check=True, capture_output=True)
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
