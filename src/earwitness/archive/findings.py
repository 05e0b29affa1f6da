"""Quotes, numbers, predictions and entities across all items of the archive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from earwitness.archive.sources import now_ms, one_source
from earwitness.entities.entities import EntityLine, described, list_entities
from earwitness.entities.indexing import catch_up
from earwitness.storage.reports import FindingReport, report_findings

if TYPE_CHECKING:
    from earwitness.archive.opening import Archive

__all__ = ["EntityLine", "FindingReport", "Findings"]


class Findings:
    """Verified findings over all items, newest first, each with its place."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive

    def quotes(self, words: str = "", *, source: str | None = None, limit: int = 50) -> tuple[FindingReport, ...]:
        """Return quotes whose text, speaker or item holds the words."""
        return self.list("quote", words, source=source, limit=limit)

    def numbers(self, words: str = "", *, source: str | None = None, limit: int = 50) -> tuple[FindingReport, ...]:
        """Return numbers whose text, subject or item holds the words."""
        return self.list("number", words, source=source, limit=limit)

    def predictions(self, words: str = "", *, source: str | None = None, limit: int = 50) -> tuple[FindingReport, ...]:
        """Return predictions whose text, speaker or item holds the words."""
        return self.list("prediction", words, source=source, limit=limit)

    def list(self, type_: str, words: str = "", *, source: str | None = None, limit: int = 50) -> tuple[FindingReport, ...]:
        """Return findings of one type: `quote`, `number` or `prediction`."""
        with self._archive.database.read() as connection:
            ids = (one_source(connection, source).id,) if source else ()
            return report_findings(connection, type_, words=words, source_ids=ids, limit=limit)

    def entities(self, words: str = "", *, kind: str = "", limit: int = 50) -> tuple[EntityLine, ...]:
        """Return names of people, organizations, products, works and places, those in the most items first."""
        catch_up(self._archive.database, now_ms=now_ms())
        with self._archive.database.read() as connection:
            return described(connection, list_entities(connection, words=words, kind=kind, limit=limit))
