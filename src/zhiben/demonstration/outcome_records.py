"""Records of what the campaign brought about (示例数据): works street by street, penalties authority by authority, and
one file of trainings person by person."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

from zhiben.demonstration import books, outcome_story
from zhiben.demonstration.calendar import at
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.scope import scope
from zhiben.kernel.periods import month_of
from zhiben.orgs import queries as orgs
from zhiben.reporting import operations

if TYPE_CHECKING:
    from zhiben.demonstration.city import City

RECORDS_BY = "市燃气集团"
PENALTIES_BY = ("市应急管理局", "市消防救援支队", "市住房建设局", "市交通运输局", "市市场监管局")
WORK_HEAD = ("类别", "项目编号", "填报单位", "街道", "场所名称", "地址", "改造内容", "完成日期", "核验人")
PENALTY_HEAD = ("处罚决定书文号", "处罚机关", "街道", "当事人", "决定日期", "处罚种类", "罚款金额（元）")
BATCH_HEAD = ("日期", "单位", "场次", "人员编号")
WORK_KINDS = {"fire": "老旧场所消防设施改造", "exits": "打通逃生通道、消防通道"}
WORKS_OF = {"fire": "加装简易喷淋和独立烟感", "exits": "拆除占道隔断，打通疏散通道"}


class Records:
    """The records as they came in."""

    def __init__(self, city: City) -> None:
        self.city = city
        self._names = orgs.unit_names({street.unit for street in city.streets})

    def happenings(self) -> Iterator[Happening]:
        """Everything, in order of time."""
        return iter(sorted(self._all(), key=lambda happening: happening.at))

    def _all(self) -> Iterator[Happening]:
        for month in outcome_story.MONTHS:
            day = orgs.workdays().after(month_of(month).last, 2)
            yield Happening(at(day, time(11, 15)), lambda month=month: self.bring_works(month))  # type: ignore[misc]
            yield Happening(at(day, time(11, 25)), lambda month=month: self.bring_penalties(month))  # type: ignore[misc]
        yield Happening(at(date(2024, 9, 27), time(15, 35)), self.bring_batch)

    def bring_works(self, month: date) -> None:
        """The works of a month, street by street."""
        rows = []
        for kind in WORK_KINDS:
            done = outcome_story.days(Random(kind), outcome_story.BY_RECORDS[kind])  # noqa: S311 - no secret
            for number, day in enumerate(done, start=1):
                if day.replace(day=1) == month:
                    rows.append(self._work(kind, number, day))
        books.take_in("outcome_works", WORK_HEAD, rows, name="工程治理记录", actor=self.city.officer)

    def _work(self, kind: str, number: int, day: date) -> tuple[str, ...]:
        street = self.city.streets[number * 7 % len(self.city.streets)]
        name = self._names[street.unit]
        return (
            WORK_KINDS[kind],
            f"示例-{kind}-{number:04d}",
            name,
            street.name,
            f"示例场所{number}",
            f"{street.name}示例路{number % 200 + 1}号",
            WORKS_OF[kind],
            day.isoformat(),
            "核验人（示例）",
        )

    def bring_penalties(self, month: date) -> None:
        """The penalties of a month, authority by authority."""
        decided = outcome_story.days(Random("penalties"), outcome_story.BY_RECORDS["penalties"])  # noqa: S311 - no secret
        rows = []
        for number, day in enumerate(decided, start=1):
            street = self.city.streets[number * 11 % len(self.city.streets)]
            if day.replace(day=1) == month:
                unit = PENALTIES_BY[number % len(PENALTIES_BY)]
                amount = str(10_000 + number % 9 * 5_000)
                code = f"（示例）罚〔2024〕{number}号"
                rows.append((code, unit, street.name, f"示例公司{number}", day.isoformat(), "罚款", amount))
        books.take_in("outcome_penalties", PENALTY_HEAD, rows, name="行政处罚记录", actor=self.city.officer)

    def bring_batch(self) -> None:
        """One unit keeps its trainings person by person, and brings them as a file."""
        actor = self.city.officer
        rows = []
        for number in range(outcome_story.EMPLOYEES_BY_RECORDS):
            day = date(2024, 3, 4) + timedelta(days=7 * (number // 120))
            rows.append((day.isoformat(), RECORDS_BY, f"示例场次{number // 40 + 1}", f"示例{number % 2600:05d}"))
        with tempfile.TemporaryDirectory() as folder, scope(actor):
            path = Path(folder) / "示例数据：从业人员培训记录.csv"
            path.write_text(books.written(BATCH_HEAD, rows), encoding="utf-8")
            operations.import_batch(path, "training_employees", actor=actor)
