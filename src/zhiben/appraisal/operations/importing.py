"""Indicators of drafted schemes, and what the office says of units, taken in from workbooks: all of a file or none,
with the cell of everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from zhiben.appraisal import scoring
from zhiben.appraisal.models import Card, Entry, Indicator, Run, Scheme
from zhiben.appraisal.operations.assessing import TELLING, Said, assess, flaws_of, in_hundredths
from zhiben.appraisal.operations.drafting import (
    IndicatorDraft,
    add_indicator,
    change_indicator,
    draft_of,
    drop_indicator,
)
from zhiben.appraisal.operations.drafting import (
    flaws_of as indicator_flaws,
)
from zhiben.appraisal.queries.measuring import measure_called
from zhiben.appraisal.vocab import Audience, Better, Kind
from zhiben.foundation import audit
from zhiben.foundation.importing import amended, compare, made
from zhiben.kernel.errors import BadInput, CellProblem
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Column, Effect, Row, Value, WriteResult
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

NUMBERS = ("weight", "worst", "best", "per_item", "most")
FIELDS = ("points", "numerator", "denominator", "value", "note")


def _decimal(value: Value) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))


# Indicators


def draft_in(row: Row, standing: Indicator | None = None) -> IndicatorDraft:
    """An indicator as a row tells it; what the file has no column for stays as it stands."""
    before = value_of_all(standing) if standing else {}
    told = {**before, **row.values}
    measures = {name: str(told.get(name) or "") for name in ("measure", "whole")}
    bound = {name: (found.id if (found := measure_called(text)) else text) for name, text in measures.items()}
    return IndicatorDraft(
        str(told.get("pillar") or ""),
        str(told.get("name") or ""),
        Kind(str(told.get("kind") or Kind.MANUAL.value)),
        _decimal(told.get("weight")) or Decimal(0),
        Better(str(told.get("better") or Better.MORE.value)),
        bound["measure"],
        bound["whole"],
        _decimal(told.get("worst")),
        _decimal(told.get("best")),
        int(str(told.get("minimum") or 1)),
        _decimal(told.get("per_item")) or Decimal(0),
        _decimal(told.get("most")),
        str(told.get("guidance") or ""),
        int(str(told.get("position") or 0)),
    )


def value_of_all(one: Indicator) -> dict[str, Value]:
    """What an indicator says in every column of the sheet."""
    columns = ("position", "pillar", "name", "kind", "better", "measure", "whole", "minimum", "guidance", *NUMBERS)
    return {"scheme": one.scheme_id, **{name: value_of(one, name) for name in columns}}


def value_of(one: Indicator, column: str) -> Value:
    """What an indicator says in a column of the sheet."""
    if column == "scheme":
        return int(one.scheme_id)
    value: Value = getattr(one, column)
    if isinstance(value, Decimal):
        return value.normalize()
    return value


def examine_indicators(rows: Sequence[Row], actor: Actor) -> Iterator[CellProblem]:
    """Indicators of schemes that are no drafts of the own office, or that do not fit."""
    schemes = _schemes(rows)
    for row in rows:
        scheme = schemes.get(int(str(row.values.get("scheme") or 0)))
        if scheme is None:
            continue
        standing = Indicator.objects.filter(scheme=scheme, name=str(row.values.get("name") or "")).first()
        draft = draft_in(row, standing)
        if standing is not None and draft == draft_of(standing):
            continue
        if scheme.state != "drafted" or scheme.office_id not in orgs.offices_run(actor):
            yield row.problem("scheme", "not_a_draft", N_("不是本安委办草拟中的方案，不能增改指标"))
        for field, why in indicator_flaws(draft, Audience(scheme.audience)).items():
            yield row.problem(field, "does_not_fit", why)


def _schemes(rows: Sequence[Row]) -> dict[int, Scheme]:
    ids = {int(str(row.values["scheme"])) for row in rows if row.values.get("scheme")}
    return Scheme.objects.select_related("office").in_bulk(ids)


def take_indicators(rows: Sequence[Row], *, actor: Actor, columns: Mapping[str, Column]) -> WriteResult:
    """Add and change indicators of drafted schemes. Raises BadInput for what does not fit."""
    if problems := list(examine_indicators(rows, actor)):
        raise BadInput(problems)
    schemes = _schemes(rows)
    standing = list(Indicator.objects.filter(scheme__in=list(schemes)).select_related("scheme__office"))
    met = compare([_by_ids(row) for row in rows], standing, key=("scheme", "name"), value_of=value_of)
    effects = []
    with audit.batch():
        for row in met.new:
            one = add_indicator(schemes[int(str(row.values["scheme"]))], draft_in(row), actor=actor)
            effects.append(made(row, one, one.name))
        for one, row, changes in met.changed:
            before = {name: (value_of(one, name), value) for name, value in changes.items()}
            change_indicator(one, draft_in(row, one), actor=actor)
            effects.append(amended(row, one, one.name, before, columns=columns))
    effects.sort(key=lambda effect: effect.row)
    return WriteResult(len(met.new), len(met.changed), len(met.unchanged), tuple(effects))


def _by_ids(row: Row) -> Row:
    """The row with its measures by their ids, whichever way they are called."""
    told = {name: str(row.values[name] or "") for name in ("measure", "whole") if name in row.values}
    bound = {name: (found.id if (found := measure_called(text)) else text) for name, text in told.items()}
    return replace(row, values={**row.values, **bound})


def take_indicators_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Take out the indicators that an import has added, and let the others say what they said before."""
    rows = Indicator.objects.select_related("scheme__office").in_bulk([one.record for one in effects])
    with audit.batch():
        for one in effects:
            row = rows[one.record]
            if one.created:
                drop_indicator(row, actor=actor)
                continue
            told = draft_of(row)
            back = {change.column: _was(change.column, change.was) for change in one.changes}
            change_indicator(row, _with(told, back), actor=actor)


