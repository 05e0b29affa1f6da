"""The HTTP client: every address is checked at connection time, every response is bounded.

Feeds, pages, transcripts, chapters, artwork, enclosures and whatever else has an address go through `HttpClient`. What it promises, and how
that is measured, stands in docs/network.md.
"""

from __future__ import annotations

import base64
import hashlib
import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple, overload
from urllib.parse import unquote, urlsplit, urlunsplit

import httpcore2
import httpx2

from earwitness.config import Settings
from earwitness.errors import AddressRefused, EarwitnessError, FetchFailed, NotFound, SourceError, TooLarge
from earwitness.network.connections import GuardedConnection, GuardedTransport, Resolver, system_resolver
from earwitness.network.decompression import bounded, checked_encoding, too_large
from earwitness.network.host_locks import one_at_a_time
from earwitness.network.responses import Fetched, NotModified, Validators, max_age_s, retry_after_s
from earwitness.text.redaction import redacted, redacted_url

__all__ = [
    "Downloaded",
    "Fetched",
    "FormFile",
    "HttpClient",
    "Login",
    "NotModified",
    "PostResult",
    "Resolver",
    "Validators",
    "split_login",
    "system_resolver",
]

_CORE_ERRORS = (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.UnsupportedProtocol)
MAX_REDIRECTS = 10
"""Trackers in front of podcast enclosures chain up to about five; browsers stop at twenty."""
STEP_SECONDS = 10.0
"""The longest silence, before or between bytes."""
Sink = Callable[[bytes], object]


class Login(NamedTuple):
    """A name and a password the user gave with the address of a private feed; sent to that one origin and nowhere else."""

    user: str
    password: str


class Downloaded(NamedTuple):
    """A file that was fetched whole: where it came from after redirects, its type as stated, its size and checksum."""

    url: str
    media_type: str | None
    path: Path
    size: int
    sha256: str


class FormFile(NamedTuple):
    """The file of a form: the field it goes by, its name, its bytes."""

    field: str
    name: str
    content: bytes
    media_type: str = "application/octet-stream"


class PostResult(NamedTuple):
    """What a server answered to a form, whatever its status."""

    url: str
    status: int
    media_type: str | None
    content: bytes
    retry_after_s: int | None


class _Wanted(NamedTuple):
    """One request of ours, whatever hops it takes."""

    headers: dict[str, str]
    login: Login | None
    origin: tuple[str, str, int | None]
    max_bytes: int
    setting: str


def split_login(url: str) -> tuple[str, Login | None]:
    """The address without its user name and password, and these; only for addresses the user typed, never for ones out of a document."""
    parts = urlsplit(url)
    if "@" not in parts.netloc:
        return url, None
    userinfo, _, host = parts.netloc.rpartition("@")
    user, _, password = userinfo.partition(":")
    return urlunsplit(parts._replace(netloc=host)), Login(unquote(user), unquote(password))


