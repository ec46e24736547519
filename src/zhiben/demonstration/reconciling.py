"""The weekly comparison of the demonstration (示例数据): the newest hazards beside what a province's system is made
to say of them, which writes some names otherwise, lacks some, has some twice and some that nobody here knows. The first
one is settled and its differences are on their way; the second waits for a person."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from zhiben.demonstration.timeline import Happening
from zhiben.foundation.files import store
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.sheet import catalogue
from zhiben.orgs import queries as orgs
from zhiben.reconcile import operations, queries
from zhiben.reconcile.operations import Draft, Source
from zhiben.reconcile.vocab import Cause

if TYPE_CHECKING:
    from zhiben.demonstration.city import City
    from zhiben.reconcile.models import Comparison

SINCE, LEAST = date(2024, 8, 1), 25
"""Since when hazards are compared; where fewer were found, as in a small city of tests, nothing is."""
FIRST = datetime.combine(date(2024, 10, 9), time(16, 45), clock.TZ)
OURS, THEIRS = "本市台账", "省平台"
HEADINGS = ("编号", "隐患", "场所", "发现日期", "状态", "街道")
OTHERS = ("序号", "隐患编码", "单位名称", "隐患内容", "发现日期", "状态", "街道")
KEYS = ("number", "title", "site", "found_on", "state", "street")
GIVEN = 4
"""So many differences were given to units by the end of the day; one of them is cleared up."""

Line = list[str]


class Reconciling:
    """The comparisons, by the office that makes them."""

    def __init__(self, city: City) -> None:
        self.city = city

    def happenings(self) -> Iterator[Happening]:
        """The first comparison, up to what units have made of it."""
        yield Happening(FIRST, self._settled)

    def compare(self) -> None:
        """What the office finds on the day on which the demonstration stands."""
        with scope(self.city.officer):
            self._compared(doubtful=3)

    def _settled(self) -> None:
        actor = self.city.officer
        with scope(actor):
            one = self._compared(doubtful=2)
            if one is None:
                return
            pairs = [row.pk for row in queries.rows_of(one, queries.tab_of("review"))]
            if pairs:
                operations.answer_pairs(one, pairs, same=True, actor=actor)
            operations.settle(one, actor=actor)
            found = list(queries.discrepancies()[:GIVEN])
            for place, each in enumerate(found):
                unit = each.unit_id or self.city.leads[place]
                operations.assign(each, unit, due=orgs.workdays().after(clock.today(), 5), actor=actor)
            said = "经核实，省平台录入有误，已报省平台更正（示例数据）"
            operations.resolve(found[0], cause=Cause.MISTAKEN, resolution=said, actor=actor)

    def _compared(self, *, doubtful: int) -> Comparison | None:
        ours = self._ours()
        if len(ours) < LEAST:
            return None
        left = self._source(OURS, HEADINGS, ours)
        right = self._source(THEIRS, OTHERS, theirs(ours, doubtful))
        title = f"{OURS}与{THEIRS}{clock.in_words(clock.today())}比对（示例数据）"
        return operations.compare_ledgers(Draft(self.city.office, left, right, title=title), actor=self.city.officer)

    def _source(self, name: str, headings: Sequence[str], rows: Sequence[Line]) -> Source:
        return Source(name, store(_as_csv(headings, rows), name=f"{name}.csv", actor_id=self.city.officer.id))

    def _ours(self) -> list[Line]:
        """The newest hazards as our own export tells them."""
        read = catalogue()["hazards"].read
        rows: list[Any] = list(read(self.city.officer)) if read else []
        late = [row for row in rows if row["found_on"] >= SINCE]
        return [[str(row[key]) for key in KEYS] for row in late]


def theirs(ours: Sequence[Line], doubtful: int) -> list[Line]:
    """The same in the other system's words: some are missing, some say otherwise, `doubtful` are hardly told."""
    found = [["", f"GD{row[0]}", row[2], row[1], *row[3:]] for row in ours]
    for place in range(0, min(6, len(found)), 2):
        found[place][5] = "整改中" if found[place][5] != "整改中" else "已销号"
    for row in found[7:9]:
        row[2] = f"深圳市{row[2]}（有限公司）"
    for row in found[10 : 10 + doubtful]:  # another hazard at the same place on the same day, or the same one
        row[3], row[5] = "用电线路老化", "待核"
    del found[16:19]
    found += [
        ["", f"GD{24900 + n}", f"示例企业外{n}", "消防控制室无人值班", "2024-09-12", "整改中", ""] for n in (1, 2)
    ]
    found += [["", "GD24910", "示例企业外三", "疏散通道堆放杂物", "2024-09-20", "整改中", ""]] * 2
    found.append(["", "GD21001", "示例企业外四", "电缆井未封堵", "2024-01-15", "已销号", ""])
    return [[str(number), *row[1:]] for number, row in enumerate(found, start=1)]


def _as_csv(headings: Sequence[str], rows: Sequence[Line]) -> bytes:
    made = io.StringIO()
    csv.writer(made).writerows([headings, *rows])
    return made.getvalue().encode("utf-8-sig")
