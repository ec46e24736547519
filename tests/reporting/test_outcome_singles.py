"""Works and penalties one by one: entered, mended, voided, out of workbooks; the tallies are always equal to them."""

from __future__ import annotations

import io
import json
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from tests.factories.outcomes import Trainers

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.importing import ImportReport
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope
from zhiben.inbox import operations as inbox
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.reporting.models import Penalty, Tally, Work
from zhiben.reporting.operations import amend, tally_return, void

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 6, 1, 9, tzinfo=clock.TZ)
LATER = datetime(2024, 7, 1, 9, tzinfo=clock.TZ)
WORK_HEADS = ("类别", "项目编号", "填报单位", "街道", "场所名称", "地址", "改造内容", "完成日期", "核验人")
FIRE, EXIT = "老旧场所消防设施改造", "打通逃生通道、消防通道"


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


def value(name: str, by: Actor, as_of: datetime = LATER) -> int:
    with scope(by):
        return evaluate(measure.registered()[name], Cut(as_of)).numerator


def counted_as_they_stand() -> bool:
    """Whether what counts is one tally for each record that was not voided, of its month and place."""
    told = sorted(
        (row.kind, row.unit, row.month, row.street, row.amount, row.work_id or 0, row.penalty_id or 0)
        for row in Tally._unfiltered().filter(ended_at=None, batch=None, return_id=None)
    )
    works = [
        (row.kind, row.unit, row.done_on.replace(day=1), row.street, 1, row.pk, 0)
        for row in Work._unfiltered().filter(voided_at=None)
    ]
    penalties = [
        ("penalties", row.unit, row.decided_on.replace(day=1), row.street, 1, 0, row.pk)
        for row in Penalty._unfiltered().filter(voided_at=None)
    ]
    return told == sorted(works + penalties)


def test_works_and_penalties_count_one_each_where_they_lie(trainers: Trainers) -> None:
    trainers.work(done_on=date(2024, 3, 5))
    trainers.work("exits", done_on=date(2024, 3, 5), number="示例-1")
    trainers.penalty(decided_on=date(2024, 4, 9))
    assert [value(name, trainers.office) for name in ("D3.fire", "D3.exits", "D4.penalties")] == [1, 1, 1]
    assert [value(name, trainers.street) for name in ("D3.fire", "D3.exits", "D4.penalties")] == [1, 1, 1]
    assert [value(name, trainers.elsewhere) for name in ("D3.fire", "D3.exits", "D4.penalties")] == [0, 0, 0]
    assert value("D4.penalties", trainers.department) == 1
    assert value("D3.fire", trainers.department) == 0
    assert counted_as_they_stand()


def test_a_mended_record_counts_in_its_new_month_and_the_ledger_keeps_the_old(trainers: Trainers) -> None:
    work = trainers.work(done_on=date(2023, 12, 5))
    assert value("D3.fire", trainers.office) == 0
    with clock.at(datetime(2024, 6, 10, tzinfo=clock.TZ)), scope(trainers.street):
        amend(work, {"done_on": date(2024, 1, 5)}, reason="年份写错", actor=trainers.street)
        amend(work, {"done_on": date(2024, 1, 5)}, reason="再点一次", actor=trainers.street)
    assert value("D3.fire", trainers.office) == 1
    assert value("D3.fire", trainers.office, datetime(2024, 6, 5, tzinfo=clock.TZ)) == 0
    facts = [json.loads(one.facts) for one in AuditEntry.objects.filter(verb="amend_outcome")]
    assert facts == [{"done_on": "2024-01-05", "before": {"done_on": "2023-12-05"}, "reason": "年份写错"}]
    assert counted_as_they_stand()


def test_a_voided_record_counts_no_longer(trainers: Trainers) -> None:
    penalty = trainers.penalty(decided_on=date(2024, 4, 9))
    with scope(trainers.department):
        with pytest.raises(Incomplete):
            void(penalty, reason=" ", actor=trainers.department)
        void(penalty, reason="决定已撤销", actor=trainers.department)
        with pytest.raises(Refused, match="已作废"):
            amend(penalty, {"amount": Decimal(1)}, reason="x", actor=trainers.department)
    assert value("D4.penalties", trainers.office) == 0
    assert counted_as_they_stand()


