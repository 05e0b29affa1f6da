"""`earwitness digest`: one item in, its digest out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

from cyclopts import Parameter

from earwitness import pipeline, plugins
from earwitness.config import load_settings
from earwitness.sources.files import read_file, read_stdin


def digest(source: str, /, *, format_: Annotated[str, Parameter(name="--format")] = "md", with_transcript: bool = False) -> int:
    """Digest one item: a file, a URL or - for standard input.

    Parameters
    ----------
    source
        Path, URL or -.
    format_
        md, json, html, jekyll or obsidian.
    with_transcript
        Put the transcript into the output.
    """
    settings = load_settings()
    document = read_stdin(max_bytes=settings.max_bytes) if source == "-" else read_file(Path(source), max_bytes=settings.max_bytes)
    renderer = plugins.renderer(format_)
    made = pipeline.digest(document, pipeline.Tools.standard())
    sys.stdout.write(renderer.render(made.digest, made.transcript, with_transcript=with_transcript))
    return 0
