"""Cases out of a workbook: those that are new entered, standing ones corrected as their department tells them now, or
each wrong row named and nothing written. A row is known by our number, else by its department's, else by department,
day, unit and place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zhiben.accidents import policy
from zhiben.accidents.likeness import Known, compared
from zhiben.accidents.models import AccidentCase, SourceRow
from zhiben.accidents.operations.discreet import cell, masked
from zhiben.accidents.operations.entering import (
    Draft,
    File,
    Places,
    codes_by_id,
    enter_many,
    places_of,
    problems,
    taken_numbers,
)
from zhiben.accidents.operations.reading import Reader, by_day
from zhiben.accidents.operations.revising import code_causes, draft_of, revise
from zhiben.accidents.queries.cases import cases_numbered
from zhiben.accidents.queries.doubles import around, group_by_day, known, near
from zhiben.accidents.queries.schemes import present_editions, types_in
from zhiben.accidents.queries.sources import standing_causes
from zhiben.accidents.vocab import TYPE_2025, VALID
from zhiben.foundation import audit
from zhiben.foundation.importing import made
from zhiben.kernel import clock
from zhiben.kernel.errors import BadInput, CellProblem, Refused
from zhiben.kernel.rights import Actor, Coordinates
from zhiben.kernel.sheet import Effect, Row, Source, WriteResult
from zhiben.kernel.text import N_

COLUMN_OF = {
    "hour": "time",
    "minute": "time",
    "territory": "street",
    "loss": "loss",
}
"""At which column what is wrong with a draft's field is told, where it is not called alike."""

MOVED = {"territory", "site", "sector"}
"""What a case lies elsewhere by."""

LASTING = ("department", "source_number", "approved_on", "approval_no")
"""What a later workbook does not change: where a case comes from is kept, what was approved is told by its moves."""


