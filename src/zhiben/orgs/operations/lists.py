"""Units, sectors and special days out of a workbook, and out again with the import that had brought them. What nothing
refers to yet is deleted, with its words in the ledger; a line that came into use on the way stays a word of the house.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from zhiben.foundation import audit
from zhiben.foundation.importing import amended, compare, made, must_stand_alone
from zhiben.foundation.scope.models import Participation
from zhiben.kernel.errors import BadInput, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.sheet import Change, Column, Effect, Row, Value, WriteResult
from zhiben.kernel.text import N_
from zhiben.orgs import policy
from zhiben.orgs.models import Line, Sector, SectorLine, SpecialDay, Territory, Unit
from zhiben.orgs.operations.units import add_line, add_sector, add_unit
from zhiben.orgs.operations.workdays import forget_special_days, set_special_days, standing_days

Columns = Mapping[str, Column]


def take_units(rows: Sequence[Row], *, actor: Actor, columns: Columns) -> WriteResult:
    """New units, and other short names of standing ones. Raises BadInput for any other change."""
    policy.must_manage_organisation(actor)
    standing = list(Unit.objects.filter(valid_to__isnull=True).select_related("line_node"))
    compared = compare(rows, standing, key=("name",), value_of=_unit_value)
    wrong = [
        row.problem(column, "standing", N_("“{name}”已有，条线和区域不能经导入改动").format(name=unit.name))
        for unit, row, changes in compared.changed
        if (column := next(iter(set(changes) - {"short_name"}), ""))
    ]
    if wrong:
        raise BadInput(wrong)
    effects = [made(row, unit, unit.name) for row in compared.new for unit in [_entered(row)]]
    for unit, row, changes in compared.changed:
        told = {"short_name": (unit.short_name, str(changes["short_name"] or ""))}
        effects.append(amended(row, unit, unit.name, told, columns=columns))
        Unit.objects.filter(pk=unit.pk).update(short_name=told["short_name"][1])
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(compared.new), len(compared.changed), len(compared.unchanged), tuple(effects))


def _entered(row: Row) -> Unit:
    return add_unit(
        str(row.values["name"]),
        kind=str(row.values["kind"]),
        short_name=str(row.values.get("short_name") or ""),
        territory=Territory.objects.get(pk=str(row.values["territory"])),
        line=add_line(str(row.values["line"])) if row.values.get("line") else None,
    )


def _unit_value(unit: Unit, column: str) -> Value:
    values: dict[str, Value] = {
        "name": unit.name,
        "short_name": unit.short_name,
        "kind": unit.kind,
        "territory": unit.territory_id,
        "line": unit.line_node.name if unit.line_node else "",
    }
    return values[column]


def take_units_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Delete the units that an import has entered, give the others their former short names. Raises Refused for one
    that is used already."""
    policy.must_manage_organisation(actor)
    entered = {one.record: one.label for one in effects if one.created}
    must_stand_alone(Unit, list(entered), entered)
    if Participation.objects.filter(unit__in=list(entered)).exists():
        raise Refused(N_("有单位已参与其他记录的办理，不能撤销"))
    with audit.batch():
        for unit in Unit.objects.filter(pk__in=list(entered)).order_by("pk"):
            facts = {"name": unit.name, "kind": unit.kind, "territory": unit.territory_id, "line": unit.line_node_id}
            audit.record("remove_unit", actor, subject=("orgs.unit", unit.pk), facts=facts)
        Unit.objects.filter(pk__in=list(entered)).delete()
        for one in effects:
            for change in one.changes:
                Unit.objects.filter(pk=one.record).update(short_name=change.before)


def take_sectors(rows: Sequence[Row], *, actor: Actor) -> WriteResult:
    """New sectors with the lines that answer for them, and other lines for standing ones, from today on."""
    policy.must_manage_organisation(actor)
    present = SectorLine.objects.filter(valid_to__isnull=True).select_related("sector", "line")
    standing = {row.sector.name: row.line.name for row in present}
    effects = []
    for position, row in enumerate(rows, start=1):
        name, line = str(row.values["name"]), str(row.values["line"])
        if standing.get(name) == line:
            continue
        sector = add_sector(name, line=add_line(line), position=position)
        changes = (Change("line", standing[name], line),) if name in standing else ()
        effects.append(Effect(row.number, Sector._meta.label_lower, sector.pk, name, changes))
    created = sum(one.created for one in effects)
    return WriteResult(created, len(effects) - created, len(rows) - len(effects), tuple(effects))


def sector_marks(sectors: Sequence[int]) -> dict[int, str]:
    """Which line answers for each of these sectors now."""
    rows = SectorLine.objects.filter(sector__in=list(sectors), valid_to__isnull=True)
    return {sector: str(line) for sector, line in rows.values_list("sector", "line")}


def take_sectors_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Delete the sectors that an import has entered, and let the former lines answer for the others from today on.
    Raises Refused for one that is used already."""
    policy.must_manage_organisation(actor)
    entered = {one.record: one.label for one in effects if one.created}
    must_stand_alone(Sector, list(entered), entered, apart_from=(SectorLine,))
    with audit.batch():
        for pk, name in sorted(entered.items()):
            audit.record("remove_sector", actor, subject=("orgs.sector", pk), facts={"name": name})
        SectorLine.objects.filter(sector__in=list(entered)).delete()
        Sector.objects.filter(pk__in=list(entered)).delete()
        for one in effects:
            for change in one.changes:
                add_sector(one.label, line=Line.objects.get(name=change.before))


def take_days(rows: Sequence[Row], *, actor: Actor, columns: Columns) -> WriteResult:
    """Days of the calendar, new or said otherwise."""
    policy.must_manage_organisation(actor)
    days = [
        (date.fromisoformat(str(row.values["day"])), bool(row.values["worked"]), str(row.values.get("note") or ""))
        for row in rows
    ]
    before = standing_days([day for day, _worked, _note in days])
    effects = []
    for row, (day, worked, note) in zip(rows, days, strict=True):
        standing = before.get(day)
        told: dict[str, tuple[Value, Value]] = {}
        if standing:
            told = {"worked": (standing.worked, worked), "note": (standing.note, note)}
        differing = {name: pair for name, pair in told.items() if pair[0] != pair[1]}
        if standing is None or differing:
            said = amended(row, SpecialDay(day=day), str(day), differing, columns=columns)
            effects.append(Effect(said.row, said.model, day.toordinal(), said.label, said.changes))
    counted = set_special_days(days)
    return WriteResult(counted.created, counted.updated, counted.unchanged, tuple(effects))


def day_marks(days: Sequence[int]) -> dict[int, str]:
    """What the calendar says of these days, which are told by their ordinals."""
    found = standing_days([date.fromordinal(day) for day in days])
    return {day.toordinal(): f"{int(row.worked)} {row.note}" for day, row in found.items()}


def take_days_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Forget the days that an import has entered, and say of the others what the calendar said before."""
    policy.must_manage_organisation(actor)
    forget_special_days([date.fromordinal(one.record) for one in effects if one.created])
    standing = standing_days([date.fromordinal(one.record) for one in effects if not one.created])
    former = []
    for one in effects:
        if one.changes:
            row = standing[date.fromordinal(one.record)]
            was = {"worked": row.worked, "note": row.note} | {change.column: change.was for change in one.changes}
            former.append((row.day, bool(was["worked"]), str(was["note"] or "")))
    set_special_days(former)
