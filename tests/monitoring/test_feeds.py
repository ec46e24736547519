"""Feeds: registered by an office, dead when they are not heard of, with one bucket for all hands."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connections
from tests.factories.monitoring import Plant, plant_in_city, system_draft

from zhiben.foundation.scope import scope, unscoped
from zhiben.inbox import queries as inbox
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed
from zhiben.kernel.rights import Actor
from zhiben.monitoring import queries
from zhiben.monitoring.models import Alert, AlertEvent, Feed, FeedKey, Pulse, Storm
from zhiben.monitoring.operations import FeedDraft, Sent, link_systems, receive, register_feed, set_feed, tell_system
from zhiben.orgs.vocab import Role

NOW = clock.day_start(clock.today()) + timedelta(hours=9)


def waits(actor: Actor) -> list[tuple[str, str]]:
    with scope(actor):
        return [(str(line.record), line.step) for line in inbox.waiting_for(actor) if isinstance(line.record, Feed)]


@pytest.mark.django_db
def test_a_feed_that_is_not_heard_of_is_dead(plant: Plant) -> None:
    with clock.at(NOW):
        receive(plant.signed({"kind": "heartbeat"}))
    for minutes, light in ((44, "alive"), (45, "dead")):
        with clock.at(NOW + timedelta(minutes=minutes)), scope(plant.office):
            one = queries.feed_of(plant.feed.pk)
            assert (one.light and one.light.key, queries.missed(one)) == (light, 3 if light == "dead" else 0)
            assert [str(feed) for feed in queries.dead_feeds()] == (["示例物联接入"] if light == "dead" else [])


@pytest.mark.django_db
def test_a_dead_feed_waits_for_its_office_and_its_department(plant: Plant) -> None:
    housing = plant.city.actor(Role.DEPARTMENT_OFFICER, "龙华区住房建设")
    nanshan = plant.city.actor(Role.OFFICE_OFFICER, "南山区安委办")
    with scope(plant.office):
        draft = FeedDraft("示例物联接入", "示例物联公司", sector=plant.city.sectors["工贸通用"].pk)
        set_feed(plant.feed, draft, actor=plant.office)
    with clock.at(clock.now() + timedelta(minutes=46)):
        told = [("示例物联接入", "核查断联")]
        assert [waits(one) for one in (plant.office, plant.department)] == [told, told]
        assert [waits(one) for one in (housing, nanshan, plant.street, plant.district)] == [[], [], [], []]
        receive(plant.signed({"kind": "heartbeat"}))
        assert waits(plant.office) == []


@pytest.mark.django_db
def test_who_was_never_heard_of_is_silent_and_then_dead(plant: Plant) -> None:
    with scope(plant.office):
        one = queries.feed_of(plant.feed.pk)
        assert one.light and one.light.key == "silent"
    with clock.at(clock.now() + timedelta(minutes=46)), scope(plant.office):
        assert queries.feed_of(plant.feed.pk).is_dead


@pytest.mark.django_db
def test_a_feed_is_registered_by_an_office(plant: Plant) -> None:
    office = plant.city.unit("龙华区安委办").pk
    for actor in (plant.street, plant.department, plant.city.actor(Role.OFFICE_OFFICER, "南山区安委办")):
        with pytest.raises(NotAllowed), scope(actor):
            register_feed(FeedDraft("另一接入", "另一公司"), office=office, actor=actor)
    with pytest.raises(Incomplete) as refusal, scope(plant.office):
        draft = FeedDraft("示例物联接入", "", sector=987654321, beat_minutes=0, rate_per_minute=6001, fold_minutes=-1)
        register_feed(draft, office=office, actor=plant.office)
    assert sorted(refusal.value.fields) == [
        *("beat_minutes", "fold_minutes", "name", "rate_per_minute", "sector", "supplier")
    ]
    assert (Feed._unfiltered().count(), FeedKey._unfiltered().count()) == (1, 1)


@pytest.mark.django_db
def test_only_systems_of_its_ground_are_linked(plant: Plant) -> None:
    city = plant.city.actor(Role.OFFICE_OFFICER, "市安委办")
    with unscoped(reason="test data"):
        far = tell_system(
            system_draft(plant.city, code="QY-8", street=plant.city.territories["粤海街道"].pk), actor=city
        )
        near = tell_system(system_draft(plant.city, code="QY-9"), actor=city)
    with scope(plant.office), pytest.raises(Incomplete) as refusal:
        link_systems(plant.feed, [near.number, far.number, "JC9999999", "x"], actor=plant.office)
    assert refusal.value.fields["numbers"] == f"没有或不在本接入的区域内：{far.number}、JC9999999、X"
    with scope(plant.office):
        assert [one.pk for one in queries.linked_systems(plant.feed)] == [plant.system.pk]
        assert link_systems(plant.feed, [near.number, plant.system.number.lower()], actor=plant.office) == 2
        office = plant.city.unit("龙华区安委办").pk
        other = register_feed(FeedDraft("另一接入", "另一公司"), office=office, actor=plant.office).feed
        with pytest.raises(Incomplete) as taken:
            link_systems(other, [near.number], actor=plant.office)
    assert taken.value.fields["numbers"] == f"已由另一接入上报：{near.number}"


def _sent(requests: list[Sent], together: Barrier) -> list[int]:
    try:
        together.wait()
        return [receive(one).status for one in requests]
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_hands_that_take_from_one_bucket_take_no_more_than_there_is() -> None:
    """Four at once send six each, where ten may be sent, and all of them one event besides."""
    plant = plant_in_city()
    Feed._unfiltered().update(rate_per_minute=10)
    Pulse._unfiltered().update(tokens=10, filled_at=clock.machine() + timedelta(hours=1))
    same = plant.signed(plant.event(1000, sensor="T-same"))
    requests = [
        [same, *(plant.signed(plant.event(10 * hand + one, sensor=f"T-{hand}-{one}")) for one in range(6))]
        for hand in range(4)
    ]
    together = Barrier(4)
    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(status for told in pool.map(lambda some: _sent(some, together), requests) for status in told)
    assert statuses == [200] * 3 + [201] * 10 + [429] * 15
    assert (Alert._unfiltered().count(), AlertEvent._unfiltered().count()) == (10, 10)
    assert sum(Storm._unfiltered().values_list("count", flat=True)) == 15
