"""Search in the browser: the same answers as on the command line, filters from a form, faults in words."""

from starlette.testclient import TestClient

from earwitness.config import Settings
from earwitness.search.searching import search
from earwitness.web.app import create_app
from earwitness.web.app_state import AppState
from earwitness.website.views.searching import SearchRequest, search_page


def test_hits_are_marked_and_lead_to_their_second(client: TestClient) -> None:
    page = client.get("/search", params={"q": "nurses"}).text
    assert "<mark>" in page
    assert "#t=" in page
    assert "Lucia Ferrante" in page


def test_the_form_asks_what_the_command_line_asks(archive) -> None:
    asked = SearchRequest(q="alarm OR nurses", speaker='Lucia "Ferrante', kind="podcast")
    assert asked.text() == '(alarm OR nurses) speaker:"Lucia  Ferrante" kind:"podcast"'
    page = search_page(archive, asked)
    assert page.hits
    assert {hit.speaker for hit in page.hits} == {"Lucia Ferrante"}
    found = search(archive, asked.text())
    assert [hit.passage.start for hit in found.hits] == [hit.start for hit in page.hits]


def test_pieces_are_the_passage(archive) -> None:
    for hit in search_page(archive, SearchRequest(q="alarm")).hits:
        assert any(marked for _, marked in hit.pieces)
        assert "".join(text for text, _ in hit.pieces).strip()


def test_a_query_that_cannot_be_read_is_answered_with_its_fault(client: TestClient) -> None:
    answer = client.get("/search", params={"q": "(alarm"})
    assert answer.status_code == 200
    assert "never closed" in answer.text


def test_nothing_found_says_what_was_searched(client: TestClient) -> None:
    assert "Searched 4 items" in client.get("/search", params={"q": "zeppelin"}).text


def test_hostile_queries_are_escaped(client: TestClient) -> None:
    page = client.get("/search", params={"q": '"><script>alert(1)</script>', "speaker": "<img src=x onerror=1>"}).text
    assert "<script>alert" not in page
    assert "<img" not in page


def test_saved_searches_are_offered_before_a_reader_types(archive) -> None:
    settings = Settings(saved_searches={"Alarms & nurses": "alarm nurses"})
    with TestClient(create_app(AppState(settings, archive)), base_url="http://localhost") as client:
        assert '<a href="/search?q=alarm+nurses">Alarms &amp; nurses</a>' in client.get("/search").text
        assert "Alarms &amp; nurses" not in client.get("/search", params={"q": "nurses"}).text
