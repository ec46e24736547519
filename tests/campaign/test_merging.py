"""Several tasks into one and one into several: by the door, all or none, with the way back to what there was."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.factories.campaign import Cast, task
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations import Draft, merge, split
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import amend, perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.orgs.vocab import Role


def again(one: KeyTask) -> KeyTask:
    with unscoped(reason="a test reads"):
        return KeyTask.objects.get(pk=one.pk)


def drafts(city: City, *numbers: str) -> list[Draft]:
    lead = city.unit("市住房建设").pk
    return [Draft(number, f"任务{number}", "完成", lead, date(2024, 12, 20)) for number in numbers]


def test_merged_tasks_leave_the_list_and_are_read_from_the_one_that_stays(city: City) -> None:
    into, other = task(city), task(city, assisting=("市应急管理",))
    cast = Cast(city)
    with scope(cast.lead):
        perform(other, "report", cast.lead, period=clock.today(), text="已排查三家")
    with scope(cast.office):
        merge(into, [other], actor=cast.office)
        found = queries.origins(again(into))
        assert [one.pk for one in found.merged] == [other.pk]
        assert [one.text for one in found.reports] == ["已排查三家"]
        assert queries.origins(again(other)).merged_into == again(into)
        assert queries.assisting_units(into) == [city.unit("市应急管理").pk]
    assert (again(other).state, again(into).state) == ("cancelled", "under_way")
    facts = AuditEntry.objects.filter(model="campaign.keytask")
    assert [row.record for row in facts.filter(verb="merge")] == [into.pk]
    assert f"并入{into.number}" in facts.get(verb="replace", record=other.pk).facts
    page = text(browser(city.person(Role.OFFICE_OFFICER, "市安委办")), "campaign:page", into.pk)
    assert "并入本项" in page and "已排查三家" in page
    assert "已并入" in text(browser(city.person(Role.OFFICE_OFFICER, "市安委办")), "campaign:page", other.pk)


def test_other_lead_units_assist_when_that_is_meant(city: City) -> None:
    into, other = task(city), task(city, lead="市消防救援")
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(office):
        with pytest.raises(Incomplete, match="牵头单位不同：市消防救援将改为配合单位"):
            merge(into, [other], actor=office)
        assert again(other).state == "under_way"
        merge(into, [other], leads_differ=True, actor=office)
        assert queries.assisting_units(into) == [city.unit("市消防救援").pk]


@pytest.mark.parametrize(
    ("states", "why"),
    [
        (("under_way", "submitted"), "不能合并或拆分：.*报送完成"),
        (("done", "under_way"), "不能合并或拆分：.*办结"),
        (("drafted", "under_way"), "还在拟稿，不能并入已下达的任务"),
        (("under_way",), "请至少选择两项任务"),
    ],
)
def test_what_cannot_be_merged_is_refused_and_nothing_is_done(city: City, states: tuple[str, ...], why: str) -> None:
    into, *others = (task(city, state) for state in states)
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(office), pytest.raises(Refused, match=why):
        merge(into, [into, *others], actor=office)
    assert [again(one).state for one in (into, *others)] == list(states)
    assert not AuditEntry.objects.filter(verb__in=("merge", "replace")).exists()


def test_tasks_with_parts_or_under_different_ones_stay_apart(city: City) -> None:
    upper, part, other = task(city), task(city), task(city)
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(office):
        amend([part], at=clock.now(), parent_id=upper.pk)
        with pytest.raises(Refused, match=f"{upper.number}已分解到下级"):
            merge(upper, [other], actor=office)
        with pytest.raises(Refused, match="不在同一上级任务之下"):
            merge(again(part), [other], actor=office)
        with pytest.raises(Refused, match="已分解到下级"):
            split(again(upper), drafts(city, "X-1", "X-2"), actor=office)


def test_only_the_office_there_merges_and_splits(city: City) -> None:
    one, other = task(city), task(city)
    for role, unit in (
        (Role.DEPARTMENT_OFFICER, "市住房建设"),
        (Role.OFFICE_LEADER, "市安委办"),
        (Role.OFFICE_OFFICER, "龙华区安委办"),
    ):
        actor = city.actor(role, unit)
        with scope(actor), pytest.raises(NotAllowed, match="只有安委办工作人员能合并或拆分"):
            merge(one, [other], actor=actor)
        with scope(actor), pytest.raises(NotAllowed):
            split(one, drafts(city, "X-1", "X-2"), actor=actor)


def test_split_tasks_are_drafted_beside_the_one_that_is_taken_off(city: City) -> None:
    one = task(city)
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(office):
        made = split(one, drafts(city, "X-1", "X-2"), actor=office)
        assert [(row.number, row.state, row.split_from_id) for row in made] == [
            ("X-1", "drafted", one.pk),
            ("X-2", "drafted", one.pk),
        ]
        assert [row.pk for row in queries.origins(again(one)).split] == [row.pk for row in made]
        assert queries.origins(again(made[0])).split_from == again(one)
    assert again(one).state == "cancelled"
    assert "拆分为X-1、X-2" in AuditEntry.objects.get(verb="replace").facts
    assert [row.record for row in AuditEntry.objects.filter(verb="split")] == [one.pk]


@pytest.mark.parametrize(
    ("numbers", "why"),
    [(("X-1",), "至少拆分为两项任务"), (("X-1", "X-1"), "编号X-1已使用或重复"), (("X-1", "T"), "编号.*已使用或重复")],
)
def test_split_that_does_not_hold_is_refused_whole(city: City, numbers: tuple[str, ...], why: str) -> None:
    one = task(city)
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    parts = [
        replace(draft, number=draft.number if draft.number != "T" else one.number) for draft in drafts(city, *numbers)
    ]
    with scope(office), pytest.raises(Refused, match=why):
        split(one, parts, actor=office)
    assert again(one).state == "under_way"
    with unscoped(reason="a test reads"):
        assert KeyTask.objects.count() == 1


def test_merging_through_the_list_asks_which_stays(city: City) -> None:
    into, other = task(city), task(city, lead="市消防救援")
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    chosen = {"task": [into.pk, other.pk], "move": "merge"}
    asked = send(client, "campaign:together", **chosen, status=200)
    assert "把2项任务合并为一项" in asked and "牵头单位不同的，改为配合单位" in asked
    missing = send(client, "campaign:together", **chosen, confirmed=1, into=into.pk, status=422)
    assert "市消防救援将改为配合单位" in missing
    send(client, "campaign:together", **chosen, confirmed=1, into=into.pk, leads_differ="on", status=302)
    assert again(other).merged_into_id == into.pk


def test_splitting_through_the_page_says_what_is_missing(city: City) -> None:
    one = task(city, assisting=("市应急管理",))
    client = browser(city.person(Role.OFFICE_OFFICER, "市安委办"))
    assert "拆分" in text(client, "campaign:page", one.pk)
    assert f"{one.number}-1" in text(client, "campaign:split", one.pk)
    lead = city.unit("市住房建设").pk
    first = {"number": "X-1", "title": "甲", "target": "完成", "lead_unit": lead, "due": "2024-12-20"}
    whole = {f"part1-{name}": value for name, value in first.items()}
    missing = send(client, "campaign:split", one.pk, **whole, **{"part2-title": "乙"}, status=422)
    assert "第2项请填写" in missing and again(one).state == "under_way"
    assert "至少拆分为两项任务" in send(client, "campaign:split", one.pk, **whole, status=422)
    second = {f"part2-{name}": value for name, value in {**first, "number": "X-2"}.items()}
    send(client, "campaign:split", one.pk, **whole, **second, status=302)
    with scope(city.actor(Role.OFFICE_OFFICER, "市安委办")):
        made = KeyTask.objects.get(number="X-2")
        assert queries.assisting_units(made) == [city.unit("市应急管理").pk]


def test_stranger_splits_nothing(city: City) -> None:
    one = task(city)
    text(browser(city.person(Role.DEPARTMENT_OFFICER, "市消防救援")), "campaign:split", one.pk, status=404)
    text(browser(city.person(Role.DEPARTMENT_OFFICER, "市住房建设")), "campaign:split", one.pk, status=403)