def _was(column: str, value: Any) -> Any:
    if column in NUMBERS:
        return _decimal(value)
    return {"kind": Kind, "better": Better}.get(column, lambda same: same)(value)


def _with(told: IndicatorDraft, back: Mapping[str, Any]) -> IndicatorDraft:
    return replace(told, **back)


# What the office says of units


def _cards(rows: Sequence[Row]) -> dict[tuple[int, int], Card]:
    runs = {int(str(row.values["run"])) for row in rows if row.values.get("run")}
    found = Card.objects.filter(run__in=runs).select_related("run__scheme__office")
    return {(one.run_id, one.unit_id): one for one in found}


def _indicators(cards: Mapping[tuple[int, int], Card]) -> dict[tuple[int, str], Indicator]:
    schemes = {one.run.scheme_id for one in cards.values()}
    return {(one.scheme_id, one.name): one for one in Indicator.objects.filter(scheme__in=schemes)}


def said_in(row: Row) -> Said:
    """What a row says of a unit."""
    numbers = {name: _decimal(row.values.get(name)) for name in ("points", "numerator", "denominator", "value")}
    return Said(**numbers, note=str(row.values.get("note") or ""))


def _placed(
    row: Row, cards: Mapping[tuple[int, int], Card], indicators: Mapping[tuple[int, str], Indicator]
) -> tuple[Card | None, Indicator | None]:
    key = (int(str(row.values.get("run") or 0)), int(str(row.values.get("unit") or 0)))
    card = cards.get(key)
    name = str(row.values.get("indicator") or "").strip()
    return card, indicators.get((card.run.scheme_id, name)) if card else None


