"""Following tasks: reports at their cadence, what they bring, what says nothing, and what figures make of it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from tests.factories.campaign import FACTS, Cast, milestone, task
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.campaign.models import KeyTask, TaskReport
from zhiben.campaign.operations import Draft, draft_tasks, nil_return
from zhiben.campaign.queries import cadences_ending, emptiness, missing_reports, open_tasks_of, unreported
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import half_month_of
from zhiben.orgs.vocab import Role

LEAD, HELPER = "市住房建设", "市消防救援"
FULL = "已逐家排查并建立台账"


def measured(city: City, *, cadence: str = "half_month", amount: int = 100) -> KeyTask:
    """A task to check so many places, under way since today."""
    cast = Cast(city)
    draft = Draft(
        "ZD-7",
        "排查",
        "排查百家",
        city.unit(LEAD).pk,
        date(2024, 12, 31),
        evidence_required="记录",
        amount=Decimal(amount),
        amount_unit="家",
        cadence=cadence,
        assisting=(city.unit(HELPER).pk,),
    )
    with scope(cast.office):
        made = draft_tasks([draft], actor=cast.office)[0]
        for move in ("assign", "accept", "start"):
            perform(made, move, cast.who(move), **FACTS.get(move, {}))
    return made


def told(city: City, one: KeyTask, day: date, **facts: Any) -> TaskReport:
    """What the lead unit has reported on that day for its half-month."""
    lead = Cast(city).lead
    with clock.at(datetime.combine(day, datetime.min.time(), clock.TZ) + timedelta(hours=9)), scope(lead):
        perform(one, "report", lead, **{"period": day, "text": FULL, **facts})
        return TaskReport.objects.order_by("-pk")[0]


DAYS = [date(2024, 10, 20), date(2024, 11, 5), date(2024, 11, 20), date(2024, 12, 5)]


# Amounts and milestones


def test_cumulative_amount_is_the_tasks_own(city: City) -> None:
    one = measured(city)
    assert told(city, one, DAYS[0], amount=30).amount == Decimal(30)
    told(city, one, DAYS[1], amount="45.5")
    with unscoped(reason="a test reads"):
        assert KeyTask.objects.get(pk=one.pk).achieved == Decimal("45.5")


def test_amount_shrinks_or_passes_the_target_only_with_a_word(city: City) -> None:
    one = measured(city)
    told(city, one, DAYS[0], amount=30)
    with pytest.raises(Incomplete) as shrunk:
        told(city, one, DAYS[1], amount=20)
    assert shrunk.value.fields == {"note": "累计完成量比上次的30少，请说明原因"}
    told(city, one, DAYS[1], amount=20, note="上次重复统计10家")
    with pytest.raises(Incomplete) as over:
        told(city, one, DAYS[2], amount=101)
    assert over.value.fields == {"note": "累计完成量超过目标量100，请说明"}
    told(city, one, DAYS[2], amount=101, note="新增一家")
    with unscoped(reason="a test reads"):
        assert KeyTask.objects.get(pk=one.pk).achieved == Decimal(101)


def test_amount_of_a_task_without_target_is_refused(city: City) -> None:
    with pytest.raises(Incomplete, match="该任务没有设目标量"):
        told(city, task(city), DAYS[0], amount=5)


def test_assisting_unit_tells_no_amount(city: City) -> None:
    one, helper = measured(city), city.actor(Role.DEPARTMENT_OFFICER, HELPER)
    with scope(helper), pytest.raises(Incomplete, match="完成量和节点由牵头单位填报"):
        perform(one, "report", helper, period=clock.today(), text=FULL, amount=5)
    with scope(helper):
        perform(one, "report", helper, period=clock.today(), text=FULL)
    assert one.achieved is None


def test_milestones_are_reached_on_a_day(city: City) -> None:
    one = measured(city)
    step = milestone(one, date(2024, 11, 30))
    report = told(city, one, DAYS[0], reached=[step], reached_on=date(2024, 10, 18))
    with unscoped(reason="a test reads"):
        assert one.milestones.get().reached_on == date(2024, 10, 18)
    assert report.reached == "方案印发"
    with pytest.raises(Incomplete, match="不在本任务未完成的节点里"):
        told(city, one, DAYS[1], reached=[step])


@pytest.mark.parametrize("day", [date(2024, 10, 15), date(2024, 10, 21)])
def test_milestone_is_reached_neither_before_the_assignment_nor_tomorrow(city: City, day: date) -> None:
    one = measured(city)
    step = milestone(one)
    with pytest.raises(Incomplete, match="须在下达之日和今天之间"):
        told(city, one, DAYS[0], reached=[step], reached_on=day)


def test_milestone_of_another_task_is_none(city: City) -> None:
    one, other = measured(city), task(city)
    with pytest.raises(Incomplete, match="不在本任务未完成的节点里"):
        told(city, one, DAYS[0], reached=[milestone(other)])


# What says nothing


@pytest.mark.parametrize(
    ("words", "last", "moved", "why"),
    [
        ("正在推进", "", False, "只有“正在推进”之类的话，没有数据、节点和附件"),
        ("正在有序推进，进展顺利。", "", False, "只有“正在有序推进，进展顺”之类的话，没有数据、节点和附件"),
        ("已排查三处", "", False, "不足10字，没有数据、节点和附件"),
        (
            "已排查三处并且建立了台账",
            "已排查三处，并且建立了台账。",
            False,
            "与上次报送的内容相同，没有数据、节点和附件",
        ),
        ("已排查三处并且建立了台账", "已排查两处并且建立了台账", False, ""),
        ("已排查工地三处并建台账", "", False, ""),
        ("正在推进", "", True, ""),
    ],
)
def test_report_says_nothing_by_stated_rules(words: str, last: str, moved: bool, why: str) -> None:
    assert emptiness(words, last=last, moved=moved) == why


def test_empty_report_is_flagged_and_counted_and_a_nil_return_is_not_empty(city: City) -> None:
    one = measured(city)
    assert [told(city, one, day, text="正在推进").empty for day in DAYS[:2]] == [True, True]
    assert one.idle == 2
    assert (told(city, one, DAYS[2], text="正在推进", amount=5).empty, one.idle) == (False, 0)
    lead = Cast(city).lead
    with clock.at(clock.day_start(DAYS[3])), scope(lead):
        perform(one, "nil", lead, period=DAYS[3])
        last = TaskReport.objects.order_by("-pk")[0]
    assert (last.nil, last.empty, one.idle) == (True, False, 1)


def test_substantial_rate_leaves_the_empty_reports_out(city: City) -> None:
    lead = Cast(city).lead
    reports = ["正在推进", FULL, ""]
    for words in reports:
        one = task(city)
        with scope(lead):
            perform(one, "report" if words else "nil", lead, period=clock.today(), **({"text": words} if words else {}))
    task(city)
    period = half_month_of(clock.today())
    with unscoped(reason="a test reads"):
        found = {
            name: evaluate(measure.registered()[name], Cut(clock.now() + timedelta(minutes=1), period))
            for name in ("tasks.reported_rate", "tasks.substantial_rate")
        }
    assert [(one.numerator, one.denominator) for one in found.values()] == [(3, 4), (2, 4)]


# At which half-months


@pytest.mark.parametrize(
    ("day", "ending"),
    [
        (date(2024, 10, 5), ["half_month"]),
        (date(2024, 10, 20), ["half_month", "month"]),
        (date(2024, 12, 5), ["half_month"]),
        (date(2024, 12, 20), ["half_month", "month", "quarter"]),
    ],
)
def test_report_is_due_where_the_cadences_own_period_ends(day: date, ending: list[str]) -> None:
    assert cadences_ending(half_month_of(day)) == ending


def test_monthly_task_owes_nothing_in_the_middle_of_the_month(city: City) -> None:
    one, unit = measured(city, cadence="month"), city.unit(LEAD).pk
    lead = Cast(city).lead
    with scope(lead):
        for day, owed in ((date(2024, 11, 5), []), (date(2024, 11, 20), [one])):
            period = half_month_of(day)
            assert list(open_tasks_of(unit, period)) == owed
            assert unreported(unit, period) == len(owed)
            assert list(missing_reports(period, period.ends + timedelta(days=1))) == owed
        with clock.at(clock.day_start(date(2024, 11, 20))):
            assert nil_return(unit, day=date(2024, 11, 20), actor=lead) == 1


# On the pages


@pytest.fixture
def bureau(city: City) -> Client:
    return browser(city.person(Role.DEPARTMENT_OFFICER, LEAD))


def test_grid_takes_amounts_and_milestones(city: City, bureau: Client) -> None:
    one = measured(city)
    step = milestone(one, date(2024, 11, 30))
    page = text(bureau, "campaign:report")
    assert "累计完成量，上次0／目标100家" in page and "完成节点：方案印发（2024年11月30日）" in page
    given = {f"text_{one.pk}": "正在推进", f"amount_{one.pk}": "12", f"reached_{one.pk}": step}
    send(bureau, "campaign:report", save=1, **given)
    on_task = text(bureau, "campaign:page", one.pk)
    assert "累计12家" in on_task and "完成节点：方案印发" in on_task and "空报" not in on_task.split("进度和亮灯")[0]
    assert '<progress max="100" value="56"' in on_task


def test_grid_tells_before_what_will_count_as_empty_and_takes_it_all_the_same(city: City, bureau: Client) -> None:
    one = task(city)
    page = send(bureau, "campaign:report", status=422, save=1, **{f"text_{one.pk}": "正在推进"})
    assert "有1项会记为空报" in page and "会记为空报：只有“正在推进”之类的话" in page and ">正在推进</textarea>" in page
    with unscoped(reason="a test reads"):
        assert TaskReport.objects.count() == 0
    send(bureau, "campaign:report", save=1, even_so=1, **{f"text_{one.pk}": "正在推进"})
    with unscoped(reason="a test reads"):
        assert list(TaskReport.objects.values_list("text", "empty")) == [("正在推进", True)]
    assert "空报" in text(bureau, "campaign:report")


@pytest.mark.parametrize(
    ("amount", "sentence"), [("许多", "累计完成量应为数字"), ("200", "累计完成量超过目标量100，请说明")]
)
def test_wrong_amount_in_the_grid_is_told_and_kept(city: City, bureau: Client, amount: str, sentence: str) -> None:
    one = measured(city)
    given = {f"text_{one.pk}": FULL, f"amount_{one.pk}": amount}
    page = send(bureau, "campaign:report", status=422, save=1, **given)
    assert sentence in page and f'value="{amount}"' in page


def test_tasks_own_page_offers_its_open_milestones(city: City, bureau: Client) -> None:
    one = measured(city)
    step = milestone(one, date(2024, 11, 30))
    page = text(bureau, "campaign:move", one.pk, "report")
    assert f'name="reached" value="{step}"' in page and "方案印发（2024年11月30日）" in page and 'name="amount"' in page
    given = {"period": "2024-10-16", "text": FULL, "amount": "40", "reached": step}
    send(bureau, "campaign:move", one.pk, "report", **given)
    with unscoped(reason="a test reads"):
        assert (KeyTask.objects.get(pk=one.pk).achieved, one.milestones.get().reached_on) == (
            Decimal(40),
            clock.today(),
        )


def test_task_without_amount_is_not_asked_for_one(city: City, bureau: Client) -> None:
    page = text(bureau, "campaign:move", task(city).pk, "report")
    assert [f'name="{name}"' in page for name in ("amount", "note", "reached", "reached_on")] == [False] * 4


def test_page_tells_light_and_by_how_much_the_day_has_slipped(city: City, bureau: Client) -> None:
    one = measured(city)
    with unscoped(reason="a test sets a day"):
        KeyTask.objects.filter(pk=one.pk).update(scheduled=date(2024, 12, 1))
    page = text(bureau, "campaign:page", one.pk)
    assert "按时推进" in page and "完成时限比最初计划推迟了30天。" in page and "累计0／100家" in page
