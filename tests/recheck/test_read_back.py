from __future__ import annotations

import random
import re

import pytest

from earwitness.model.pages import Page
from earwitness.plugins import page_readers, renderer
from earwitness.renderers.html.page import SEAL_OPEN, TAIL
from earwitness.renderers.stamps import STAMP, checksum, line_hash, manifest
from earwitness.renderers.writing import script_json
from earwitness.text.words import single_line

FORMATS = ("md", "jekyll", "obsidian", "html", "json")


def read(text: str) -> Page:
    (reader,) = [reader for reader in page_readers() if reader.recognises(text)]
    return reader.read(text, "page")


def wrong_claims(page: Page, transcript) -> list:
    """Claims that do not hold, as anybody with the transcript would find them."""
    wrong = []
    for claim in page.claims:
        words = transcript.text[claim.start : claim.end]
        expected = single_line(words) if page.single_line else words
        when = transcript.time_of(claim.start, claim.end)
        holds = (
            (not claim.printed or claim.printed == expected)
            and (claim.t0_ms, claim.t1_ms) == (when.t0_ms, when.t1_ms)
            and (not claim.speaker or claim.speaker == transcript.speaker_of(claim.start, claim.end))
        )
        if not holds:
            wrong.append(claim)
    return wrong


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("with_transcript", [False, True])
def test_every_page_reads_back_without_fault(digested, name, with_transcript):
    digest, transcript = digested
    page = read(renderer(name).render(digest, transcript, with_transcript=with_transcript))
    assert page.faults == ()
    assert wrong_claims(page, transcript) == []
    assert page.transcript_sha256 == transcript.sha256
    assert page.fingerprint == transcript.fingerprint
    assert {(finding.TYPE, finding.id) for finding in digest.findings()} <= {(claim.kind, claim.finding) for claim in page.claims}
    if with_transcript or name == "html":
        assert page.transcript == transcript.model_copy(update={"language": None})


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_digest_makes_the_same_bytes(digested, name):
    digest, transcript = digested
    first, second = (renderer(name).render(digest, transcript, with_transcript=True) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("name", ["md", "jekyll", "obsidian", "html"])
def test_words_are_read_from_what_the_page_shows(digested, name):
    digest, transcript = digested
    page = read(renderer(name).render(digest, transcript))
    for quote in digest.quotes:
        shown = [claim.printed for claim in page.claims if claim.kind == "quote" and claim.finding == quote.id]
        assert shown == [single_line(part.text) for part in quote.evidence]


def test_windows_line_ends_are_no_fault(digested):
    digest, transcript = digested
    for name in FORMATS:
        assert read(renderer(name).render(digest, transcript).replace("\n", "\r\n")).faults == ()


def reseal(text: str, digest, name: str) -> str:
    """The page with line hashes, manifest and checksum made to fit, as a careful forger would leave it."""
    if name == "html":
        page = text.rpartition(SEAL_OPEN)[0]
        return f"{page}{SEAL_OPEN}{script_json({'page': checksum(page)})}{TAIL}"
    lines = []
    for line in text.split("\n")[:-2]:
        match = STAMP.search(line)
        if match:
            line = line[: match.start(4)] + line_hash(line[: match.start()]) + line[match.end(4) :]  # noqa: PLW2901
        lines.append(line)
    body = "\n".join(lines) + "\n"
    return body + manifest(digest, name, body, sealed=name != "obsidian")


@pytest.mark.parametrize("name", ["md", "jekyll", "obsidian", "html"])
def test_edited_words_are_found_even_when_every_checksum_is_made_to_fit(digested, name):
    digest, transcript = digested
    text = renderer(name).render(digest, transcript)
    assert wrong_claims(read(reseal(text, digest, name)), transcript) == []
    assert read(reseal(text, digest, name)).faults == ()
    chance = random.Random(7)
    sentence = "That is not a forecast, it is a contract."
    body = text.index("## Quotes") if name != "html" else text.index('id="quotes"')
    at = text.index(sentence, body)
    for _ in range(30):
        place = at + chance.randrange(len(sentence))
        edit = chance.choice(["swap", "drop", "add"])
        symbol = chance.choice([char for char in "abcxyzQ0123 ,." if char != text[place]])
        edited = text[:place] + {"swap": symbol, "drop": "", "add": symbol + text[place]}[edit] + text[place + 1 :]
        assert edited != text
        page = read(reseal(edited, digest, name))
        assert wrong_claims(page, transcript) or page.faults, (edit, symbol, place - at)


@pytest.mark.parametrize("name", ["md", "jekyll", "html"])
def test_any_edit_breaks_the_seal(digested, name):
    digest, transcript = digested
    text = renderer(name).render(digest, transcript)
    chance = random.Random(11)
    for _ in range(40):
        place = chance.randrange(len(text))
        edited = text[:place] + chance.choice("abc01 ") + text[place + 1 :]
        if edited != text:
            assert read_faults(edited), place


def read_faults(text: str) -> bool:
    readers = [reader for reader in page_readers() if reader.recognises(text)]
    return not readers or any(reader.read(text, "page").faults for reader in readers)


@pytest.mark.parametrize("name", ["md", "obsidian"])
def test_a_moved_time_an_altered_value_and_a_changed_name_are_named(digested, name):
    digest, transcript = digested
    text = renderer(name).render(digest, transcript)
    for was, now in (("billion**" if name == "obsidian" else "billion |", "million"), ("Nereid Works", "Nereid Worlds"), ("9/10", "8/10")):
        page = read(text.replace(was, was.replace("billion", now) if "billion" in was else now, 1))
        assert any("changed after it was made" in fault for fault in page.faults)
    if "@72226" in text:
        page = read(text.replace("1:12", "1:13", 1))
        assert page.faults
        assert any("shows 1:13" in fault for fault in page.faults)


def test_a_link_to_another_second_or_passage_is_named(digested):
    digest, transcript = digested
    text = renderer("md").render(digest, transcript)
    link = re.search(r"\]\((\S*t=|#p)(\d+)", text[text.index("## Quotes") :])
    assert link is not None
    wrong = text.replace(f"]({link.group(1)}{link.group(2)}", f"]({link.group(1)}1", 1)
    assert any("its link leads to" in fault for fault in read(reseal(wrong, digest, "md")).faults)


@pytest.mark.parametrize("name", ["md", "jekyll", "obsidian"])
def test_a_removed_line_an_added_quotation_and_a_lost_manifest_are_named(digested, name):
    digest, transcript = digested
    text = renderer(name).render(digest, transcript)
    lines = text.split("\n")
    at = next(at for at, line in enumerate(lines) if "ew:insight:" in line)
    removed = "\n".join(lines[:at] + lines[at + 1 :])
    assert any("it was removed" in fault for fault in read(removed).faults)
    added = "\n".join([*lines[:at], "> “We never said this.”", *lines[at:]])
    assert any("without evidence" in fault for fault in read(added).faults)
    doubled = "\n".join([*lines[:at], lines[at], *lines[at:]])
    assert read(doubled).faults
    assert any("manifest is missing" in fault for fault in read("\n".join(lines[:-2])).faults)


def test_a_removed_or_added_card_on_an_html_page_is_named(digested):
    digest, transcript = digested
    text = renderer("html").render(digest, transcript)
    report = re.search(r'<figure class="quote".*?</figure>', text)
    assert report is not None
    removed = read(reseal(text.replace(report.group(), ""), digest, "html"))
    assert any("it was removed" in fault for fault in removed.faults)
    added = read(
        reseal(text.replace(report.group(), report.group() + report.group().replace(digest.quotes[0].id, "ab" * 8)), digest, "html")
    )
    assert any("it was added" in fault for fault in added.faults)


def test_a_mark_around_other_words_of_the_transcript_is_named(digested):
    digest, transcript = digested
    text = renderer("html").render(digest, transcript)
    key = digest.quotes[0].id
    moved = text.replace(f'data-e="{key}"', 'data-e=""').replace(f'data-e="{key} ', 'data-e="')
    moved = re.sub(rf'(data-e="[^"]*) {key}', r"\1", moved)
    assert any("other words are marked" in fault for fault in read(reseal(moved, digest, "html")).faults)


def test_front_matter_may_not_say_what_the_body_does_not_prove(digested):
    digest, transcript = digested
    text = renderer("jekyll").render(digest, transcript)
    edited = text.replace("  text: That is not a forecast", "  text: That is a forecast", 1)
    assert edited != text
    assert any("front matter, quotes[0]" in fault for fault in read(reseal(edited, digest, "jekyll")).faults)


def test_a_damaged_json_digest_is_one_clear_fault():
    page = read('{"schema": "earwitness.digest/1", "item": 3}')
    assert len(page.faults) == 1
    assert page.claims == ()
