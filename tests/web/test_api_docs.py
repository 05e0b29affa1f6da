"""Every `curl` line of the docs works as it stands, against a served archive."""

import re
import shlex
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient
from tests.web.signed_in import HTTPS, browser, team, with_users

from earwitness.web.app_state import AppState
from earwitness.web.problems import PROBLEM

DOCS = Path(__file__).parents[2] / "docs"
CONSOLE = re.compile(r"^```console\n(.*?)^```", re.MULTILINE | re.DOTALL)
FILES = {
    "talk.mp3": (DOCS.parent / "examples" / "two-voices.mp3").read_bytes(),
    "talk.vtt": b"WEBVTT\n\n00:00.000 --> 00:02.000\nThe mill closed.\n",
}


def curl_lines() -> list[str]:
    """The lines of all console blocks that begin with `$ curl`."""
    found = [block for page in ("api.md", "access.md") for block in CONSOLE.findall((DOCS / page).read_text("utf-8"))]
    return [line.removeprefix("$ ") for block in found for line in block.splitlines() if line.startswith("$ curl ")]


def test_the_docs_have_lines_to_try() -> None:
    assert len(curl_lines()) >= 5


@pytest.mark.parametrize("line", curl_lines())
def test_a_line_of_the_docs_works(line: str, app_state: AppState, client: TestClient) -> None:
    words = shlex.split(line, comments=True)[1:]
    headers = dict(words[at + 1].split(": ", 1) for at, word in enumerate(words) if word == "-H")
    files = [words[at + 1].partition("=@")[::2] for at, word in enumerate(words) if word == "-F"]
    (url,) = [word for word in words if word.startswith("http")]
    parts = urlsplit(url)
    if f"{parts.scheme}://{parts.netloc}" == HTTPS:
        tokens = with_users(app_state.database)
        client = browser(team(app_state))
        headers = {name: value.replace("ewt_...", tokens["write"]) for name, value in headers.items()}
    else:
        assert parts.netloc == "localhost:8484"
    where = f"{parts.path}?{parts.query}"
    if files:
        answer = client.post(where, headers=headers, files=[(field, (name, FILES[name])) for field, name in files])
    else:
        answer = client.get(where, headers=headers)
        assert answer.headers["etag"]
    assert answer.status_code in (200, 201, 202), answer.text
    assert answer.json()


def test_an_error_is_described_once(client: TestClient) -> None:
    described = client.get("/api/v1/openapi.json").json()
    errors = [
        answer["content"]
        for path in described["paths"].values()
        for operation in path.values()
        for status, answer in operation["responses"].items()
        if status.startswith("4")
    ]
    assert len(errors) > 50
    assert {tuple(content) for content in errors} == {(PROBLEM,)}
    assert "Problem" in described["components"]["schemas"]
