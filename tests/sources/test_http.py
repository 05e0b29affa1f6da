"""The door against a server on loopback: what passes, what is refused, and that refusing means no connection at all."""

import gzip
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from earwitness.errors import AddressRefused, FetchFailed, NotFound, TooLarge
from earwitness.sources.http import Door

pytestmark = pytest.mark.enable_socket


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.seen.append(self.path)  # type: ignore[attr-defined]
        body, headers, status = b"hello", {"Content-Type": "text/plain"}, 200
        if self.path == "/gone":
            status = 410
        elif self.path == "/broken":
            status = 503
        elif self.path == "/bomb":
            body, headers = gzip.compress(b"0" * 50_000_000), {"Content-Encoding": "gzip"}
        elif self.path == "/brotli":
            headers = {"Content-Encoding": "br"}
        elif self.path == "/zipped":
            body, headers = gzip.compress(b"plain words"), {"Content-Encoding": "gzip"}
        elif self.path.startswith("/to/"):
            status, headers = 302, {"Location": self.path[4:]}
        elif self.path == "/loop":
            status, headers = 302, {"Location": "/loop"}
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Keeps the test output clean."""


@pytest.fixture
def server() -> Iterator[ThreadingHTTPServer]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Handler) as httpd:
        httpd.seen = []  # type: ignore[attr-defined]
        thread = threading.Thread(target=httpd.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
        thread.start()
        yield httpd
        httpd.shutdown()


def _open_door(max_bytes: int = 1_000_000, private_hosts: tuple[str, ...] = ("show.example", "127.0.0.1")) -> Door:
    return Door(max_bytes=max_bytes, private_hosts=private_hosts, resolve=lambda host, port: ["127.0.0.1"])


def test_a_listed_private_host_is_fetched_and_redirects_are_followed(server: ThreadingHTTPServer) -> None:
    fetched = _open_door().fetch(f"http://show.example:{server.server_port}/to//plain")
    assert (fetched.content, fetched.media_type) == (b"hello", "text/plain")
    assert fetched.url.endswith("/plain")


def test_gzip_is_undone(server: ThreadingHTTPServer) -> None:
    assert _open_door().fetch(f"http://show.example:{server.server_port}/zipped").content == b"plain words"


@pytest.mark.parametrize(
    ("path", "error"),
    [("/gone", NotFound), ("/broken", FetchFailed), ("/bomb", TooLarge), ("/brotli", FetchFailed), ("/loop", FetchFailed)],
)
def test_every_bad_answer_has_its_own_error(server: ThreadingHTTPServer, path: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        _open_door().fetch(f"http://show.example:{server.server_port}{path}")


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "127.1", "0x7f.1", "2130706433", "[::1]", "[::ffff:127.0.0.1]", "0"])
def test_no_spelling_of_loopback_is_reached(server: ThreadingHTTPServer, host: str) -> None:
    with pytest.raises((AddressRefused, FetchFailed)):
        Door(max_bytes=1000).fetch(f"http://{host}:{server.server_port}/")
    assert server.seen == []  # type: ignore[attr-defined]


def test_a_redirect_to_a_private_address_is_refused(server: ThreadingHTTPServer) -> None:
    answers = {"show.example": ["127.0.0.1"], "inner.example": ["127.0.0.1"]}
    door = Door(max_bytes=1000, private_hosts=("show.example",), resolve=lambda host, port: answers[host])
    with pytest.raises(AddressRefused, match=r"inner\.example"):
        door.fetch(f"http://show.example:{server.server_port}/to/http://inner.example:{server.server_port}/secret")
    assert server.seen == [f"/to/http://inner.example:{server.server_port}/secret"]  # type: ignore[attr-defined]


def test_one_private_answer_among_public_ones_is_enough_to_refuse() -> None:
    door = Door(max_bytes=1000, resolve=lambda host, port: ["1.1.1.1", "10.0.0.7"])
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.7"):
        door.fetch("http://mixed.example/")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://x.example/", "http://", "javascript:alert(1)", "//x.example/"])
def test_only_web_addresses_pass(url: str) -> None:
    with pytest.raises(AddressRefused):
        Door(max_bytes=1000).fetch(url)
