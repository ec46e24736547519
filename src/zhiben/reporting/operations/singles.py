"""Works and penalties one by one: each that stands is counted by one tally of its month. A slip is mended, a record
that should not be is voided; both for a reason, and the ledger keeps what stood before."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.importing import amended, compare, made
from zhiben.foundation.inserting import insert
from zhiben.kernel import clock
from zhiben.kernel.errors import CellProblem, Incomplete, Refused
from zhiben.kernel.periods import month_of
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates
from zhiben.kernel.sheet import Change, Column, Effect, Row, Value, WriteResult
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reporting import counting_policy
from zhiben.reporting.models import Penalty, Tally, Work
from zhiben.reporting.operations.tallying import counted, give_way
from zhiben.reporting.outcomes import BY_KEY, RECORDS, RETURN

Single = Work | Penalty
FIELDS: dict[type[Single], tuple[str, ...]] = {
    Work: ("kind", "number", "unit", "premises", "address", "content", "done_on", "checked_by"),
    Penalty: ("number", "unit", "party", "decided_on", "sanction", "amount"),
}
"""What is told of each; where it happened besides."""

DAY: dict[type[Single], str] = {Work: "done_on", Penalty: "decided_on"}
KEY: dict[type[Single], tuple[str, ...]] = {Work: ("kind", "number"), Penalty: ("number",)}
MAY_BE_BLANK = frozenset({"content", "amount"})


def kind_of(record: Single) -> str:
    """The outcome that a record counts for."""
    return record.kind if isinstance(record, Work) else "penalties"


def month_told(record: Single) -> date:
    """The first day of the month for which a record counts."""
    told: date = getattr(record, DAY[type(record)])
    return told.replace(day=1)


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of a new record, by field, and the street (id) in which it happened."""

    values: Mapping[str, Any]
    street: int


def enter(
    model: type[Single],
    told: Mapping[str, Any],
    *,
    street: int,
    actor: Actor,
    files: Mapping[str, Sequence[int]] | None = None,
) -> Any:
    """Enter a work or a penalty that happened in a street (id), with its files by purpose. Raises Incomplete for what
    is missing or wrong, NotAllowed outside one's area, Refused where a certified return counts for its month."""
    with audit.batch():
        record = enter_many(model, [Told(told, street)], actor=actor)[0]
        for purpose, ids in (files or {}).items():
            attach_own(ids, to=(model._meta.label_lower, record.pk), actor_id=actor.id, purpose=purpose)
    return record


def enter_many(model: type[Single], told: Sequence[Told], *, actor: Actor) -> list[Any]:
    """Enter many at once, all or none. Raises as `enter` does."""
    records: list[Single] = [_made(model, one, actor) for one in told]
    keys = [tuple(getattr(record, name) for name in KEY[model]) for record in records]
    taken = set(model._unfiltered().filter(number__in={key[-1] for key in keys}).values_list(*KEY[model]))
    if len(set(keys)) < len(keys) or taken & set(keys):
        raise Incomplete(N_("请核对编号"), fields={"number": N_("这个编号已有记录，不重复登记")})
    place = _Places()
    for record, one in zip(records, told, strict=True):
        record.place_at(place.of(one.street, record.unit))
    grants = [counting_policy.must_bring_at(actor, record.coordinates) for record in records]
    names = orgs.unit_names({record.unit for record in records})
    with audit.batch():
        for kind in {kind_of(record) for record in records}:
            give_way(kind, {(r.unit, month_told(r)) for r in records if kind_of(r) == kind}, reason="")
        insert(records)
        insert([_tally(record, names[record.unit]) for record in records])
        for record, grant in zip(records, grants, strict=True):
            audit.record("enter_outcome", actor, subject=_subject(record), facts=_facts(record), grant=grant)
    return records


def _made(model: type[Single], told: Told, actor: Actor) -> Single:
    record = model(**{name: told.values[name] for name in FIELDS[model] if name in told.values})
    _must_be_whole(record)
    record.entered_by, record.entered_at = actor.id, clock.now()
    return record


