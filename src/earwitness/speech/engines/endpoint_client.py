"""Client of a speech recognition endpoint: `POST /audio/transcriptions`, as defined by OpenAI and offered by many servers."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit, urlunsplit

from earwitness.errors import FetchFailed, UsageError
from earwitness.network.client import FormFile, HttpClient, PostResult
from earwitness.text.redaction import redacted, redacted_url

KEY_VARIABLE = "EARWITNESS_SPEECH_KEY"
_PATH = "/audio/transcriptions"
_LONGEST_WAIT_S = 60
_TRIES = 3
_MESSAGE = 200
"""Characters of the server's own words that are shown."""
_CANNOT = (400, 422, 501)
_ASKED: tuple[dict[str, str | Sequence[str]], ...] = (
    {"response_format": "verbose_json", "timestamp_granularities[]": ("word", "segment")},
    {"response_format": "verbose_json", "timestamp_granularities[]": "segment"},
    {"response_format": "json"},
)
"""What is asked for, best first."""
_MENDS = {
    400: "check the model's name and what the server supports",
    401: f"set {KEY_VARIABLE} to a valid key",
    403: f"set {KEY_VARIABLE} to a key that may use this model",
    404: "check speech_url and the model's name",
    413: "raise the server's limit: each request holds at most half a minute of sound, 1 MB",
    429: "try again later",
}


@dataclass(frozen=True)
class SpeechEndpoint:
    """Sends sound to one address and gives back the bytes of the answer. The key is shown nowhere and goes to that address alone."""

    url: str
    door: HttpClient
    key: str | None = field(default=None, repr=False)
    wait: Callable[[float], object] = time.sleep
    refused: list[int] = field(default_factory=list, repr=False)
    """One entry for every kind of answer this server has said it cannot give."""
    _guard: threading.Lock = field(default_factory=threading.Lock, repr=False)

    @classmethod
    def at(cls, base: str, door: HttpClient, key: str | None = None) -> SpeechEndpoint:
        """The endpoint behind `http://host/v1` or the full address. Raises `UsageError` for what is no fit address or key."""
        parts = urlsplit(base)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise UsageError("speech_url", f"{redacted_url(base)!r} is no web address", "write http://HOST:PORT/v1")
        if key is not None and not (key.isascii() and key.isprintable()):
            raise UsageError(KEY_VARIABLE, "holds characters no key has", "set it again")
        own = parts.hostname in door.private_hosts
        if key and parts.scheme == "http" and not own:
            raise UsageError(
                "speech_url", f"would send the key to {parts.hostname} unencrypted", "take https, or list the host under private_hosts"
            )
        path = parts.path.rstrip("/")
        whole = path if path.endswith(_PATH) else path + _PATH
        return cls(urlunsplit(parts._replace(path=whole, fragment="")), door, key or None)

    def __call__(self, fields: Mapping[str, str | Sequence[str]], wav: bytes) -> bytes:
        """The body of the answer to one request. Raises `FetchFailed` with one clear line, `AddressRefused` or `TooLarge`.

        A server that knows no word times is asked for segments, one that knows neither (llama.cpp) for the text.
        """
        while True:
            level = len(self.refused)
            answer = self._ask({**fields, **_ASKED[level]}, wav)
            if answer.status == 200:
                return answer.content
            if answer.status not in _CANNOT or level + 1 == len(_ASKED):
                raise self._failure(answer)
            with self._guard:
                if len(self.refused) == level:
                    self.refused.append(answer.status)

    def _ask(self, fields: Mapping[str, str | Sequence[str]], wav: bytes) -> PostResult:
        """The answer, asked for again where the server is busy and says how long it will be."""
        file = FormFile("file", "sound.wav", wav, "audio/wav")
        for left in range(_TRIES - 1, -1, -1):
            answer = self.door.post_form(self.url, fields, file, bearer=self.key)
            if not left or answer.status not in (429, 503) or not _short(answer.retry_after_s):
                break
            self.wait(float(answer.retry_after_s or 0))
        return answer

    def _failure(self, answer: PostResult) -> FetchFailed:
        later = f" (it asks to wait {answer.retry_after_s} s)" if answer.retry_after_s is not None else ""
        source_text = self._message(answer.content)
        problem = f"the server says {answer.status}{f', “{source_text}”' if source_text else ''}{later}"
        hint = _MENDS.get(answer.status, "the server is in trouble; try again later" if answer.status >= 500 else "check speech_url")
        return FetchFailed(redacted_url(self.url), problem, hint, retry_after_s=answer.retry_after_s)

    def _message(self, body: bytes) -> str:
        """The server's own words, when its answer has the usual form: printable, short, without addresses' secrets or the key."""
        try:
            found = json.loads(body[:65_536])
        except (ValueError, RecursionError):
            return ""
        for name in ("error", "message", "detail"):
            if isinstance(found, dict):
                found = found.get(name, found)
        if not isinstance(found, str):
            return ""
        if self.key:
            found = found.replace(self.key, "[…]")
        line = " ".join("".join(char if char.isprintable() else " " for char in found).split())
        return redacted(line[:_MESSAGE])


def _short(seconds: int | None) -> bool:
    return seconds is not None and seconds <= _LONGEST_WAIT_S
