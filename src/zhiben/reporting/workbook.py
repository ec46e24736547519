"""The workbook of a form for one period: a row for each unit that a person fills in for. Taken in, its rows become
saved returns, all or none; they are submitted by a person afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from zhiben.foundation import audit
from zhiben.foundation.importing import ImportReport, export, run
from zhiben.kernel.errors import BadInput, CellProblem
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Effect, Row, Sheet, Source, Value, WriteResult
from zhiben.kernel.text import N_
from zhiben.reporting import policy
from zhiben.reporting.fields import Field, Wrong, parse, share_of, typed
from zhiben.reporting.models import Return, ReturnForm
from zhiben.reporting.operations.telling import look_at, save_draft
from zhiben.reporting.queries.returns import returns, values_of
from zhiben.reporting.vocab import FieldKind

UNIT, REASON = "unit", "reason"
KINDS = {
    FieldKind.INTEGER: "integer",
    FieldKind.DECIMAL: "decimal",
    FieldKind.TEXT: "text",
    FieldKind.CHOICE: "choice",
    FieldKind.DATE: "date",
    FieldKind.BOOL: "bool",
}
PARTS = {"part": N_("分子"), "whole": N_("分母")}


def fillable(form: ReturnForm, period_first: Any, actor: Actor) -> list[Return]:
    """The open returns of a period that a person may fill in, in the office's order."""
    rows = returns().filter(form=form, period_first=period_first, state__in=("due", "returned"))
    return [one for one in rows.order_by("unit__position", "unit") if policy.fills(actor, one)]


def book(form: ReturnForm, rows: Sequence[Return]) -> bytes:
    """The workbook, with what stands in the returns already."""
    return export(sheet_of(form, rows), [_out(form, one) for one in rows])


def take_in(form: ReturnForm, rows: Sequence[Return], content: bytes, *, name: str, actor: Actor) -> ImportReport:
    """Save what a workbook tells, all rows or none; all that is wrong with the file is in the report."""
    return run(sheet_of(form, rows), content, name=name, actor=actor)


def sheet_of(form: ReturnForm, rows: Sequence[Return]) -> Sheet:
    """The columns of the form's workbook, over these returns."""
    by_unit = {one.unit_id: one for one in rows}

    def examine(told: Sequence[Row], _actor: Actor) -> Iterable[CellProblem]:
        return [problem for row in told for problem in _problems(form, row, by_unit)]

    def write(told: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
        return _write(form, told, by_unit, actor)

    unit = Column(UNIT, N_("填报单位"), kind="lookup", lookup="unit", required=True, example=N_("民治街道"))
    reason = Column(REASON, N_("变动说明"), max_length=200, help=N_("与上期相差较大或多于登记数的，写明原因"))
    asked = [column for one in form.asked for column in _columns(one)]
    stands = N_("导入只存为草稿，报送前都可再改")
    return Sheet(
        name=f"return_{form.pk}",
        title=form.name[:25],
        columns=(unit, *asked, reason),
        key=(UNIT,),
        write=write,
        examine=examine,
        stands=stands,
    )


def _columns(one: Field) -> list[Column]:
    if one.kind == FieldKind.SHARE:
        return [
            Column(f"{one.key}_{part}", f"{one.title}（{label}）", kind="integer", minimum=0, example="12")
            for part, label in PARTS.items()
        ]
    title = f"{one.title}（{one.unit}）" if one.unit else one.title
    aliases = (one.title,) if one.unit else ()
    choices = tuple((text, text) for text in one.choices)
    return [Column(one.key, title, kind=KINDS[FieldKind(one.kind)], aliases=aliases, choices=choices, help=one.help)]


def _out(form: ReturnForm, one: Return) -> dict[str, Value]:
    told: dict[str, Value] = {UNIT: one.unit.name}
    values = values_of(one)
    for field in form.asked:
        value = values.get(field.key)
        if field.kind == FieldKind.SHARE:
            told |= {f"{field.key}_{part}": value[part] if value else None for part in PARTS}
        else:
            told[field.key] = _cell(field, value)
    return told


def _cell(field: Field, value: Any) -> Value:
    if value is None:
        return None
    if field.kind == FieldKind.DATE:
        return date.fromisoformat(value)
    found: Value = Decimal(value) if field.kind == FieldKind.DECIMAL else value
    return found


def _problems(form: ReturnForm, row: Row, by_unit: Mapping[int, Return]) -> list[CellProblem]:
    unit = row.values.get(UNIT)
    if not isinstance(unit, int):
        return []
    one = by_unit.get(unit)
    if one is None:
        return [row.problem(UNIT, "not_yours", N_("该单位本期没有由您填报的待报报表"))]
    values, wrong = _values(form, row)
    found = look_at(one, values).refused
    refused = [(key, row.problem(_cell_of(form, key), "refused", told)) for key, told in found.items()]
    # What stands in a cell but cannot be read was told as such; it is not missing besides.
    return [*wrong, *(problem for key, problem in refused if values.get(key) is not None or not problem.found)]


def _cell_of(form: ReturnForm, key: str) -> str:
    field = next(one for one in form.asked if one.key == key)
    return f"{key}_part" if field.kind == FieldKind.SHARE else key


def _values(form: ReturnForm, row: Row) -> tuple[dict[str, Any], list[CellProblem]]:
    values: dict[str, Any] = {}
    wrong = []
    for field in form.asked:
        try:
            value = _value(field, row)
        except Wrong as told:
            wrong.append(row.problem(_cell_of(form, field.key), "wrong", str(told)))
            continue
        if value is not None:
            values[field.key] = value
    return values, wrong


def _value(field: Field, row: Row) -> Any:
    if field.kind == FieldKind.SHARE:
        part, whole = (row.values.get(f"{field.key}_{name}") for name in PARTS)
        if isinstance(part, int) and isinstance(whole, int):
            return share_of(field, part, whole)
        if part is None and whole is None:
            return None
        raise Wrong(N_("{title}须同时填分子和分母").format(title=field.title))
    value = row.values.get(field.key)
    return None if value in (None, "") else parse(field, typed(field, value))


def _write(form: ReturnForm, told: Sequence[Row], by_unit: Mapping[int, Return], actor: Actor) -> WriteResult:
    effects = []
    with audit.batch():
        for row in told:
            one = by_unit[int(str(row.values[UNIT]))]
            values, wrong = _values(form, row)
            if wrong:
                raise BadInput(wrong)
            said = str(row.values.get(REASON) or "")
            reasons = dict.fromkeys(look_at(one, values).doubted, said) if said else {}
            save_draft(one, values, reasons, actor=actor)
            effects.append(Effect(row.number, one._meta.label_lower, one.pk, one.unit.name))
    return WriteResult(updated=len(effects), effects=tuple(effects))
