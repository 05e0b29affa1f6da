"""Names, topics, speakers, sources and ledgers as pages: what they say, where they lead, what may be decided on them."""

import re
from html import unescape

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient
from tests.web.archives import BROKEN, SOURCE

from earwitness.entities.entities import list_entities
from earwitness.entities.ledger import statements_about_entity
from earwitness.entities.statements import Bar
from earwitness.storage.engine import Database
from earwitness.storage.entity_tables import identities, names
from earwitness.storage.tables import entities
from earwitness.text.folding import fold
from earwitness.web.security_headers import HEADERS
from earwitness.website.charts import bar_chart
from earwitness.website.links import SiteLinks
from earwitness.website.rendering import Frame, Pages
from earwitness.website.views.entities import entities_page, entity_page
from earwitness.website.views.ledgers import LedgerFilter, ledger_page

OWN = {"sec-fetch-site": "same-origin"}
LISTS = ("/entities", "/topics", "/speakers", "/sources", "/numbers", "/predictions", "/quotes")


def _id(archive: Database, name: str) -> str:
    with archive.read() as connection:
        return connection.scalar(sa.select(entities.c.id).where(entities.c.name == name))


@pytest.mark.parametrize("address", LISTS)
def test_every_list_answers_with_links_that_lead_somewhere(client: TestClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert page.headers["content-security-policy"] == HEADERS["Content-Security-Policy"]
    assert " style=" not in page.text
    assert "<script>" not in page.text
    for href in set(
        map(unescape, re.findall(r'href="(/(?:entities|topics|speakers|sources|numbers|predictions|quotes)[^"]*)"', page.text))
    ):
        assert client.get(href).status_code == 200, href


def test_a_name_has_its_mentions_what_is_said_and_its_spellings(client: TestClient, archive: Database) -> None:
    client.get("/entities")
    page = client.get(f"/entities/{_id(archive, 'Lucia Ferrante')}").text
    assert "<h1>Lucia Ferrante</h1>" in page
    assert "What the hospital learned from its own AI" in page
    assert 'href="/speakers/lucia-ferrante"' in page
    assert re.search(r'href="/items/[0-9a-f]{16}#t=[\d.]+&amp;s=[0-9a-f]{16}"', page)
    assert "Spellings heard" in page
    assert "short for a person named in full" in page


def test_what_names_a_name_is_parted_from_what_stands_beside_it(client: TestClient, archive: Database) -> None:
    client.get("/entities")
    with archive.read() as connection:
        rows = list_entities(connection, limit=100)
        pages = [entity_page(connection, row.id) for row in rows]
        near = {row.id: [statements_about_entity(connection, [row.id], most=99)] for row in rows}
    page = max(pages, key=lambda one: (bool(one.said) and bool(one.beside), sum(source_text.total for source_text in one.beside)))
    assert page.said
    assert page.beside
    for shown, beside in ((page.said, False), (page.beside, True)):
        retained = {one.type: one for one in near[page.row.id][0] if one.beside is beside}
        assert [one.type for one in shown] == [type_ for type_ in ("quote", "number", "prediction") if type_ in retained]
        assert all(one.total == retained[one.type].total == len(retained[one.type].rows) for one in shown)
        assert all(line.row in retained[one.type].rows for one in shown for line in one.lines)
    text = client.get(f"/entities/{page.row.id}").text
    folded = re.search(r'<details class="beside">.*?</details>', text, re.DOTALL)
    assert folded is not None
    for source_text in page.said:
        assert f'id="h-{source_text.type}"' in text[: folded.start()]
    for source_text in page.beside:
        assert f'id="b-{source_text.type}"' in folded.group()
    spelled = {one.folded for one in page.facts.spellings}
    ledger = client.get(f"/{page.said[0].ledger}?entity={page.row.id}&named=1").text
    assert "only: what names it" in ledger
    assert f"{page.said[0].total} {page.said[0].type}" in ledger
    with archive.read() as connection:
        given = LedgerFilter(entity=page.row.id, named="1")
        named = ledger_page(connection, page.said[0].type, given, today="2026-11-28")
    assert all(any(one in fold(line.row.text) for one in spelled) for line in named.lines)
    assert {one.what: one.without for one in named.narrowed} == {"entity": {}, "only": {"entity": page.row.id}}


def test_a_merge_and_its_undo_by_forms(client: TestClient, archive: Database) -> None:
    client.get("/entities")
    one, other = _id(archive, "Marienhof Kassel"), _id(archive, "Marienhof")
    done = client.post(f"/entities/{one}/same", data={"other": "Marienhof", "reason": "one <b>house</b>"}, headers=OWN)
    assert done.status_code == 200
    assert str(done.url).endswith(f"/entities/{other}#h-who")
    assert "one &lt;b&gt;house&lt;/b&gt;" in done.text
    assert "user:local" in done.text
    assert client.get(f"/entities/{one}", follow_redirects=False).headers["location"] == f"/entities/{other}"
    with archive.read() as connection:
        decision = connection.scalar(sa.select(identities.c.id).where(identities.c.decided_by == "user:local"))
    undone = client.post(f"/decisions/{decision}/undo", data={"back": one}, headers=OWN)
    assert "undone by user:local" in undone.text
    assert client.get(f"/entities/{one}", follow_redirects=False).status_code == 200


def test_a_spelling_is_parted_and_a_suggestion_refused_by_forms(client: TestClient, archive: Database) -> None:
    client.get("/entities")
    lucia = _id(archive, "Lucia Ferrante")
    parted = client.post(f"/entities/{lucia}/spelling", data={"spelling": "Lucia"}, headers=OWN)
    assert "“Lucia” was parted from Lucia Ferrante" in unescape(parted.text)
    assert client.get("/entities?words=lucia").text.count('href="/entities/') >= 2
    apart = client.post(f"/entities/{lucia}/apart", data={"other": _id(archive, "Marienhof")}, headers=OWN)
    assert "are not the same" in apart.text


@pytest.mark.parametrize("path", ["/entities/x/same", "/entities/x/apart", "/entities/x/spelling", "/decisions/x/undo"])
def test_decisions_come_from_our_own_pages_only(client: TestClient, path: str) -> None:
    assert client.post(path, data={"other": "y", "spelling": "y"}, headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.get(path).status_code == 405
    assert client.post(path, data={"other": "y", "spelling": "y"}, headers=OWN).status_code == 404


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/entities/0000000000000000", 404),
        ("/topics/nothing", 404),
        ("/speakers/nobody", 404),
        ("/sources/zz", 404),
        ("/numbers?after=soon", 400),
        ("/numbers?sort=colour", 400),
        ("/numbers?page=99999999999999999999&words=%25_%27", 200),
        ("/entities?kind=nonsense&sort=nonsense&page=-1", 200),
    ],
)
def test_what_is_not_there_and_what_makes_no_sense(client: TestClient, address: str, status: int) -> None:
    assert client.get(address).status_code == status