@dataclass(frozen=True)
class HttpClient:
    """What may pass: `private_hosts` lists names or addresses off the public internet that may be reached all the same.

    `lock_folder` makes "one connection to a host at a time" hold across the processes that share the folder.
    """

    max_bytes: int
    seconds: float = 30.0
    private_hosts: tuple[str, ...] = ()
    resolve: Resolver = field(default=system_resolver)
    connector: httpcore2.NetworkBackend = field(default_factory=httpcore2.SyncBackend)
    download_bytes: int = 2 * 1024**3
    """Five hours of podcast at 320 kbit/s are 0.7 GiB."""
    download_seconds: float = 3600.0
    post_bytes: int = 4 * 1024**2
    """The answer to a form of ours: half a minute of speech with its word times is under 50 kB."""
    post_seconds: float = 300.0
    """Sending, the server's work and its answer: a small machine needs minutes for half a minute of speech."""
    lock_folder: Path | None = None

    @classmethod
    def from_settings(cls, settings: Settings) -> HttpClient:
        """The door the settings describe; its locks lie in the home folder, when there is one."""
        return cls(
            max_bytes=settings.max_bytes,
            seconds=settings.fetch_seconds,
            private_hosts=settings.private_hosts,
            lock_folder=settings.home / "locks" if settings.home.is_dir() else None,
        )

    @overload
    def fetch(self, url: str, *, validators: None = None, login: Login | None = None) -> Fetched: ...
    @overload
    def fetch(self, url: str, *, validators: Validators | None, login: Login | None = None) -> Fetched | NotModified: ...
    def fetch(self, url: str, *, validators: Validators | None = None, login: Login | None = None) -> Fetched | NotModified:
        """The document at `url`, redirects followed and re-checked; `NotModified` is only ever the answer to validators.

        Raises `AddressRefused`, `NotFound`, `FetchFailed` or `TooLarge`; no message shows a password or token of the address.
        """
        body = bytearray()
        headers = _conditions(validators)
        wanted = _Wanted(headers, login, _origin(_parsed(url)), self.max_bytes, "max_bytes")
        answer = self._follow(url, wanted, self.seconds, body.extend)
        if isinstance(answer, NotModified):
            if not headers or validators is None:
                raise FetchFailed(redacted_url(url), "says 'not modified' without having been asked")
            retained = Validators(*(new or old for new, old in zip(answer.validators, validators, strict=True)))
            return answer._replace(validators=retained)
        return answer._replace(content=bytes(body))

    def download(self, url: str, path: Path, *, login: Login | None = None) -> Downloaded:
        """The file at `url`, written to `path` under another name and renamed when it is whole and on the disk.

        Raises as `fetch` does, and `SourceError` when the disk refuses. A failure leaves nothing behind.
        """
        wanted = _Wanted({}, login, _origin(_parsed(url)), self.download_bytes, "download_bytes")
        digest = hashlib.sha256()
        try:
            _remove_stale(path, self.download_seconds)
            with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name[:80]}.", suffix=".part", delete=False) as file:

                def keep(piece: bytes) -> None:
                    digest.update(piece)
                    file.write(piece)

                try:
                    answer = self._follow(url, wanted, self.download_seconds, keep)
                    file.flush()
                    os.fsync(file.fileno())
                    size = file.tell()
                    Path(file.name).replace(path)
                except BaseException:
                    Path(file.name).unlink(missing_ok=True)
                    raise
        except OSError as error:
            raise SourceError(str(path), f"cannot be written ({error.strerror})", "make room or check the folder") from error
        if isinstance(answer, NotModified):
            path.unlink()
            raise FetchFailed(redacted_url(url), "says 'not modified' without having been asked")
        return Downloaded(answer.url, answer.media_type, path, size, digest.hexdigest())

    def post_form(self, url: str, fields: Mapping[str, str | Sequence[str]], file: FormFile, *, bearer: str | None = None) -> PostResult:
        """The answer to a form with one file. No redirect is followed: what is sent, and the bearer's key, goes to this address alone.

        Raises `AddressRefused`, `FetchFailed` or `TooLarge`; an error status of the server is an answer, not an error.
        """
        try:
            return self._post(_parsed(url), fields, file, bearer)
        except EarwitnessError as error:
            raise _cleaned(error) from None

    def _post(self, url: httpx2.URL, fields: Mapping[str, str | Sequence[str]], file: FormFile, bearer: str | None) -> PostResult:
        deadline = time.monotonic() + self.post_seconds
        connection = GuardedConnection(resolve=self.resolve, private_hosts=self.private_hosts, inner=self.connector, deadline=deadline)
        transport = GuardedTransport(connection, self.post_bytes + self.post_bytes // 8 + 65_536)
        shown = str(url)
        own = {} if bearer is None else {"Authorization": f"Bearer {bearer}"}
        headers = _headers(url, _Wanted(own, None, _origin(url), self.post_bytes, ""))
        form = {name: value if isinstance(value, str) else list(value) for name, value in fields.items()}
        sent = {file.field: (file.name, file.content, file.media_type)}
        try:
            with httpx2.Client(transport=transport, timeout=self.post_seconds, follow_redirects=False) as client:
                extensions = {"timeout": client.timeout.as_dict()}
                request = httpx2.Request("POST", url, headers=headers, data=form, files=sent, extensions=extensions)
                response = client.send(request, stream=True)
                try:
                    return _read_posted(response, shown, self.post_bytes)
                finally:
                    response.close()
        except (httpx2.TimeoutException, httpcore2.TimeoutException) as error:
            raise FetchFailed(shown, f"no answer within {self.post_seconds:g} s", "try again later, or take a faster server") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, *_CORE_ERRORS, UnicodeError) as error:
            raise FetchFailed(shown, f"cannot be reached ({error})", "check the address and that the server runs") from error

    def _follow(self, url: str, wanted: _Wanted, seconds: float, sink: Sink) -> Fetched | NotModified:
        """The last answer of the chain of redirects. Waiting for a busy host does not count against `seconds`."""
        current = _parsed(url)
        try:
            for _ in range(MAX_REDIRECTS + 1):
                with one_at_a_time(current.host, self.lock_folder):
                    started = time.monotonic()
                    answer = self._request(current, wanted, started + seconds, sink)
                    seconds -= time.monotonic() - started
                if isinstance(answer, (Fetched, NotModified)):
                    return answer
                current = _parsed(answer)
        except EarwitnessError as error:
            raise _cleaned(error) from None
        raise FetchFailed(redacted_url(url), f"redirects more than {MAX_REDIRECTS} times", "check the address")

    def _request(self, url: httpx2.URL, wanted: _Wanted, deadline: float, sink: Sink) -> Fetched | NotModified | str:
        """The answer, or the address it redirects to. One connection, closed at the end."""
        connection = GuardedConnection(resolve=self.resolve, private_hosts=self.private_hosts, inner=self.connector, deadline=deadline)
        transport = GuardedTransport(connection, wanted.max_bytes + wanted.max_bytes // 8 + 65_536)
        shown = str(url)
        try:
            with httpx2.Client(transport=transport, timeout=min(STEP_SECONDS, self.seconds), follow_redirects=False) as client:
                request = httpx2.Request("GET", url, headers=_headers(url, wanted), extensions={"timeout": client.timeout.as_dict()})
                response = client.send(request, stream=True)
                try:
                    return _read(response, shown, wanted, sink)
                finally:
                    response.close()
        except (httpx2.TimeoutException, httpcore2.TimeoutException) as error:
            problem = "took longer than its time" if time.monotonic() >= deadline else "no answer in time"
            raise FetchFailed(shown, f"{problem} ({self.seconds:g} s in all)", "try again later, or raise fetch_seconds") from error
        except (httpx2.HTTPError, httpx2.InvalidURL, *_CORE_ERRORS, UnicodeError) as error:
            raise FetchFailed(shown, f"cannot be fetched ({error})", "check the address and the network") from error


def _read(response: httpx2.Response, url: str, wanted: _Wanted, sink: Sink) -> Fetched | NotModified | str:
    """What the response says; its body, if it is the document, goes to the sink."""
    headers = response.headers
    now_s = time.time()
    waits = {"max_age_s": max_age_s(headers, now_s), "retry_after_s": retry_after_s(headers, now_s)}
    if response.has_redirect_location:
        return _joined(response.url, headers["Location"])
    if response.status_code in (httpx2.codes.NOT_FOUND, httpx2.codes.GONE):
        raise NotFound(url, f"the server says {response.status_code}", "check the address")
    if response.status_code == httpx2.codes.NOT_MODIFIED:
        return NotModified(url, _validators(response), **waits)
    if response.status_code != httpx2.codes.OK:
        source_text = f"the server says {response.status_code} {response.reason_phrase}".rstrip()
        raise FetchFailed(url, source_text, "try again later", retry_after_s=waits["retry_after_s"])
    gzip = checked_encoding(headers.get("Content-Encoding"), url)
    stated = headers.get("Content-Length", "")
    if stated.isdigit() and int(stated) > wanted.max_bytes:
        raise too_large(url, wanted.max_bytes, wanted.setting)
    for piece in bounded(response.iter_raw(), url, gzip=gzip, max_bytes=wanted.max_bytes, setting=wanted.setting):
        sink(piece)
    return Fetched(url, headers.get("Content-Type"), b"", _validators(response), **waits)


def _read_posted(response: httpx2.Response, url: str, max_bytes: int) -> PostResult:
    """The answer to a form, its body bounded."""
    headers = response.headers
    if response.is_redirect or response.has_redirect_location:
        raise FetchFailed(url, f"redirects ({response.status_code}), which is not followed with a form", "give the final address")
    gzip = checked_encoding(headers.get("Content-Encoding"), url)
    body = bytearray()
    stated = headers.get("Content-Length", "")
    if stated.isdigit() and int(stated) > max_bytes:
        raise _answer_too_large(url, max_bytes)
    try:
        for piece in bounded(response.iter_raw(), url, gzip=gzip, max_bytes=max_bytes, setting=""):
            body += piece
    except TooLarge as error:
        raise _answer_too_large(url, max_bytes) from error
    return PostResult(url, response.status_code, headers.get("Content-Type"), bytes(body), retry_after_s(headers, time.time()))


def _answer_too_large(url: str, max_bytes: int) -> TooLarge:
    return TooLarge(url, f"answers with more than {max_bytes / 2**20:.0f} MiB", "check that it is the service you mean")


def _headers(url: httpx2.URL, wanted: _Wanted) -> list[tuple[bytes, bytes]]:
    """All that is sent: no cookies, no referrer, and the login to its own origin only."""
    headers = {
        "Host": url.netloc.decode("ascii"),
        "User-Agent": f"Earwitness/{version('earwitness')} (feed reader and archive)",
        "Accept": "*/*",
        "Accept-Encoding": "gzip, identity",
        "Connection": "close",
        **wanted.headers,
    }
    if wanted.login is not None and _origin(url) == wanted.origin:
        token = base64.b64encode(f"{wanted.login.user}:{wanted.login.password}".encode()).decode("ascii")
        headers["Authorization"] = f"Basic {token}"
    return [(name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]


def _conditions(validators: Validators | None) -> dict[str, str]:
    """The conditional headers, byte for byte; a stored value that never came from a header is left out."""
    etag, last_modified = validators or Validators()
    pairs = (("If-None-Match", etag), ("If-Modified-Since", last_modified))
    return {name: value for name, value in pairs if value and all(" " <= char <= "\xff" and char != "\x7f" for char in value)}


def _validators(response: httpx2.Response) -> Validators:
    raw = {name.lower(): value.decode("latin-1") for name, value in response.headers.raw}
    return Validators(raw.get(b"etag"), raw.get(b"last-modified"))


def _parsed(address: str) -> httpx2.URL:
    """The address as the client will understand it, so that what is judged is what is asked. Raises `SourceError` or `AddressRefused`."""
    shown = redacted_url(address)
    try:
        url = httpx2.URL(address)
        usable = url.scheme in ("http", "https") and bool(url.host) and url.port != 0
    except (httpx2.InvalidURL, ValueError, TypeError) as error:
        raise SourceError(shown, f"is not a valid address ({error})", "check it") from error
    if not usable:
        raise AddressRefused(shown, "only http and https addresses can be fetched", "check the address")
    if url.userinfo:
        raise AddressRefused(shown, "carries a user name or password in the address", "follow it by hand if the feed is yours")
    return url


def _joined(base: httpx2.URL, location: str) -> str:
    try:
        return str(base.join(location).copy_with(fragment=None))
    except (httpx2.InvalidURL, ValueError) as error:
        raise FetchFailed(str(base), "redirects to something that is no address", "try again later") from error


def _origin(url: httpx2.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host.lower(), url.port


def _cleaned(error: EarwitnessError) -> EarwitnessError:
    """The same error without secrets in any of its parts, and without the chain that still holds them."""
    parts = redacted(error.subject), redacted(error.problem), redacted(error.hint)
    if isinstance(error, FetchFailed):
        return FetchFailed(*parts, retry_after_s=error.retry_after_s)
    return type(error)(*parts)


def _remove_stale(path: Path, seconds: float) -> None:
    """Removes what a killed download of the same file left behind: older than any download may take, so nobody writes it any more."""
    for part in path.parent.glob(f".{_escaped(path.name[:80])}.*.part"):
        if time.time() - part.stat().st_mtime > seconds:
            part.unlink(missing_ok=True)


def _escaped(name: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)
