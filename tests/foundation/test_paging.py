"""A page over several grants is what one sorted list would give: every row once, in order, with the right count."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from django.db.models import QuerySet
from tests.factories.campaign import FACTS, task
from tests.factories.orgs import city
from tests.foundation.places import SEEDS, STATES, country, grants, made_sites, made_tasks

from zhiben.campaign.models import KeyTask, TaskReport
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import paging, scope, unscoped
from zhiben.foundation.scope.paging import legs, page
from zhiben.kernel.errors import NotFound, OutsideScope
from zhiben.kernel.rights import EVERYWHERE, Actor, Coordinates, Grant
from zhiben.orgs.models import Site
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
ORDERS = (("due", "id"), ("-due", "-id"), ("street", "-due", "returns", "id"), ("-id",))


def plain(rows: Sequence[KeyTask], order: Sequence[str]) -> list[int]:
    """The ids in order, by stable sorts from the last column to the first."""
    found = list(rows)
    for name in reversed(order):
        found.sort(key=lambda row: getattr(row, name.lstrip("-")), reverse=name.startswith("-"))
    return [row.pk for row in found]


def walked(rows: QuerySet[KeyTask], order: Sequence[str], limit: int) -> tuple[list[list[int]], set[tuple[int, bool]]]:
    """All pages from first to last, and every count they told."""
    pages, counts, after = [], set(), ""
    while True:
        found = page(rows, order, limit=limit, after=after)
        pages.append([row.pk for row in found.rows])
        counts.add((found.count, found.capped))
        after = found.next_after
        if not after:
            return pages, counts


@pytest.mark.parametrize("seed", SEEDS)
def test_legs_are_disjoint_and_complete(seed: int) -> None:
    chance = random.Random(seed)
    land = country()
    made_tasks(land, chance, 150)
    sites = [row.pk for row in made_sites(land, chance, 60)]
    models: tuple[type[KeyTask | Site], ...] = (KeyTask, Site)
    for _ in range(25):
        with scope(Actor(1, "甲", tuple(grants(land, chance, sites=sites)))):
            for model in models:
                parts = [set(model._unfiltered().filter(leg).values_list("pk", flat=True)) for leg in legs(model)]
                assert sum(map(len, parts)) == len(set().union(*parts))
                assert set().union(*parts) == set(model.objects.values_list("pk", flat=True))


@pytest.mark.parametrize("order", ORDERS, ids="+".join)
@pytest.mark.parametrize("seed", SEEDS)
def test_pages_follow_each_other_like_one_sorted_list(seed: int, order: tuple[str, ...]) -> None:
    chance = random.Random(seed)
    land = country()
    made_tasks(land, chance, 90)
    for limit in (1, 7, 90, 91):
        with scope(Actor(1, "甲", (*grants(land, chance), Grant(9, "officer", land.somewhere(chance))))):
            wanted = KeyTask._unfiltered().filter(state__in=chance.sample(STATES, 2))
            expected = plain(KeyTask.objects.filter(pk__in=wanted), order)
            pages, counts = walked(wanted, order, limit)
        assert pages == ([expected[n : n + limit] for n in range(0, len(expected), limit)] or [[]])
        assert counts == {(len(expected), False)}


def test_page_keys_are_those_of_the_last_row() -> None:
    rows = made_tasks(country(), random.Random(4), 6)
    ids = plain(rows, ("due", "id"))
    last = next(row for row in rows if row.pk == ids[2])
    with scope(Actor(1, "甲", (Grant(1, "officer", EVERYWHERE),))):
        first = page(KeyTask._unfiltered(), ("due", "id"), limit=3)
        assert first.next_after == f"{last.due.isoformat()}~{last.pk}"
        rest = page(KeyTask._unfiltered(), ("due", "id"), limit=3, after=first.next_after)
    assert [row.pk for row in first.rows + rest.rows] == ids
    assert rest.next_after == ""


def test_a_page_goes_on_from_its_key_when_the_row_itself_is_gone() -> None:
    rows = made_tasks(country(), random.Random(5), 10)
    with unscoped(reason="a test of pages"):
        ids = plain(rows, ("id",))
        first = page(KeyTask._unfiltered(), ("id",), limit=4)
        KeyTask.objects.filter(pk=ids[3]).delete()
        rest = page(KeyTask._unfiltered(), ("id",), limit=50, after=first.next_after)
    assert [row.pk for row in rest.rows] == ids[4:]


@pytest.mark.parametrize("after", ["x~1", "2024-03-01", "2024-03-01~1~2", "2024-13-01~1", "2024-03-01~", "~"])
def test_a_page_key_that_does_not_fit_is_told(after: str) -> None:
    with unscoped(reason="a test of pages"), pytest.raises(NotFound) as refused:
        page(KeyTask._unfiltered(), ("due", "id"), after=after)
    assert refused.value.text == "翻页位置不对，请回到第一页"


def test_a_number_beyond_the_column_in_a_page_key_is_an_empty_page() -> None:
    made_tasks(country(), random.Random(6), 3)
    with unscoped(reason="a test of pages"):
        assert page(KeyTask._unfiltered(), ("id",), after="9" * 30).rows == []


@pytest.mark.parametrize("order", [("title", "id"), ("accepted_on", "id"), ("due",), ("-id", "due")], ids="+".join)
def test_an_order_that_cannot_be_merged_is_refused(order: tuple[str, ...]) -> None:
    with unscoped(reason="a test of pages"), pytest.raises(ValueError, match="order"):
        page(KeyTask._unfiltered(), order)


def test_the_count_stops_at_its_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "CAP", 10)
    land = country()
    made_tasks(land, random.Random(7), 60)
    held = (Grant(1, "officer", Coordinates(city=11)), Grant(2, "officer", Coordinates(city=12)))
    with scope(Actor(1, "甲", held)):
        legs_found = [KeyTask._unfiltered().filter(leg).count() for leg in legs(KeyTask)]
        found = page(KeyTask._unfiltered(), ("id",), limit=5)
        exact = page(KeyTask._unfiltered().filter(pk__in=[row.pk for row in found.rows]), ("id",))
    assert min(legs_found[:2]) > 10
    assert (found.count, found.capped, len(found.rows)) == (10, True, 5)
    assert (exact.count, exact.capped) == (5, False)


def test_a_page_outside_a_scope_raises() -> None:
    with pytest.raises(OutsideScope):
        page(KeyTask._unfiltered(), ("id",))


def test_a_page_without_grants_is_empty() -> None:
    made_tasks(country(), random.Random(8), 3)
    with scope(Actor(1, "甲")):
        found = page(KeyTask._unfiltered(), ("id",))
    assert (found.rows, found.count, found.next_after) == ([], 0, "")


def test_a_page_of_rows_beside_a_record_shows_what_the_record_does() -> None:
    built = city()
    own, strange = task(built), task(built, lead="龙华区交通运输")
    for record in (own, strange):
        lead = built.actor(Role.DEPARTMENT_OFFICER, record.lead_unit.name)
        with scope(lead):
            perform(record, "nil", lead, **FACTS["nil"])
    with scope(built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")):
        found = page(TaskReport._unfiltered(), ("id",))
    assert ([row.task_id for row in found.rows], found.count) == ([own.pk], 1)
