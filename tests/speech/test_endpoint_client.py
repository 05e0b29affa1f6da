"""The endpoint against a server of our own: what is sent, what each refusal becomes, and that nothing of it gets out of hand."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from tests.speech.speech_server import Answer, Sent, serving

from earwitness.errors import AddressRefused, EarwitnessError, FetchFailed, TooLarge, UsageError
from earwitness.network.client import HttpClient
from earwitness.speech.engines.endpoint_client import SpeechEndpoint

pytestmark = pytest.mark.enable_socket
KEY = "sk-planted-0123456789abcdef"
WAV = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x80\x3e\0\0\0\x7d\0\0\x02\0\x10\0data\x08\0\0\0" + b"\1\0\2\0\3\0\4\0"
FIELDS = {"model": "big", "language": "de", "prompt": 'Żółw & "Söhne"\r\nX-Evil: 1'}


def _endpoint(url: str, *, key: str | None = KEY, wait: list[float] | None = None, **options: object) -> SpeechEndpoint:
    client = HttpClient(max_bytes=1000, private_hosts=("127.0.0.1",), **options)  # type: ignore[arg-type]
    result = SpeechEndpoint.at(url, client, key)
    waited: list[float] = [] if wait is None else wait
    return SpeechEndpoint(result.url, result.door, result.key, waited.append)


def test_the_sound_the_fields_and_the_key_arrive_as_they_are() -> None:
    with serving(lambda sent: Answer(b'{"text": "hi"}')) as server:
        assert _endpoint(server.url)(FIELDS, WAV) == b'{"text": "hi"}'
        _endpoint(server.url + "/audio/transcriptions/", key=None)(FIELDS, WAV)
    first, second = server.sent
    assert first.path == second.path == "/v1/audio/transcriptions"
    assert first.headers["authorization"] == f"Bearer {KEY}"
    assert "authorization" not in second.headers
    assert "x-evil" not in first.headers
    assert first.sound == b"\1\0\2\0\3\0\4\0"
    assert first.fields == {
        **{name: [value] for name, value in FIELDS.items()},
        "response_format": ["verbose_json"],
        "timestamp_granularities[]": ["word", "segment"],
    }


def _bytes(body: object) -> bytes:
    return body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()


@pytest.mark.parametrize(
    ("status", "body", "words"),
    [
        (
            401,
            {"error": {"message": f"Incorrect API key provided: {KEY}"}},
            r"says 401, “Incorrect API key provided: \[…\]”.*EARWITNESS_SPEECH_KEY",
        ),
        (403, {"detail": "no\n\x1b[31m way"}, r"says 403, “no \[31m way”"),
        (404, {"error": "x" * 9000}, r"says 404, “x{200}”; check speech_url"),
        (413, None, "says 413; raise the server's limit"),
        (429, {"message": "slow down"}, r"says 429, “slow down” \(it asks to wait 3600 s\); try again later"),
        (500, {"error": {"message": ["no", "string"]}}, "says 500; the server is in trouble"),
        (502, b"<html>Bad gateway</html>", "says 502; the server is in trouble"),
        (204, None, "says 204; check speech_url"),
    ],
)
def test_every_refusal_is_one_clear_line_without_the_key(status: int, body: object, words: str) -> None:
    headers = {"Retry-After": "3600"} if status == 429 else {}
    with (
        serving(lambda sent: Answer(_bytes(body), status, headers)) as server,
        pytest.raises(FetchFailed, match=words) as caught,
    ):
        _endpoint(server.url)(FIELDS, WAV)
    assert KEY not in str(caught.value)
    assert "\n" not in str(caught.value)
    assert KEY not in repr(_endpoint(server.url))
    assert len(server.sent) == 1
    assert caught.value.retry_after_s == (3600 if status == 429 else None)


def test_a_busy_server_is_asked_again_when_it_says_so_and_not_for_ever() -> None:
    waited: list[float] = []
    with serving(lambda sent: Answer(b"{}", 429, {"Retry-After": "7"}) if len(server.sent) < 3 else Answer(b"ok")) as server:
        assert _endpoint(server.url, wait=waited)(FIELDS, WAV) == b"ok"
    assert waited == [7.0, 7.0]
    with serving(lambda sent: Answer(b"{}", 503, {"Retry-After": "7"})) as server, pytest.raises(FetchFailed, match="says 503"):
        _endpoint(server.url)(FIELDS, WAV)
    assert len(server.sent) == 3


def test_a_server_without_times_is_asked_for_less_and_this_is_remembered() -> None:
    def text_only(sent: Sent) -> Answer:
        return Answer(b"plain") if sent.fields["response_format"] == ["json"] else Answer(b'{"error": "only json"}', 400)

    with serving(text_only) as server:
        endpoint = _endpoint(server.url)
        assert [endpoint(FIELDS, WAV), endpoint(FIELDS, WAV)] == [b"plain", b"plain"]
    assert [sent.fields.get("timestamp_granularities[]") for sent in server.sent] == [["word", "segment"], ["segment"], None, None]
    with (
        serving(lambda sent: Answer(b'{"error": {"message": "no such model"}}', 400)) as server,
        pytest.raises(FetchFailed, match="no such model"),
    ):
        _endpoint(server.url)(FIELDS, WAV)


def _flood() -> Iterator[bytes]:
    return (b"x" * 65_536 for _ in range(3200))


@pytest.mark.parametrize("length", ["", str(200 * 2**20)])
def test_an_answer_of_200_megabytes_is_cut_short(length: str) -> None:
    flooding = serving(lambda sent: Answer(headers={"Content-Length": length}, pieces=_flood()))
    with flooding as server, pytest.raises(TooLarge, match="answers with more than 4 MiB"):
        _endpoint(server.url)(FIELDS, WAV)


def test_a_slow_answer_is_given_up() -> None:
    def drip() -> Iterator[bytes]:
        while True:
            time.sleep(0.05)
            yield b"x"

    with (
        serving(lambda sent: Answer(headers={"Content-Length": "1000"}, pieces=drip())) as server,
        pytest.raises(FetchFailed, match=r"no answer within 0\.5 s"),
    ):
        _endpoint(server.url, post_seconds=0.5)(FIELDS, WAV)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed_wherever_it_leads(status: int) -> None:
    with serving(lambda sent: Answer(b"stolen")) as private, serving(lambda sent: Answer(b"", status, {"Location": private.url})) as server:
        with pytest.raises(FetchFailed, match=f"redirects \\({status}\\), which is not followed"):
            _endpoint(server.url)(FIELDS, WAV)
        assert private.sent == []


@pytest.mark.parametrize("host", ["speech.example", "127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.7"])
def test_a_private_address_that_nobody_listed_is_not_connected_to(host: str) -> None:
    client = HttpClient(max_bytes=1000, resolve=lambda name, port: ["127.0.0.1" if name == "speech.example" else name.strip("[]")])
    with serving(lambda sent: Answer(b"stolen")) as server:
        with pytest.raises(AddressRefused, match="not on the public internet"):
            SpeechEndpoint.at(f"http://{host}:{server.server_port}/v1", client)(FIELDS, WAV)
        assert server.sent == []


@pytest.mark.parametrize(
    ("url", "key", "words"),
    [
        ("ftp://speech.example/v1", None, "no web address"),
        ("speech.example/v1", None, "no web address"),
        ("http://speech.example/v1", KEY, "unencrypted"),
        ("https://speech.example/v1", "a\r\nX-Evil: 1", "characters no key has"),
    ],
)
def test_an_unfit_address_or_key_is_refused_before_anything_is_sent(url: str, key: str | None, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        SpeechEndpoint.at(url, HttpClient(max_bytes=1000), key)


def test_a_password_in_the_address_is_refused_and_not_shown() -> None:
    with pytest.raises(EarwitnessError) as caught:
        _endpoint("http://ann:secret@127.0.0.1:1/v1")(FIELDS, WAV)
    assert "secret" not in str(caught.value)


def test_a_server_that_is_not_there_is_named() -> None:
    with pytest.raises(FetchFailed, match=r"127\.0\.0\.1:1/.*cannot be reached"):
        _endpoint("http://127.0.0.1:1/v1")(FIELDS, WAV)
