"""Sources whose addresses hold secrets, served on loopback: a podcast, a letter marked by hand, one that does not answer, a mailbox."""

from collections.abc import Iterable
from pathlib import Path

from evals._loopback import Asked, Loopback, answer
from evals._shows import captions, sentences

PATH, QUERY, FILE, PAGE, SCRIPT = (
    "3f9d8c7b1a2e4f3d9c8b",
    "Xy12abCDef34GhiJkl56MnoP",
    "9a7b6c5d4e3f2a1b0c9d",
    "5d4e3f2a1b0c9d8e7f6a",
    "7c6b5a4d3e2f1a0b9c8d",
)
BROKEN, CLICK, NOTE, IMAGE = "1b2c3d4e5f6a7b8c9d0e", "uk5Zt8qW2rX7yB4nM9pL1", "2d3e4f5a6b7c8d9e0f1a", "8e7f6a5b4c3d2e1f0a9b"
BY_HAND, SHORT, LETTER = "ann-lindqvist", "k9v2", "eyJ1c2VyIjoiYW5uIiwiaWQiOjQyfQ7a8b9c"
SECRETS = (PATH, QUERY, FILE, PAGE, SCRIPT, BROKEN, CLICK, NOTE, IMAGE, BY_HAND, SHORT, LETTER)
OPEN_LINK = "https://papers.example/abs/2101.00001"
"""Where everybody may look: it stays, also in a private letter."""


class PrivateShows:
    """Serves them; `base` is where."""

    def __init__(self) -> None:
        self.loopback = Loopback(self._respond)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.loopback.port}"

    @property
    def podcast(self) -> str:
        return f"{self.base}/rss/{PATH}/feed.xml?auth={QUERY}"

    @property
    def letter(self) -> str:
        return f"{self.base}/{BY_HAND}/letter.xml"

    @property
    def broken(self) -> str:
        return f"{self.base}/rss/{BROKEN}/feed.xml"

    @property
    def public(self) -> str:
        return f"{self.base}/everybody.xml"

    def _respond(self, asked: Asked) -> Iterable[bytes]:
        bodies = {
            f"/rss/{PATH}/feed.xml?auth={QUERY}": self._podcast(),
            f"/{BY_HAND}/letter.xml": self._letter(),
            "/everybody.xml": self._public(),
            f"/t/{SCRIPT}.vtt": captions("private", 500),
            "/t/open.vtt": captions("public", 400),
        }
        if asked.path not in bodies:
            return [answer(status="404 Not Found")]
        media_type = "text/vtt" if asked.path.endswith(".vtt") else "application/xml"
        return [answer(bodies[asked.path].encode(), Content_Type=media_type)]

    def _podcast(self) -> str:
        base = self.base
        return (
            '<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title></title>'
            f"<link>{base}/members/{PAGE}/</link><item><guid>{base}/e/{FILE}/1.mp3</guid><title>Behind the door</title>"
            f"<link>{base}/members/{PAGE}/1</link><pubDate>03 Mar 2026 08:00:00 GMT</pubDate>"
            f"<description>&lt;a href=&quot;{base}/notes/{NOTE}&quot;&gt;The notes&lt;/a&gt;</description>"
            f'<enclosure url="{base}/e/{FILE}/1.mp3" type="audio/mpeg" length="9"/>'
            f'<podcast:transcript url="{base}/t/{SCRIPT}.vtt" type="text/vtt"/></item>'
            f"<item><guid>{base}/e/{FILE}/2.mp3</guid><title>Gone</title><pubDate>04 Mar 2026 08:00:00 GMT</pubDate>"
            f'<enclosure url="{base}/e/{FILE}/2.mp3" type="audio/mpeg" length="9"/>'
            f'<podcast:transcript url="{base}/t/{SCRIPT}/gone.vtt" type="text/vtt"/></item></channel></rss>'
        )

    def _letter(self) -> str:
        reported = "".join(f"<p>{text}</p>" for text in sentences("private letter", 400))
        reported += (
            f'<p>We wrote of <a href="{OPEN_LINK}">this paper</a>, and <a href="https://click.example/c/{CLICK}">our shop</a> has it.</p>'
        )
        reported += f'<p><a href="{self.base}/{BY_HAND}/1">Read the letter on the web</a> <img src="{self.base}/i/{IMAGE}.png" alt=""></p>'
        escaped = reported.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        return (
            f'<feed xmlns="http://www.w3.org/2005/Atom"><title>The Quiet Letter</title><id>urn:quiet</id><entry><id>{self.base}/{BY_HAND}/1</id>'
            f'<title>On mills</title><link href="{self.base}/{BY_HAND}/1"/><published>2026-03-05T08:00:00Z</published>'
            f'<author><name>Bo Rask</name></author><content type="html">{escaped}</content></entry></feed>'
        )

    def _public(self) -> str:
        return (
            '<rss version="2.0" xmlns:podcast="https://podcastindex.org/namespace/1.0"><channel><title>Everybody’s</title>'
            f"<item><guid>open-1</guid><title>The open mill</title><link>{self.base}/open/1</link><pubDate>02 Mar 2026 08:00:00 GMT</pubDate>"
            f'<enclosure url="{self.base}/open.mp3?token={SHORT}" type="audio/mpeg" length="9"/>'
            f'<podcast:transcript url="{self.base}/t/open.vtt" type="text/vtt"/></item></channel></rss>'
        )


def put_mailbox(folder: Path) -> Path:
    """A folder with a letter whose links were made for its reader."""
    folder.mkdir()
    reported = "".join(f"<p>{text}</p>" for text in sentences("mailed letter", 400))
    html = (
        f'<html><body><p><a href="https://letters.example/view?r={LETTER}">View in browser</a></p>{reported}'
        f'<p>See <a href="{OPEN_LINK}">the paper</a> and <a href="https://click.example/ss/{LETTER}">the mill</a>.</p></body></html>'
    )
    head = "From: Bo Rask <bo@letters.example>\nTo: ann@example.org\nSubject: A mailed letter\nDate: Fri, 06 Mar 2026 08:00:00 +0000\n"
    head += "Message-ID: <1@letters.example>\nMIME-Version: 1.0\nContent-Type: text/html; charset=utf-8\n"
    (folder / "one.eml").write_text(f"{head}\n{html}\n", encoding="utf-8")
    return folder