def test_numbers_are_sorted_and_filtered_by_the_address(client: TestClient) -> None:
    page = client.get("/numbers?unit=%25&sort=-value").text
    values = [float(value) for value in re.findall(r'<td class="n">([\d.]+) %', page)]
    assert values == sorted(values)
    assert len(values) > 3
    assert 'aria-sort="ascending"' in page
    due = client.get("/predictions?sort=due&due=set").text
    assert re.search(r'<td class="n[^"]*">20\d\d', due)


def test_a_source_that_is_in_trouble_says_so(client: TestClient) -> None:
    assert "the server says 500" in client.get("/sources").text
    assert "the server says 500" in client.get(f"/sources/{BROKEN.id}").text
    page = client.get(f"/sources/{SOURCE.id}").text
    assert "Example &lt;Radio&gt;" in page
    assert 'href="/speakers/priya-raman"' in page


def test_pages_of_a_site_have_no_forms_and_lead_to_files(client: TestClient, archive: Database) -> None:
    client.get("/entities")
    frame = Frame(SiteLinks(1), live=False)
    with archive.read() as connection:
        lists = Pages().render("entities.html", frame, page=entities_page(connection))
        row = list_entities(connection)[0]
        page = Pages().render("entity.html", frame, page=entity_page(connection, row.id))
        ledger = Pages().render("numbers.html", frame, page=ledger_page(connection, "number", LedgerFilter(), today="2026-11-28"))
    for result in (lists, page, ledger):
        inside = result[result.index("<main") : result.index("</main>")]
        assert "<form" not in inside
        assert 'href="/' not in inside
    assert f'href="../entities/{row.id}.html"' in lists


def test_a_chart_holds_nothing_of_the_outside_unescaped() -> None:
    bars = (Bar("2026-01-01", '2026-01"><script>', 3, 1), Bar("2026-02-01", "2026-02", 0, 0), Bar("2026-03-01", "2026-03", 7, 2))
    result = str(bar_chart(bars, 'Mentions of "><script>x'))
    assert "<script" not in result
    assert "style=" not in result
    assert result.count("<rect") == 2
    heights = [float(value) for value in re.findall(r'height="([\d.]+)"', result)]
    assert heights[0] / heights[1] == pytest.approx(3 / 7, rel=0.01)
    assert bar_chart((), "none") == ""


def test_counts_are_there_on_an_archive_nothing_was_gathered_of(client: TestClient, archive: Database) -> None:
    with archive.read() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(names)) == 0
    assert "Lucia Ferrante" in client.get("/entities").text
