"""The lists of a site: complete, by letter or from the oldest on, and changed by a new item only where it stands."""

import re
from pathlib import Path

import pytest
from tests.website.shared_archive import contents, drop, put
from tests.website.test_site import Page

from earwitness.entities.entities import count_entities
from earwitness.entities.indexing import catch_up
from earwitness.entities.ledger import ledger_keys
from earwitness.storage.engine import Database
from earwitness.website.publishing.build_workers import Makers
from earwitness.website.publishing.catalogue import published_items
from earwitness.website.publishing.formats import Options
from earwitness.website.publishing.output_folder import Folder
from earwitness.website.publishing.publish import publish
from earwitness.website.site.format import SiteFormat
from earwitness.website.site.initials import by_initial
from earwitness.website.site.pagination import Pagination
from earwitness.website.site.subjects import Sizes


@pytest.mark.parametrize("total", [0, 1, 99, 100, 199, 200, 1_234])
def test_every_row_stands_on_one_page_and_old_pages_stay(total: int) -> None:
    pagination, longer = Pagination(total, 100), Pagination(total + 1, 100)
    spans = [pagination.span(part) for part in pagination.parts]
    assert [row for before, count in spans for row in range(before, before + count)] == list(range(total))
    for part in pagination.parts[1:]:
        before, count = pagination.span(part)
        assert longer.span(part) == (before + 1, count)  # the same rows: one more is before them now
    assert all(pagination.place(part).total is None for part in pagination.parts[1:])


def test_from_each_page_the_next_and_the_one_before_are_reached() -> None:
    pagination = Pagination(1_234, 100)
    forward = [""]
    while (after := pagination.place(forward[-1]).next) is not None:
        forward.append(after)
    assert tuple(forward) == pagination.parts
    backward = [forward[-1]]
    while (before := pagination.place(backward[-1]).previous) is not None:
        backward.append(before)
    assert backward == forward[::-1]


def test_names_go_by_their_first_letter_whatever_stands_before_it() -> None:
    pages = by_initial([("élan", "1"), ("(the) end", "2"), ("4chan", "3"), ("東京", "4"), ("...", "5")])
    assert pages == {"e": ("1",), "t": ("2",), "0-9": ("3",), "other": ("5", "4")}


SHORT = Sizes(items=3, names=2, lines=5)
"""Pages so short that a few items fill several."""


def published(database: Database, url: str, out: Path) -> dict[str, str]:
    """The site with short pages, every page by its file."""
    catch_up(database, now_ms=1)
    with database.read() as connection:
        result = SiteFormat.of(connection, published_items(connection), Options(format="site"), sizes=SHORT)
    publish(Folder(out), "site", result, Makers(database, url, processes=1))
    return {path: content.decode() for path, content in contents(out).items() if path.endswith(".html")}


def test_lists_are_complete_and_a_new_item_changes_their_newest_page_alone(archive, out: Path) -> None:
    database, url = archive
    for at in range(8):
        put(database, f"{at:016x}", f"Part {at}", published=f"2026-01-{at + 1:02}", seen=3 + at)
    before = published(database, url, out)
    listed = [path for path in before if re.fullmatch(r"items/index(-\d+)?\.html", path)]
    assert len(listed) == 3
    titles = [
        title for path in listed for title in re.findall(r"Part \d|The mill|Tides", "".join(re.findall(r"<h3>.*?</h3>", before[path])))
    ]
    assert sorted(titles) == sorted(["The mill", "Tides", *(f"Part {at}" for at in range(8))])
    with database.read() as connection:
        quotes = len(ledger_keys(connection, "quote"))
        names = count_entities(connection)
    shown = [path for path in before if re.fullmatch(r"quotes(-\d+)?\.html", path)]
    assert len(shown) > 2
    assert sum(before[path].count("<blockquote") for path in shown) == quotes
    lettered = [path for path in before if re.fullmatch(r"entities/index-[\w-]+\.html", path)]
    linked = {link for path in lettered for link in Page(before[path]).links if re.fullmatch(r"\.\./entities/[0-9a-f]{16}\.html", link)}
    assert len(linked) == sum(names.values())

    put(database, "c" * 16, "The newest of all", published="2026-04-01", seen=20)
    after = published(database, url, out)
    for name in ("items/index", "quotes", "numbers", "predictions"):
        *old, _newest = sorted((path for path in before if re.fullmatch(rf"{name}-\d+\.html", path)), key=_number)
        assert all(before[path] == after[path] for path in old), name
        assert before[f"{name}.html"] != after[f"{name}.html"]
    drop(database, "c" * 16)
    assert published(database, url, out) == before


def _number(path: str) -> int:
    return int(re.findall(r"-(\d+)\.html", path)[0])
