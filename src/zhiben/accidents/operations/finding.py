"""Which case a row of a workbook is about, and which department's record: by our number, else by the department's, else
by department, day, unit and place, as the case says them now or as the record said them. What could be two is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import Q

from zhiben.accidents.models import AccidentCase, SourceRow
from zhiben.accidents.operations.discreet import cell, masked
from zhiben.accidents.operations.reading import Reader, by_day, day_of
from zhiben.accidents.queries.cases import cases_numbered
from zhiben.accidents.vocab import VALID
from zhiben.kernel.errors import CellProblem
from zhiben.kernel.sheet import Row
from zhiben.kernel.text import N_

TOGETHER = (frozenset({"district", "street", "site"}), frozenset({"loss", "loss_wan"}))
"""Columns that are understood together."""

Words = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """The case that a row is about, with the department whose record the row is. `source` is that record, where it is
    kept already; `ours` tells that the row names the case by our number."""

    case: AccidentCase
    department: str
    number: str
    source: SourceRow | None
    ours: bool

    def anew(self, row: Row) -> Row:
        """The row with what it tells anew alone. A blank cell changes nothing, and neither does what the department
        had said before: people have decided since."""
        values = {name: value for name, value in row.values.items() if value not in (None, "")}
        if self.ours or self.source is None:
            return replace(row, values=values)
        said, before = masked(row.texts), self.source.said
        names = {name for name in values if said.get(name, "") != before.get(name, "")}
        for some in TOGETHER:
            names |= some if names & some else frozenset()
        return replace(row, values={name: value for name, value in values.items() if name in names})


@dataclass(slots=True)
class Finder:
    """Finds the cases of the rows of one file; what stands in the way is noted among the problems."""

    reader: Reader
    problems: list[CellProblem] = field(default_factory=list)
    nobodys: set[int] = field(default_factory=set)
    """Rows of which nobody can say what they are about."""

    def find(self, rows: Sequence[Row]) -> dict[int, Beside]:
        """By row, the case that it is about; new ones are left out."""
        numbered = cases_numbered(_text(row, "number") for row in rows)
        by_source, by_words = _sources(rows)
        found: dict[int, AccidentCase] = {}
        for row in rows:
            some = self._candidates(row, numbered, by_source, by_words)
            if len(some) > 1:
                self._nobodys(row, "source_number", "several_cases", N_("有多起案件与本行相符，请填案件编号或部门编号"))
            elif some:
                found[row.number] = some[0]
        beside = self._with_sources(rows, found)
        self._told_twice(rows, beside)
        return beside

    def _candidates(
        self,
        row: Row,
        numbered: Mapping[str, AccidentCase],
        by_source: Mapping[tuple[str, str], AccidentCase],
        by_words: Mapping[Words, Mapping[int, AccidentCase]],
    ) -> list[AccidentCase]:
        if number := _text(row, "number"):
            if number not in numbered:
                sentence = N_("没有编号为“{number}”的案件；新案件不填本列").format(number=number)
                self._nobodys(row, "number", "unknown_number", sentence)
            return [numbered[number]] if number in numbered else []
        if theirs := _text(row, "source_number"):
            case = by_source.get((self._department(row), theirs))
            return [case] if case else []
        return list(by_words.get((self._department(row), *_words(row)), {}).values())

    def _with_sources(self, rows: Sequence[Row], found: Mapping[int, AccidentCase]) -> dict[int, Beside]:
        cases = {case.pk: case for case in found.values()}
        kept: dict[int, list[SourceRow]] = defaultdict(list)
        for one in SourceRow.objects.filter(case__in=cases).order_by("pk"):
            kept[one.case_id].append(one)
        beside = {}
        for row in rows:
            if row.number in found:
                case, department = cases[found[row.number].pk], self._department(row)
                number = _text(row, "source_number")
                source = _source(kept[case.pk], department, number)
                beside[row.number] = Beside(case, department, number, source, bool(_text(row, "number")))
        return beside

    def _told_twice(self, rows: Sequence[Row], beside: Mapping[int, Beside]) -> None:
        """Name rows that are one record of a department."""
        first: dict[Any, int] = {}
        for row in rows:
            if row.number in self.nobodys:
                continue
            key = self._key(row, beside.get(row.number))
            if key in first:
                sentence = N_("与第{number}行是同一起案件，请并为一行；确是两起的，请填各自的部门编号")
                self._nobodys(row, "source_number", "told_twice", sentence.format(number=first[key]))
            first.setdefault(key, row.number)

    def _key(self, row: Row, one: Beside | None) -> Any:
        if one is not None:
            return one.case.pk, one.source.pk if one.source else (one.department, one.number)
        theirs = _text(row, "source_number")
        return (self._department(row), theirs) if theirs else (self._department(row), *_words(row))

    def _department(self, row: Row) -> str:
        return self.reader.department_of(row)

    def _nobodys(self, row: Row, column: str, code: str, sentence: str) -> None:
        self.problems.append(row.problem(column, code, sentence))
        self.nobodys.add(row.number)


def _text(row: Row, name: str) -> str:
    return str(row.values.get(name) or "").strip()


def _words(row: Row) -> Words:
    enterprise = _text(row, "enterprise")
    return day_of(row), *(cell(name, _text(row, name), enterprise) for name in ("unit_name", "place"))


def _sources(
    rows: Sequence[Row],
) -> tuple[dict[tuple[str, str], AccidentCase], dict[Words, dict[int, AccidentCase]]]:
    """Cases in scope by the numbers of their departments; valid ones whose records bear none by words, of now and as
    the record said them."""
    numbers = {_text(row, "source_number") for row in rows} - {""}
    told = SourceRow.objects.filter(number__in=numbers).select_related("case")
    by_number = {(one.department, one.number): one.case for one in told}
    days = {row.texts.get("occurred_on", ""): day_of(row) for row in rows}
    unnumbered = SourceRow.objects.filter(
        Q(case__occurred_on__in=by_day(rows)) | Q(said__occurred_on__in=[*days]), number="", case__state__in=VALID
    )
    by_words: dict[Words, dict[int, AccidentCase]] = defaultdict(dict)
    for one in unnumbered.select_related("case"):
        case, said = one.case, one.said
        then = days.get(said.get("occurred_on", ""))
        for words in (
            (case.occurred_on, case.unit_name, case.place),
            (then, said.get("unit_name", ""), said.get("place", "")),
        ):
            by_words[(one.department, *words)][case.pk] = case
    return by_number, by_words


def _source(kept: Iterable[SourceRow], department: str, number: str) -> SourceRow | None:
    """The department's record of this number; without a number the only one of the department."""
    some = [one for one in kept if one.department == department]
    if number:
        return next((one for one in some if one.number == number), None)
    return some[0] if len(some) == 1 else next((one for one in some if not one.number), None)