@dataclass(slots=True)
class Met:
    """Rows beside what stands: drafts of new ones, cases that say otherwise with what they are to say, those that say
    the same."""

    new: list[tuple[Row, Draft]] = field(default_factory=list)
    changed: list[tuple[Row, AccidentCase, dict[str, Any]]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[CellProblem] = field(default_factory=list)
    nobodys: set[int] = field(default_factory=set)
    """Rows with a number of ours that nobody knows."""


def meet(rows: Sequence[Row], actor: Actor) -> Met:
    """Put rows beside what stands; nothing is written."""
    reader, found = Reader(actor), Met()
    known = _known(rows, reader, found)
    causes, editions = standing_causes(known.values()), present_editions()
    for row in rows:
        case = known.get(row.number)
        if row.number in found.nobodys:
            continue
        if case is None:
            found.new.append((row, reader.draft(row)))
            continue
        before = replace(draft_of(case), causes=causes.get(case.pk, ()))
        before = replace(
            before,
            type_1986=editions.get(before.type_1986, 0),
            type_2025=editions.get(before.type_2025, 0),
        )
        after = reader.draft(row, before)
        changes = {
            name: value
            for name in Draft.__dataclass_fields__
            if name not in (*LASTING, "said") and (value := getattr(after, name)) != getattr(before, name)
        }
        if not changes:
            found.unchanged += 1
        elif problem := _against(row, case, actor):
            found.problems.append(problem)
        else:
            found.changed.append((row, case, changes))
    found.problems += reader.problems
    _examine(found, actor)
    return found


def _known(rows: Sequence[Row], reader: Reader, found: Met) -> dict[int, AccidentCase]:
    """By row, the case that it is about."""
    by_number = cases_numbered(str(row.values.get("number") or "") for row in rows)
    by_source, by_words = _sources(rows)
    known: dict[int, AccidentCase] = {}
    for row in rows:
        number = str(row.values.get("number") or "").strip()
        if number:
            if number in by_number:
                known[row.number] = by_number[number]
            else:
                sentence = N_("没有编号为“{number}”的案件；新案件不填本列").format(number=number)
                found.problems.append(row.problem("number", "unknown_number", sentence))
                found.nobodys.add(row.number)
            continue
        department = str(row.values.get("department") or reader.department)
        theirs = str(row.values.get("source_number") or "").strip()
        case = by_source.get((department, theirs)) if theirs else by_words.get((department, *_words(row)))
        if case is not None:
            known[row.number] = case
    return known


def _words(row: Row) -> tuple[Any, ...]:
    told = {name: str(row.values.get(name) or "").strip() for name in ("unit_name", "place", "enterprise")}
    return (
        row.values.get("occurred_on"),
        *(cell(name, told[name], told["enterprise"]) for name in ("unit_name", "place")),
    )


def _sources(rows: Sequence[Row]) -> tuple[dict[tuple[str, str], AccidentCase], dict[tuple[Any, ...], AccidentCase]]:
    """Valid cases in scope by the numbers of their departments, and those without any by their words."""
    numbers = {str(row.values.get("source_number") or "").strip() for row in rows} - {""}
    told = SourceRow.objects.filter(number__in=numbers).select_related("case")
    by_number = {(one.department, one.number): one.case for one in told}
    unnumbered = SourceRow.objects.filter(number="", case__occurred_on__in=by_day(rows)).select_related("case")
    by_words = {
        (one.department, one.case.occurred_on, one.case.unit_name, one.case.place): one.case
        for one in unnumbered
        if one.case.state in VALID
    }
    return by_number, by_words


def _against(row: Row, case: AccidentCase, actor: Actor) -> CellProblem | None:
    """Why a standing case cannot be corrected."""
    try:
        policy.must_correct(actor, case)
    except Refused as refusal:
        return row.problem("occurred_on", refusal.code, f"{case.number}：{refusal.text}")
    return None


def _examine(found: Met, actor: Actor) -> None:
    """Note what is wrong with new rows: a number that is taken beyond the scope, a place outside of the person's
    ground, days in the wrong order."""
    today = clock.today()
    drafts = [draft for _row, draft in found.new]
    places = places_of(drafts, actor)
    taken = taken_numbers((draft.department, draft.source_number) for draft in drafts if draft.source_number)
    for row, draft in found.new:
        if draft.source_number and (draft.department, draft.source_number) in taken:
            found.problems.append(row.problem("source_number", "not_importable", N_("此编号不能用于导入，请核对")))
        found.problems += [
            row.problem(COLUMN_OF.get(name, name), "wrong", sentence)
            for name, sentence in problems(draft, today=today).items()
        ]
        try:
            policy.must_record_at(actor, places.of(draft)[0])
        except Refused as refusal:
            column = "site" if draft.site else "sector" if not draft.sector else "street"
            found.problems.append(row.problem(column, refusal.code, refusal.text))
    _examine_changes(found, actor)


def _examine_changes(found: Met, actor: Actor) -> None:
    """Note what is wrong with what standing cases are to say: where they would lie too."""
    coded = {"causes", "narrative"}
    after = [
        (row, replace(draft_of(case), **{name: value for name, value in changes.items() if name not in coded}), changes)
        for row, case, changes in found.changed
    ]
    places = places_of([draft for _row, draft, _changes in after], actor)
    for row, draft, changes in after:
        wrong = problems(draft, today=clock.today())
        found.problems += [row.problem(COLUMN_OF.get(name, name), "wrong", told) for name, told in wrong.items()]
        if MOVED & set(changes):
            try:
                policy.must_record_at(actor, places.of(draft)[0])
            except Refused as refusal:
                found.problems.append(row.problem("street", refusal.code, refusal.text))


def examine(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """All that is wrong with rows, without writing; rows with wrong cells lack those columns."""
    whole = [row for row in rows if "occurred_on" in row.values]
    return meet(whole, actor).problems


def take_in(rows: Sequence[Row], *, actor: Actor, source: Source, told: Any) -> WriteResult:
    """Enter and correct, all or none. `told(row, case, changes)` says in the words of the sheet what a row changed.
    Raises BadInput naming every row that is wrong."""
    found = meet(rows, actor)
    if found.problems:
        raise BadInput(found.problems)
    file = File(source.name, source.sha256)
    with audit.batch():
        cases = enter_many([draft for _row, draft in found.new], actor=actor, file=file)
        effects: list[Effect] = [made(row, case, str(case)) for (row, _d), case in zip(found.new, cases, strict=True)]
        for row, case, changes in found.changed:
            effects.append(told(row, case, changes))
            _tell_source(row, case)
            causes = changes.pop("causes", None)
            if changes:
                revise(case, reason=N_("导入更新：{name}").format(name=source.name), actor=actor, **changes)
            if causes is not None:
                code_causes(case, causes, actor=actor)
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(found.new), len(found.changed), found.unchanged, tuple(effects))


def _tell_source(row: Row, case: AccidentCase) -> None:
    """The department's record says what the row says by now."""
    theirs = {name: str(row.values.get(name) or "") for name in ("department", "source_number")}
    sources = list(SourceRow._unfiltered().filter(case=case.pk).order_by("pk"))
    one = next(
        (each for each in sources if (each.department, each.number) == tuple(theirs.values())),
        sources[0] if sources else None,
    )
    if one is not None:
        one.said = masked({**one.said, **row.texts})
        one.save(update_fields=["said"])


def doubt_doubles(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """New rows that may be an accident which stands already, with what speaks for it: they are entered all the same,
    and put before a person afterwards."""
    found = meet([row for row in rows if "occurred_on" in row.values], actor)
    drafts = [draft for _row, draft in found.new]
    days = [draft.occurred_on for draft in drafts]
    if not days:
        return []
    standing = near(min(days), max(days))
    cases, by_day = {case.pk: case for case in standing}, group_by_day(known(standing))
    places, types = places_of(drafts, actor), types_in(TYPE_2025)
    codes = {pk: code.code for pk, code in codes_by_id(one for d in drafts for one in _types(d)).items()}
    problems_found = []
    for row, draft in found.new:
        mine = _as_known(draft, places, types.candidates(*(codes.get(one, "") for one in _types(draft))))
        pairs = [pair for other in around(by_day, draft.occurred_on) if (pair := compared(mine, other))]
        if pairs:
            best = max(pairs, key=lambda pair: pair.points)
            why = "、".join(reason.words for reason in best.reasons)
            told = N_("可能与已登记的{case}是同一起（{why}）；导入后请在“疑似重复”中核对").format(
                case=cases[best.second], why=why
            )
            problems_found.append(row.problem("occurred_on", "maybe_double", told))
    return problems_found


def _types(draft: Draft) -> tuple[int, int]:
    """The types of a draft, the older one first."""
    return draft.type_1986, draft.type_2025


def _as_known(draft: Draft, places: Places, types: frozenset[str]) -> Known:
    """What is compared of a new row; it has no id yet."""
    try:
        at = places.of(draft)[0]
    except Refused:
        at = Coordinates()
    return Known(
        case=0,
        occurred_on=draft.occurred_on,
        hour=draft.hour,
        site=draft.site,
        street=at.street,
        district=at.district,
        unit_name=draft.unit_name,
        unit_code=draft.unit_code,
        place=draft.place,
        dead=draft.deaths + draft.missing,
        serious=draft.serious,
        types=types,
        records=frozenset({(draft.department, draft.source_number)}),
    )