def examine_assessments(rows: Sequence[Row], actor: Actor) -> Iterator[CellProblem]:
    """Rows of units or indicators that are not in the run, of counts that cannot be, and of two scales in one
    indicator."""
    cards = _cards(rows)
    indicators = _indicators(cards)
    told: dict[int, list[tuple[Row, Decimal]]] = {}
    for row in rows:
        card, indicator = _placed(row, cards, indicators)
        if card is not None and indicator is not None and _stands(card, indicator, row):
            continue
        yield from _misplaced(row, card, indicator, actor)
        if card is None or indicator is None:
            continue
        for field, why in flaws_of(indicator, said_in(row)).items():
            yield row.problem(field, "does_not_fit", why)
        value = _decimal(row.values.get("value"))
        if value is not None and in_hundredths(indicator):
            told.setdefault(indicator.pk, []).append((row, value))
    yield from _mixed(told)


def _stands(card: Card, indicator: Indicator, row: Row) -> bool:
    """The row says what is filled in already."""
    entry = Entry.objects.filter(card=card, indicator=indicator, assessed_at__isnull=False).first()
    return entry is not None and all(getattr(entry, name) == getattr(said_in(row), name) for name in FIELDS)


def _misplaced(row: Row, card: Card | None, indicator: Indicator | None, actor: Actor) -> Iterator[CellProblem]:
    if not row.values.get("run") or not row.values.get("unit"):
        return
    if card is None:
        yield row.problem("unit", "not_appraised", N_("该单位不在这次考评中"))
        return
    if card.run.state not in TELLING or card.run.scheme.office_id not in orgs.offices_run(actor):
        yield row.problem("run", "not_open", N_("不是本安委办正在自评或计分的考评，不能评分"))
    if indicator is None:
        yield row.problem("indicator", "unknown", N_("本次考评没有这项指标，名称须与方案一致"))


def _mixed(told: Mapping[int, Sequence[tuple[Row, Decimal]]]) -> Iterator[CellProblem]:
    for pairs in told.values():
        if scoring.scales_mixed(value for _row, value in pairs):
            said = N_("同一指标有的按0至1、有的按0至100填，请统一按百分数填，如95.3")
            yield from (row.problem("value", "two_scales", said) for row, value in pairs if 0 < abs(value) < 1)


def take_assessments(rows: Sequence[Row], *, actor: Actor, columns: Mapping[str, Column]) -> WriteResult:
    """What the office says of units, new and changed. Raises BadInput for what does not fit."""
    if problems := list(examine_assessments(rows, actor)):
        raise BadInput(problems)
    cards = _cards(rows)
    indicators = _indicators(cards)
    effects: list[Effect] = []
    unchanged = 0
    with audit.batch():
        for row in rows:
            card, indicator = _placed(row, cards, indicators)
            if card is None or indicator is None:
                raise BadInput([row.problem("unit", "not_appraised", N_("该单位不在这次考评中"))])
            if _stands(card, indicator, row):
                unchanged += 1
                continue
            before = Entry.objects.filter(card=card, indicator=indicator).first()
            was = {name: getattr(before, name) for name in FIELDS} if before and before.is_assessed else {}
            if not assess(card, {indicator.pk: said_in(row)}, actor=actor):
                unchanged += 1
                continue
            one = Entry.objects.get(card=card, indicator=indicator)
            label = f"{card.unit_name} {indicator.name}"
            effects.append(_effect(row, one, label, was, columns))
    created = sum(one.created for one in effects)
    return WriteResult(created, len(effects) - created, unchanged, tuple(effects))


def _effect(row: Row, one: Entry, label: str, was: Mapping[str, Any], columns: Mapping[str, Column]) -> Effect:
    if not was:
        return made(row, one, label)
    changes = {name: (was[name], getattr(one, name)) for name in FIELDS if was[name] != getattr(one, name)}
    return amended(row, one, label, changes, columns=columns)


def runs_called() -> list[tuple[str, int]]:
    """The runs, as a workbook calls them."""
    rows = Run.objects.exclude(state="withdrawn").select_related("scheme")
    return [(str(one), one.pk) for one in rows]
