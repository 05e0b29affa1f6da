"""`publish --format site`: a static site of the same pages as the running web app, for any server or none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import ClassVar, NamedTuple
from urllib.parse import quote

import sqlalchemy as sa

from earwitness.entities.slugs import slug
from earwitness.renderers.json import JsonRenderer
from earwitness.renderers.labels import byline
from earwitness.renderers.transcript_file import TRANSCRIPT_SUFFIX, transcript_json
from earwitness.renderers.writing import escape_html
from earwitness.storage.items import get_items
from earwitness.website.asset_files import asset, stamped
from earwitness.website.links import Links
from earwitness.website.publishing.catalogue import PublishedItem, digested
from earwitness.website.publishing.formats import Content, Options, OursAlone, Task
from earwitness.website.publishing.renderer_version import key_of, renderer_version
from earwitness.website.site.feeds import FeedPlan, feed_files, feed_plans, feed_texts
from earwitness.website.site.frame import PICTURE, SiteFrame, templates
from earwitness.website.site.links import FolderLinks, page_file
from earwitness.website.site.offline_index import block_files, block_scripts, blocks, index_facts, item_lines
from earwitness.website.site.pagination import Pagination, PaginationPage
from earwitness.website.site.subjects import FIRST, USUAL, Sizes, Subjects, subjects_of
from earwitness.website.views.item import site_page
from earwitness.website.views.item_rows import ItemRow, item_rows
from earwitness.website.views.today import TodayPage

NEWEST = 20
PLAIN = frozenset({"today", "items", "item", "search", "item_file", "data", "feed"})
"""The kinds of pages that hold of every choice of items."""
ASSETS = ("site.css", "hub.js", "item.js", "icon.svg")


class ListedItems(NamedTuple):
    """One page of the list of items, as its template wants it."""

    items: tuple[ItemRow, ...]
    place: PaginationPage

    @property
    def total(self) -> int | None:
        """Items in all, on the newest page."""
        return self.place.total

    @property
    def next(self) -> str | None:
        """The page after, None on the oldest."""
        return self.place.next

    def newer(self, links: Links) -> str:
        """The address of the page before, empty on the newest."""
        return "" if self.place.previous is None else links.page("items", page=self.place.previous)

    def older(self, links: Links) -> str:
        """The address of the next page, empty on the oldest."""
        return links.page("items", page=self.next) if self.next else ""


@dataclass(frozen=True)
class SiteFormat(OursAlone):
    """Writes the site.

    Pages across items (names, topics, speakers, sources, ledgers) are there only when every item is published: they would tell of
    items that were not chosen.
    """

    USES_SEARCHES: ClassVar[bool] = True
    items: Mapping[str, PublishedItem]
    options: Options
    subjects: Subjects
    feeds: Mapping[str, FeedPlan]
    sizes: Sizes = USUAL

    @classmethod
    def of(cls, connection: sa.Connection, items: Sequence[PublishedItem], options: Options, *, sizes: Sizes = USUAL) -> SiteFormat:
        """Return the site of these items, with feeds of the saved searches."""
        whole = not options.source_id and options.limit is None
        subjects = subjects_of(connection, items, sizes) if whole else Subjects()
        feeds = feed_plans(connection, items, options, options.searched, whole=whole)
        return cls({one.id: one for one in items}, options, subjects, feeds, sizes)

    @property
    def frame(self) -> SiteFrame:
        """The frame of its pages."""
        return SiteFrame(self.options, PLAIN | self.subjects.pages, frozenset(self.feeds))

    def tasks(self) -> Sequence[Task]:
        """Every file of the site."""
        result = key_of(renderer_version(), self.options.title, self.options.base_url, sorted(self.subjects.pages))
        return [
            Task(name, key_of(result, key), files)
            for name, key, files in (*self._singles(), *self._items(), *self._blocks(), *self._feeds(), *self.subjects.tasks())
        ]

    def make(self, connection: sa.Connection, task: Task) -> Mapping[str, Content]:
        """The files of a task."""
        kind, _, key = task.name.partition("/")
        makers: dict[str, Callable[[], Mapping[str, Content]]] = {
            "item": lambda: self._item(connection, key, task.files),
            "items": lambda: self._list(connection, key.removeprefix(FIRST), task.files[0]),
            "today": lambda: self._today(connection, task.files[0]),
            "block": lambda: block_scripts(connection, int(key), blocks(list(self.items.values()))[int(key)]),
            "feed": lambda: feed_texts(connection, self.feeds[key], self.items, self.options),
            "static": self._static,
            "sitemap": lambda: {task.files[0]: self._sitemap()},
        }
        if kind in makers:
            return makers[kind]()
        return self.subjects.make(connection, self.frame, kind, key, task.files)

    def _singles(self) -> Iterator[tuple[str, object, tuple[str, ...]]]:
        newest = [one.key for one in list(self.items.values())[:NEWEST]]
        yield "today/", newest, ("index.html",)
        assets = (PICTURE, *(f"assets/{stamped(name)}" for name in ASSETS))
        count = len(blocks(list(self.items.values())))
        yield (
            "static/",
            [count, self._searches()],
            (*assets, "search/search.js", "search/index.js", "search.html", "404.html", ".nojekyll"),
        )
        if self.options.base_url:
            listed = [[one.id, one.item.published] for one in self.items.values()]
            yield "sitemap/", [listed, self._pages(), self.subjects.files()], ("sitemap.xml",)
        every = [one.key for one in self.items.values()]
        for part in self._stack.parts:
            (before, count), place = self._stack.span(part), self._stack.place(part)
            key = [place.total, place.previous, place.next, *every[before : before + count]]
            yield f"items/{part or FIRST}", key, (page_file("items", part=part),)

    def _items(self) -> Iterator[tuple[str, object, tuple[str, ...]]]:
        for one in self.items.values():
            files = (page_file("item", one.id), f"items/{one.id}.json", f"items/{one.id}{TRANSCRIPT_SUFFIX}", f"search/lines/{one.id}.js")
            yield f"item/{one.id}", [one.key, self.subjects.led_to(one.id)], files

    def _blocks(self) -> Iterator[tuple[str, object, tuple[str, ...]]]:
        for number, block in enumerate(blocks(list(self.items.values()))):
            yield f"block/{number}", [one.key for one in block], block_files(number)

    def _feeds(self) -> Iterator[tuple[str, object, tuple[str, ...]]]:
        for name, plan in self.feeds.items():
            yield f"feed/{name}", [plan.title, [self.items[id_].key for id_ in plan.items]], feed_files(name)

    @property
    def _stack(self) -> Pagination:
        return Pagination(len(self.items), self.sizes.items)

    def _pages(self) -> list[str]:
        """The files of the list of items."""
        return [page_file("items", part=part) for part in self._stack.parts]

    def _item(self, connection: sa.Connection, item_id: str, files: tuple[str, ...]) -> Mapping[str, str]:
        published = self.items[item_id]
        found = digested(connection, published)
        if found is None:
            return {}
        page, data, transcript, lines = files
        described = "" if found.digest.takeaway else " · ".join(byline(found.digest))  # else the takeaway tells what it is about
        frame = self.frame.frame(page, "items", description=described)
        html = site_page(templates(), frame, found.digest, found.transcript, published.recording, known=self.subjects.known)
        return {
            page: html,
            data: JsonRenderer().render(found.digest, found.transcript),
            transcript: transcript_json(found.transcript),
            lines: item_lines(connection, published),
        }

    def _today(self, connection: sa.Connection, file: str) -> Mapping[str, str]:
        rows = self._rows(connection, list(self.items)[:NEWEST])
        page = TodayPage(since_ms=None, fresh=(), before=rows, troubled=(), sources=())
        return {file: self.frame.render("today.html", file, "today", description=f"{len(self.items):,} items", page=page)}

    def _list(self, connection: sa.Connection, part: str, file: str) -> Mapping[str, str]:
        before, count = self._stack.span(part)
        page = ListedItems(self._rows(connection, list(self.items)[before : before + count]), self._stack.place(part))
        return {file: self.frame.render("items.html", file, "items", page=page)}

    def _rows(self, connection: sa.Connection, ids: Sequence[str]) -> tuple[ItemRow, ...]:
        return item_rows(connection, get_items(connection, ids))

    def _static(self) -> Mapping[str, Content]:
        count = len(blocks(list(self.items.values())))
        script = (resources.files("earwitness.website.site") / "search.js").read_text("utf-8")
        top = self.frame.frame("404.html")
        base = "/" + self.options.base_url.partition("://")[2].partition("/")[2] if self.options.base_url else ""
        lost = top._replace(links=FolderLinks(base, self.frame.pages), feeds=())
        return {
            **{f"assets/{stamped(name)}": asset(name).decode("utf-8") for name in ASSETS},
            PICTURE: (resources.files("earwitness.website.site") / "preview.png").read_bytes(),
            "search/search.js": script,
            "search/index.js": index_facts(count),
            "search.html": self.frame.render("offline_search.html", "search.html", "search", root="", searches=self._searches()),
            "404.html": templates().render("not_found.html", lost),
            ".nojekyll": "",
        }

    def _searches(self) -> list[tuple[str, str]]:
        """The saved searches with the names of their feeds."""
        named = ((name, f"search-{slug(name)}") for name, _ in self.options.searches)
        return [(name, feed) for name, feed in named if feed in self.feeds]

    def _sitemap(self) -> str:
        """Every item page and list, with the day an item was published; addresses hold only what URLs may."""
        rows = [(page_file("today"), ""), *((file, "") for file in self._pages())]
        rows += [(page_file("item", one.id), (one.item.published or "")[:10]) for one in self.items.values()]
        rows += [(file, "") for file in self.subjects.files()]
        return sitemap(self.options.base_url, rows)


def sitemap(base_url: str, rows: Sequence[tuple[str, str]]) -> str:
    """A sitemap (sitemaps.org) of files with their days; the most it may hold is 50,000."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">']
    for file, day in rows[:50_000]:
        dated = f"<lastmod>{day}</lastmod>" if len(day) == 10 and day.replace("-", "").isdigit() else ""
        lines.append(f"<url><loc>{escape_html(base_url + quote(file, safe='/'))}</loc>{dated}</url>")
    return "\n".join([*lines, "</urlset>"]) + "\n"
