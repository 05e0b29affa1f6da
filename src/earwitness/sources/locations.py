"""Resolves what a user types as a location to a kind of source and its canonical address."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit
from urllib.request import url2pathname

from earwitness.errors import NotFound, SourceError, UsageError
from earwitness.model.archive import SourceKind
from earwitness.sources.folders import MAIL_SUFFIXES, document_files
from earwitness.sources.youtube import channel_feed, watch_url

_FEED_SCHEMES = re.compile(r"(?:feed|rss|itpc|pcast|podcast)s?:(?://)?(?=https?:)|(?:feed|rss|itpc|pcast|podcast):(?=//)", re.IGNORECASE)
"""`feed:https://...` and `feed://...` are how other programs hand feeds over."""
_HOST = re.compile(r"(?:[a-z0-9-]{1,63}\.){1,8}[a-z]{2,24}(?::\d{1,5})?(?:[/?].*)?$", re.IGNORECASE)
_DEFAULT_PORTS = {"http": 80, "https": 443, "imap": 143, "imaps": 993}
_YOUTUBE = frozenset({"youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "youtu.be"})


def source_id(url: str) -> str:
    """16 hex digits that stand for a source, from its canonical address.

    >>> source_id("https://example.org/feed.xml")
    'd74f9ca50683ebec'
    """
    return hashlib.sha256(url.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def recognise(location: str) -> tuple[SourceKind, str]:
    """The kind of a source and its canonical address or absolute path.

    A web address is a `feed` as long as nobody has looked at it: whoever fetches it finds a feed, or a page (`read_feed` says so), in
    which `find_feeds` finds the feed's own address. Raises `UsageError` and `NotFound`.

    >>> recognise("feed://Example.org:80/rss#new")
    ('feed', 'http://example.org/rss')
    >>> recognise("https://m.youtube.com/channel/UC0123456789abcdefghijkl")
    ('youtube', 'https://www.youtube.com/feeds/videos.xml?channel_id=UC0123456789abcdefghijkl')
    """
    text = "".join(char for char in location.strip() if char.isprintable())
    if not text:
        raise UsageError("source", "no address given", "give the address of a feed or page, or a folder")
    if not _is_address(text) and (_is_there(text) or not _HOST.match(text)):
        return _local(text, text)
    text = _FEED_SCHEMES.sub(lambda match: "" if ":" in text[match.end() :][:6] else "http:", text, count=1)
    if not _is_address(text):
        text = f"https://{text}"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise UsageError("source", f"is not a valid address ({error})", "check it") from error
    scheme = parts.scheme.lower()
    if scheme == "file":
        return _local(url2pathname(parts.path), text)
    if scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise UsageError(_without_secret(text), "is no address that can be followed", "give http, https, imaps, a folder or a file")
    if parts.password is not None:
        raise UsageError(
            f"{scheme}://{parts.hostname}", "an address must not hold a password", "leave it out; for IMAP set EARWITNESS_IMAP_PASSWORD"
        )
    host = parts.hostname.lower() + (f":{port}" if port and port != _DEFAULT_PORTS[scheme] else "")
    host = f"[{host}]" if ":" in parts.hostname else host
    if scheme in ("imap", "imaps"):
        return "imap", _imap(scheme, parts.username, host, parts.path)
    if parts.hostname.lower() in _YOUTUBE and (found := _youtube(parts.path, parts.query)) is not None:
        return found
    user = f"{parts.username}@" if parts.username else ""
    return "feed", urlunsplit((scheme, user + host, parts.path or "/", parts.query, ""))


def local_path(url: str) -> Path:
    """The path a `file:` address stands for; its fragment is left out."""
    return Path(url2pathname(urlsplit(url).path))


def _is_address(text: str) -> bool:
    return bool(re.match(r"[A-Za-z][A-Za-z0-9+.-]{1,20}:(?:/|[a-z]{3,6}:)", text))


def _without_secret(text: str) -> str:
    return re.sub(r"//[^/@]{0,300}@", "//", text)[:200]


def _imap(scheme: str, user: str | None, host: str, path: str) -> str:
    if not user:
        raise UsageError(f"{scheme}://{host}", "names no user", f"write {scheme}://you%40example.org@{host}/INBOX")
    folder = unquote(path).strip("/") or "INBOX"
    return f"{scheme}://{quote(unquote(user), safe='')}@{host}/{quote(folder, safe='/')}"


def _youtube(path: str, query: str) -> tuple[SourceKind, str] | None:
    """A channel or playlist as the address of its feed; a handle as its page, where the feed's address stands; a video as a page."""
    asked = parse_qs(query)
    if path == "/feeds/videos.xml" and asked:
        key, values = next(iter(asked.items()))
        return "youtube", channel_feed(key, values[0])
    if asked.get("list") and "v" not in asked:
        return "youtube", channel_feed("playlist_id", asked["list"][0])
    if (video := watch_url(path, query)) is not None:
        return "page", video
    if channel := re.match(r"/channel/(UC[\w-]{22})(?:/|$)", path):
        return "youtube", channel_feed("channel_id", channel[1])
    if user := re.match(r"/user/([\w.-]{1,100})(?:/|$)", path):
        return "youtube", channel_feed("user", user[1])
    if handle := re.match(r"/(@[^/?#]{1,100}|c/[^/?#]{1,100})", path):
        return "youtube", f"https://www.youtube.com/{handle[1]}"
    return None


def home_path(text: str) -> Path:
    """The path somebody typed, `~` read as a home folder; left as it stands where there is no such user."""
    try:
        return Path(text).expanduser()
    except RuntimeError:
        return Path(text)


def _is_there(text: str) -> bool:
    try:
        return home_path(text).exists()
    except OSError:  # a name longer than names may be, a folder we may not look into
        return False


def _local(text: str, said: str) -> tuple[SourceKind, str]:
    if not _is_there(text):
        raise NotFound(said[:300], "no such file or folder, and not a web address", "check it; web addresses begin with https://")
    path = home_path(text).resolve()
    if path.is_dir():
        return ("mailbox" if _holds_mail(path) else "folder"), str(path)
    head = _head(path)
    if path.suffix.lower() == ".opml" or b"<opml" in head:
        raise UsageError(str(path), "is a list of sources (OPML), not a source", "read it as a list")
    return ("mailbox" if head.startswith(b"From ") or path.suffix.lower() in (".mbox", ".mbx") else "folder"), str(path)


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as stream:
            return stream.read(512)
    except OSError as error:
        raise SourceError(str(path), f"cannot be read: {error.strerror}") from error


def _holds_mail(path: Path) -> bool:
    """True for a Maildir, and for a folder in which every readable file is a message."""
    if (path / "cur").is_dir() and (path / "new").is_dir():
        return True
    files = document_files(path)
    return bool(files) and all(file.suffix.lower() in MAIL_SUFFIXES for file in files)
