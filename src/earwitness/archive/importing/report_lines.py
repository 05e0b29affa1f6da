"""Formats the quality report as text: one line per number, with its share where there is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from earwitness.archive.importing.quality_report import QualityReport

WIDTH = 44


def report_lines(card: QualityReport) -> list[str]:
    """The card's lines, part by part; lines whose number is nought are left out."""
    return [
        f"{card.hub}: {card.readable:,} of {card.files:,} pages readable",
        *_part("duplicates", _duplicates(card)),
        *_part(f"companies: {_entries(card.companies.entries)}", _companies(card)),
        *_part(f"quotes: {_entries(card.quotes.entries)}", _quotes(card)),
        *_part(f"insights: {_entries(card.insights.entries)}", _insights(card)),
        *_part("fields", _fields(card)),
        *_part("transcripts", _transcripts(card)),
    ]


def _part(title: str, lines: Iterator[str]) -> Iterator[str]:
    shown = [line for line in lines if line]
    yield title if shown else f"{title}: nothing found wrong" if ":" not in title else title
    yield from shown


def _entries(number: int) -> str:
    return f"{number:,} {'entry' if number == 1 else 'entries'}"


def _line(label: str, number: int, of: int = 0, note: str = "") -> str:
    if not number:
        return ""
    share = f"  {number / of:6.1%}" if of else ""
    return f"  {label:<{WIDTH}}{number:>9,}{share}" + (f"  {note}" if note else "")


def _reasons(counts: Mapping[str, int], of: int) -> Iterator[str]:
    yield from (_line(f"  {reason}"[:WIDTH], count, of) for reason, count in counts.items())


def _duplicates(card: QualityReport) -> Iterator[str]:
    yield _line("same title as a page before", card.duplicates.same_title, card.readable)
    yield _line("same address as a page before", card.duplicates.same_url, card.readable)
    yield _line("other title, five or more long quotes shared", card.duplicates.shared_quotes, card.readable)


def _companies(card: QualityReport) -> Iterator[str]:
    part = card.companies
    names = part.entries - part.no_entity
    examples = ", ".join(f"“{name}” {count:,}" for name, count in list(part.no_entity_examples.items())[:6])
    yield _line("no entity, by their own words", part.no_entity, part.entries, examples)
    yield from _reasons(part.no_entity_by_reason, part.entries)
    yield _line("pages with at least one", part.pages_with_no_entity, card.readable)
    yield _line("a word too many swallowed", part.swallowed_word, part.entries)
    yield _line("people", part.known_person, part.entries)
    yield _line("products, places, works", part.known_other, part.entries)
    yield _line("redundant, same words", part.redundant_same, names)
    yield _line("redundant, aliases folded", part.redundant_alias, names)
    yield _line("blank or malformed", part.blank + part.malformed, part.entries)
    yield _line("verified", part.verified, part.entries)
    yield _line("unverified", part.unverified, part.entries)
    yield _line("refuted", part.refuted, part.entries)
    yield from _reasons(part.refuted_by_reason, part.entries)


def _quotes(card: QualityReport) -> Iterator[str]:
    part = card.quotes
    yield _line("verified", part.verified, part.entries)
    yield _line("  of these corrected in disfluencies", part.verified_corrected, part.entries)
    yield _line("  of these with words left out at the marks", part.verified_elided, part.entries)
    yield _line("refuted", part.refuted, part.entries)
    yield from _reasons(part.refuted_by_reason, part.entries)
    yield _line("unverifiable: no transcript", part.unverifiable, part.entries)
    yield _line("with ... or [ ]", part.with_gaps, part.entries)
    yield _line("without topics", part.without_topics, part.entries)
    yield _line("without a speaker", part.entries - part.with_speaker, part.entries)
    yield _line("without a time", part.entries - part.with_time, part.entries)
    yield _line("blank or malformed", part.blank + part.malformed, part.entries)


def _insights(card: QualityReport) -> Iterator[str]:
    part = card.insights
    yield _line("blank or malformed", part.blank + part.malformed, part.entries)
    yield _line("pages without one that can be read", part.pages_without_readable, card.readable)
    yield _line("  of these without the field", part.pages_without_key, card.readable)
    yield _line("  of these with blank ones alone", part.pages_all_blank, card.readable)
    yield _line("verified", part.verified, part.entries)
    yield _line("refuted", part.refuted, part.entries)
    yield _line("unverifiable: no transcript", part.unverifiable, part.entries)


def _fields(card: QualityReport) -> Iterator[str]:
    labels = {
        "title_missing": "no title",
        "source_unknown": "source unknown",
        "title_unreadable": "  of these with something that is none",
        "date_missing": "no date",
        "date_unreadable": "  of these with something that is none",
        "date_is_processing": "date is the minute of processing",
        "duration_missing": "no length",
        "duration_unreadable": "  of these with something that is none",
        "duration_default": "length of one minute or less",
        "url_missing": "no address",
        "url_unreadable": "  of these with something that is none",
        "url_is_audio": "address is a sound file, no page",
        "summary_missing": "no summary",
        "summary_cut": "summary cut mid-sentence",
        "summary_raw_object": "summary is a raw object",
        "summary_complaint": "summary is a model's complaint",
        "topics_missing": "no topics",
        "not_utf8": "not in UTF-8",
        "mojibake": "wrongly decoded characters",
        "mojibake_titles": "  of these in the title",
        "repeated_keys": "a field twice: the first value is lost",
    }
    for name, label in labels.items():
        yield _line(label, getattr(card.fields, name), card.readable)
    yield _line("action items of one word", card.fields.action_items_one_word, card.fields.action_items)


def _transcripts(card: QualityReport) -> Iterator[str]:
    part = card.transcripts
    yield _line("said to exist", part.said_to_exist, card.readable)
    yield _line("address given", part.url_set, card.readable)
    yield _line("  of these with a file in the hub", part.file_exists, part.url_set)
    for by, count in part.judged_by.items():
        yield _line(f"judged by one found through {by}" if by != "the archive" else "judged by one of the archive", count, card.readable)
    yield _line("of another text", part.other_text, card.readable)
    yield _line("unreadable", part.unreadable, card.readable)
    yield _line("none at hand", part.without, card.readable)
