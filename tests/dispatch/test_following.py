"""What has become of named items: read as of the next round's cut by the rule that named them, frozen in the seal,
printed item by item with sums, and measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from tests.dispatch.city import City, member
from tests.dispatch.conftest import advance, all_agree, answering
from tests.dispatch.facts import hazard, moved, report, task
from tests.factories.pages import browser, text

from zhiben.dispatch import operations, queries
from zhiben.dispatch.models import FollowUp, NamedItem, NamedUnit, Round
from zhiben.dispatch.vocab import Outcome
from zhiben.foundation.audit import verify
from zhiben.foundation.measures import evaluate
from zhiben.foundation.rendering import Paper, Para, Table
from zhiben.foundation.rendering.sums import require_sums, wrong_sums
from zhiben.foundation.scope import past_guard, scope, unscoped
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import half_month_of

PAST = date(2024, 9, 30)
SECOND_HALF = half_month_of(date(2024, 10, 16))
WITHIN = datetime(2024, 10, 20, 9, tzinfo=clock.TZ)
AFTER_CUT = datetime(2024, 11, 1, 8, tzinfo=clock.TZ)
CLOSING = datetime(2024, 11, 1, 9, tzinfo=clock.TZ)
RoundAt = Callable[..., Round]


def following(city: City, upto: str = "close", office: str = "市安委办") -> Round:
    """The round of the second half of October, on the morning after."""
    with clock.at(CLOSING):
        one = operations.open_round("half_month", SECOND_HALF, office=city.units[office].pk)
        return advance(city, one, upto, office)


def told(one: Round) -> dict[str, tuple[str, str, int]]:
    with unscoped(reason="a test reads"):
        found = queries.followed(one)
        return {f"{row.reason}:{row.number}": (row.outcome.value, row.state, row.days_late) for row in found}


def paper_of(one: Round) -> Paper:
    with unscoped(reason="a test reads"):
        return queries.bulletin_of(queries.round_of(one.pk)).paper


@pytest.mark.parametrize(
    ("state", "at", "expected"),
    [
        ("declared", WITHIN, ("open", "报整改完成", 0)),
        ("reviewed", WITHIN, ("fixed", "复核通过", 0)),
        ("accepted", WITHIN, ("fixed", "验收合格", 0)),
        ("closed", WITHIN, ("fixed", "销号", 0)),
        ("rejected", WITHIN, ("void", "不予认定", 0)),
        ("closed", AFTER_CUT, ("open", "整改中", 31)),
    ],
)
def test_hazard_is_fixed_once_reviewed_on_site(
    city: City, round_at: RoundAt, state: str, at: datetime, expected: tuple[str, str, int]
) -> None:
    late = hazard(city, "罗湖区", PAST)
    round_at("issue")
    moved(late, state, at)
    assert told(following(city)) == {f"overdue_hazards:{late.number}": expected}


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("under_way", ("open", "推进中", 31)),
        ("submitted", ("open", "报送完成", 0)),
        ("done", ("fixed", "办结", 0)),
        ("cancelled", ("void", "取消", 0)),
    ],
)
def test_task_is_fixed_once_done(city: City, round_at: RoundAt, state: str, expected: tuple[str, str, int]) -> None:
    late = task(city, "市住房建设局", PAST)
    report(late, at=datetime(2024, 10, 9, 9, tzinfo=clock.TZ))
    round_at("issue")
    moved(late, state, WITHIN)
    assert told(following(city)) == {f"overdue_tasks:{late.number}": expected}


@pytest.mark.parametrize(("at", "expected"), [(WITHIN, ("fixed", "已补报", 0)), (AFTER_CUT, ("open", "仍未补报", 0))])
def test_missing_report_is_made_good_by_a_late_one(
    city: City, round_at: RoundAt, at: datetime, expected: tuple[str, str, int]
) -> None:
    silent = task(city, "市住房建设局", date(2024, 12, 31))
    round_at("issue")
    report(silent, at=at)
    assert told(following(city)) == {f"missing_report:{silent.number}": expected}


def test_every_item_is_told_once_and_only_of_issued_rounds(city: City, round_at: RoundAt) -> None:
    late = hazard(city, "罗湖区", PAST)
    round_at("draft")
    assert told(following(city)) == {}
    with unscoped(reason="a test reads"):
        first = Round.objects.get(period_first=date(2024, 10, 1))
    advance_from_draft(city, first)
    third = half_month_of(date(2024, 11, 1))
    with clock.at(datetime(2024, 11, 16, 9, tzinfo=clock.TZ)):
        last = operations.open_round("half_month", third, office=city.units["市安委办"].pk)
        advance(city, last, "close")
    assert list(told(last)) == [f"overdue_hazards:{late.number}"]


def advance_from_draft(city: City, one: Round) -> None:
    all_agree(city, one)
    for step, actor in (("approve", city.leader), ("issue", city.officer)):
        with scope(actor):
            getattr(operations, step)(one, actor=actor)


def strike(city: City, one: Round) -> None:
    actor = answering(city, "罗湖区政府")
    name = next(name for name in one.names if name.unit_name == "罗湖区政府")
    with scope(actor):
        operations.contest(queries.name_of(name.pk, actor), "已办结", actor=actor)
    with scope(city.officer):
        operations.strike(NamedUnit.objects.get(pk=name.pk), "属实", actor=city.officer)


def test_struck_names_are_not_followed(city: City, round_at: RoundAt) -> None:
    hazard(city, "罗湖区", PAST)
    kept = hazard(city, "福田区", PAST)
    one = round_at("draft")
    strike(city, one)
    advance_from_draft(city, one)
    assert list(told(following(city))) == [f"overdue_hazards:{kept.number}"]


def test_section_tells_items_and_sums_that_add_up(city: City, round_at: RoundAt) -> None:
    first, second = hazard(city, "罗湖区", PAST), hazard(city, "罗湖区", PAST)
    third = hazard(city, "福田区", PAST)
    round_at("issue")
    moved(first, "closed", WITHIN)
    moved(third, "rejected", WITHIN)
    paper = paper_of(following(city, "draft"))
    sums = next(block for block in paper.blocks if isinstance(block, Table) and "上期点名事项" in block.caption)
    [items] = paper.attachments[-1].blocks
    assert isinstance(items, Table) and paper.attachments[-1].title == "上期点名事项逐项情况"
    assert sums.rows == (("罗湖区政府", "2", "1", "1", "0", "0"), ("福田区政府", "1", "0", "0", "1", "0"))
    assert sums.total == ("合计", "3", "1", "1", "1", "0")
    assert [(s.title, s.note) for s in items.sections] == [
        ("罗湖区政府（2项）", "已办结1项、未办结1项"),
        ("福田区政府（1项）", "不再列入1项"),
    ]
    assert [row[1:2] + row[3:] for row in items.sections[0].rows] == [
        (first.number, "已办结", "销号"),
        (second.number, "未办结", "整改中，逾期31天"),
    ]
    said = "".join(block.text for block in paper.blocks if isinstance(block, Para))
    assert wrong_sums(paper) == ()
    assert "上期点名3项，截至本期末已办结1项、未办结1项，因取消、不予认定等不再列入1项；" in said


def test_paper_whose_sums_are_wrong_is_noticed(city: City, round_at: RoundAt) -> None:
    hazard(city, "罗湖区", PAST)
    round_at("issue")
    paper = paper_of(following(city, "draft"))
    require_sums(paper)
    spoilt = [
        replace(block, total=(*block.total[:1], "9", *block.total[2:])) if getattr(block, "total", ()) else block
        for block in paper.blocks
    ]
    with pytest.raises(Refused, match="上期点名事项办理情况"):
        require_sums(replace(paper, blocks=tuple(spoilt)))


def test_first_bulletin_and_one_after_nobody_was_named_say_so(city: City, round_at: RoundAt) -> None:
    said = "".join(b.text for b in paper_of(round_at("issue")).blocks if isinstance(b, Para))
    assert "此前没有印发过简报。" in said
    said = "".join(b.text for b in paper_of(following(city, "draft")).blocks if isinstance(b, Para))
    assert "上期没有点名事项。" in said


@pytest.mark.parametrize("change", ["UPDATE {} SET outcome = 'fixed'", "UPDATE {} SET days_late = 0", "DELETE FROM {}"])
def test_altered_follow_up_is_named_by_the_ledger(city: City, round_at: RoundAt, change: str) -> None:
    hazard(city, "罗湖区", PAST)
    round_at("issue")
    one = following(city)
    assert troubles(one) == []
    with past_guard(), connection.cursor() as cursor:
        cursor.execute(change.format(FollowUp._meta.db_table))
    assert troubles(one) == ["上期点名事项办理情况与关闭时不符"]


def troubles(one: Round) -> list[str]:
    return [found.why for found in verify().mismatched if (found.model, found.record) == ("dispatch.round", one.pk)]


def figure(name: str, actor: Any, at: datetime) -> tuple[int, int | None]:
    with scope(actor):
        found = evaluate(measure.registered()[name], Cut(at))
    return found.numerator, found.denominator


def test_measures_count_bulletins_and_items_that_a_later_one_reports_on(city: City, round_at: RoundAt) -> None:
    hazard(city, "罗湖区", PAST)
    task(city, "市住房建设局", PAST)
    before, later = datetime(2024, 10, 17, tzinfo=clock.TZ), datetime(2024, 11, 2, tzinfo=clock.TZ)
    round_at("issue", office="福田区安委办")
    round_at("issue")
    assert figure("B15.bulletins", city.officer, before) == (1, None)
    assert figure("B15.named_followed", city.officer, before) == (0, 0)
    one = following(city, "issue")
    assert figure("B15.bulletins", city.officer, later) == (2, None)
    assert figure("B15.named_followed", city.officer, later) == (3, 3)
    with unscoped(reason="a test takes one away"):
        FollowUp.objects.filter(round=one).order_by("pk")[0].delete()
    assert figure("B15.named_followed", city.officer, later) == (2, 3)
    stranger = city.actor("福田区安委办", "office_officer")
    assert figure("B15.named_followed", stranger, later) == (0, 0)


def test_figure_opens_its_items_and_these_their_names(city: City, round_at: RoundAt) -> None:
    hazard(city, "罗湖区", PAST)
    round_at("issue")
    with clock.at(CLOSING):
        following(city, "issue")
        client = browser(member(city, "市安委办", "office_officer"))
        page = text(client, "overview:figure", "B15.named_followed")
    with unscoped(reason="a test reads"):
        item = NamedItem.objects.order_by("pk")[0]
    assert [word in page for word in (item.number, item.get_absolute_url())] == [True, True]


def test_round_page_shows_what_became_of_earlier_items(city: City, round_at: RoundAt) -> None:
    late = hazard(city, "罗湖区", PAST)
    round_at("issue")
    one = following(city)
    page = text(browser(member(city, "市安委办", "office_officer")), "dispatch:page", one.pk)
    assert "上期点名事项办理情况（1项）" in page
    assert f"{late.number} {late.title}" in page
    assert {outcome.label for outcome in Outcome} == {"已办结", "未办结", "不再列入", "点名前已办结"}
