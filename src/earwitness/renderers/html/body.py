"""The body of an item: findings on one side, recording and transcript on the other. The same in every HTML page."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import urlsplit

from earwitness.model.digest import Digest
from earwitness.model.transcript import Span, Transcript
from earwitness.renderers.html.cards import listed
from earwitness.renderers.html.elements import Elements, Leads, claim, text
from earwitness.renderers.html.sections import REL, HtmlSection, led, sections
from earwitness.renderers.html.strip import strip
from earwitness.renderers.html.transcript import cited_in, passages_html
from earwitness.renderers.labels import PEOPLE_SHOWN, coverage_line, day, facts, people
from earwitness.renderers.passages import passages_of
from earwitness.renderers.writing import escape_html, player_url, safe_url
from earwitness.text.words import single_line

LONG_TITLE = 90
"""Characters from which a title is set smaller."""
VIDEO = (".mp4", ".m4v", ".webm", ".mov", ".mkv")
SHIFTED = "Times come from a transcript made elsewhere: advertisements put into this recording may shift them."

ORIGINS = {
    "captions": "The words are the captions of the recording.",
    "publisher": "The words are the publisher’s own transcript.",
    "text": "The words are the text as it was published.",
}


class Around(NamedTuple):
    """What a page knows besides the digest and the transcript."""

    media: str | None = None
    """Address of the recording; whoever hands it in has checked it."""
    fits: bool = True
    """False when the times come from a transcript made elsewhere."""
    leads: Leads | None = None


class Body(NamedTuple):
    """The parts of the item's page, each HTML."""

    header: str
    map: str
    sections: tuple[HtmlSection, ...]
    player: str
    transcript: str
    name: str
    """What the source is called: a transcript, or a text."""
    about: str
    """Attributes from which a citation is put together: the title, the show and the day."""

    @property
    def told(self) -> str:
        """Everything but the transcript and the player."""
        return f"{self.header}{self.map}{contents(self.sections, self.name)}{''.join(map(section_html, self.sections))}"

    @property
    def heard(self) -> str:
        """The player and the transcript."""
        return f"{self.player}{section_html(HtmlSection('transcript', 'Transcript', self.transcript))}"


def body_of(digest: Digest, transcript: Transcript, around: Around = Around()) -> Body:  # noqa: B008 - a value, not a list
    """The item's page in parts."""
    cited = cited_in(digest)
    spans = [Span(one.start, one.end) for one in cited] + [Span(chapter.start, chapter.end) for chapter in digest.chapters]
    elements = Elements(transcript, passages_of(transcript, spans), playable=around.media is not None, leads=around.leads)
    origin = ORIGINS.get(transcript.origin, f"The words were recognised by {transcript.origin.removeprefix('asr:')}: expect slips.")
    passages = "\n".join(passages_html(elements, cited, digest.item.url))
    return Body(
        header=_header(digest, elements),
        map=strip(digest, elements, cited),
        sections=sections(digest, elements, cited),
        player=_player(digest, around),
        transcript=f'<p class="note">{text(origin)}</p>\n{passages}',
        name="Transcript"
        if any(segment.start_ms is not None for segment in transcript.segments) or transcript.origin != "text"
        else "Text",
        about=(
            f'data-title="{text(digest.item.title)}" data-show="{text(digest.item.source or "")}" '
            f'data-day="{text(day(digest.item.published))}"'
        ),
    )


def contents(made: tuple[HtmlSection, ...], source: str) -> str:
    """Links to the sections, with how much is in each."""
    links = listed(
        (
            f'<li><a href="#{section.anchor}">{section.heading}</a>{f" <span>{section.entries:,}</span>" if section.entries else ""}</li>'
            for section in (*made, HtmlSection("transcript", source, ""))
        ),
        "toc",
    )
    return f'<nav aria-label="Contents">{links}</nav>\n'


def section_html(section: HtmlSection) -> str:
    """A section with its heading."""
    kind = ' class="prose"' if section.anchor == "summary" else ""
    return (
        f'<section id="{section.anchor}"{kind} aria-labelledby="h-{section.anchor}">\n<h2 id="h-{section.anchor}">{section.heading}</h2>\n'
        f"{section.content}\n</section>\n"
    )


def _header(digest: Digest, elements: Elements) -> str:
    when = (digest.item.published or "")[:10]
    parts = [text(day(digest.item.published) if part == when else part) for part in facts(digest)]
    if shown := people(digest):
        left = len(digest.item.people) - PEOPLE_SHOWN
        names = (
            led(text(words), elements.leads.speaker(person.name) if elements.leads else "")
            for words, person in zip(shown, digest.item.people, strict=False)
        )
        parts.append(", ".join(names) + (f" and {left} more" if left > 0 else ""))
    if url := safe_url(digest.item.url):
        parts.append(f'<a href="{escape_html(url)}" {REL}>original</a>')
    long = ' class="long"' if len(digest.item.title) > LONG_TITLE else ""
    rows = [f"<h1{long}>{text(digest.item.title)}</h1>", f'<p class="by">{" · ".join(parts)}</p>']
    if digest.takeaway:
        rows.append(
            f'<p class="take" {claim(digest.takeaway)}>{elements.words(digest.takeaway)}&nbsp;{elements.where(digest.takeaway)}</p>'
        )
    if digest.best_for:
        roles = ", ".join(text(role.role) for role in digest.best_for)
        reasons = listed(f'<li>{text(role.role)} <span class="note">{text(role.reason)}</span></li>' for role in digest.best_for)
        rows.append(f'<details class="by"><summary>Best for {roles}</summary>{reasons}</details>')
    if digest.tags:
        rows.append(listed((f"<li>{text(tag)}</li>" for tag in digest.tags), "tags"))
    rows.append(f'<p class="sure"><a href="#audit">{text(coverage_line(digest))}</a></p>')
    return "<header>\n" + "\n".join(rows) + "\n</header>\n"


def _player(digest: Digest, around: Around) -> str:
    """The recording where there is one; for a video service's item a link that script brings to the second asked for."""
    if around.media is None:
        url = player_url(digest.item.url, 0)
        if url is None:
            return ""
        plain = safe_url(digest.item.url) or ""
        return (
            f'<div class="player"><a class="open" href="{escape_html(plain)}" data-open="{escape_html(url)}" {REL}>'
            "Open the video</a></div>\n"
        )
    element = "video" if is_video(digest, around.media) else "audio"
    note = "" if around.fits else f'<p class="note">{SHIFTED}</p>'
    return (
        f'<div class="player"><{element} controls preload="none" src="{escape_html(around.media)}"></{element}>'
        f'<button type="button" class="follow" hidden>Follow the words</button>{note}</div>\n'
    )


def is_video(digest: Digest, media: str) -> bool:
    """Whether the recording has pictures, as far as its name tells."""
    if media.startswith("data:"):
        return False
    path = urlsplit(media).path.casefold()
    name = single_line(digest.item.recording or "").casefold()
    return path.endswith(VIDEO) or (name.endswith(VIDEO) and "." not in path.rpartition("/")[2])
