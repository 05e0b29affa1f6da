"""The door against a server on loopback: what passes, what is refused, and that refusing means no connection at all."""

import gzip
import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from evals import ssrf
from evals._loopback import Asked, Loopback, answer

from earwitness.config import Settings
from earwitness.errors import AddressRefused, EarwitnessError, FetchFailed, NotFound, SourceError, TooLarge
from earwitness.network.client import Fetched, HttpClient, Login, NotModified, Validators, split_login
from earwitness.network.host_locks import lock_file, one_at_a_time
from earwitness.network.responses import max_age_s, retry_after_s

pytestmark = pytest.mark.enable_socket
HOSTS = ("show.example", "media.example", "127.0.0.1")
BOMB = gzip.compress(b"0" * 20_000_000)
TOKEN = "0123456789abcdef0123456789"


def _drip(head: bytes, piece: bytes) -> Iterator[bytes]:
    yield head
    while True:
        time.sleep(0.02)
        yield piece


def _chunked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    yield from pieces


ANSWERS: dict[str, Callable[[], Iterable[bytes]]] = {
    "/plain": lambda: [answer(b"hello", Content_Type="text/plain")],
    "/zipped": lambda: [answer(gzip.compress(b"plain words"), Content_Encoding="gzip")],
    "/joined": lambda: [answer(gzip.compress(b"plain ") + gzip.compress(b"words") + bytes(20), Content_Encoding="x-gzip")],
    "/dense": lambda: [answer(gzip.compress(b"0" * 900_001), Content_Encoding="gzip")],
    "/empty-zip": lambda: [answer(b"", Content_Encoding="gzip")],
    "/gone": lambda: [answer(status="410 Gone")],
    "/broken": lambda: [answer(status="503 Service Unavailable", Retry_After="120")],
    "/busy": lambda: [
        answer(status="429 Too Many Requests", Date="Mon, 01 Jun 2026 12:00:00 GMT", Retry_After="Mon, 01 Jun 2026 14:00:00 GMT")
    ],
    "/bomb": lambda: [answer(BOMB, Content_Encoding="gzip")],
    "/brotli": lambda: [answer(b"x", Content_Encoding="br")],
    "/twice": lambda: [answer(b"x", Content_Encoding="gzip, gzip")],
    "/nested": lambda: [answer(gzip.compress(gzip.compress(b"x")), Content_Encoding="gzip")],
    "/cut-zip": lambda: [answer(gzip.compress(bytes(range(256)) * 50)[:-9], Content_Encoding="gzip")],
    "/no-zip": lambda: [answer(b"hello", Content_Encoding="gzip")],
    "/large": lambda: [answer(b"", Content_Length="99999999999")],
    "/endless": lambda: _chunked(b"ffff\r\n" + b"x" * 65_535 + b"\r\n" for _ in range(1000)),
    "/crumbs": lambda: _chunked(b"1\r\nx\r\n" * 10_000 for _ in range(10)),
    "/short": lambda: [answer(b"hello", Content_Length="5000")],
    "/lying": lambda: [answer(b"hello and more", Content_Length="5")],
    "/headers": lambda: [b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 1_000_000 + b"\r\n\r\n"],
    "/interim": lambda: (b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100 for _ in range(1000)),
    "/drip-head": lambda: _drip(b"HTTP/1.1 200 OK\r\nX: ", b"y"),
    "/drip-body": lambda: _drip(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"y"),
    "/garbage": lambda: [b"\x00\xffnothing of the kind\r\n\r\n"],
    "/silence": list,
    "/loop": lambda: [answer(status="302 Found", Location="/loop")],
    "/nowhere": lambda: [answer(status="302 Found", Location="http://[::1")],
    "/bare-redirect": lambda: [answer(status="302 Found")],
    "/304": lambda: [answer(status="304 Not Modified")],
    "/cookie": lambda: [answer(status="302 Found", Set_Cookie="id=1", Location="/plain")],
    "/secret": lambda: [answer(status="302 Found", Location=f"http://show.example:1/gone?key={TOKEN}")],
    "/login": lambda: [answer(status="302 Found", Location="http://ann:pw@show.example/")],
}


def _respond(asked: Asked) -> Iterable[bytes]:
    if asked.path.startswith("/to/"):
        status, _, location = asked.path[4:].partition("/")
        return [answer(status=f"{status} Moved", Location=location)]
    if asked.path == "/feed":
        if asked.headers.get("if-none-match") == 'W/"a\xfc\x80"':
            return [answer(status="304 Not Modified", Cache_Control="max-age=600")]
        return [answer(b"<rss/>", ETag='W/"a\xfc\x80"', Last_Modified="Mon, 01 Jun 2026 12:00:00 GMT", Cache_Control="max-age=300, public")]
    if asked.path == "/slow":
        time.sleep(0.05)
        return [answer(b"ok")]
    return ANSWERS[asked.path.partition("?")[0]]()