def test_nobody_enters_outside_the_area_or_twice_or_ahead(trainers: Trainers) -> None:
    with pytest.raises(NotAllowed):
        trainers.work(by=trainers.elsewhere, done_on=date(2024, 3, 5))
    with pytest.raises(NotAllowed):
        trainers.penalty(by=trainers.street, street="粤海街道", decided_on=date(2024, 3, 5))
    trainers.work(done_on=date(2024, 3, 5))
    for wrong, field in (
        ({"done_on": date(2024, 3, 5)}, "number"),
        ({"done_on": date(2024, 6, 2), "number": "示例-2"}, "done_on"),
        ({"done_on": date(2024, 3, 5), "number": "示例-2", "premises": " "}, "premises"),
    ):
        with pytest.raises(Incomplete) as refused:
            trainers.work(**wrong)
        assert list(refused.value.fields) == [field]
    assert Work._unfiltered().count() == 1


def test_no_record_is_entered_for_a_month_that_a_return_tells(trainers: Trainers) -> None:
    card = trainers.city.unit("民治街道")
    told = {"unit_id": card.pk, "place": card.coordinates, "month": date(2024, 3, 1), "actor": trainers.office}
    tally_return(5, amounts={"fire": 8}, **told)
    with pytest.raises(Refused, match="已按核定报表计数"):
        trainers.work(done_on=date(2024, 3, 5))
    trainers.work(done_on=date(2024, 4, 5))
    assert value("D3.fire", trainers.office) == 9
    with pytest.raises(Refused, match="已有逐条记录（逐条登记）"):
        tally_return(6, amounts={"fire": 8}, **(told | {"month": date(2024, 4, 1)}))


def book(heads: tuple[str, ...], *rows: tuple[Any, ...]) -> bytes:
    made = openpyxl.Workbook()
    page = made.worksheets[0]
    page.append(list(heads))
    for row in rows:
        page.append(list(row))
    written = io.BytesIO()
    made.save(written)
    return written.getvalue()


def taken(sheet: str, data: bytes, actor: Actor) -> ImportReport:
    with scope(actor):
        stored = inbox.keep(data, name="记录.xlsx", actor=actor)
        return inbox.take_in(sheet, stored, actor=actor)


def work_row(number: str, day: str, street: str = "民治街道", **other: str) -> tuple[Any, ...]:
    told = {"kind": FIRE, "premises": "示例楼", **other}
    return (told["kind"], number, street, street, told["premises"], "示例路1号", "加装喷淋", day, "王五")


def test_workbook_enters_and_corrects_works(trainers: Trainers) -> None:
    first = book(WORK_HEADS, work_row("A-1", "2024-03-05"), work_row("A-1", "2024-03-06", kind=EXIT))
    report = taken("outcome_works", first, trainers.street)
    assert (report.refused, report.created) == ((), 2)
    again = book(WORK_HEADS, work_row("A-1", "2024-02-05", premises="另一栋"), work_row("A-2", "2024-03-05"))
    report = taken("outcome_works", again, trainers.street)
    assert (report.refused, report.created, report.updated) == ((), 1, 1)
    assert Work._unfiltered().get(number="A-1", kind="fire").premises == "另一栋"
    assert (value("D3.fire", trainers.office), value("D3.exits", trainers.office)) == (2, 1)
    assert counted_as_they_stand()


def test_wrong_rows_of_a_workbook_are_refused_with_their_cells(trainers: Trainers) -> None:
    card = trainers.city.unit("民治街道")
    tally_return(
        5, unit_id=card.pk, place=card.coordinates, month=date(2024, 1, 1), amounts={"fire": 8}, actor=trainers.office
    )
    work = trainers.work(done_on=date(2024, 3, 5))
    with scope(trainers.street):
        void(work, reason="重复", actor=trainers.street)
    rows = (
        work_row("B-1", "2024-03-05", "粤海街道"),
        work_row("B-2", "2024-06-02"),
        work_row("B-3", "2024-01-20"),
        work_row("示例-1", "2024-03-05"),
    )
    report = taken("outcome_works", book(WORK_HEADS, *rows), trainers.street)
    assert [(one.cell, one.code) for one in report.refused] == [
        ("D2", "outside"),
        ("H3", "future"),
        ("H4", "return_counts"),
        ("B5", "voided"),
    ]
    assert Work._unfiltered().count() == 1


def test_many_penalties_come_in_at_once(trainers: Trainers) -> None:
    heads = ("处罚决定书文号", "处罚机关", "街道", "当事人", "决定日期", "处罚种类", "罚款金额（元）")
    rows = [
        (f"罚〔2024〕{number}号", "市住房建设", "民治街道", "示例公司", "2024-03-05", "罚款", number)
        for number in range(200)
    ]
    report = taken("outcome_penalties", book(heads, *rows), trainers.department)
    assert (report.refused, report.created) == ((), 200)
    assert value("D4.penalties", trainers.office) == 200
    assert counted_as_they_stand()
