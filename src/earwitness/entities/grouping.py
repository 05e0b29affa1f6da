"""Which entities count as one, given the decisions on them: a pure function, so undoing a decision restores the earlier state exactly.

The rule. On one pair the newest act of a person counts: joining, parting, or undoing what a rule joined, which parts it. Where no
person acted, a rule's decision counts. Joins are made in order, people's first, the oldest first, then the rules' from the
strongest to the weakest; a join that would bring two parted entities together, also by way of others, is refused and said so, and so
is a rule's join of entities of which some have different ids of one kind.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from earwitness.entities.decisions import RULE, Decision
from earwitness.entities.identity_rules import RANKS


class EntityWeight(NamedTuple):
    """What makes an entity the one that gives a group its name: an id in our tables, then how often it is named."""

    ids: Mapping[str, str]
    mentions: int
    name: str


class Grouped(NamedTuple):
    """Each entity's leader, the joins that made the groups, and those refused with the pair they would have brought together."""

    leaders: dict[str, str]
    joins: tuple[Decision, ...]
    refused: tuple[tuple[Decision, tuple[str, str]], ...]


def group(entity_ids: Iterable[str], decisions: Sequence[Decision], weights: Mapping[str, EntityWeight]) -> Grouped:
    """The groups that the decisions make of the entities; the same for the decisions in any order."""
    members: dict[str, set[str]] = {id_: {id_} for id_ in entity_ids}
    same, apart = _verdicts(decisions)
    joins: list[Decision] = []
    refused: list[tuple[Decision, tuple[str, str]]] = []
    for decision in sorted(same, key=_order):
        if not (decision.entity_id in members and decision.other_id in members):
            continue
        one, other = members[decision.entity_id], members[decision.other_id]
        if one is other:
            joins.append(decision)
            continue
        against = min((pair for pair in apart if _between(pair, one, other)), default=None)
        if against is None and decision.by_rule:
            against = _contradiction(one, other, weights)
        if against is not None:
            refused.append((decision, against))
            continue
        joins.append(decision)
        one |= other
        for id_ in other:
            members[id_] = one
    leaders: dict[str, str] = {}
    for id_, those in sorted(members.items()):
        if id_ not in leaders:
            leader = _leader(those, joins, weights)
            leaders.update(dict.fromkeys(those, leader))
    return Grouped(leaders, tuple(joins), tuple(refused))


def _verdicts(decisions: Iterable[Decision]) -> tuple[list[Decision], set[tuple[str, str]]]:
    """The joins that count, and the pairs kept apart."""
    pairs: dict[tuple[str, str], list[Decision]] = {}
    for decision in decisions:
        if decision.state != "suggested" and decision.entity_id != decision.other_id:
            pairs.setdefault(decision.pair, []).append(decision)
    same: list[Decision] = []
    apart: set[tuple[str, str]] = set()
    for pair, those in pairs.items():
        acts = [act for one in those if (act := _act(one)) is not None]
        if acts:
            _, _, parted, newest = max(acts)
            if parted:
                apart.add(pair)
            else:
                same.append(newest)
        else:
            same += [one for one in those if one.by_rule and one.state == "standing"]
    return same, apart


def _act(decision: Decision) -> tuple[int, str, bool, Decision] | None:
    """A person's act on a pair with its time and whether it parts; None for a rule's decision and for what was undone."""
    if decision.by_rule:
        return (decision.undone_ms or 0, decision.id, True, decision) if decision.state == "undone" else None
    if decision.state == "undone":
        return None
    return decision.decided_ms, decision.id, decision.verb == "apart", decision


def _order(decision: Decision) -> tuple[int, int, tuple[str, str], str]:
    if decision.by_rule:
        return 1, RANKS.get(decision.decided_by.removeprefix(RULE), len(RANKS)), decision.pair, decision.id
    return 0, decision.decided_ms, decision.pair, decision.id


def _between(pair: tuple[str, str], one: set[str], other: set[str]) -> bool:
    return (pair[0] in one and pair[1] in other) or (pair[1] in one and pair[0] in other)


def _contradiction(one: set[str], other: set[str], weights: Mapping[str, EntityWeight]) -> tuple[str, str] | None:
    """Two entities, one of each group, with different ids of one kind."""
    known = {id_: weights[id_].ids for id_ in one | other if id_ in weights and weights[id_].ids}
    for first in sorted(one & known.keys()):
        for second in sorted(other & known.keys()):
            if any(known[second].get(kind, value) != value for kind, value in known[first].items()):
                return first, second
    return None


def _leader(those: set[str], joins: Sequence[Decision], weights: Mapping[str, EntityWeight]) -> str:
    """The entity a person joined others to, in the newest such decision; else the linked, most named, shortest named one."""
    chosen = [join for join in joins if not join.by_rule and join.other_id in those]
    if chosen:
        return max(chosen, key=lambda join: (join.decided_ms, join.id)).other_id
    empty = EntityWeight(ids={}, mentions=0, name="")

    def rank(id_: str) -> tuple[bool, int, int, str, str]:
        weight = weights.get(id_, empty)
        return not weight.ids, -weight.mentions, len(weight.name), weight.name, id_

    return min(those, key=rank)
