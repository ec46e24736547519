"""A task broken down to districts and streets: shares that add up, who may, who sees what, what the whole waits for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from tests.factories.campaign import FACTS, Cast, task
from tests.factories.orgs import City

from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations import (
    Draft,
    MilestoneDraft,
    Share,
    break_down,
    draft_tasks,
    equal_shares,
    merge,
    revise_draft,
    split,
)
from zhiben.campaign.operations.steps import recurring
from zhiben.campaign.queries import in_force, lights, listed, parts_of
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.foundation.scope.models import Participation, part_in, unfiltered
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

DISTRICTS = ("龙华区", "南山区", "福田区")
DUE, STEP = date(2024, 12, 31), date(2024, 11, 30)


@pytest.fixture
def office(city: City) -> Actor:
    return city.actor(Role.OFFICE_OFFICER, "市安委办")


@pytest.fixture
def whole(city: City, office: Actor) -> KeyTask:
    """A task to check 100 places, with one milestone, under way."""
    draft = Draft(
        "ZD-0100",
        "排查整治",
        "排查一百家",
        city.unit("市住房建设").pk,
        DUE,
        topic="房屋建筑施工",
        evidence_required="检查记录",
        amount=Decimal(100),
        amount_unit="家",
        milestones=(MilestoneDraft("完成一半", STEP, 2),),
    )
    cast = Cast(city)
    with scope(office):
        made = draft_tasks([draft], actor=office)[0]
        for move in ("assign", "accept", "start"):
            perform(made, move, cast.who(move), **FACTS.get(move, {}))
    return made


def shares(city: City, *amounts: Any, names: tuple[str, ...] = DISTRICTS) -> list[Share]:
    return [Share(city.unit(name).pk, Decimal(amount)) for name, amount in zip(names, amounts, strict=True)]


def broken(city: City, office: Actor, whole: KeyTask, *amounts: int) -> list[KeyTask]:
    with scope(office):
        return break_down(whole, shares(city, *amounts), actor=office)


def refused(city: City, office: Actor, whole: KeyTask, told: list[Share]) -> dict[str, str]:
    with scope(office), pytest.raises(Incomplete) as error:
        break_down(whole, told, actor=office)
    with scope(office):
        assert parts_of(whole).count() == 0
    return dict(error.value.fields)


def test_parts_say_what_the_whole_says(city: City, office: Actor, whole: KeyTask) -> None:
    parts = broken(city, office, whole, 50, 30, 20)
    assert [part.number for part in parts] == ["ZD-0100-01", "ZD-0100-02", "ZD-0100-03"]
    told = [(p.parent_id, p.state, p.topic, p.evidence_required, p.due, p.amount, p.amount_unit) for p in parts]
    assert told == [
        (whole.pk, "drafted", "房屋建筑施工", "检查记录", DUE, Decimal(amount), "家") for amount in (50, 30, 20)
    ]
    assert parts[0].target == "排查一百家（本单位50家）"
    with scope(office):
        steps = [list(part.milestones.values_list("name", "due", "weight")) for part in parts]
    assert steps == [[("完成一半", STEP, 2)]] * 3


def test_breaking_down_is_in_the_ledger(city: City, office: Actor, whole: KeyTask) -> None:
    broken(city, office, whole, 50, 30, 20)
    entry = AuditEntry.objects.get(verb="break_down", record=whole.pk)
    assert (entry.actor, "ZD-0100-03" in entry.facts, '"20"' in entry.facts) == (office.id, True, True)


@pytest.mark.parametrize(
    ("amounts", "sentence"),
    [
        ((50, 30, 10), "合计90家，还差10家没有分下去（应为100家）"),
        ((60, 40, 20), "合计120家，超出20家（应为100家，为其120%）"),
        ((100, 0, 0), "每一项都要填大于零的量"),
    ],
)
def test_shares_that_do_not_add_up_are_refused(
    city: City, office: Actor, whole: KeyTask, amounts: tuple[int, ...], sentence: str
) -> None:
    assert refused(city, office, whole, shares(city, *amounts)) == {"amounts": sentence}


def test_shares_name_fit_units_once(city: City, office: Actor, whole: KeyTask) -> None:
    district, lead, own = (city.unit(name).pk for name in ("龙华区", "市住房建设", "市安委办"))
    assert refused(city, office, whole, []) == {"units": "请选择承担单位"}
    doubled = [Share(district, Decimal(50)), Share(district, Decimal(50))]
    assert refused(city, office, whole, doubled) == {"units": "龙华区填了两次"}
    assert refused(city, office, whole, [Share(lead, Decimal(100))]) == {"units": "市住房建设是本任务的牵头单位"}
    assert refused(city, office, whole, [Share(own, Decimal(100))]) == {"units": "市安委办不能承担任务"}


def test_part_is_not_due_after_the_whole(city: City, office: Actor, whole: KeyTask) -> None:
    late = [Share(city.unit("龙华区").pk, Decimal(100), due=date(2025, 1, 1))]
    assert refused(city, office, whole, late) == {
        "due": "ZD-0100-01：分解任务的完成时限不能晚于上级任务（2024年12月31日）"
    }


def test_part_due_before_a_milestone_does_not_lose_it(city: City, office: Actor, whole: KeyTask) -> None:
    early = [Share(city.unit("龙华区").pk, Decimal(100), due=date(2024, 11, 29))]
    why = "龙华区的节点“完成一半”（2024年11月30日）晚于该分解任务的完成时限（2024年11月29日）"
    assert refused(city, office, whole, early) == {"due": why}
    with scope(office):
        same = break_down(whole, [Share(city.unit("龙华区").pk, Decimal(100), due=STEP)], actor=office)[0]
        assert list(same.milestones.values_list("name", "due")) == [("完成一半", STEP)]


@pytest.mark.parametrize(
    ("recurrence", "steps"),
    [
        ("month", [("2024年10月", date(2024, 10, 31)), ("2024年11月", date(2024, 11, 15))]),
        ("quarter", [("2024年第4季度", date(2024, 11, 15))]),
    ],
)
def test_part_of_what_recurs_recurs_until_it_is_due(
    city: City, office: Actor, recurrence: str, steps: list[tuple[str, date]]
) -> None:
    due = date(2024, 12, 15)
    again = recurring(recurrence, due, since=date(2024, 10, 1))
    draft = Draft("ZD-7", "巡查", "每期一次", city.unit("市住房建设").pk, due, recurrence=recurrence, milestones=again)
    with scope(office):
        monthly = draft_tasks([draft], actor=office)[0]
        share = Share(city.unit("龙华区").pk, due=date(2024, 11, 15))
        part = break_down(monthly, [share], actor=office)[0]
        assert list(part.milestones.order_by("position").values_list("name", "due")) == steps


def test_number_of_a_part_that_grows_too_long_is_told(city: City, office: Actor) -> None:
    one = task(city)
    with unscoped(reason="a test renames"):
        KeyTask.objects.filter(pk=one.pk).update(number="9" * 39)
    with scope(office), pytest.raises(Incomplete) as refusal:
        break_down(KeyTask.objects.get(pk=one.pk), [Share(city.unit("龙华区").pk)], actor=office)
    assert refusal.value.fields == {"number": "9" * 39 + "-01：编号最多40字，请缩短"}
    assert KeyTask._unfiltered().count() == 1


def test_what_remains_can_be_given_later(city: City, office: Actor, whole: KeyTask) -> None:
    parts = broken(city, office, whole, 50, 30, 20)
    leader = city.actor(Role.OFFICE_LEADER, "市安委办")
    with scope(leader):
        perform(parts[2], "cancel", leader, reason="改由街道承担")
    with scope(office):
        again = break_down(whole, shares(city, 20, names=("福田区",)), actor=office)
        assert [part.number for part in again] == ["ZD-0100-04"]
        with pytest.raises(Incomplete, match="已承担"):
            break_down(whole, shares(city, 20, names=("龙华区",)), actor=office)


def test_task_without_amount_is_broken_down_without_amounts(city: City, office: Actor) -> None:
    plain = task(city)
    with scope(office):
        parts = break_down(plain, [Share(city.unit(name).pk) for name in DISTRICTS], actor=office)
        assert [(part.amount, part.amount_unit, part.target) for part in parts] == [(None, "", plain.target)] * 3
        with pytest.raises(Incomplete, match="任务没有目标量，分出的各项不填量"):
            break_down(plain, shares(city, 5, names=("民治街道",)), actor=office)


@pytest.mark.parametrize("unit", ["龙华区安委办", "南山区安委办"])
def test_only_the_office_of_the_territory_breaks_down(city: City, whole: KeyTask, unit: str) -> None:
    stranger = city.actor(Role.OFFICE_OFFICER, unit)
    with unscoped(reason="a test tries a stranger"), pytest.raises(NotAllowed, match="只有本辖区安委办工作人员"):
        break_down(whole, shares(city, 100, names=("龙华区",)), actor=stranger)


def test_lead_unit_and_district_see_each_other_and_nobody_else_does(city: City, office: Actor, whole: KeyTask) -> None:
    part = broken(city, office, whole, 50, 30, 20)[0]
    seen = {}
    for name, role in (
        ("市住房建设", Role.DEPARTMENT_OFFICER),
        ("龙华区", Role.DISTRICT_OFFICER),
        ("南山区", Role.DISTRICT_OFFICER),
        ("市交通运输", Role.DEPARTMENT_OFFICER),
    ):
        with scope(city.actor(role, name)):
            seen[name] = [KeyTask.objects.filter(pk=pk).exists() for pk in (whole.pk, part.pk)]
    assert seen == {
        "市住房建设": [True, True],
        "龙华区": [True, True],
        "南山区": [True, False],
        "市交通运输": [False, False],
    }


def test_district_office_goes_on_to_its_streets_and_no_further(city: City, office: Actor, whole: KeyTask) -> None:
    part = broken(city, office, whole, 50, 30, 20)[0]
    district = city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    with scope(district):
        street = break_down(part, shares(city, 50, names=("民治街道",)), actor=district)[0]
        assert (street.number, street.parent_id, street.street) == (
            "ZD-0100-01-01",
            part.pk,
            city.unit("民治街道").street,
        )
        with pytest.raises(Refused, match="最多分解到街道一级"):
            break_down(street, shares(city, 50, names=("龙华区住房建设",)), actor=district)


def test_parts_are_no_tasks_of_the_list(city: City, office: Actor, whole: KeyTask) -> None:
    parts = broken(city, office, whole, 50, 30, 20)
    with scope(office):
        for part in parts:
            perform(part, "assign", office)
        later = clock.day_end(clock.today())
        assert (in_force(later).count(), list(listed(later))) == (4, [whole])


def carried_out(city: City, office: Actor, part: KeyTask, name: str, *, amount: int) -> None:
    officer = city.actor(Role.DISTRICT_OFFICER, name)
    with scope(office):
        perform(part, "assign", office)
    with scope(officer):
        perform(part, "accept", officer, on=clock.today())
        perform(part, "start", officer, responsible="李四")
        perform(part, "report", officer, period=clock.today(), text="已按计划逐家排查并建立台账", amount=amount)


def test_whole_has_come_as_far_as_its_parts(city: City, office: Actor, whole: KeyTask) -> None:
    parts = broken(city, office, whole, 50, 30, 20)
    carried_out(city, office, parts[0], "龙华区", amount=50)
    with scope(office):
        light = lights([whole], clock.now())[whole.pk]
    # Half of the amount, of which a part has both all of its amount and none of its milestones.
    assert light.share == 0.25
    stranger = city.actor(Role.DISTRICT_OFFICER, "南山区")
    with scope(stranger):
        assert lights([whole], clock.now())[whole.pk].share == 0.25


def test_whole_waits_for_its_parts(city: City, office: Actor, whole: KeyTask) -> None:
    parts = broken(city, office, whole, 50, 30, 20)
    cast = Cast(city)
    with scope(cast.lead), pytest.raises(Refused, match="还有3项分解任务未办结，不能报送完成"):
        perform(whole, "submit", cast.lead, conclusion="全部完成")
    with scope(cast.leader):
        with pytest.raises(Refused, match="还有3项分解任务未办结，不能取消"):
            perform(whole, "cancel", cast.leader, reason="合并")
        for part in parts:
            perform(part, "cancel", cast.leader, reason="合并")
    with scope(cast.lead):
        perform(whole, "submit", cast.lead, conclusion="全部完成")
    assert whole.state == "submitted"


def test_who_carries_no_part_any_more_does_not_see_the_whole(city: City, office: Actor, whole: KeyTask) -> None:
    parts, leader = broken(city, office, whole, 50, 30, 20), Cast(city).leader
    with scope(leader):
        perform(parts[0], "cancel", leader, reason="另有安排")
    seen = []
    for name in DISTRICTS:
        with scope(city.actor(Role.DISTRICT_OFFICER, name)):
            seen.append(KeyTask.objects.filter(pk=whole.pk).exists())
    assert seen == [False, True, True]


def test_who_carries_another_part_still_sees_the_whole(city: City, office: Actor, whole: KeyTask) -> None:
    one, lead = broken(city, office, whole, 50, 30, 20)[0], city.unit("龙华区").pk
    drafts = [Draft(f"X-{n}", "排查", "完成", lead, DUE, amount=Decimal(25), amount_unit="家") for n in (1, 2)]
    leader = Cast(city).leader
    with scope(office):
        parts = split(one, drafts, actor=office)
    for part, sees in zip(parts, (True, False), strict=True):
        with scope(leader):
            perform(part, "cancel", leader, reason="另有安排")
        with scope(city.actor(Role.DISTRICT_OFFICER, "龙华区")):
            assert KeyTask.objects.filter(pk=whole.pk).exists() == sees


def test_amount_of_a_whole_is_not_reported_beside_its_parts(city: City, office: Actor, whole: KeyTask) -> None:
    broken(city, office, whole, 50, 30, 20)
    lead = city.actor(Role.DEPARTMENT_OFFICER, "市住房建设")
    with scope(lead), pytest.raises(Incomplete, match="完成量由各分解任务汇总"):
        perform(whole, "report", lead, period=clock.today(), text="已排查", amount=40)


def test_part_is_not_assigned_before_the_whole(city: City, office: Actor) -> None:
    drafted = task(city, "drafted")
    with scope(office):
        part = break_down(drafted, [Share(city.unit("龙华区").pk)], actor=office)[0]
        with pytest.raises(Refused, match="的上级任务还未下达，请先下达上级任务"):
            perform(part, "assign", office)


def test_finished_task_is_not_broken_down(city: City, office: Actor) -> None:
    with scope(office), pytest.raises(Refused, match="任务现为“办结”，不能再分解"):
        break_down(task(city, "done"), shares(city, 1, names=("龙华区",)), actor=office)


@pytest.mark.parametrize(
    ("amount", "count", "each"),
    [("100", 3, ["34", "33", "33"]), ("11", 11, ["1"] * 11), ("1.5", 2, ["0.7500", "0.7500"])],
)
def test_equal_shares_add_up(amount: str, count: int, each: list[str]) -> None:
    found = equal_shares(Decimal(amount), count)
    assert (found, sum(found)) == ([Decimal(one) for one in each], Decimal(amount))


def test_participation_tells_who_is_above_and_who_carries(city: City, office: Actor, whole: KeyTask) -> None:
    parts = broken(city, office, whole, 50, 30, 20)
    rows = unfiltered(Participation).filter(model="campaign.keytask")
    above = set(rows.filter(part="upper").values_list("record", "unit"))
    carrying = set(rows.filter(part="carrying").values_list("record", "unit"))
    assert above == {(part.pk, whole.lead_unit_id) for part in parts}
    assert carrying == {(whole.pk, city.unit(name).pk) for name in DISTRICTS}


def test_part_is_carried_where_the_whole_lies(city: City, office: Actor) -> None:
    whole, elsewhere = task(city, "drafted", lead="龙华区"), city.unit("粤海街道").pk
    with scope(office):
        with pytest.raises(Incomplete) as refusal:
            break_down(whole, [Share(elsewhere)], actor=office)
        assert refusal.value.fields == {"lead_unit": f"{whole.number}-01：承担单位不在上级任务所在的区域内"}
        part = break_down(whole, [Share(city.unit("民治街道").pk)], actor=office)[0]
        draft = Draft(part.number, "排查", "完成", elsewhere, whole.due)
        with pytest.raises(Incomplete, match="承担单位不在上级任务所在的区域内"):
            revise_draft(part, draft, actor=office)


def parts_taken() -> set[tuple[int, str, int, int]]:
    """Record, part, unit, and the unit's city."""
    rows = unfiltered(Participation).filter(model="campaign.keytask")
    return set(rows.values_list("record", "part", "unit", "city"))


def test_parts_taken_before_are_said_again(city: City, office: Actor, whole: KeyTask) -> None:
    parts = broken(city, office, whole, 50, 30, 20)
    first, second, third = (task(city, lead=lead) for lead in ("市住房建设", "市消防救援", "市应急管理"))
    with scope(office):
        merge(second, [third], leads_differ=True, actor=office)
        merge(first, [KeyTask.objects.get(pk=second.pk)], leads_differ=True, actor=office)
    taken = parts_taken()
    unfiltered(Participation).filter(part__in=("upper", "carrying", "absorbing")).delete()
    stale = (city.unit("市应急管理").pk, city.unit("市应急管理").coordinates)
    part_in(whole, "carrying", *stale).save()
    part_in(parts[0], "upper", *stale).save()
    with unscoped(reason="a migration sees all"):
        import_module("zhiben.campaign.migrations.0011_taking_part").say_again(apps, None)
    between = (third.pk, "absorbing", second.lead_unit_id, city.unit("市消防救援").city)
    assert parts_taken() == taken - {between}
