"""Words looked for in the plans: in titles, goals, measures and signed files, each find with the place around it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import F, Q

from zhiben.campaign.models import MeasureWording, PlanVersion
from zhiben.foundation.scope.beside import beside
from zhiben.kernel.text import N_

IN_ORDER = (F("plan__sector__position").asc(nulls_first=True), F("plan__territory__position").asc(nulls_first=True))
AROUND = 28
"""So many characters are shown before and after what was found."""
LOOKED_IN = 200
"""Versions that one search looks through at most."""
PLACES = 4
"""Places that are shown of one version."""


@dataclass(frozen=True, slots=True)
class Found:
    """A place in a plan's version: where it is, and the words before, found, and after."""

    where: str
    before: str
    words: str
    after: str
    measure: int = 0


@dataclass(frozen=True, slots=True)
class Hit:
    """A version in which words were found."""

    version: PlanVersion
    places: list[Found]
    more: int


def search(words: str) -> list[Hit]:
    """The versions in force or being prepared, of those that the person may read, in which all of `words` stands."""
    term = " ".join(words.split())
    if not term:
        return []
    said = MeasureWording.objects.filter(Q(text__icontains=term) | Q(goal__icontains=term))
    told = Q(plan__title__icontains=term) | Q(goals__icontains=term) | Q(text__icontains=term)
    rows = beside(PlanVersion).exclude(state__in=("superseded", "dropped"))
    rows = rows.filter(told | Q(pk__in=said.values("version"))).select_related("plan")
    found = list(rows.order_by(*IN_ORDER, "plan", "number")[:LOOKED_IN])
    by_version: dict[int, list[MeasureWording]] = {}
    for one in said.filter(version__in=found).select_related("measure").order_by("position"):
        by_version.setdefault(one.version_id, []).append(one)
    return [_hit(version, by_version.get(version.pk, []), term) for version in found]


def _hit(version: PlanVersion, said: list[MeasureWording], term: str) -> Hit:
    places = list(_places(version, said, term))
    return Hit(version, places[:PLACES], max(len(places) - PLACES, 0))


def _places(version: PlanVersion, said: list[MeasureWording], term: str) -> Iterator[Found]:
    yield from _in(version.plan.title, term, N_("名称"))
    yield from _in(version.goals, term, N_("目标"))
    for one in said:
        where = N_("措施{number}").format(number=one.measure.number)
        yield from _in(one.text, term, where, one.measure_id)
        yield from _in(one.goal, term, N_("{where}的目标").format(where=where), one.measure_id)
    yield from _in(version.text, term, N_("印发件"))


def _in(text: str, term: str, where: str, measure: int = 0) -> Iterator[Found]:
    at = text.lower().find(term.lower())
    if at < 0:
        return
    end = at + len(term)
    before, after = text[max(at - AROUND, 0) : at], text[end : end + AROUND]
    opening = "…" if at > AROUND else ""
    closing = "…" if end + AROUND < len(text) else ""
    yield Found(where, opening + before, text[at:end], after + closing, measure)
