"""Standards and clauses out of a workbook, and out again with the import that had brought them: what stood and now says
something else is a new edition, which goes again when the import is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any, TypeVar

from zhiben.foundation import audit
from zhiben.foundation.importing import amended, compare, made, must_stand_alone
from zhiben.hazards.models import Criterion, CriterionStandard
from zhiben.hazards.operations.criteria import (
    SEARCHED,
    ClauseDraft,
    StandardDraft,
    add_criterion,
    add_standard,
    amend_standard,
    clause_draft,
    revise_criterion,
    standard_draft,
)
from zhiben.hazards.policy import must_keep_criteria
from zhiben.hazards.vocab import CRITERION, STANDARD
from zhiben.kernel.errors import BadInput, CellProblem, Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Change, Column, Effect, Row, Value, WriteResult
from zhiben.kernel.text import N_

Columns = Mapping[str, Column]
DAYS = ("issued_on", "effective_on", "repealed_on", "valid_from")
Model = TypeVar("Model", CriterionStandard, Criterion)


def take_standards(rows: Sequence[Row], *, actor: Actor, columns: Columns) -> WriteResult:
    """New standards, and other facts of standing ones. Raises NotAllowed, BadInput."""
    must_keep_criteria(actor)
    standing = list(CriterionStandard.objects.select_related("superseded_by"))
    compared = compare(rows, standing, key=("code",), value_of=standard_value)
    effects, problems = list[Effect](), list[CellProblem]()
    for row in compared.new:
        draft = StandardDraft(**_given(row.values))
        if found := _tried(row, problems, partial(add_standard, draft, actor=actor)):
            effects.append(made(row, found, str(found)))
    for standard, row, changes in compared.changed:
        told = {name: (standard_value(standard, name), value) for name, value in changes.items()}
        named = {}
        if "superseded_by" in told:
            before = standard.superseded_by.code if standard.superseded_by else ""
            was = standard.superseded_by_id or 0
            named["superseded_by"] = Change("superseded_by", before, row.texts.get("superseded_by", ""), was)
            told.pop("superseded_by")
        draft = replace(standard_draft(standard), **_given(changes))
        if _tried(row, problems, partial(amend_standard, standard, draft, actor=actor)):
            effects.append(amended(row, standard, str(standard), told, columns=columns, named=named))
    return _result(compared, effects, problems)


def take_criteria(rows: Sequence[Row], *, actor: Actor, columns: Columns) -> WriteResult:
    """New clauses, and new editions of standing ones. Raises NotAllowed, BadInput."""
    must_keep_criteria(actor)
    standards = CriterionStandard.objects.in_bulk()
    standing = list(Criterion.objects.filter(valid_to__isnull=True).select_related("standard"))
    compared = compare(rows, standing, key=("code",), value_of=clause_value)
    effects, problems = list[Effect](), list[CellProblem]()
    for row in compared.new:
        standard, draft = standards[int(str(row.values["standard"]))], ClauseDraft(**_given(row.values))
        if found := _tried(row, problems, partial(add_criterion, standard, draft, actor=actor)):
            effects.append(made(row, found, found.code))
    for clause, row, changes in compared.changed:
        if "standard" in changes:
            problems.append(row.problem("standard", "standing", N_("已有的条款不能改属另一标准")))
            continue
        told = {name: (clause_value(clause, name), value) for name, value in changes.items()}
        draft = replace(clause_draft(clause), **_given(changes))
        if found := _tried(row, problems, partial(revise_criterion, clause, draft, actor=actor)):
            effects.append(amended(row, found, found.code, told, columns=columns))
    return _result(compared, effects, problems)


def _given(values: Mapping[str, Value]) -> dict[str, Any]:
    """Columns as facts of a draft; a blank lookup is none."""
    facts = {name: value for name, value in values.items() if name != "standard"}
    return {name: (value or 0) if name == "superseded_by" else value for name, value in facts.items()}


def _tried(row: Row, problems: list[CellProblem], act: Callable[[], Model]) -> Model | None:
    """Do it, or note at the row's cells what is against it."""
    try:
        return act()
    except NotAllowed:
        raise
    except Incomplete as error:
        problems += [row.problem(name, error.code, sentence) for name, sentence in error.fields.items()]
    except Refused as error:
        problems.append(row.problem("code", error.code, error.text))
    return None


def _result(compared: Any, effects: list[Effect], problems: list[CellProblem]) -> WriteResult:
    if problems:
        raise BadInput(problems)
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(compared.new), len(compared.changed), len(compared.unchanged), tuple(effects))


def standard_value(row: CriterionStandard, column: str) -> Value:
    """What a standard says in a column of the workbook."""
    value: Value = row.superseded_by_id if column == "superseded_by" else getattr(row, column)
    return value


def clause_value(row: Criterion, column: str) -> Value:
    """What a clause says in a column of the workbook."""
    value: Value = row.standard_id if column == "standard" else getattr(row, column)
    return value


def take_standards_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Remove the standards that an import has entered, and give the others their former facts, to be verified anew.
    Raises Refused for one that is used already."""
    grant = must_keep_criteria(actor)
    entered = {one.record: one.label for one in effects if one.created}
    must_stand_alone(CriterionStandard, list(entered), entered)
    with audit.batch():
        for pk, label in sorted(entered.items()):
            audit.record("remove_standard", actor, subject=(STANDARD, pk), facts={"standard": label}, grant=grant)
        CriterionStandard.objects.filter(pk__in=list(entered)).delete()
        for one in effects:
            if one.changes:
                row = CriterionStandard.objects.get(pk=one.record)
                amend_standard(row, replace(standard_draft(row), **_former(one)), actor=actor)


def take_criteria_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Remove the clauses and editions that an import has entered; what stood before them stands again. Raises Refused
    for one by which a hazard was judged already."""
    grant = must_keep_criteria(actor)
    found = [one for one in effects if one.changes and {change.column for change in one.changes} <= set(SEARCHED)]
    entered = {one.record: one.label for one in effects if one not in found}
    must_stand_alone(Criterion, list(entered), entered)
    with audit.batch():
        for row in Criterion.objects.filter(pk__in=list(entered)).order_by("pk"):
            facts = {"code": row.code, "edition": row.edition, "summary": row.summary}
            audit.record("remove_criterion", actor, subject=(CRITERION, row.pk), facts=facts, grant=grant)
            row.delete()
            Criterion.objects.filter(code=row.code, edition=row.edition - 1).update(valid_to=None)
        for one in found:
            clause = Criterion.objects.get(pk=one.record)
            revise_criterion(clause, replace(clause_draft(clause), **_former(one)), actor=actor)


def _former(effect: Effect) -> dict[str, Any]:
    """What stood before, by column."""
    former: dict[str, Any] = {}
    for change in effect.changes:
        if change.column in DAYS:
            former[change.column] = date.fromisoformat(change.before) if change.before else None
        else:
            former[change.column] = change.was if change.column == "superseded_by" else change.before
    return former
