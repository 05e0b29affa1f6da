"""The JSON API: the schema of the digest, pages without a gap, versions, problems; nothing that is asked breaks it."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient
from tests.web.signed_in import browser, team, with_users

from earwitness.model.digest import Digest
from earwitness.model.transcript import Transcript
from earwitness.storage.findings import get_digest

LISTS = {
    "items": "items",
    "entities": "entities",
    "quotes": "findings",
    "numbers": "findings",
    "predictions": "findings",
    "sources": "sources",
}


def get(client: TestClient, path: str, **values) -> dict:
    answer = client.get(f"/api/v1/{path}", params=values)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_an_item_is_its_digest(client: TestClient, archive) -> None:
    item = get(client, "items", kind="podcast", state="digested")["items"][0]["item"]
    digest = Digest.model_validate(get(client, f"items/{item['id']}"))
    with archive.read() as connection:
        assert digest == get_digest(connection, item["id"])
    transcript = Transcript.model_validate(get(client, f"items/{item['id']}/transcript"))
    for quote in digest.quotes:
        for evidence in quote.evidence:
            assert transcript.text[evidence.start : evidence.end] == evidence.text


@pytest.mark.parametrize("name", LISTS)
def test_lists_come_in_pages_without_a_gap(client: TestClient, name: str) -> None:
    whole = get(client, name, limit=200)
    assert whole["next"] is None
    walked, address = [], f"/api/v1/{name}?limit=2"
    while address:
        page = client.get(address).json()
        assert len(page[LISTS[name]]) <= 2
        walked += page[LISTS[name]]
        address = page["next"]
    assert walked == whole[LISTS[name]]


def test_a_version_is_sent_once(client: TestClient) -> None:
    for path in ("items", "search?q=alarm", "sources"):
        first = client.get(f"/api/v1/{path}")
        again = client.get(f"/api/v1/{path}", headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert client.get(f"/api/v1/{path}", headers={"if-none-match": '"other"'}).status_code == 200


def test_search_and_findings_say_where(client: TestClient) -> None:
    hit = get(client, "search", q="alarm")["hits"][0]
    assert "alarm" in " ".join(hit["text"][start:end] for start, end in hit["highlights"]).casefold()
    row = get(client, "numbers", limit=1)["findings"][0]
    assert row["fields"]["value"] is not None
    transcript = get(client, f"items/{row['item_id']}/transcript")
    assert row["text"].split()[0] in transcript["text"][row["start"] : row["end"]]


@pytest.mark.parametrize(
    ("path", "status"),
    [("items/nothing", 404), ("nowhere", 404), ("items?limit=0", 422), ("items?cursor=x", 400), ("search?q=(", 400), ("search", 422),
     ("quotes?after=soon", 400), ("entities/none", 404), ("items?words=%00", 400), ("quotes?cursor=WzFd&limit=1", 200)],
)  # fmt: skip
def test_problems_are_problem_details(client: TestClient, path: str, status: int) -> None:
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == status
    if status != 200:
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status
        assert {"type", "title", "detail"} <= answer.json().keys()


def test_no_other_site_may_read(client: TestClient) -> None:
    answer = client.get("/api/v1/items", headers={"origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("access-control")]


def test_a_token_reads_and_strangers_do_not(app_state) -> None:
    secrets = with_users(app_state.database)
    client = browser(team(app_state))
    assert client.get("/api/v1/items").headers["www-authenticate"].startswith("Bearer")
    assert client.get("/api/v1/items", headers={"authorization": f"Bearer {secrets['read']}"}).status_code == 200
    assert client.get("/api/v1/items", headers={"authorization": f"Bearer {secrets['feed']}"}).status_code == 401


def test_every_operation_has_a_model_of_its_answer(client: TestClient) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert len(schema["paths"]) >= 10
    for path, operations in schema["paths"].items():
        for operation in operations.values():
            assert "$ref" in json.dumps(next(iter(operation["responses"].values()))["content"]["application/json"]["schema"]), path
            assert operation["responses"]["404"]["content"]["application/problem+json"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.sampled_from([*LISTS, "search", "items/x", "entities/x"]),
    values=st.dictionaries(
        st.sampled_from(["words", "q", "source", "kind", "limit", "cursor", "after", "before", "item", "sort"]),
        st.one_of(st.text(max_size=40), st.integers().map(str)),
    ),
)
def test_nothing_asked_breaks_it(client: TestClient, path: str, values: dict[str, str]) -> None:
    answer = client.get(f"/api/v1/{path}", params={name: value.encode("utf-8", "replace") for name, value in values.items()})
    assert answer.status_code in (200, 400, 404, 422), (answer.status_code, path, values)
