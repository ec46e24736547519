"""Giving tasks out: drafted on a measure, put right after an objection, broken down on a page, handed over on paper."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from tests.factories.campaign import FACTS, Cast, measure_in_force, milestone, task
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.campaign.models import KeyTask, PlanMeasure
from zhiben.campaign.operations import (
    Draft,
    MilestoneDraft,
    Share,
    break_down,
    draft_tasks,
    read_steps,
    recurring,
    written_steps,
)
from zhiben.campaign.queries import assisting_units, next_numbers, unaccepted
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.audit.verify import verify
from zhiben.foundation.lifecycle import amend, perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.models import part_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Unit
from zhiben.orgs.vocab import Role

LEAD, OTHER = "市住房建设", "市应急管理"
DUE = date(2024, 12, 31)


@pytest.fixture
def office(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "市安委办")


@pytest.fixture
def desk(city: City) -> Client:
    return browser(city.person(Role.OFFICE_OFFICER, "市安委办"))


@pytest.fixture
def measure(city: City) -> PlanMeasure:
    return measure_in_force(city, "市安委办", lead=LEAD, goal="全覆盖")


def said(city: City, **given: Any) -> dict[str, Any]:
    return {
        "number": "ZD-0001",
        "title": "排查整治",
        "leads": [city.unit(LEAD).pk],
        "target": "全覆盖",
        "cadence": "half_month",
        "due": DUE,
        **given,
    }


def tasks() -> list[KeyTask]:
    with unscoped(reason="a test reads"):
        return list(KeyTask.objects.select_related("measure", "action").order_by("number"))


def steps_of(one: KeyTask) -> list[tuple[str, date]]:
    with unscoped(reason="a test reads"):
        return list(one.milestones.order_by("position").values_list("name", "due"))


# On a measure


def test_page_of_a_measure_begins_with_what_the_measure_says(desk: Client, measure: PlanMeasure, city: City) -> None:
    page = text(desk, "campaign:assign_measure", measure.pk)
    assert "排查整治一百家" in page and 'value="ZD-0001"' in page and 'value="全覆盖"' in page
    assert f'value="{city.unit(LEAD).pk}" class="form-check-input" id="id_leads' in page.replace("  ", " ")
    assert "这条措施还没有任务" in page


def test_units_that_are_ticked_stand_before_the_others(desk: Client, measure: PlanMeasure, city: City) -> None:
    def listed(page: str, name: str) -> str:
        return re.findall(rf'name="{name}" value="(\d+)"', page)[0]

    lead, other = str(city.unit(LEAD).pk), str(city.unit(OTHER).pk)
    assert listed(text(desk, "campaign:assign_measure", measure.pk), "leads") == lead
    given = said(city, leads=[other], assisting=[lead], due="2027-01-31")
    again = send(desk, "campaign:assign_measure", measure.pk, status=422, **given)
    assert (listed(again, "leads"), listed(again, "assisting")) == (other, lead)


def test_one_task_for_each_lead_unit_hangs_on_the_measure_and_its_action(
    city: City, desk: Client, measure: PlanMeasure
) -> None:
    leads = [city.unit(LEAD).pk, city.unit(OTHER).pk]
    given = said(
        city, leads=leads, assisting=[city.unit(LEAD).pk], amount="100", amount_unit="家", milestones="印发@2024-11-30"
    )
    send(desk, "campaign:assign_measure", measure.pk, **given)
    made = tasks()
    assert [(one.number, one.lead_unit_id, one.state) for one in made] == [
        ("ZD-0001", leads[0], "drafted"),
        ("ZD-0002", leads[1], "drafted"),
    ]
    assert {(one.measure_id, one.action.position if one.action else 0, one.amount) for one in made} == {
        (measure.pk, 1, Decimal(100))
    }
    with unscoped(reason="a test reads"):
        assert [assisting_units(one) for one in made] == [[], [leads[0]]]
    assert [steps_of(one) for one in made] == [[("印发", date(2024, 11, 30))]] * 2
    assert "ZD-0002" in text(desk, "campaign:assign_measure", measure.pk)


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"due": "2027-01-31"}, "2027年1月31日不在本次行动的年份（2024年至2026年）内"),
        ({"milestones": "印发"}, "第1个节点“印发”应写成：名称@日期"),
        ({"milestones": "印发@2025-01-01"}, "节点“印发”晚于完成时限"),
        ({"amount": "10"}, "有目标量的，请填写计量单位"),
        ({"amount": "0"}, "0.0001"),
        ({"accept_by": "2025-01-31"}, "签收期限不能晚于完成时限"),
        ({"leads": []}, "请填写或选择此项"),
    ],
)
def test_unsound_task_is_refused_at_its_field(
    city: City, desk: Client, measure: PlanMeasure, given: dict[str, Any], sentence: str
) -> None:
    page = send(desk, "campaign:assign_measure", measure.pk, status=422, **said(city, **given))
    assert (sentence in page, tasks()) == (True, [])


def test_unit_that_is_gone_by_the_due_day_is_refused(city: City, desk: Client, measure: PlanMeasure) -> None:
    Unit.objects.filter(pk=city.unit(LEAD).pk).update(valid_to=date(2024, 11, 1))
    page = send(desk, "campaign:assign_measure", measure.pk, status=422, **said(city))
    assert "“市住房建设”自2024年11月1日起撤销，到完成时限时已不存在" in page


def test_only_offices_that_see_the_plan_draft_on_its_measures(city: City, measure: PlanMeasure) -> None:
    text(browser(city.person(Role.OFFICE_OFFICER, "龙华区安委办")), "campaign:assign_measure", measure.pk, status=404)
    leader = browser(city.person(Role.OFFICE_LEADER, "市安委办"))
    assert "须为安委办工作人员" in text(leader, "campaign:assign_measure", measure.pk, status=403)


def test_measure_of_nobody_is_refused(office: Actor, city: City) -> None:
    draft = Draft("A-1", "排查", "完成", city.unit(LEAD).pk, DUE, measure=999)
    with scope(office), pytest.raises(Refused, match="没有找到该措施"):
        draft_tasks([draft], actor=office)


def test_numbers_go_on_from_the_last_one_and_are_used_once(city: City) -> None:
    with unscoped(reason="a test asks"):
        assert next_numbers(2) == ["ZD-0001", "ZD-0002"]
        task(city, "drafted")
        last = tasks()[0].number
        stem, digits = last.rsplit("-", 1)
        assert next_numbers(1) == [f"{stem}-{int(digits) + 1:0{len(digits)}d}"]
        assert next_numbers(2, like=last) == [f"{stem}-{int(digits) + n:0{len(digits)}d}" for n in (1, 2)]


# Milestones


def test_milestones_are_read_as_they_are_written() -> None:
    told = read_steps("方案印发@2024-06-30；验收x2@2024/11/30\n总结 @ 2024-12-01")
    assert told == (
        MilestoneDraft("方案印发", date(2024, 6, 30)),
        MilestoneDraft("验收", date(2024, 11, 30), 2),
        MilestoneDraft("总结", date(2024, 12, 1)),
    )
    assert read_steps(written_steps(told)) == told


def test_recurring_task_has_a_milestone_for_every_period() -> None:
    monthly = recurring("month", date(2025, 1, 10), since=date(2024, 11, 5))
    assert [(one.name, one.due) for one in monthly] == [
        ("2024年11月", date(2024, 11, 30)),
        ("2024年12月", date(2024, 12, 31)),
        ("2025年1月", date(2025, 1, 10)),
    ]
    quarterly = recurring("quarter", date(2025, 2, 10), since=date(2024, 8, 5))
    assert [(one.name, one.due) for one in quarterly] == [
        ("2024年第3季度", date(2024, 9, 30)),
        ("2024年第4季度", date(2024, 12, 31)),
        ("2025年第1季度", date(2025, 2, 10)),
    ]
    assert recurring("", DUE) == ()


# Assigned, accepted, objected to


def test_assignment_sets_the_days_and_the_plan_never_moves(city: City, office: Actor) -> None:
    one = task(city, "assigned")
    today = clock.today()
    assert (one.accept_by, one.scheduled, one.slipped) == (today + timedelta(days=7), DUE, 0)
    lead = Cast(city).lead
    with scope(lead):
        perform(one, "object", lead, reason="不属本单位职责")
    with scope(office):
        one.due = DUE
        perform(one, "assign", office, accept_by=today + timedelta(days=2))
    assert (one.accept_by, one.scheduled) == (today + timedelta(days=2), DUE)


def test_day_of_acceptance_is_not_over_when_a_task_is_assigned(city: City, office: Actor) -> None:
    one = task(city, "drafted")
    with scope(office), pytest.raises(Refused, match="签收期限已过"):
        perform(one, "assign", office, accept_by=clock.today() - timedelta(days=1))


def test_day_of_acceptance_in_a_draft_that_is_over_gives_way_to_the_usual(city: City, desk: Client) -> None:
    over, soon, own = (task(city, "drafted", due=due) for due in (DUE, clock.today() + timedelta(days=3), DUE))
    today, usual = clock.today(), clock.today() + timedelta(days=7)
    amend([over, soon], at=clock.now(), accept_by=today - timedelta(days=1))
    amend([own], at=clock.now(), accept_by=today)
    for one, day in ((over, usual), (soon, soon.due), (own, today)):
        begun = text(desk, "campaign:move", one.pk, "assign")
        assert f'value="{day.isoformat()}"' in begun and "不填则按拟稿所写" in begun
        send(desk, "campaign:move", one.pk, "assign", accept_by="")
        assert {row.pk: (row.state, row.accept_by) for row in tasks()}[one.pk] == ("assigned", day)


def test_day_of_acceptance_that_does_not_fit_is_told_at_its_field(city: City, desk: Client) -> None:
    one = task(city, "drafted")
    for day, why in (("2024-10-01", "签收期限已过"), ("2025-12-31", "签收期限晚于完成时限")):
        assert why in send(desk, "campaign:move", one.pk, "assign", status=422, accept_by=day)
    assert tasks()[0].state == "drafted"


def test_nobody_is_asked_to_accept_after_the_due_day(city: City, office: Actor) -> None:
    one, soon = task(city, "drafted"), task(city, "drafted", due=clock.today() + timedelta(days=3))
    with scope(office), pytest.raises(Refused, match=f"{one.number}签收期限晚于完成时限"):
        perform(one, "assign", office, accept_by=DUE + timedelta(days=1))
    with scope(office):
        perform(soon, "assign", office)
    assert soon.accept_by == soon.due


def test_objection_is_shown_and_the_office_gives_the_task_to_another_unit(city: City, desk: Client) -> None:
    one = task(city, "assigned")
    lead = Cast(city).lead
    with scope(lead):
        perform(one, "object", lead, reason="不属本单位职责")
    page = text(desk, "campaign:page", one.pk)
    assert "牵头单位提出异议：不属本单位职责" in page and reverse("campaign:edit_draft", args=[one.pk]) in page
    form = text(desk, "campaign:edit_draft", one.pk)
    assert 'name="lead"' in form and 'name="number"' not in form
    given = {
        **said(city),
        "lead": city.unit(OTHER).pk,
        "evidence_required": "检查记录",
        "milestones": "验收@2024-12-01",
    }
    send(desk, "campaign:edit_draft", one.pk, **given)
    again = tasks()[0]
    assert (again.lead_unit_id, again.line, again.title) == (
        city.unit(OTHER).pk,
        city.unit(OTHER).coordinates.line,
        "排查整治",
    )
    assert steps_of(again) == [("验收", date(2024, 12, 1))]
    assert AuditEntry.objects.filter(verb="revise_draft", record=one.pk).count() == 1
    send(desk, "campaign:move", one.pk, "assign")
    assert tasks()[0].state == "assigned"
    former = browser(city.person(Role.DEPARTMENT_OFFICER, LEAD))
    text(former, "campaign:page", one.pk, status=404)


def test_assigned_task_is_no_draft_any_more(city: City, desk: Client) -> None:
    one = task(city, "assigned")
    assert "任务现为“已下达”，不能再按拟稿修改" in text(desk, "campaign:edit_draft", one.pk, status=422)


def test_what_nobody_has_accepted_in_time_waits_for_the_office(city: City, office: Actor) -> None:
    task(city, "assigned")
    lead = Cast(city).lead
    for days, said_ in ((7, []), (8, ["1项任务过了签收期限还没有签收"])):
        with clock.at(clock.now() + timedelta(days=days)):
            with scope(office):
                assert [str(one.record) for one in unaccepted(office)] == said_
            with scope(lead):
                assert unaccepted(lead) == []


# Broken down on the page


def test_amount_is_divided_equally_and_given_to_all_districts(city: City, office: Actor, desk: Client) -> None:
    draft = Draft("ZD-9", "排查", "排查百家", city.unit(LEAD).pk, DUE, amount=Decimal(100), amount_unit="家")
    with scope(office):
        whole = draft_tasks([draft], actor=office)[0]
    page = text(desk, "campaign:parts", whole.pk)
    assert [name in page for name in ("龙华区", "南山区", "福田区", "民治街道")] == [True, True, True, False]
    assert "目标量100家，还有100家没有分下去" in page
    units = [city.unit(name).pk for name in ("龙华区", "南山区", "福田区")]
    ticked = {f"u{unit}-taken": "on" for unit in units}
    equal = send(desk, "campaign:parts", whole.pk, status=200, equal=1, **ticked)
    assert [f'value="{amount}"' in equal for amount in (34, 33)] == [True, True]
    wrong = {**ticked, **{f"u{unit}-amount": "30" for unit in units}}
    assert "合计90家，还差10家没有分下去" in send(desk, "campaign:parts", whole.pk, status=422, save=1, **wrong)
    right = {**ticked, **dict(zip((f"u{unit}-amount" for unit in units), (34, 33, 33), strict=True))}
    send(desk, "campaign:parts", whole.pk, save=1, **right)
    page = text(desk, "campaign:parts", whole.pk)
    assert "已分解3项" in page and "目标量已全部分下去" not in page
    assert [one.number for one in tasks()] == ["ZD-9", "ZD-9-01", "ZD-9-02", "ZD-9-03"]
    on_task = text(desk, "campaign:page", whole.pk)
    assert on_task.count("ZD-9-0") == 3


def test_district_office_finds_its_streets(city: City, office: Actor) -> None:
    one = task(city, "drafted", lead="龙华区")
    page = text(browser(city.person(Role.OFFICE_OFFICER, "龙华区安委办")), "campaign:parts", one.pk)
    assert [name in page for name in ("民治街道", "粤海街道", "南山区")] == [True, False, False]


@pytest.mark.parametrize("amount", ["x", "-5", "1e40"])
def test_amount_that_is_no_number_is_told(city: City, desk: Client, office: Actor, amount: str) -> None:
    draft = Draft("ZD-9", "排查", "排查百家", city.unit(LEAD).pk, DUE, amount=Decimal(100), amount_unit="家")
    with scope(office):
        whole = draft_tasks([draft], actor=office)[0]
    unit = city.unit("龙华区").pk
    given = {f"u{unit}-taken": "on", f"u{unit}-amount": amount}
    send(desk, "campaign:parts", whole.pk, status=422, save=1, **given)
    assert len(tasks()) == 1


def shared(city: City, office: Actor) -> tuple[KeyTask, list[KeyTask]]:
    """A hundred places, half of them 龙华区's and half 南山区's, of which the first has objected to its share."""
    draft = Draft("ZD-9", "排查", "排查百家", city.unit(LEAD).pk, DUE, evidence_required="照片")
    draft = replace(draft, amount=Decimal(100), amount_unit="家")
    shares = [Share(city.unit(name).pk, Decimal(50)) for name in ("龙华区", "南山区")]
    lead = city.actor(Role.DISTRICT_OFFICER, "龙华区")
    with scope(office):
        whole = draft_tasks([draft], actor=office)[0]
        perform(whole, "assign", office)
        parts = break_down(whole, shares, actor=office)
        for one in parts:
            perform(one, "assign", office)
    with scope(lead):
        perform(parts[0], "object", lead, reason="辖区内没有这么多家")
    return whole, parts


def test_objection_to_a_share_is_answered_with_another_and_the_rest_given_away(
    city: City, office: Actor, desk: Client
) -> None:
    whole, parts = shared(city, office)
    page = text(desk, "campaign:parts", whole.pk)
    assert [f'name="p{one.pk}-amount"' in page for one in parts] == [True, False]
    assert (page.count(" checked>"), 'value="50"' in page) == (0, True)
    assert 'value="50"' in text(desk, "campaign:edit_draft", parts[0].pk)
    third, again = city.unit("福田区").pk, f"p{parts[0].pk}-amount"
    short = send(desk, "campaign:parts", whole.pk, status=422, save=1, **{again: "30"})
    assert "全部分解任务合计80家，还差20家没有分下去（应为100家）" in short
    over = send(desk, "campaign:parts", whole.pk, status=422, save=1, **{again: "60"})
    assert "全部分解任务合计110家，超出10家（应为100家，为其110%）" in over
    equal = send(desk, "campaign:parts", whole.pk, status=200, equal=1, **{again: "30", f"u{third}-taken": "on"})
    assert f'name="u{third}-amount" value="20"' in equal
    given = {again: "30", f"u{third}-taken": "on", f"u{third}-amount": "20"}
    send(desk, "campaign:parts", whole.pk, save=1, **given)
    told = [(one.number, one.amount, one.target) for one in tasks() if one.parent_id]
    assert told == [
        ("ZD-9-01", Decimal(30), "排查百家（本单位30家）"),
        ("ZD-9-02", Decimal(50), "排查百家（本单位50家）"),
        ("ZD-9-03", Decimal(20), "排查百家（本单位20家）"),
    ]
    facts = json.loads(AuditEntry.objects.filter(verb="break_down", record=whole.pk).latest("seq").facts)
    assert (facts["parts"], facts["again"]) == (["ZD-9-03"], {"ZD-9-01": "30"})
    assert AuditEntry.objects.filter(verb="revise_draft", record=parts[0].pk).count() == 1
    assert verify().ok


def test_objection_to_a_share_leads_to_where_it_is_changed(city: City, office: Actor, desk: Client) -> None:
    whole, (part, _other) = shared(city, office)
    link = f'href="{reverse("campaign:parts", args=[whole.pk])}"'
    assert "分到的量在上级任务的分解页改" in text(desk, "campaign:page", part.pk)
    given = {**said(city), "lead": city.unit("龙华区").pk, "amount": "30", "amount_unit": "家"}
    refused = send(desk, "campaign:edit_draft", part.pk, status=422, **given)
    assert "分解任务的量不能单独改动，请到上级任务ZD-9的“分解任务”页改量" in refused and link in refused
    district = browser(city.person(Role.OFFICE_OFFICER, "龙华区安委办"))
    own = text(district, "campaign:page", part.pk)
    assert ("请修改拟稿后重新下达" in own, "分到的量在上级任务的分解页改" in own) == (True, False)
    assert link not in text(district, "campaign:edit_draft", part.pk)


def test_page_of_a_task_shared_out_among_all_asks_for_the_drafts_shares_only(
    city: City, office: Actor, desk: Client
) -> None:
    whole, parts = shared(city, office)
    page = text(desk, "campaign:parts", whole.pk)
    assert ("目标量100家，已全部分下去" in page, "还有0家" in page, "平均分配" in page) == (True, False, True)
    third = city.unit("福田区").pk
    given = {f"p{parts[0].pk}-amount": "30", f"u{third}-taken": "on", f"u{third}-amount": "20"}
    send(desk, "campaign:parts", whole.pk, save=1, **given)
    page = text(desk, "campaign:parts", whole.pk)
    told = [words in page for words in ("还有0家", "平均分配", "完成时限（不填则同上级任务）", "保存改量")]
    assert told == [False, False, False, True]
    assert [f'name="p{one.pk}-amount"' in page for one in tasks() if one.parent_id] == [True, False, True]


def test_share_that_was_assigned_is_not_given_anew(city: City, office: Actor) -> None:
    whole, parts = shared(city, office)
    with scope(office):
        with pytest.raises(Refused, match="ZD-9-02已下达，承担的量不能再改"):
            break_down(whole, [], again={parts[0].pk: Decimal(40), parts[1].pk: Decimal(60)}, actor=office)
        with pytest.raises(Incomplete, match="每一项都要填大于零的量"):
            break_down(whole, [], again={parts[0].pk: Decimal(0)}, actor=office)
    assert [one.amount for one in tasks() if one.parent_id] == [50, 50]


def test_other_lead_of_a_broken_down_draft_sees_its_parts_and_the_former_does_not(
    city: City, office: Actor, desk: Client
) -> None:
    one = task(city, "drafted")
    with scope(office):
        draft = Draft("P-1", "排查", "完成", city.unit("龙华区").pk, date(2024, 12, 1), parent=one.pk)
        part = draft_tasks([draft], actor=office)[0]
    given = {**said(city), "lead": city.unit(OTHER).pk}
    early = send(desk, "campaign:edit_draft", one.pk, status=422, **{**given, "due": "2024-11-30"})
    assert "完成时限不能早于分解任务P-1的（2024年12月1日）" in early
    send(desk, "campaign:edit_draft", one.pk, **given)
    for name, seen in ((OTHER, True), (LEAD, False)):
        with scope(city.actor(Role.DEPARTMENT_OFFICER, name)):
            assert KeyTask.objects.filter(pk=part.pk).exists() == seen
    send(desk, "campaign:edit_draft", part.pk, **{**given, "lead": city.unit("南山区").pk, "due": "2024-12-01"})
    for name, seen in (("南山区", True), ("龙华区", False)):
        with scope(city.actor(Role.DISTRICT_OFFICER, name)):
            assert KeyTask.objects.filter(pk=one.pk).exists() == seen


def test_page_of_a_draft_opens_for_who_may_save_it(city: City, office: Actor) -> None:
    whole, there = task(city, "drafted"), city.unit("龙华区").pk
    with scope(office):
        draft_tasks([Draft("P-1", "排查", "完成", there, whole.due, parent=whole.pk)], actor=office)
    with unscoped(reason="the office reads the whole as well"):
        place = city.unit("龙华区安委办").coordinates
        row = part_in(whole, "carrying", city.unit("龙华区安委办").pk, place, state="drafted", due=whole.due)
        row.save()
    district = browser(city.person(Role.OFFICE_OFFICER, "龙华区安委办"))
    page = text(district, "campaign:edit_draft", whole.pk, status=403)
    assert "只有本辖区安委办工作人员才能修改拟稿任务" in page


def test_share_of_a_part_is_not_changed_alone(city: City, office: Actor, desk: Client) -> None:
    one = task(city, "drafted")
    with scope(office):
        draft_tasks([Draft("P-1", "排查", "完成", city.unit("龙华区").pk, one.due, parent=one.pk)], actor=office)
    given = {**said(city), "lead": city.unit(LEAD).pk, "amount": "5", "amount_unit": "家"}
    assert "任务已分解，目标量不能单独改动" in send(desk, "campaign:edit_draft", one.pk, status=422, **given)


# Papers


def pages_of(content: bytes) -> str:
    from docx import Document

    paper = Document(io.BytesIO(content))
    cells = [cell.text for table in paper.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in paper.paragraphs), *cells])


def test_paper_hands_over_a_units_open_tasks(city: City, desk: Client) -> None:
    waiting, open_one, done, other = (
        task(city, "assigned"),
        task(city),
        task(city, "done"),
        task(city, "assigned", lead=OTHER),
    )
    page = text(desk, "campaign:orders")
    assert page.count("交办单") > 2 and LEAD in page and OTHER in page
    answer = desk.get(reverse("campaign:order", args=[city.unit(LEAD).pk, "docx"]))
    told = pages_of(answer.content)
    assert [one.number in told for one in (waiting, open_one, done, other)] == [True, True, False, False]
    assert "市住房建设：" in told and "现将重点任务1项交由你单位牵头" in told and "2024.12.31" in told
    assert "另，你单位已签收、正在推进的重点任务1项列后，不必再次签收" in told
    pdf = desk.get(reverse("campaign:order", args=[city.unit(LEAD).pk, "pdf"]))
    assert (pdf.status_code, pdf.content[:5]) == (200, b"%PDF-")


def test_paper_recalls_what_was_accepted_and_asks_for_nothing(city: City, desk: Client) -> None:
    task(city)
    told = pages_of(desk.get(reverse("campaign:order", args=[city.unit(LEAD).pk, "docx"])).content)
    assert "你单位已签收、正在推进的重点任务1项列后" in told and "现将" not in told and "另，" not in told


def test_paper_says_an_amount_once(city: City, desk: Client) -> None:
    for target in ("完成220家（本单位20家）", "完成220家"):
        one = task(city, "assigned")
        KeyTask._unfiltered().filter(pk=one.pk).update(target=target, amount=Decimal(20), amount_unit="家")
    told = pages_of(desk.get(reverse("campaign:order", args=[city.unit(LEAD).pk, "docx"])).content)
    assert re.findall("完成220家.*", told) == ["完成220家（本单位20家）", "完成220家（20家）"]


def test_papers_of_all_units_come_in_one_file(city: City, desk: Client) -> None:
    assert desk.get(reverse("campaign:all_orders", args=["docx"])).status_code == 404
    task(city, "assigned")
    task(city, "assigned", lead=OTHER)
    answer = desk.get(reverse("campaign:all_orders", args=["docx"]))
    with zipfile.ZipFile(io.BytesIO(answer.content)) as file:
        assert sorted(file.namelist()) == sorted([f"{OTHER}.docx", f"{LEAD}.docx"])


def test_papers_are_the_offices(city: City) -> None:
    task(city, "assigned")
    lead = browser(city.person(Role.DEPARTMENT_OFFICER, LEAD))
    assert "须为安委办工作人员" in text(lead, "campaign:orders", status=403)
    district = browser(city.person(Role.OFFICE_OFFICER, "龙华区安委办"))
    assert district.get(reverse("campaign:order", args=[city.unit(LEAD).pk, "pdf"])).status_code == 404


def test_milestones_of_an_assigned_task_stand(city: City, office: Actor) -> None:
    one = task(city)
    milestone(one)
    with scope(SYSTEM):
        assert one.milestones.count() == 1
    assert FACTS["accept"] == {"on": clock.today()}
    with scope(office), pytest.raises(Incomplete):
        draft_tasks(
            [
                Draft(
                    "X-1",
                    "排查",
                    "完成",
                    city.unit(LEAD).pk,
                    DUE,
                    milestones=(MilestoneDraft("晚", DUE + timedelta(days=1)),),
                )
            ],
            actor=office,
        )
