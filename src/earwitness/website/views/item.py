"""The page of one item: findings, transcript, provenance, duplicates, and how to verify the page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import NamedTuple

import sqlalchemy as sa
from markupsafe import Markup

from earwitness.errors import NotFound
from earwitness.model.archive import ArchivedItem, ItemState
from earwitness.model.digest import Digest, VerifiedEntity, checksum_of
from earwitness.model.media import Item
from earwitness.model.transcript import Transcript
from earwitness.renderers.checksum import PageSource, stamp_of, with_checksum
from earwitness.renderers.html.body import Around, body_of
from earwitness.renderers.html.elements import Leads
from earwitness.renderers.writing import printed, safe_url
from earwitness.storage.disclosure import disclosure, shown_pair
from earwitness.storage.duplicates import duplicates_of, root
from earwitness.storage.findings import entity_id
from earwitness.storage.items import get_item
from earwitness.storage.summaries import item_version as stored_version
from earwitness.website.links import Links, slug
from earwitness.website.rendering import Frame, Pages, trusted

DESCRIPTION = 300
"""Characters of the takeaway that previews elsewhere get."""

FORMS = {
    "html": "one page that holds everything",
    "md": "Markdown",
    "json": "JSON",
    "transcript.json": "transcript (JSON)",
    "txt": "transcript (text)",
    "vtt": "captions (WebVTT)",
    "srt": "captions (SRT)",
}
"""What an item can be downloaded as, by file name ending."""
TIMED = frozenset({"vtt", "srt"})
SITE_FORMS = ("json", "transcript.json")
"""What lies beside a page of a site: from these it is checked."""

Known = Callable[[str, str], str]
"""Gives the key under which a page (`entity`, `topic`, `speaker`) is found, empty where there is none."""


class ItemRecording(NamedTuple):
    """Where the item's sound can be heard."""

    address: str
    fits: bool = True
    """Whether it is known to be the one the transcript was made from; a transcript made by listening fits in any case."""


class Relative(NamedTuple):
    """An item this one is a copy of, or the other way round."""

    id: str
    title: str
    source: str


class Download(NamedTuple):
    """One form of the item as a file."""

    form: str
    label: str
    address: str


class ItemPage(NamedTuple):
    """What the page says. The HTML parts are made by `publish.html_parts`."""

    item: Item
    source_id: str = ""
    state: ItemState = "digested"
    reason: str = ""
    revision: int = 1
    original: Relative | None = None
    copies: tuple[Relative, ...] = ()
    told: Markup = Markup("")
    heard: Markup = Markup("")
    about: Markup = Markup("")
    """Attributes of the article."""
    stamp: str = ""
    """What the page was made from, for who re-checks it; empty without a digest."""
    description: str = ""
    downloads: tuple[Download, ...] = ()
    withheld: bool = False
    """Whether its addresses are private, and not for who looks."""


def _every(_name: str, key: str) -> str:
    return key


def item_page(
    connection: sa.Connection, item_id: str, links: Links, recording: ItemRecording | None = None, *, whole: bool = False
) -> ItemPage:
    """The page of an item in the archive, digested or not; `whole` for who may see its private addresses. Raises `NotFound`."""
    held = get_item(connection, item_id)
    if held is None:
        raise NotFound(item_id, "there is no such item", "it may have been erased; look among all items")
    archived = disclosure(connection, item_id, whole=whole).archived(held)
    pair = shown_pair(connection, item_id, whole=whole)
    first = root(connection, archived.copy_of) if archived.copy_of else None
    result = ItemPage(archived.item) if pair is None else shown(*pair, links, recording or enclosure(archived))
    return result._replace(
        source_id=archived.source_id,
        state=archived.state,
        reason=archived.reason,
        revision=archived.revision,
        original=_relative(first) if first else None,
        copies=tuple(map(_relative, duplicates_of(connection, item_id))),
        withheld=archived.enclosure_url != held.enclosure_url or archived.item.url != held.item.url,
    )


def shown(
    digest: Digest,
    transcript: Transcript,
    links: Links,
    recording: ItemRecording | None = None,
    *,
    known: Known = _every,
    forms: tuple[str, ...] = tuple(FORMS),
) -> ItemPage:
    """The page of a digest and its transcript, with nothing of the archive around it."""
    transcribed = digest.item.recording is not None or digest.transcript.origin.startswith("asr:")
    around = Around(recording.address if recording else None, transcribed or recording is None or recording.fits, _leads(links, known))
    body = body_of(digest, transcript, around)
    timed = any(segment.start_ms is not None for segment in transcript.segments)
    item = digest.item
    return ItemPage(
        item,
        told=trusted(body.told),
        heard=trusted(body.heard),
        about=trusted(body.about),
        stamp=stamp_of(PageSource(item.id, checksum_of(digest), transcript.sha256, transcript.fingerprint)),
        description=printed(*(part.text for part in digest.takeaway.evidence))[:DESCRIPTION].strip() if digest.takeaway else "",
        downloads=tuple(
            Download(form, FORMS[form], links.page("item_file", f"{item.id}.{form}")) for form in forms if timed or form not in TIMED
        ),
    )


def rendered(pages: Pages, frame: Frame, page: ItemPage) -> str:
    """The page's text, sealed so that `earwitness verify` sees when a part is gone."""
    described = frame._replace(description=page.description)
    return with_checksum(pages.render("item.html", described, page=page)) if page.stamp else pages.render("item.html", described, page=page)


def site_page(
    pages: Pages, frame: Frame, digest: Digest, transcript: Transcript, recording: ItemRecording | None = None, *, known: Known = _every
) -> str:
    """The item's page for a site of files: `items/ID.html`, to be checked from `ID.json` and `ID.transcript.json` beside it."""
    return rendered(pages, frame, shown(digest, transcript, frame.links, recording, known=known, forms=SITE_FORMS))


def enclosure(archived: ArchivedItem) -> ItemRecording | None:
    """The recording at the publisher's own address."""
    url = safe_url(archived.enclosure_url)
    if url is None or not url.lower().startswith(("https://", "http://")):
        return None
    return ItemRecording(url, fits=False)


def item_version(connection: sa.Connection, item_id: str) -> str | None:
    """Return a hash that changes whenever the item's page does, as far as the archive is concerned; None when there is no such item."""
    version = stored_version(connection, item_id)
    if version is None:
        return None
    parts = [list(version.row), [list(copy) for copy in version.duplicates]]
    result = hashlib.sha256(json.dumps(parts, sort_keys=True).encode())
    if version.revision is not None:
        result.update(f"{version.revision} {version.fingerprint} ".encode() + version.digest)
    return result.hexdigest()[:24]


def _leads(links: Links, known: Known) -> Leads:
    def lead(name: str, key: str) -> str:
        found = known(name, key) if links.has(name) else ""
        return links.page(name, found) if found else ""

    def entity(found: VerifiedEntity) -> str:
        return lead("entity", entity_id(found.kind, found.name))

    return Leads(entity, topic=lambda topic: lead("topic", slug(topic)), speaker=lambda name: lead("speaker", slug(name)))


def _relative(archived: ArchivedItem) -> Relative:
    return Relative(archived.item.id, archived.item.title, archived.item.source or "")
