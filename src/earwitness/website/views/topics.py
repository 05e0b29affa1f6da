"""The list of topics, and the page of one: its items over time and its characteristic words."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa
from markupsafe import Markup

from earwitness.entities.topics import TopicFacts, TopicItem, TopicRow, TopicSort, count_topics, list_topics, topic_facts, topic_items
from earwitness.errors import NotFound
from earwitness.website.charts import bar_chart
from earwitness.website.paging import PagePosition

STEP = 80
ITEMS = 30


class TopicsPage(NamedTuple):
    """Topics with their counts."""

    words: str
    sort: TopicSort
    rows: tuple[TopicRow, ...]
    place: PagePosition

    @property
    def query(self) -> dict[str, str]:
        """What the list is narrowed by."""
        return {"words": self.words, "sort": self.sort if self.sort != "items" else ""}


class TopicPage(NamedTuple):
    """One topic."""

    facts: TopicFacts
    chart: Markup
    items: tuple[TopicItem, ...]
    place: PagePosition


def topics_page(connection: sa.Connection, *, words: str = "", sort: str = "items", number: int = 1, step: int = STEP) -> TopicsPage:
    """The topics that hold these words, those of the most items first."""
    order: TopicSort = "name" if sort == "name" else "last" if sort == "last" else "items"
    place = PagePosition(number, step, count_topics(connection, words=words))
    return TopicsPage(words, order, list_topics(connection, words=words, sort=order, limit=step, offset=place.offset), place)


def topic_page(connection: sa.Connection, topic_id: str, *, number: int = 1, step: int = ITEMS) -> TopicPage:
    """The page of one topic. Raises `NotFound`."""
    facts = topic_facts(connection, topic_id)
    if facts is None:
        raise NotFound(topic_id, "no such topic in the archive", "see the list of topics")
    place = PagePosition(number, step, facts.row.items)
    chart = bar_chart(facts.bars, f"Items about {facts.row.name} by {facts.step}; the figures are in the table below.")
    return TopicPage(facts, chart, topic_items(connection, topic_id, limit=step, offset=place.offset), place)
