"""What was brought about: files of records taken in whole or not at all, counted by unit and month, told from where."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from tests.factories.outcomes import HEADS, Trainers, csv_of

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import BadInput, NotAllowed, Refused
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.reporting import queries
from zhiben.reporting.models import Batch, Tally
from zhiben.reporting.operations import tally_return, withdraw_batch
from zhiben.reporting.queries.outcomes import records_of
from zhiben.reporting.wrong_lines import RecordsRefused

pytestmark = pytest.mark.django_db

NOW = datetime(2024, 6, 1, 9, tzinfo=clock.TZ)
LATER = datetime(2024, 7, 1, 9, tzinfo=clock.TZ)
ROWS = [
    ("2024-03-05", "民治街道", "A1", "440300199001010011"),
    ("2024-03-05", "民治街道", "A1", "440300199001010022"),
    ("2024/3/20", "民治街道", "A2", "440300199001010011"),
    ("2024年4月2日", "粤海街道", "B1", "440300199001010033"),
    ("2024-04-02", "市住房建设", "C1", "440300199001010044"),
]
"""Three of 民治街道 in March (two sessions, two persons), one each elsewhere in April."""


@pytest.fixture(autouse=True)
def _now() -> Any:
    with clock.at(NOW):
        yield


def value(name: str, by: Actor, as_of: datetime = LATER) -> tuple[int, int]:
    """A figure and how many rows stand behind it."""
    with scope(by):
        figure = evaluate(measure.registered()[name], Cut(as_of))
    return figure.numerator, figure.rows


def told(by: Actor) -> list[tuple[str, date, int, int | None, int | None]]:
    with scope(by):
        rows = Tally.objects.filter(ended_at=None).order_by("month", "unit_name")
        return [(row.unit_name, row.month, row.amount, row.sessions, row.people) for row in rows]


def test_file_is_counted_by_unit_and_month(trainers: Trainers, tmp_path: Path) -> None:
    batch = trainers.brought(csv_of(tmp_path / "培训.csv", ROWS))
    assert (batch.rows, batch.sessions, batch.people, batch.repeated) == (5, 4, 4, 0)
    assert told(trainers.office) == [
        ("民治街道", date(2024, 3, 1), 3, 2, 2),
        ("市住房建设", date(2024, 4, 1), 1, 1, 1),
        ("粤海街道", date(2024, 4, 1), 1, 1, 1),
    ]
    assert value("D2.employees", trainers.office) == (5, 3)
    assert value("D2.principals", trainers.office) == (0, 0)
    assert value("D2.employees", trainers.district) == (3, 1)
    assert value("D2.employees", trainers.elsewhere) == (1, 1)
    assert value("D2.employees", trainers.office, NOW) == (0, 0)


def test_ledger_has_one_entry_and_names_nobody(trainers: Trainers, tmp_path: Path) -> None:
    batch = trainers.brought(csv_of(tmp_path / "培训.csv", ROWS))
    entries = AuditEntry.objects.filter(model="reporting.batch")
    assert [one.verb for one in entries] == ["import_batch"]
    facts = json.loads(entries[0].facts)
    assert (facts["sha256"], facts["rows"], facts["groups"]) == (batch.sha256, 5, 3)
    assert "4403001990" not in entries[0].facts
    kept = [str(getattr(row, field.attname)) for row in (*Tally._unfiltered(), batch) for field in row._meta.fields]
    assert not [text for text in kept if "4403001990" in text]


def test_rows_behind_a_tally_are_read_from_the_kept_file_with_persons_masked(
    trainers: Trainers, tmp_path: Path
) -> None:
    trainers.brought(csv_of(tmp_path / "培训.csv", ROWS))
    with scope(trainers.street):
        tally = Tally.objects.get()
        rows = records_of(tally, 0, 10)
        assert [(one["day"], one["session"], one["person"]) for one in rows] == [
            ("2024-03-05", "A1", "44****11"),
            ("2024-03-05", "A1", "44****22"),
            ("2024/3/20", "A2", "44****11"),
        ]
        assert [one["session"] for one in records_of(tally, 2, 10)] == ["A2"]
    with scope(trainers.elsewhere):
        assert [row.unit_name for row in Tally.objects.all()] == ["粤海街道"]


def test_same_file_is_refused_and_counts_again_once_withdrawn(trainers: Trainers, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "培训.csv", ROWS)
    first = trainers.brought(path)
    with pytest.raises(Refused, match=f"第{first.pk}号批次"):
        trainers.brought(path)
    with clock.at(datetime(2024, 6, 10, tzinfo=clock.TZ)), scope(trainers.office):
        withdraw_batch(first, reason="重复报送", actor=trainers.office)
    assert value("D2.employees", trainers.office) == (0, 0)
    assert value("D2.employees", trainers.office, datetime(2024, 6, 5, tzinfo=clock.TZ)) == (5, 3)
    with clock.at(datetime(2024, 6, 11, tzinfo=clock.TZ)):
        trainers.brought(path)
    assert value("D2.employees", trainers.office) == (5, 3)
    with scope(trainers.office), pytest.raises(Refused, match="已撤回"):
        withdraw_batch(first, reason="再撤一次", actor=trainers.office)


def test_only_whose_it_is_or_the_office_above_takes_a_batch_back(trainers: Trainers, tmp_path: Path) -> None:
    batch = trainers.brought(csv_of(tmp_path / "街道.csv", ROWS[:2]), by=trainers.street)
    for actor in (trainers.elsewhere, trainers.department):
        with scope(actor), pytest.raises(NotAllowed):
            withdraw_batch(batch, reason="不是我的", actor=actor)
    with scope(trainers.office):
        withdraw_batch(batch, reason="街道要求", actor=trainers.office)
    assert batch.reason == "街道要求"


def test_wrong_cells_are_told_with_their_lines_and_nothing_is_written(trainers: Trainers, tmp_path: Path) -> None:
    rows = [
        *ROWS,
        ("2024-02-30", "民治街道", "A1", "x1"),
        ("2024-03-05", "无名街道", "A1", "x1"),
        ("2024-07-05", "民治街道", "A1", "x1"),
        ("2024-03-05", "民治街道", "", "x1"),
        ("2024-03-05", "民治街道", "A1", " "),
        ("2024-03-05", "民治街道", "A1"),
    ]
    with pytest.raises(BadInput) as refused:
        trainers.brought(csv_of(tmp_path / "培训.csv", rows))
    assert [(one.cell, one.code) for one in refused.value.problems] == [
        ("A7", "wrong_day"),
        ("B8", "wrong_unit"),
        ("A9", "wrong_day"),
        ("C10", "wrong_session"),
        ("D11", "wrong_person"),
        ("A12", "wrong_row"),
    ]
    assert refused.value.text == "共有6处问题，11条记录里有6条不合格；未写入任何数据"
    assert "是否指" not in refused.value.problems[0].message
    assert Batch._unfiltered().count() == Tally._unfiltered().count() == 0
    assert not [one for one in (tmp_path / "files").rglob("*") if one.is_file()]


def test_the_first_hundred_wrong_cells_are_told_and_all_are_counted(trainers: Trainers, tmp_path: Path) -> None:
    rows = [("2024-03-05", "无名街道", "A1", "x")] * 1_234
    with pytest.raises(BadInput) as refused:
        trainers.brought(csv_of(tmp_path / "培训.csv", rows))
    assert len(refused.value.problems) == 100
    assert refused.value.text == "共有1,234处问题，1,234条记录里有1,234条不合格，以下列出前100处；未写入任何数据"


def test_reasons_are_told_with_how_many_lines_and_the_first_of_them(trainers: Trainers, tmp_path: Path) -> None:
    rows = [
        *(("2024-03-05", "qq00", "A1", "x1") for _ in range(7)),
        *ROWS,
        ("2024-07-05", "qq00", "", "x1"),
        *(("2024-07-05", "民治街道", "A1", "x1") for _ in range(2)),
        *(("2024-03-05", f"qq{number:02}", "A1", "x1") for number in range(1, 20)),
    ]
    with pytest.raises(RecordsRefused) as refused:
        trainers.brought(csv_of(tmp_path / "培训.csv", rows))
    faults = refused.value.faults
    assert (faults.records, faults.fell, faults.number) == (34, 29, 31)
    assert [(one.title, one.sentence, one.count, one.lines) for one in faults.shown[:4]] == [
        ("单位", "没有名为“qq00”的单位", 8, [2, 3, 4, 5, 6]),
        ("日期", "日期晚于今天", 3, [14, 15, 16]),
        ("场次", "不能为空，也不能超过64个字", 1, [14]),
        ("单位", "没有名为“qq01”的单位", 1, [17]),
    ]
    assert (len(faults.shown), faults.others) == (20, (2, 2))
    assert Batch._unfiltered().count() == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("日期,单位,场次,电话\n2024-03-05,民治街道,A1,1\n", "只收必要的列"),
        ("日期,单位\n2024-03-05,民治街道\n", "第一行缺少列：场次"),
        ("日期,单位,场次,日期\n2024-03-05,民治街道,A1,2\n", "出现了两次"),
        ('日期,单位,场次\n2024-03-05,民治街道,"A\n1"\n', "格内有换行"),
        ("日期,单位,场次\n", "没有记录"),
        ("日期,单位,场次\n2024-03-05,民治街道,A1\n\n2024-03-05,民治街道,A1\n", "空行"),
        ("", "文件是空的"),
    ],
)
def test_what_is_no_file_of_records_is_told(trainers: Trainers, tmp_path: Path, text: str, sentence: str) -> None:
    path = tmp_path / "培训.csv"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        trainers.brought(path)
    problems = refused.value.problems if isinstance(refused.value, BadInput) else ()
    assert sentence in refused.value.text + "".join(one.message for one in problems)
    assert Batch._unfiltered().count() == 0


def test_gb18030_tabs_quotes_windows_lines_and_blank_ends_are_read(trainers: Trainers, tmp_path: Path) -> None:
    path = tmp_path / "培训.csv"
    lines = ["日期\t街道\t场次", '2024-03-05\t"民治街道"\tA1', "2024-03-06\t民治街道\tA1", "", ""]
    path.write_bytes("\r\n".join(lines).encode("gb18030"))
    batch = trainers.brought(path, by=trainers.street)
    assert (batch.rows, batch.sessions, batch.people) == (2, 1, None)
    with scope(trainers.street):
        assert [one["day"] for one in records_of(Tally.objects.get(), 0, 9)] == ["2024-03-05", "2024-03-06"]


def test_units_outside_ones_area_are_refused(trainers: Trainers, tmp_path: Path) -> None:
    path = csv_of(tmp_path / "培训.csv", ROWS)
    for actor, cells in ((trainers.district, ["B5", "B6"]), (trainers.department, ["B2", "B3", "B4", "B5"])):
        with pytest.raises(BadInput) as refused:
            trainers.brought(path, by=actor)
        assert [one.cell for one in refused.value.problems] == cells
    contact = trainers.city.actor("auditor", "市安委办")
    with pytest.raises(NotAllowed):
        trainers.brought(path, by=contact)


def test_records_that_stand_in_another_batch_too_are_found(trainers: Trainers, tmp_path: Path) -> None:
    trainers.brought(csv_of(tmp_path / "一.csv", ROWS))
    again = [ROWS[1], ("2024-03-05", "民治街道", "A9", "440300199001010022")]
    second = trainers.brought(csv_of(tmp_path / "二.csv", again), by=trainers.street)
    assert (second.rows, second.repeated) == (2, 1)
    other = trainers.brought(csv_of(tmp_path / "三.csv", again), "training_principals")
    assert other.repeated == 0
    assert value("D2.employees", trainers.office) == (7, 4)


def certified(trainers: Trainers, unit: str, amounts: dict[str, int], return_id: int = 9) -> None:
    card = trainers.city.unit(unit)
    tally_return(
        return_id,
        unit_id=card.pk,
        place=card.coordinates,
        month=date(2024, 3, 31),
        amounts=amounts,
        actor=trainers.office,
    )


def test_of_a_unit_and_month_either_records_count_or_a_return(trainers: Trainers, tmp_path: Path) -> None:
    trainers.brought(csv_of(tmp_path / "培训.csv", ROWS))
    with pytest.raises(Refused, match="民治街道2024年3月的“从业人员培训人次”已有逐条记录"):
        certified(trainers, "民治街道", {"inspected": 3, "training_employees": 70})
    assert value("D4.inspected", trainers.office) == (0, 0)
    certified(trainers, "龙华区", {"inspected": 40, "training_employees": 70})
    assert value("D4.inspected", trainers.office) == (40, 1)
    assert value("D2.employees", trainers.office) == (75, 4)
    with scope(trainers.office):
        part = {one.kind.key: one.part for one in queries.standings(LATER, 2024)}["training_employees"]
    assert (part.records, part.returns, part.amount) == (5, 70, 75)


def test_a_return_that_is_corrected_counts_as_it_stands_and_as_it_stood(trainers: Trainers) -> None:
    certified(trainers, "龙华区", {"inspected": 40, "penalties": 2})
    first = Tally._unfiltered().get(kind="penalties").pk
    with clock.at(datetime(2024, 6, 10, tzinfo=clock.TZ)):
        certified(trainers, "龙华区", {"inspected": 50, "penalties": 2})
    assert value("D4.inspected", trainers.office) == (50, 1)
    assert value("D4.inspected", trainers.office, datetime(2024, 6, 5, tzinfo=clock.TZ)) == (40, 1)
    assert Tally._unfiltered().get(kind="penalties").pk == first
    with clock.at(datetime(2024, 6, 20, tzinfo=clock.TZ)):
        certified(trainers, "龙华区", {})
    assert value("D4.inspected", trainers.office) == (0, 0)
    for amounts in ({"inspected": -1}, {"monitoring": 1}):
        with pytest.raises(Refused):
            certified(trainers, "龙华区", amounts)


def test_records_take_a_returns_place_only_for_a_reason(trainers: Trainers, tmp_path: Path) -> None:
    certified(trainers, "民治街道", {"training_employees": 70})
    path = csv_of(tmp_path / "培训.csv", ROWS)
    with pytest.raises(Refused, match="如要以逐条记录取代"):
        trainers.brought(path)
    assert value("D2.employees", trainers.office) == (70, 1)
    trainers.brought(path, replacing="记录已补齐")
    assert value("D2.employees", trainers.office) == (5, 3)
    facts = json.loads(AuditEntry.objects.get(verb="import_batch").facts)
    assert (facts["returns"], facts["reason"]) == ([9], "记录已补齐")


def test_heads_known_by_other_names_lead_to_the_same(trainers: Trainers, tmp_path: Path) -> None:
    heads = ("检查日期", "检查单位", "检查编号", "受检单位代码")
    batch = trainers.brought(csv_of(tmp_path / "检查.csv", ROWS, heads), "inspected")
    assert batch.rows == 5 and len(HEADS) == batch.layout["headings"].__len__()
    assert value("D4.inspected", trainers.office) == (5, 3)
    with pytest.raises(Refused, match="不能用记录文件导入"):
        trainers.brought(csv_of(tmp_path / "处罚.csv", ROWS, heads), "penalties")
