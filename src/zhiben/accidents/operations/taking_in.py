"""Cases out of a workbook: those that are new entered, standing ones corrected as their department tells them now, or
each wrong row named and nothing written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from zhiben.accidents import policy
from zhiben.accidents.likeness import Known, compared
from zhiben.accidents.models import AccidentCase, SourceRow
from zhiben.accidents.operations.discreet import masked
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
from zhiben.accidents.operations.finding import Beside, Finder
from zhiben.accidents.operations.reading import Reader
from zhiben.accidents.operations.revising import code_causes, draft_of, revise
from zhiben.accidents.queries.doubles import around, group_by_day, known, near
from zhiben.accidents.queries.schemes import present_editions, types_in
from zhiben.accidents.queries.sources import standing_causes
from zhiben.accidents.vocab import LABEL, TYPE_2025
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
COLUMNS_OF = {
    "hour": ("time",),
    "minute": ("time",),
    "territory": ("district", "street"),
    "loss": ("loss", "loss_wan"),
}
"""The columns that tell a draft's field, where they are not called alike."""

MOVED = {"territory", "site", "sector"}
"""What a case lies elsewhere by."""

LASTING = ("department", "source_number", "approved_on", "approval_no")
"""What a later workbook does not change: where a case comes from is kept, what was approved is told by its moves."""


@dataclass(slots=True)
class Met:
    """Rows beside what stands: drafts of new ones, cases that say otherwise with what they are to say, those that say
    the same."""

    new: list[tuple[Row, Draft]] = field(default_factory=list)
    changed: list[tuple[Row, Beside, dict[str, Any]]] = field(default_factory=list)
    same: list[tuple[Row, Beside]] = field(default_factory=list)
    unchanged: int = 0
    problems: list[CellProblem] = field(default_factory=list)


def meet(rows: Sequence[Row], actor: Actor) -> Met:
    """Put rows beside what stands; nothing is written."""
    reader, found = Reader(actor), Met()
    finder = Finder(reader, found.problems)
    known = finder.find(rows)
    causes, editions = standing_causes([one.case for one in known.values()]), present_editions()
    for row in rows:
        if row.number in finder.nobodys:
            continue
        if (one := known.get(row.number)) is None:
            found.new.append((row, reader.draft(row)))
            continue
        case = one.case
        before = _present(draft_of(case), causes.get(case.pk, ()), editions)
        after = reader.draft(one.anew(row), before)
        changes = {
            name: value
            for name in Draft.__dataclass_fields__
            if name not in (*LASTING, "said") and (value := getattr(after, name)) != getattr(before, name)
        }
        if not changes:
            found.unchanged += 1
            found.same.append((row, one))
        elif problem := _against(row, case, actor):
            found.problems.append(problem)
        else:
            found.changed.append((row, one, changes))
    found.problems += reader.problems
    _examine(found, actor)
    return found


def _present(draft: Draft, causes: Sequence[int], editions: Mapping[int, int]) -> Draft:
    """What a case says, its codes as they stand now; a cause that has ended without another edition is kept."""
    return replace(
        draft,
        causes=tuple(sorted({editions.get(one, one) for one in causes})),
        type_1986=editions.get(draft.type_1986, draft.type_1986),
        type_2025=editions.get(draft.type_2025, draft.type_2025),
    )


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
    """Note what is wrong with what standing cases are to say: where they would lie too, and a number that is another
    case's."""
    added = [(row, one) for row, one, _changes in found.changed if one.number and one.source is None]
    taken = taken_numbers((one.department, one.number) for _row, one in added)
    for row, one in added:
        if (one.department, one.number) in taken:
            found.problems.append(row.problem("source_number", "not_importable", N_("此编号属于另一案件，请核对")))
    coded = {"causes", "narrative"}
    after = [
        (
            row,
            replace(draft_of(one.case), **{name: told for name, told in changes.items() if name not in coded}),
            changes,
        )
        for row, one, changes in found.changed
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
        for row, one in found.same:
            if policy.corrects(actor, one.case):
                _tell_source(row, one, {}, source, actor)
        for row, one, changes in found.changed:
            case = one.case
            effects.append(told(row, case, changes))
            _tell_source(row, one, changes, source, actor)
            causes = changes.pop("causes", None)
            if changes:
                revise(case, reason=N_("导入更新：{name}").format(name=source.name), actor=actor, **changes)
            if causes is not None:
                code_causes(case, causes, actor=actor)
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(found.new), len(found.changed), found.unchanged, tuple(effects))


def _tell_source(row: Row, one: Beside, changes: Mapping[str, Any], source: Source, actor: Actor) -> None:
    """The department's record says what the row says by now, or is a new one; a row that names the case by our number
    says of it only what it changed."""
    said = masked(row.texts)
    if one.ours and one.source is not None:
        said = {name: text for name, text in said.items() if name in columns_of(changes)}
    kept = one.source or SourceRow(
        case=one.case,
        department=one.department,
        number=one.number,
        entered_at=clock.now(),
        entered_by=actor.id,
    )
    before = {name: kept.said.get(name, "") for name, text in said.items() if kept.said.get(name, "") != text}
    if not before or (one.ours and not changes):
        return
    verb = "tell_source" if kept.pk else "add_source"
    kept.said = {**kept.said, **said}
    kept.file_name, kept.file_sha256 = source.name[:120], source.sha256
    kept.save()
    facts: dict[str, Any] = {"department": kept.department, "number": kept.number, "file": source.name}
    facts |= {"sha256": source.sha256, "from": before, "to": {name: said[name] for name in before}}
    audit.record(verb, actor, subject=(LABEL, one.case.pk), facts=facts)


def columns_of(changes: Mapping[str, Any]) -> set[str]:
    """The columns of the sheet in which a draft's fields are told."""
    return {column for name in changes for column in COLUMNS_OF.get(name, (name,))}


def doubts(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """What a person has to check before rows are written: new ones that may be an accident which stands already, with
    what speaks for it, for they are entered all the same; and approvals that no later workbook changes."""
    found = meet([row for row in rows if "occurred_on" in row.values], actor)
    standing = [*found.same, *((row, one) for row, one, _changes in found.changed)]
    return [*_doubt_doubles(found, actor), *(problem for row, one in standing for problem in _approval(row, one.case))]


def _approval(row: Row, case: AccidentCase) -> Iterator[CellProblem]:
    """An approval that the case does not say so."""
    sentence = N_("案件已登记，批复请在案件页面办理，本列不改动它")
    for name in ("approved_on", "approval_no"):
        if (value := row.values.get(name)) and value != getattr(case, name):
            yield row.problem(name, "not_changed", sentence)


def _doubt_doubles(found: Met, actor: Actor) -> list[CellProblem]:
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