def amend(record: Single, told: Mapping[str, Any], *, reason: str, actor: Actor, street: int = 0) -> None:
    """Mend what a record says, for a reason. Raises as `enter` does."""
    grant = counting_policy.must_bring_at(actor, record.coordinates)
    _must_stand(record)
    if not reason.strip():
        raise Incomplete(N_("请写明更正原因"), fields={"reason": N_("不能为空")})
    before = _facts(record)
    for name in FIELDS[type(record)]:
        if name in told:
            setattr(record, name, told[name])
    _must_be_whole(record)
    record.place_at(_Places().of(street or record.street, record.unit))
    counting_policy.must_bring_at(actor, record.coordinates)
    after = _facts(record)
    changed = {name: value for name, value in after.items() if value != before[name]}
    if not changed:
        return
    with audit.batch():
        record.save()
        _count_anew(record)
        facts = {**changed, "before": {name: before[name] for name in changed}, "reason": reason.strip()}
        audit.record("amend_outcome", actor, subject=_subject(record), facts=facts, grant=grant)


def void(record: Single, *, reason: str, actor: Actor) -> None:
    """Let a record count no longer, for a reason. Raises NotAllowed, Refused, Incomplete."""
    grant = counting_policy.must_bring_at(actor, record.coordinates)
    if not reason.strip():
        raise Incomplete(N_("请写明作废原因"), fields={"reason": N_("不能为空")})
    with audit.batch():
        _must_stand(record)
        record.voided_at, record.void_reason = clock.now(), reason.strip()[:200]
        record.save()
        _tallies(record).update(ended_at=record.voided_at)
        audit.record("void_outcome", actor, subject=_subject(record), facts={"reason": record.void_reason}, grant=grant)


def _must_stand(record: Single) -> None:
    if record.voided_at is not None:
        raise Refused(N_("该记录已作废"), code="voided")


def _must_be_whole(record: Single) -> None:
    wrong = {
        name: N_("不能为空")
        for name in FIELDS[type(record)]
        if name not in MAY_BE_BLANK and not str(getattr(record, name) or "").strip()
    }
    day = getattr(record, DAY[type(record)])
    if day and day > clock.today():
        wrong[DAY[type(record)]] = N_("日期晚于今天")
    if isinstance(record, Work) and record.kind and BY_KEY[record.kind].singles != "work":
        wrong["kind"] = N_("不是工程治理的类别")
    if isinstance(record, Penalty) and record.amount < 0:
        wrong["amount"] = N_("不能小于0")
    if wrong:
        raise Incomplete(N_("请先补正下列内容"), fields=wrong)


class _Places:
    """Where records lie: in their street, on the line of the unit whose they are; each is looked up once."""

    def __init__(self) -> None:
        self._units: dict[int, Coordinates] = {}
        self._streets: dict[int, Coordinates] = {}

    def of(self, street: int, unit: int) -> Coordinates:
        """The place of a record. Raises NotFound."""
        if unit not in self._units:
            self._units[unit] = orgs.unit(unit).coordinates
        if street not in self._streets:
            self._streets[street] = orgs.territory(street).coordinates
        own = self._units[unit]
        return replace(self._streets[street], line=own.line, subline=own.subline)


def _subject(record: Single) -> tuple[str, int]:
    return type(record)._meta.label_lower, record.pk


def _facts(record: Single) -> dict[str, Any]:
    return {name: _plain(getattr(record, name)) for name in (*FIELDS[type(record)], "street")}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value if isinstance(value, int | str) else str(value)


def _tallies(record: Single) -> Any:
    return counted().filter(**{"work" if isinstance(record, Work) else "penalty": record.pk})


def _tally(record: Single, unit_name: str) -> Tally:
    """What counts a record as it stands."""
    tally = Tally(kind=kind_of(record), unit=record.unit, unit_name=unit_name, month=month_told(record), amount=1)
    tally.basis, tally.entered_at = RECORDS, clock.now()
    setattr(tally, "work" if isinstance(record, Work) else "penalty", record)
    tally.place_at(record.coordinates)
    return tally


def _count_anew(record: Single) -> None:
    """Let the record be counted as it stands now."""
    give_way(kind_of(record), {(record.unit, month_told(record))}, reason="")
    _tallies(record).update(ended_at=clock.now())
    _tally(record, orgs.unit_name(record.unit)).save(force_insert=True)


