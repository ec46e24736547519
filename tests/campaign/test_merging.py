"""Several tasks into one and one into several: by the door, all or none, with the way back to what there was."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.factories.campaign import FACTS, Cast, measure_in_force, task
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask, Plan
from zhiben.campaign.operations import (
    Draft,
    MilestoneDraft,
    Share,
    break_down,
    draft_tasks,
    merge,
    revise_draft,
    split,
)
from zhiben.campaign.operations.breaking import remaining
from zhiben.campaign.tables import Filters
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.verify import verify
from zhiben.foundation.lifecycle import amend, perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.orgs.vocab import Role

DUE = date(2024, 12, 31)


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
    half = {"part2-lead_unit": lead, "part2-due": "2024-12-20"}
    assert "第2项请填写，不要这一项的请全部清空" in send(client, "campaign:split", one.pk, **whole, **half, status=422)
    assert "至少拆分为两项任务" in send(client, "campaign:split", one.pk, **whole, status=422)
    second = {f"part2-{name}": value for name, value in {**first, "number": "X-2"}.items()}
    send(client, "campaign:split", one.pk, **whole, **second, status=302)
    with scope(city.actor(Role.OFFICE_OFFICER, "市安委办")):
        made = KeyTask.objects.get(number="X-2")
        assert queries.assisting_units(made) == [city.unit("市应急管理").pk]


def full_part(city: City) -> tuple[KeyTask, KeyTask]:
    """A task of 100 places on a measure whose plan has been revised since, and 龙华区's part of 60 of them, under way,
    reported on monthly, with one of two milestones reached."""
    measure = measure_in_force(city, "市安委办")
    office, district = city.actor(Role.OFFICE_OFFICER, "市安委办"), city.unit("龙华区").pk
    draft = Draft(
        "ZD-1", "排查", "排查百家", city.unit("市住房建设").pk, DUE, evidence_required="照片", measure=measure.pk
    )
    draft = replace(draft, amount=Decimal(100), amount_unit="家", cadence="month", leader="甲", topic="燃气")
    steps = (MilestoneDraft("方案", date(2024, 11, 1)), MilestoneDraft("验收", date(2024, 12, 1), 2))
    shares = [Share(district, Decimal(60)), Share(city.unit("南山区").pk, Decimal(40))]
    with scope(office):
        whole = draft_tasks([replace(draft, milestones=steps)], actor=office)[0]
        part = break_down(whole, shares, actor=office)[0]
        perform(whole, "assign", office)
    cast = Cast(city, "龙华区")
    with scope(cast.lead):
        for move in ("assign", "accept", "start"):
            perform(part, move, cast.who(move), **FACTS.get(move, {}))
        first = part.milestones.get(name="方案")
        perform(part, "report", cast.lead, period=clock.today(), text="方案已印发各街道", reached=[first.pk])
    with unscoped(reason="a test revises the plan"):
        Plan.objects.update(current=None)
    return whole, part


def split_part(part: KeyTask, **said: object) -> dict[str, object]:
    first = {"title": "甲", "target": "排查三十家", "amount": "30", "due": "2024-12-20", **said}
    return {f"part{n}-{name}": value for n in (1, 2) for name, value in {**first, "number": f"X-{n}"}.items()}


def test_split_part_is_of_what_the_part_was_of(city: City) -> None:
    whole, part = full_part(city)
    client, own, other = browser(city.person(Role.OFFICE_OFFICER, "市安委办")), *map(city.unit, ("龙华区", "福田区"))
    page = text(client, "campaign:split", part.pk)
    amounts = re.findall(r'<input[^>]*value="30"', page)
    assert ("目标量（家）" in page, len(amounts), page.count("（本单位30家）")) == (True, 2, 2)
    said = split_part(part, lead_unit=own.pk) | {"part2-lead_unit": other.pk}
    off = send(client, "campaign:split", part.pk, **(said | {"part2-amount": "20"}), status=422)
    assert "合计50家，还差10家没有分下去（应为60家）" in off
    send(client, "campaign:split", part.pk, **said, status=302)
    with unscoped(reason="a test reads"):
        first, second = KeyTask.objects.filter(split_from=part.pk).order_by("number")
        steps = [list(one.milestones.values_list("name", "weight")) for one in (first, second)]
    same = ("parent_id", "measure_id", "action_id", "cadence", "topic", "evidence_required", "amount_unit")
    for one in (first, second):
        assert {name: getattr(one, name) for name in same} == {name: getattr(part, name) for name in same}
    assert (first.parent_id, first.amount + second.amount, steps) == (whole.pk, Decimal(60), [[("验收", 2)]] * 2)
    assert [(one.responsible, one.leader) for one in (first, second)] == [(part.responsible, part.leader), ("", "")]
    with scope(city.actor(Role.DISTRICT_OFFICER, "福田区")):
        assert KeyTask.objects.filter(pk=whole.pk).exists()
    with scope(city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")):
        assert queries.parts_of(whole).filter(split_from=part.pk).count() == 2
    assert verify().ok


def test_who_carries_no_part_any_more_does_not_see_the_whole(city: City) -> None:
    whole, part = full_part(city)
    office, other = city.actor(Role.OFFICE_OFFICER, "市安委办"), city.unit("福田区").pk
    drafts = [Draft(f"X-{n}", "甲", "完成", other, DUE, amount=Decimal(30), amount_unit="家") for n in (1, 2)]
    with scope(office):
        split(part, drafts, actor=office)
    with scope(city.actor(Role.DISTRICT_OFFICER, "龙华区")):
        assert not KeyTask.objects.filter(pk=whole.pk).exists()
    with scope(city.actor(Role.DISTRICT_OFFICER, "南山区")):
        assert KeyTask.objects.filter(pk=whole.pk).exists()


def test_parts_of_a_split_are_offered_to_units_where_the_whole_lies(city: City) -> None:
    office, street = city.actor(Role.OFFICE_OFFICER, "市安委办"), city.unit("民治街道").pk
    with scope(office):
        whole = task(city, "drafted", lead="龙华区")
        part = draft_tasks([Draft("P-1", "排查", "完成", street, DUE, parent=whole.pk)], actor=office)[0]
    page = text(browser(office), "campaign:split", part.pk)
    assert [f">{name}</option>" in page for name in ("民治街道", "龙华区", "南山区", "粤海街道")] == [
        True,
        True,
        False,
        False,
    ]
    district = browser(city.person(Role.OFFICE_OFFICER, "龙华区安委办"))
    alone = text(district, "campaign:split", task(city, lead="龙华区").pk)
    assert [f">{name}</option>" in alone for name in ("龙华区", "市住房建设", "南山区")] == [True, False, False]


def test_lead_of_the_task_that_stays_reads_what_was_merged_into_it(city: City) -> None:
    into, other, first = (task(city, lead=lead) for lead in ("市住房建设", "市消防救援", "市应急管理"))
    office, lead = city.actor(Role.OFFICE_OFFICER, "市安委办"), Cast(city, "市应急管理").lead
    with scope(lead):
        perform(first, "report", lead, period=clock.today(), text="已排查三家企业")
    with scope(office):
        merge(other, [first], leads_differ=True, actor=office)
        merge(into, [again(other)], leads_differ=True, actor=office)
    reader = browser(city.person(Role.DEPARTMENT_OFFICER, "市住房建设"))
    assert other.number in text(reader, "campaign:page", into.pk)
    assert "已排查三家企业" in text(reader, "campaign:page", other.pk)
    assert "已排查三家企业" in text(reader, "campaign:page", first.pk)
    text(browser(city.person(Role.DEPARTMENT_OFFICER, "市交通运输")), "campaign:page", other.pk, status=404)


def test_other_lead_of_the_task_that_stays_reads_what_was_merged_and_the_former_does_not(city: City) -> None:
    into, other = task(city, "drafted"), task(city, "drafted", lead="市消防救援")
    first = task(city, "drafted", lead="市应急管理")
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(office):
        merge(other, [first], leads_differ=True, actor=office)
        merge(into, [again(other)], leads_differ=True, actor=office)
        revise_draft(again(into), Draft(into.number, "排查", "完成", city.unit("市交通运输").pk, DUE), actor=office)
    seen = {}
    for name in ("市交通运输", "市住房建设", "市消防救援"):
        with scope(city.actor(Role.DEPARTMENT_OFFICER, name)):
            seen[name] = [KeyTask.objects.filter(pk=one.pk).exists() for one in (other, first)]
    assert seen == {"市交通运输": [True, True], "市住房建设": [False, False], "市消防救援": [True, True]}


def test_part_that_stays_carries_what_the_merged_parts_carried(city: City) -> None:
    whole, part = full_part(city)
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(office):
        other = KeyTask.objects.exclude(pk__in=[whole.pk, part.pk]).get(parent=whole)
        perform(other, "assign", office)
        merge(part, [other], leads_differ=True, actor=office)
        part.refresh_from_db()
        assert (part.amount, part.target) == (Decimal(100), "排查百家（本单位100家）")
        assert remaining(whole, queries.parts_of(whole)) == 0
        assert [one.pk for one in Filters({"q": "100家", "state": ""}, office).page().rows] == [part.pk]
    facts = json.loads(AuditEntry.objects.get(verb="merge").facts)
    assert [Decimal(facts["amount"][name]) for name in ("from", "to")] == [60, 100]


def test_merged_tasks_that_are_no_parts_do_not_add_up(city: City) -> None:
    office = city.actor(Role.OFFICE_OFFICER, "市安委办")
    with scope(office):
        made = draft_tasks(
            [replace(one, amount=Decimal(50), amount_unit="家") for one in drafts(city, "A", "B")], actor=office
        )
        merge(made[0], made[1:], actor=office)
        assert again(made[0]).amount == Decimal(50)


def test_part_of_the_citys_task_is_split_by_the_city_only(city: City) -> None:
    _whole, part = full_part(city)
    address = reverse("campaign:split", args=[part.pk])
    for unit, offered, status in (("市安委办", True, 200), ("龙华区安委办", False, 403)):
        client = browser(city.person(Role.OFFICE_OFFICER, unit))
        assert (f'href="{address}"' in text(client, "campaign:page", part.pk)) == offered
        text(client, "campaign:split", part.pk, status=status)


def test_stranger_splits_nothing(city: City) -> None:
    one = task(city)
    text(browser(city.person(Role.DEPARTMENT_OFFICER, "市消防救援")), "campaign:split", one.pk, status=404)
    text(browser(city.person(Role.DEPARTMENT_OFFICER, "市住房建设")), "campaign:split", one.pk, status=403)
