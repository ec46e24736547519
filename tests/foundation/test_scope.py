"""Who sees what: an error where nobody asks, one filter on every way to a row, and SQL that agrees with the kernel."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from django.db.models import Model, Q
from django.http import StreamingHttpResponse
from django.test import RequestFactory
from tests.factories.campaign import FACTS, task
from tests.factories.orgs import City, city
from tests.foundation.places import SEEDS, country, grants, made_sites, made_tasks

from zhiben.campaign.models import KeyTask, TaskReport
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import current, scope, unscoped, visible
from zhiben.foundation.scope.models import load_participants
from zhiben.foundation.scope.query import minimal
from zhiben.identity.middleware import ScopeMiddleware
from zhiben.identity.sessions import SessionStore
from zhiben.kernel.errors import OutsideScope
from zhiben.kernel.rights import EVERYWHERE, SYSTEM, Actor, Coordinates, Grant
from zhiben.orgs.models import Site
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db


def person(*held: Grant) -> Actor:
    return Actor(1, "甲", held)


def report_of(built: City, record: KeyTask) -> TaskReport:
    lead = built.actor(Role.DEPARTMENT_OFFICER, record.lead_unit.name)
    with scope(lead):
        perform(record, "nil", lead, **FACTS["nil"])
        return TaskReport.objects.get(task=record)


def test_a_scoped_table_is_not_read_outside_a_scope() -> None:
    for read in (
        KeyTask.objects.count,
        KeyTask._default_manager.first,
        KeyTask._base_manager.first,
        lambda: Site.objects.filter(pk=1).exists(),
        lambda: KeyTask.objects.filter(pk=1).update(title="x"),
        current,
    ):
        with pytest.raises(OutsideScope):
            read()


def test_a_scope_ends_with_its_block_even_when_it_fails() -> None:
    with pytest.raises(ZeroDivisionError), scope(SYSTEM):
        raise ZeroDivisionError
    with pytest.raises(OutsideScope):
        current()
    with scope(SYSTEM), scope(person()) as inner:
        assert current() is inner


@pytest.mark.parametrize("reason", ["", "  "])
def test_lifting_the_scope_takes_a_reason(reason: str) -> None:
    with pytest.raises(ValueError, match="reason"), unscoped(reason=reason):
        pass
    with pytest.raises(TypeError), unscoped():  # type: ignore[call-arg]
        pass


def test_lifting_the_scope_keeps_who_asks_and_ends() -> None:
    asker = person()
    with scope(asker):
        with unscoped(reason="a check beyond the scope") as lifted:
            assert (lifted.actor, lifted.everything) == (asker, True)
        assert (current().actor, current().everything) == (asker, False)


def test_every_way_to_a_row_is_filtered() -> None:
    built = city()
    record = task(built)
    filed = report_of(built, record)
    stranger = built.actor(Role.OFFICE_OFFICER, "南山区安委办")
    own = built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(own):
        assert TaskReport.objects.get(pk=filed.pk).task == record
        assert list(KeyTask.objects.get(pk=record.pk).reports.all()) == [filed]
    with scope(stranger):
        assert not KeyTask.objects.filter(pk=record.pk).exists()
        assert not TaskReport.objects.filter(pk=filed.pk).exists()
        assert not TaskReport.objects.filter(task__title=record.title).exists()
        assert list(record.reports.all()) == []
        with pytest.raises(KeyTask.DoesNotExist):
            record.refresh_from_db()
        with pytest.raises(KeyTask.DoesNotExist):
            _ = TaskReport(task_id=record.pk).task
        assert KeyTask.objects.filter(pk=record.pk).update(title="改名") == 0
        assert KeyTask.objects.filter(pk=record.pk).delete()[0] == 0
    with scope(own):
        record.refresh_from_db()
    assert record.title == "示例任务"


def test_a_forward_key_asks_outside_a_scope_too() -> None:
    built = city()
    filed = TaskReport(task_id=task(built).pk)
    with pytest.raises(OutsideScope):
        _ = filed.task


def test_a_cascade_outside_a_scope_stops_before_it_deletes() -> None:
    built = city()
    record = task(built)
    filed = report_of(built, record)
    with pytest.raises(OutsideScope):
        record.delete()
    with unscoped(reason="a test looks at all rows"):
        assert KeyTask.objects.get(pk=record.pk).reports.get() == filed


@pytest.mark.parametrize("seed", SEEDS)
def test_visible_sites_are_those_that_a_grant_covers(seed: int) -> None:
    chance = random.Random(seed)
    land = country()
    sites = made_sites(land, chance, 120)
    for _ in range(25):
        actor = person(*grants(land, chance, sites=[s.pk for s in sites]))
        expected = {s.pk for s in sites if any(g.covers(s.coordinates) for g in actor.reading_grants())}
        assert _seen(Site, actor) == expected


@pytest.mark.parametrize("seed", SEEDS)
def test_visible_tasks_are_those_at_home_or_taken_part_in(seed: int) -> None:
    chance = random.Random(seed)
    land = country()
    tasks = made_tasks(land, chance, 120)
    with unscoped(reason="a test looks at all rows"):
        load_participants(tasks)
    for _ in range(25):
        actor = person(*grants(land, chance))
        assert _seen(KeyTask, actor) == {t.pk for t in tasks if _covered(t, actor)}


def _covered(record: KeyTask, actor: Actor) -> bool:
    places = [record.coordinates, *(place for _, place in record.participants)]
    return any(grant.covers(place) for grant in actor.reading_grants() for place in places)


def _seen(model: type[KeyTask | Site], actor: Actor) -> set[int]:
    with scope(actor):
        seen = set(model.objects.values_list("pk", flat=True))
    assert set(model._unfiltered().filter(visible(model, actor)).values_list("pk", flat=True)) == seen
    assert set(model._unfiltered().exclude(~visible(model, actor)).values_list("pk", flat=True)) == seen
    return seen


def test_a_grant_over_the_nation_shows_every_row_once() -> None:
    chance = random.Random(1)
    tasks = made_tasks(country(), chance, 30)
    assert any(t.participants for t in tasks)
    assert not all(t.participants for t in tasks)
    for held in ((Grant(1, "x", EVERYWHERE),), (Grant(2, "x", Coordinates(city=7)), Grant(1, "x", EVERYWHERE))):
        with scope(person(*held)):
            assert sorted(KeyTask.objects.values_list("pk", flat=True)) == [t.pk for t in tasks]


def test_administrators_and_people_without_grants_see_nothing() -> None:
    made_tasks(country(), random.Random(2), 5)
    for actor in (person(), person(Grant(1, Role.SYSTEM_ADMIN, EVERYWHERE, reads=False))):
        assert _seen(KeyTask, actor) == set()


def test_what_another_grant_covers_is_left_out() -> None:
    wide, narrow = Grant(1, "a", Coordinates(city=1)), Grant(2, "b", Coordinates(city=1, district=2))
    other, blind = Grant(3, "c", Coordinates(city=1, line=9)), Grant(4, "d", EVERYWHERE, reads=False)
    apart = Grant(5, "e", Coordinates(city=6))
    assert minimal([narrow, other, blind, wide, apart]) == [wide, apart]


def test_a_unit_that_takes_part_sees_its_own_part_only() -> None:
    built = city()
    joint = task(built, lead="市住房建设", assisting=("市消防救援", "龙华区"))
    task(built, lead="市住房建设")
    district = task(built, lead="龙华区交通运输")
    report_of(built, joint)
    expected = {
        ("市消防救援", Role.DEPARTMENT_OFFICER): {joint.pk},
        ("龙华区", Role.DISTRICT_OFFICER): {joint.pk, district.pk},
        ("南山区", Role.DISTRICT_OFFICER): set(),
        ("市交通运输", Role.DEPARTMENT_OFFICER): {district.pk},
    }
    for (unit, role), tasks in expected.items():
        actor = built.actor(role, unit)
        assert _seen(KeyTask, actor) == tasks
        with scope(actor):
            assert {r.task_id for r in TaskReport.objects.all()} == tasks & {joint.pk}


def test_what_is_read_after_the_scope_has_closed_raises() -> None:
    built = city()
    task(built)

    def numbers() -> Iterator[str]:
        for row in KeyTask.objects.order_by("pk"):
            yield row.number

    with scope(SYSTEM):
        late = numbers()
    with pytest.raises(OutsideScope):
        next(late)


def test_a_streamed_response_does_not_outlive_the_scope() -> None:
    built = city()
    task(built)
    request = RequestFactory().get("/tasks/")
    request.user, request.session = built.person(Role.OFFICE_OFFICER, "市安委办"), SessionStore()

    def stream(_request: object) -> StreamingHttpResponse:
        return StreamingHttpResponse(row.number for _ in "1" for row in KeyTask.objects.all())

    answer = ScopeMiddleware(stream)(request)  # type: ignore[arg-type]
    assert isinstance(answer, StreamingHttpResponse)
    with pytest.raises(OutsideScope):
        list(answer)


def test_a_queryset_keeps_the_filter_of_who_built_it() -> None:
    built = city()
    record = task(built)
    with scope(built.actor(Role.OFFICE_OFFICER, "南山区安委办")):
        rows = KeyTask.objects.filter(Q(pk=record.pk))
    assert list(rows) == []
    with scope(built.actor(Role.OFFICE_OFFICER, "市安委办")):
        assert list(rows.all()) == []


def test_what_a_table_shows_is_composed_once_and_read_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    built = city()
    composed: list[str] = []

    def noted(model: type[Model], actor: Actor) -> Q:
        composed.append(f"{model.__name__} {actor.name}")
        return visible(model, actor)

    office, lead = built.actor(Role.OFFICE_OFFICER, "市安委办"), built.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    monkeypatch.setattr("zhiben.foundation.scope.models.visible", noted)
    with scope(office):
        kept = KeyTask.objects.filter(state="assigned")
        assert (KeyTask.objects.count(), kept.count()) == (0, 0)
        with unscoped(reason="a test prepares"):
            task(built, "assigned", lead="市消防救援")
        assert (KeyTask.objects.count(), kept.count()) == (1, 1)
        composed_before = composed.count(f"KeyTask {office.name}")
        with scope(lead):
            assert KeyTask.objects.count() == 0
        assert KeyTask.objects.exclude(state="drafted").count() == 1
    with scope(office):
        assert KeyTask.objects.count() == 1
    assert (composed_before, composed.count(f"KeyTask {office.name}")) == (1, 2)
    assert composed.count(f"KeyTask {lead.name}") == 1