@pytest.fixture
def server() -> Iterator[Loopback]:
    with Loopback(_respond) as running:
        yield running


def _door(max_bytes: int = 1_000_000, private_hosts: tuple[str, ...] = HOSTS, **options: object) -> HttpClient:
    return HttpClient(max_bytes=max_bytes, private_hosts=private_hosts, resolve=lambda host, port: ["127.0.0.1"], **options)  # type: ignore[arg-type]


def _url(server: Loopback, path: str, host: str = "show.example") -> str:
    return f"http://{host}:{server.port}{path}"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_listed_private_host_is_fetched_and_redirects_are_followed(server: Loopback, status: int) -> None:
    fetched = _door().fetch(_url(server, f"/to/{status}//plain#part"))
    assert (fetched.content, fetched.media_type, fetched.url) == (b"hello", "text/plain", _url(server, "/plain"))


@pytest.mark.parametrize(
    ("path", "content"),
    [("/zipped", b"plain words"), ("/joined", b"plain words"), ("/dense", b"0" * 900_001), ("/empty-zip", b""), ("/lying", b"hello")],
)
def test_bodies_come_out_whole(server: Loopback, path: str, content: bytes) -> None:
    assert _door().fetch(_url(server, path)).content == content


@pytest.mark.parametrize(
    ("path", "error", "words"),
    [
        ("/gone", NotFound, "410"),
        ("/broken", FetchFailed, "503"),
        ("/bomb", TooLarge, "larger than"),
        ("/brotli", FetchFailed, "encoding 'br'"),
        ("/twice", FetchFailed, "encoding 'gzip, gzip'"),
        ("/nested", FetchFailed, "gzip inside gzip"),
        ("/cut-zip", FetchFailed, "ends too early"),
        ("/no-zip", FetchFailed, "broken gzip"),
        ("/large", TooLarge, "larger than"),
        ("/endless", TooLarge, "larger than"),
        ("/crumbs", FetchFailed, "crumbs"),
        ("/short", FetchFailed, "cannot be fetched"),
        ("/headers", FetchFailed, "cannot be fetched"),
        ("/interim", FetchFailed, "more was sent"),
        ("/drip-head", FetchFailed, "longer than its time"),
        ("/drip-body", FetchFailed, "longer than its time"),
        ("/garbage", FetchFailed, "cannot be fetched"),
        ("/silence", FetchFailed, "cannot be fetched"),
        ("/loop", FetchFailed, "more than 10 times"),
        ("/nowhere", FetchFailed, "no address"),
        ("/bare-redirect", FetchFailed, "302"),
        ("/304", FetchFailed, "without having been asked"),
        ("/login", AddressRefused, "user name or password"),
    ],
)
def test_every_bad_answer_has_its_own_error(server: Loopback, path: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        _door(seconds=0.5 if "drip" in path else 30.0).fetch(_url(server, path))


def test_validators_come_and_go_byte_for_byte(server: Loopback) -> None:
    first = _door().fetch(_url(server, "/feed"))
    assert first.validators == Validators('W/"a\xfc\x80"', "Mon, 01 Jun 2026 12:00:00 GMT")
    assert first.max_age_s == 300
    second = _door().fetch(_url(server, "/feed"), validators=first.validators)
    assert second == NotModified(_url(server, "/feed"), first.validators, 600, None)
    assert server.asked[-1].headers["if-modified-since"] == "Mon, 01 Jun 2026 12:00:00 GMT"


@pytest.mark.parametrize("etag", ["a\r\nX-Evil: 1", "a\x00", "\u20ac", ""])
def test_a_stored_validator_that_never_came_from_a_header_is_not_sent(server: Loopback, etag: str) -> None:
    assert isinstance(_door().fetch(_url(server, "/feed"), validators=Validators(etag, None)), Fetched)
    assert not {"if-none-match", "x-evil"} & set(server.asked[-1].headers)


@pytest.mark.parametrize(("path", "seconds"), [("/broken", 120), ("/busy", 7200), ("/loop", None)])
def test_a_refusal_says_how_long_to_stay_away(server: Loopback, path: str, seconds: int | None) -> None:
    with pytest.raises(FetchFailed) as caught:
        _door().fetch(_url(server, path))
    assert caught.value.retry_after_s == seconds


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"cache-control": "max-age=5"}, 60),
        ({"cache-control": 'public, Max-Age="3600"'}, 3600),
        ({"cache-control": "max-age=3600", "age": "600"}, 3000),
        ({"cache-control": "max-age=999999999"}, 86_400),
        ({"cache-control": "s-maxage=3600"}, None),
        ({"cache-control": "no-cache, max-age=3600"}, None),
        ({"cache-control": "max-age=-5"}, None),
        ({"expires": "Thu, 01 Jan 1970 01:00:00 GMT"}, 2600),
        ({"expires": "Thu, 01 Jan 1970 01:00:00 GMT", "date": "Thu, 01 Jan 1970 00:30:00 GMT"}, 1800),
        ({"expires": "0"}, None),
        ({"expires": "Thu, 01 Jan 99999 01:00:00 GMT"}, None),
        ({}, None),
    ],
)
def test_the_cache_time_is_read_and_clamped(headers: dict[str, str], seconds: int | None) -> None:
    assert max_age_s(headers, now_s=1000.0) == seconds


