"""Counts another site's pages for the quality report. Keeps only numbers, and hashes of titles, addresses and long quotes."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from typing import Any

from earwitness.analysis.names.judging import judge_name
from earwitness.archive.importing import defects
from earwitness.archive.importing.quality_report import (
    Companies,
    Duplicates,
    Fields,
    Insights,
    QualityReport,
    Quotes,
    ReadingTrouble,
    Transcripts,
)
from earwitness.archive.importing.site_page import SitePage
from earwitness.model.claims import ClaimKind, ImportedClaim
from earwitness.recheck.imported_claims import CORRECTED, ELIDED, OTHER_TEXT
from earwitness.text.folding import fold

LONG_WORDS = 12
"""A quote of so many words stands in two episodes by no accident."""
SHARED = 5
EXAMPLES = 12
TOLD = 1_000
"""Unreadable files named one by one; more are only counted."""


class DefectCounters:
    """Takes pages, gives the score card."""

    def __init__(self, hub: str) -> None:
        self._hub = hub
        self._count: Counter[str] = Counter()
        self._troubles: list[ReadingTrouble] = []
        self._titles: set[int] = set()
        self._urls: set[int] = set()
        self._first_with: dict[int, int] = {}
        self._title_of: list[int] = []
        self._no_names: Counter[str] = Counter()
        self._by_reason: dict[str, Counter[str]] = {name: Counter() for name in ("no_entity", "company", "quote", "judged_by")}

    def unreadable(self, path: str, reason: str) -> None:
        """Counts a file that could not be read."""
        self._count["files"] += 1
        if len(self._troubles) < TOLD:
            self._troubles.append(ReadingTrouble(path=path, reason=reason))

    def page(self, page: SitePage, claims: Sequence[ImportedClaim], *, judged_by: str = "", note: str = "") -> None:
        """Counts a page with its claims as they were judged; `judged_by` says where its transcript comes from."""
        self._count["files"] += 1
        self._count["readable"] += 1
        self._fields(page)
        self._duplicates(page)
        self._companies(page)
        self._quotes(page)
        self._insights(page)
        self._states(claims)
        self._transcripts(page, judged_by, note)

    def card(self) -> QualityReport:
        """The numbers so far."""
        count, reasons = (
            self._count,
            {name: dict(sorted(c.items(), key=lambda one: (-one[1], one[0]))) for name, c in self._by_reason.items()},
        )
        frequent = sorted(self._no_names.items(), key=lambda pair: (-pair[1], pair[0]))[:EXAMPLES]

        def part(prefix: str, model: type[Any], **more: Any) -> Any:
            return model(**{name: count[f"{prefix}.{name}"] for name in model.model_fields if name not in more}, **more)

        return QualityReport(
            hub=self._hub,
            files=count["files"],
            readable=count["readable"],
            unreadable=tuple(self._troubles),
            duplicates=part("duplicates", Duplicates),
            companies=part(
                "companies",
                Companies,
                no_entity_by_reason=reasons["no_entity"],
                no_entity_examples=dict(frequent),
                refuted_by_reason=reasons["company"],
            ),
            quotes=part("quotes", Quotes, refuted_by_reason=reasons["quote"]),
            insights=part("insights", Insights),
            fields=part("fields", Fields),
            transcripts=part("transcripts", Transcripts, judged_by=reasons["judged_by"]),
        )

    def _add(self, name: str, true: object) -> None:
        self._count[name] += int(bool(true))

    def _fields(self, page: SitePage) -> None:
        for name, true in (
            ("title_missing", not page.title),
            ("source_unknown", page.source is None),
            ("date_missing", page.published is None),
            ("date_is_processing", defects.is_processing_minute(page)),
            ("duration_missing", page.minutes is None),
            ("duration_default", page.minutes is not None and page.minutes <= defects.DEFAULT_MINUTES),
            ("url_missing", page.url is None),
            ("url_is_audio", defects.is_audio(page.url)),
            *((f"{name.removeprefix('original_')}_unreadable", True) for name in page.not_understood),
            ("topics_missing", not page.topics),
            ("not_utf8", page.decoding),
            ("mojibake", page.mended),
            ("mojibake_titles", "title" in page.mended),
            ("repeated_keys", page.repeated_keys),
        ):
            self._add(f"fields.{name}", true)
        fault = defects.summary_fault(page.summary)
        short = {"missing": "missing", "cut mid-sentence": "cut", "raw object": "raw_object", "complaint of a model": "complaint"}
        if fault:
            self._count[f"fields.summary_{short[fault]}"] += 1
        self._count["fields.action_items"] += len(page.action_items)
        self._count["fields.action_items_one_word"] += sum(len(item.split()) <= 1 for item in page.action_items)

    def _duplicates(self, page: SitePage) -> None:
        title, url = _number(fold(page.title)), defects.address_key(page.url)
        if page.title:
            self._add("duplicates.same_title", title in self._titles)
            self._titles.add(title)
        if url:
            self._add("duplicates.same_url", _number(url) in self._urls)
            self._urls.add(_number(url))
        own = len(self._title_of)
        self._title_of.append(title)
        shared: Counter[int] = Counter()
        for key in {_number(fold(quote)) for quote in page.quotes if len(quote.split()) >= LONG_WORDS}:
            first = self._first_with.setdefault(key, own)
            if first != own:
                shared[first] += 1
        self._add("duplicates.shared_quotes", any(n >= SHARED and self._title_of[one] != title for one, n in shared.items()))

    def _companies(self, page: SitePage) -> None:
        section = page.sections["company"]
        self._entries("companies", page, "company")
        names, keys = Counter[str](), Counter[str]()
        none = 0
        for claim in section.claims:
            judged = judge_name(claim.text)
            if judged.no_name:
                none += 1
                self._by_reason["no_entity"][judged.no_name] += 1
                self._no_names[claim.text[:80]] += 1
                continue
            self._add("companies.swallowed_word", judged.swallowed)
            self._add("companies.known_person", judged.kind == "person")
            self._add("companies.known_other", judged.kind not in (None, "person", "organization"))
            names[fold(claim.text)] += 1
            keys[judged.key or fold(claim.text)] += 1
        self._count["companies.no_entity"] += none
        self._add("companies.pages_with_no_entity", none)
        self._count["companies.redundant_same"] += names.total() - len(names)
        self._count["companies.redundant_alias"] += keys.total() - len(keys)
        self._add("companies.pages_with_redundant", keys.total() > len(keys))

    def _quotes(self, page: SitePage) -> None:
        self._entries("quotes", page, "quote")
        for claim in page.sections["quote"].claims:
            gaps, brackets = defects.has_ellipsis(claim.text), defects.has_brackets(claim.text)
            fields = claim.fields
            self._add("quotes.with_gaps", gaps or brackets)
            self._add("quotes.with_ellipsis", gaps)
            self._add("quotes.with_brackets", brackets)
            self._add("quotes.without_topics", not (fields.get("topics") or fields.get("topic")))
            self._add("quotes.with_speaker", fields.get("speaker"))
            self._add("quotes.with_time", any(fields.get(name) for name in ("time", "timestamp", "start", "t", "seconds")))

    def _insights(self, page: SitePage) -> None:
        section = page.sections["insight"]
        self._entries("insights", page, "insight")
        self._add("insights.pages_without_key", not section.present)
        self._add("insights.pages_without_readable", not section.claims)
        self._add("insights.pages_all_blank", section.blank and not section.claims)

    def _entries(self, name: str, page: SitePage, kind: ClaimKind) -> None:
        section = page.sections[kind]
        self._count[f"{name}.entries"] += len(section.claims) + section.blank + section.malformed
        self._count[f"{name}.blank"] += section.blank
        self._count[f"{name}.malformed"] += section.malformed

    def _states(self, claims: Sequence[ImportedClaim]) -> None:
        plural = {"quote": "quotes", "insight": "insights", "company": "companies"}
        for claim in claims:
            state = "unverifiable" if claim.state == "unverified" and claim.kind != "company" else claim.state
            self._count[f"{plural[claim.kind]}.{state}"] += 1
            if claim.state == "refuted" and claim.kind != "insight":
                self._by_reason[claim.kind][claim.reason] += 1
            self._add("quotes.verified_corrected", claim.kind == "quote" and claim.state == "verified" and claim.reason == CORRECTED)
            self._add("quotes.verified_elided", claim.kind == "quote" and claim.state == "verified" and claim.reason == ELIDED)

    def _transcripts(self, page: SitePage, judged_by: str, note: str) -> None:
        self._add("transcripts.said_to_exist", page.has_transcript)
        self._add("transcripts.url_set", page.transcript_url)
        self._add("transcripts.other_text", note == OTHER_TEXT)
        self._add("transcripts.unreadable", note and note != OTHER_TEXT)
        self._add("transcripts.without", not judged_by and not note)
        if judged_by:
            self._by_reason["judged_by"][judged_by] += 1

    def transcript_file(self) -> None:
        """Counts a transcript of the hub's own that is there."""
        self._count["transcripts.file_exists"] += 1


def _number(text: str) -> int:
    return int.from_bytes(hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())
