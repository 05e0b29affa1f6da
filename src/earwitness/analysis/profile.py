"""Tags and audiences of an item, derived from its topics and names alone."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from earwitness.analysis.topics.taxonomy import subjects
from earwitness.model.digest import Role
from earwitness.model.findings import EntityFields, TopicFields
from earwitness.model.reading import Reading

_MOST_TAGS = 12
_MOST_ROLES = 6
_TOPIC_TAGS = 8
_LEAST_PROMINENCE = 0.15
_SHORT = 400
"""Words below which an item has too little in it to serve six kinds of readers."""

_ROLES: dict[str, tuple[str, ...]] = {
    "ai": ("AI and machine learning leaders", "technology strategists", "AI researchers", "product leaders"),
    "data": ("data and analytics leaders", "AI and machine learning leaders", "software engineers"),
    "infrastructure": ("AI infrastructure leaders", "technology strategists", "investors"),
    "chips": ("AI infrastructure leaders", "investors", "technology strategists"),
    "robotics": ("robotics and automation engineers", "operations leaders", "technology strategists"),
    "software": ("software engineers", "engineering leaders"),
    "product": ("product leaders", "designers", "founders"),
    "hardware": ("product leaders", "designers", "hardware engineers"),
    "security": ("security professionals", "software engineers"),
    "crypto": ("investors", "Bitcoin and crypto developers"),
    "bitcoin": ("Bitcoin and crypto developers", "protocol researchers", "security professionals"),
    "startups": ("founders", "investors"),
    "finance": ("investors", "financial analysts"),
    "economy": ("economists and analysts", "policy people", "investors"),
    "business": ("founders", "business leaders", "marketing and growth teams"),
    "work": ("people leaders", "business leaders", "people planning a career"),
    "policy": ("policy people", "legal and compliance teams"),
    "politics": ("policy people", "journalists", "geopolitical analysts"),
    "society": ("policy people", "journalists", "curious generalists"),
    "climate": ("energy and climate professionals", "policy people"),
    "energy": ("energy and climate professionals", "investors"),
    "transport": ("mobility and automotive professionals", "investors"),
    "space": ("space and aerospace professionals", "investors", "curious generalists"),
    "science": ("researchers", "curious generalists"),
    "biotech": ("biotech and health professionals", "investors", "researchers"),
    "health": ("biotech and health professionals", "policy people"),
    "education": ("educators", "policy people"),
    "mind": ("curious generalists", "coaches and people leaders"),
    "media": ("journalists", "media and creator professionals"),
    "arts": ("film, music and arts professionals", "curious generalists"),
    "games": ("game developers", "curious generalists"),
    "sports": ("sports professionals", "curious generalists"),
    "food": ("food and hospitality professionals", "curious generalists"),
    "travel": ("travel professionals", "curious generalists"),
}
"""For each field of the topic table the readers it serves, the closest first."""


def tags(topics: Sequence[TopicFields], entities: Sequence[EntityFields]) -> tuple[str, ...]:
    """Five to twelve tags where there is so much to tell, in kebab-case: the topics first, then the names most spoken of.

    >>> tags([Topic(topic="artificial intelligence", prominence=1.0)], [])
    ('artificial-intelligence',)
    """
    chosen = [_kebab(topic.topic) for topic in topics if topic.prominence >= _LEAST_PROMINENCE or len(topics) <= 5][:_TOPIC_TAGS]
    named = [entity for entity in entities if entity.kind in ("organization", "person", "product") and _mentions(entity) > 1]
    named.sort(key=lambda entity: (-_mentions(entity) * (1.5 if entity.kind == "organization" else 1.0), entity.name))
    chosen += [_kebab(entity.name) for entity in named[:_MOST_TAGS]]
    return tuple(dict.fromkeys(tag for tag in chosen if tag))[:_MOST_TAGS]


def best_for(reading: Reading, topics: Sequence[TopicFields]) -> tuple[Role, ...]:
    """Up to six kinds of readers the item serves (three for a short one), each with the topics that are the reason."""
    fields = {subject.name: subject.field for subject in subjects()}
    weights: dict[str, float] = defaultdict(float)
    reasons: dict[str, list[TopicFields]] = defaultdict(list)
    for topic in topics:
        for rank, role in enumerate(_ROLES.get(fields.get(topic.topic, ""), ())):
            weights[role] += topic.prominence / (1 + 0.6 * rank)
            reasons[role].append(topic)
    if len({fields[topic.topic] for topic in topics if topic.topic in fields}) >= 5:
        weights["curious generalists"] += 0.6
        reasons["curious generalists"] = list(topics[:3])
    ranked = sorted(weights, key=lambda role: (-weights[role], role))
    strongest = weights[ranked[0]] if ranked else 0.0
    retained = [role for at, role in enumerate(ranked) if at < 3 or weights[role] >= 0.3 * strongest]
    most = _MOST_ROLES if len(reading.words) >= _SHORT else _MOST_ROLES // 2
    return tuple(Role(role=role, reason=_reason(reasons[role])) for role in retained[:most])


def _reason(topics: Sequence[TopicFields]) -> str:
    strongest = sorted(topics, key=lambda topic: -topic.prominence)[:3]
    names = [topic.topic for topic in strongest]
    source_text = names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
    return f"speaks of {source_text}"


def _mentions(entity: EntityFields) -> int:
    """Return how often the entity is named: a verified one carries its mentions, a proposed one its spans."""
    return len(getattr(entity, "mentions", ())) or len(getattr(entity, "spans", ()))


def _kebab(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.casefold().replace("&", " and ").replace("'", "").replace("’", ""))
    return re.sub(r"[^\w]+|_+", "-", "".join(symbol for symbol in plain if not unicodedata.combining(symbol))).strip("-")