@pytest.mark.parametrize(
    ("stated", "seconds"),
    [("0", 0), ("30", 30), ("99999999999", 30 * 86_400), ("Thu, 01 Jan 1970 01:00:00 GMT", 2600), ("soon", None), ("-5", None)],
)
def test_retry_after_is_a_number_or_a_date(stated: str, seconds: int | None) -> None:
    assert retry_after_s({"retry-after": stated}, now_s=1000.0) == seconds


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "127.1", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0", "①②⑦.0.0.1"]
)
def test_no_spelling_of_loopback_is_reached(server: Loopback, host: str) -> None:
    with pytest.raises(SourceError):
        HttpClient(max_bytes=1000).fetch(f"http://{host}:{server.port}/")
    assert server.connections == 0


def test_a_redirect_to_a_private_address_is_refused(server: Loopback) -> None:
    answers = {"show.example": ["127.0.0.1"], "inner.example": ["127.0.0.1"]}
    client = HttpClient(max_bytes=1000, private_hosts=("show.example",), resolve=lambda host, port: answers[host])
    with pytest.raises(AddressRefused, match=r"inner\.example"):
        client.fetch(_url(server, f"/to/302/http://inner.example:{server.port}/secret"))
    assert server.connections == 1


def test_one_private_answer_among_public_ones_is_enough_to_refuse() -> None:
    client = HttpClient(max_bytes=1000, resolve=lambda host, port: ["1.1.1.1", "10.0.0.7"])
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.7.*private"):
        client.fetch("http://mixed.example/")


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://x.example/", "http://", "javascript:alert(1)", "//x.example/", "http://x.example:0/"]
)
def test_only_web_addresses_pass(url: str) -> None:
    with pytest.raises(AddressRefused):
        HttpClient(max_bytes=1000).fetch(url)


@pytest.mark.parametrize("url", ["http://[::1", "http://x.example:99999/", "http://x\x00.example/", "http://" + "a" * 70_000 + "/"])
def test_what_is_no_address_is_said_to_be_none(url: str) -> None:
    with pytest.raises(SourceError):
        HttpClient(max_bytes=1000).fetch(url)


def test_a_second_address_is_tried_when_the_first_does_not_answer(server: Loopback) -> None:
    client = HttpClient(max_bytes=1000, private_hosts=HOSTS, resolve=lambda host, port: ["127.0.0.2", "127.0.0.1"])
    assert client.fetch(_url(server, "/plain")).content == b"hello"


def test_a_resolver_that_never_answers_costs_no_more_than_the_time_allowed() -> None:
    waiting = threading.Event()
    client = HttpClient(max_bytes=1000, seconds=0.2, resolve=lambda host, port: [str(waiting.wait(60))])
    with pytest.raises(FetchFailed, match="longer than its time"):
        client.fetch("http://slow.example/")
    assert not waiting.is_set()  # the client gave up while the resolver was still waiting
    waiting.set()


def test_a_login_goes_to_its_own_origin_and_nowhere_else(server: Loopback) -> None:
    url, login = split_login(f"http://ann:p%40w@show.example:{server.port}/to/302/http://media.example:{server.port}/plain")
    assert login == Login("ann", "p@w")
    _door().fetch(url, login=login)
    assert [asked.headers.get("authorization") for asked in server.asked] == ["Basic YW5uOnBAdw==", None]