# Workbooks


def value_of(record: Single, column: str) -> Value:
    """What a record says in a column of its sheet."""
    value: Value = getattr(record, column)
    return value


def examine(model: type[Single], rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Rows that lie outside one's area or in the future, that were voided, or for whose month a return counts."""
    standing = {tuple(str(getattr(one, n)) for n in KEY[model]): one for one in model._unfiltered()}
    problems, places = [], _Places()
    told = counted().filter(basis=RETURN, kind__in={_kind_told(row) for row in rows})
    returned = set(told.values_list("kind", "unit", "month"))
    for row in rows:
        problems += _misplaced(row, actor, places)
        problems += _untimely(model, row, returned)
        known = standing.get(tuple(str(row.values.get(name, "")) for name in KEY[model]))
        if known is not None and known.voided_at is not None:
            problems.append(row.problem("number", "voided", N_("这个编号的记录已作废")))
        elif known is not None and actor is not SYSTEM and counting_policy.bringing(actor, known.coordinates) is None:
            problems.append(row.problem("number", "outside", N_("这个编号的记录不在您负责的区域或条线内")))
    return problems


def _misplaced(row: Row, actor: Actor, places: _Places) -> list[CellProblem]:
    street, unit = row.values.get("street"), row.values.get("unit")
    if not street or not unit or actor is SYSTEM:
        return []
    if counting_policy.bringing(actor, places.of(int(str(street)), int(str(unit)))) is None:
        return [row.problem("street", "outside", N_("该单位或街道不在您负责的区域或条线内，不能登记"))]
    return []


def _kind_told(row: Row) -> str:
    return str(row.values.get("kind") or "penalties")


def _untimely(model: type[Single], row: Row, returned: Collection[tuple[str, int, date]]) -> list[CellProblem]:
    day = row.values.get(DAY[model])
    if not isinstance(day, date):
        return []
    if day > clock.today():
        return [row.problem(DAY[model], "future", N_("日期晚于今天"))]
    month = day.replace(day=1)
    if (_kind_told(row), int(str(row.values.get("unit") or 0)), month) in returned:
        told = N_("该单位{month}的这项成果已按核定报表计数，不能再逐条登记").format(month=month_of(month).label)
        return [row.problem(DAY[model], "return_counts", told)]
    return []


def take_in(model: type[Single], rows: Sequence[Row], *, actor: Actor, columns: Mapping[str, Column]) -> WriteResult:
    """New records, and corrections of standing ones, all or none."""
    standing: list[Single] = list(model.objects.all())
    compared = compare(rows, standing, key=KEY[model], value_of=value_of)
    new = [Told(_told(model, row.values), int(str(row.values["street"]))) for row in compared.new]
    with audit.batch():
        records = enter_many(model, new, actor=actor) if new else []
        effects = [made(row, one, str(one)) for row, one in zip(compared.new, records, strict=True)]
        for record, row, changes in compared.changed:
            effects.append(_changed(record, row, changes, columns))
            street = int(str(changes.get("street") or 0))
            amend(record, _told(model, changes), reason=N_("导入更新"), actor=actor, street=street)
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(compared.new), len(compared.changed), len(compared.unchanged), tuple(effects))


def _changed(record: Single, row: Row, changes: Mapping[str, Value], columns: Mapping[str, Column]) -> Effect:
    """What a row does to a standing record, units and streets by their names."""
    names = {"unit": orgs.unit_names, "street": orgs.territory_names}
    plain = {name: (value_of(record, name), value) for name, value in changes.items() if name not in names}
    named = {}
    for name, read in names.items():
        if name in changes:
            ids = [int(str(one or 0)) for one in (value_of(record, name), changes[name])]
            told = read(set(ids))
            named[name] = Change(name, told.get(ids[0], ""), told.get(ids[1], ""))
    return amended(row, record, str(record), plain, columns=columns, named=named)


def _told(model: type[Single], values: Mapping[str, Value]) -> dict[str, Any]:
    return {
        name: value if value is not None else 0
        for name, value in values.items()
        if name in FIELDS[model] and not (value is None and name not in MAY_BE_BLANK)
    }
