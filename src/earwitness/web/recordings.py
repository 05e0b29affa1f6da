"""Finds an item's recording on this machine: the downloaded copy, or the file in the followed folder."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from earwitness.errors import EarwitnessError
from earwitness.sources.folders import MEDIA
from earwitness.sources.locations import local_path
from earwitness.speech.recordings import SUFFIXES
from earwitness.storage.erase import is_erased
from earwitness.storage.items import get_item
from earwitness.storage.sources import get_source

SOUND = {**MEDIA, ".sound": "audio/mpeg"}
"""Media types of recordings by their ending."""


def sound_file(connection: sa.Connection, home: Path, item_id: str) -> Path | None:
    """The recording of an item, None where there is none here or a person was erased from the item, whose voice is in it."""
    if not (item_id.isalnum() and item_id.isascii()):
        return None
    retained = (home / "media" / f"{item_id}{suffix}" for suffix in (*sorted(SUFFIXES), ".sound"))
    found = next((path for path in retained if path.is_file()), None) or _in_its_folder(connection, item_id)
    if found is None or is_erased(connection, item_id):
        return None
    return found


def _in_its_folder(connection: sa.Connection, item_id: str) -> Path | None:
    """The recording in the followed folder, and nowhere else on this machine, that the item was made from."""
    archived = get_item(connection, item_id)
    if archived is None or not (archived.enclosure_url or "").startswith("file:"):
        return None
    source = get_source(connection, archived.source_id)
    if source is None or source.kind != "folder":
        return None
    try:
        path, root = local_path(archived.enclosure_url or "").resolve(), Path(source.url).resolve()
        inside = path.is_relative_to(root) and path.suffix.lower() in MEDIA and path.is_file()
    except (OSError, ValueError, EarwitnessError):
        return None
    return path if inside else None