def test_a_login_inside_an_address_is_refused_and_never_shown(server: Loopback) -> None:
    with pytest.raises(AddressRefused) as caught:
        _door().fetch(f"http://ann:pw@show.example:{server.port}/plain")
    assert "pw" not in str(caught.value)
    assert server.connections == 0


def test_no_error_shows_a_token(server: Loopback) -> None:
    for path in ("/secret", f"/broken?key={TOKEN}", f"/to/302/http://10.0.0.1/?key={TOKEN}"):
        with pytest.raises(EarwitnessError) as caught:
            _door(private_hosts=("show.example",)).fetch(_url(server, path))
        assert TOKEN not in str(caught.value)
        assert caught.value.__cause__ is None


def test_we_name_ourselves_and_carry_no_cookies(server: Loopback) -> None:
    _door().fetch(_url(server, "/cookie"))
    sent = server.asked[-1].headers
    assert sent["user-agent"].startswith("Earwitness/")
    assert sent["accept-encoding"] == "gzip, identity"
    assert not {"cookie", "referer", "authorization"} & set(sent)


def test_a_host_never_sees_two_connections_at_once_and_two_hosts_do(server: Loopback) -> None:
    client = _door()
    urls = [_url(server, "/slow", host) for host in ("show.example", "SHOW.example", "media.example") for _ in range(4)]
    with ThreadPoolExecutor(12) as pool:
        list(pool.map(client.fetch, urls))
    assert {host.lower(): most for host, most in server.most_at_once.items()} == {"show.example": 1, "media.example": 1}
    assert len(server.asked) == 12


def test_processes_that_share_a_folder_wait_for_each_other(tmp_path: Path) -> None:
    import fcntl  # noqa: PLC0415 - not there on Windows

    entered = threading.Event()

    def enter() -> None:
        with one_at_a_time("Show.example", tmp_path):
            entered.set()

    with lock_file("show.example", tmp_path).open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = threading.Thread(target=enter)
        waiting.start()
        assert not entered.wait(0.1)
    waiting.join(5)
    assert entered.is_set()


def test_a_file_is_downloaded_whole_or_not_at_all(server: Loopback, tmp_path: Path) -> None:
    target = tmp_path / "episode.mp3"
    result = _door(max_bytes=1).download(_url(server, f"/to/302/http://media.example:{server.port}/plain"), target)
    assert (result.path, result.size, result.media_type) == (target, 5, "text/plain")
    assert result.sha256 == "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    assert target.read_bytes() == b"hello"
    for path in ("/short", "/gone", "/bomb", "/cut-zip"):
        with pytest.raises(EarwitnessError):
            _door(download_bytes=1_000_000).download(_url(server, path), target)
    assert [file.name for file in tmp_path.iterdir()] == ["episode.mp3"]
    assert target.read_bytes() == b"hello"


def test_what_a_killed_download_left_is_cleared_away(server: Loopback, tmp_path: Path) -> None:
    old, young, other = (tmp_path / name for name in (".a[1].mp3.x.part", ".a[1].mp3.y.part", ".b.mp3.x.part"))
    for file in (old, young, other):
        file.touch()
    os.utime(old, (0, 0))
    os.utime(other, (0, 0))
    _door().download(_url(server, "/plain"), tmp_path / "a[1].mp3")
    assert sorted(file.name for file in tmp_path.iterdir()) == [".a[1].mp3.y.part", ".b.mp3.x.part", "a[1].mp3"]


def test_a_full_or_missing_folder_is_named(server: Loopback, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="cannot be written"):
        _door().download(_url(server, "/plain"), tmp_path / "missing" / "a.mp3")


def test_the_settings_make_the_door(tmp_path: Path) -> None:
    client = HttpClient.from_settings(Settings(home=tmp_path, max_bytes=5, fetch_seconds=2.0, private_hosts=("a",)))
    assert (client.max_bytes, client.seconds, client.private_hosts, client.lock_folder) == (5, 2.0, ("a",), tmp_path / "locks")
    assert HttpClient.from_settings(Settings(home=tmp_path / "none")).lock_folder is None


def test_a_slice_of_the_address_spellings_reaches_nothing_through_any_sink() -> None:
    hosts = ssrf.spellings()
    assert len(hosts) >= 160
    counters = ssrf.measure(hosts[::16], statuses=(302, 308))
    assert counters["refused"] == counters["attempts"] > 100
    assert counters["connections"] == 0
    assert ssrf.measure_resolvers() == {"resolvers": 12, "connections": 0}
    listed = ssrf.measure_listed()
    assert listed["listed reached"] == listed["listed tried"] == 42
