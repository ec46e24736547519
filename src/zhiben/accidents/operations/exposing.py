"""How much there is in each street, told by hand or out of a workbook. What stood before stays in the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from zhiben.accidents import policy
from zhiben.accidents.models import StreetExposure
from zhiben.accidents.queries.exposures import first_year
from zhiben.accidents.vocab import SIZES
from zhiben.foundation import audit
from zhiben.foundation.importing import amended, compare, made
from zhiben.kernel import clock
from zhiben.kernel.errors import CellProblem, Incomplete
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates
from zhiben.kernel.sheet import Column, Effect, Row, Value, WriteResult
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

SUBJECT = "accidents.streetexposure"
Sizes = Mapping[str, int | Decimal | None]


def tell_exposure(street: int, year: int, sizes: Sizes, *, source: str, actor: Actor) -> StreetExposure:
    """Say how much there was in a street in a year; a size that is left out stays as it was, None is not known. Raises
    NotAllowed, NotFound, Incomplete."""
    place = orgs.territory(street).coordinates
    policy.must_tell_exposure(actor, place)
    row = StreetExposure.objects.filter(street=street, year=year).first()
    said = (row.sizes if row else dict.fromkeys(SIZES)) | dict(sizes)
    if wrong := _wrong(year, said, source):
        raise Incomplete(N_("请核对街道规模"), fields=wrong)
    return _told(row or StreetExposure(year=year), street, said, source, actor)


def _wrong(year: int, sizes: Sizes, source: str) -> dict[str, str]:
    wrong = {}
    if not first_year() <= year <= clock.today().year:
        wrong["year"] = N_("年份应在{first}至{last}之间").format(first=first_year(), last=clock.today().year)
    wrong |= {name: N_("不能小于0") for name, size in sizes.items() if size is not None and size < 0}
    if all(size is None for size in sizes.values()):
        wrong["employees"] = N_("请至少填写一项规模")
    high, of = sizes["high_risk"], sizes["enterprises"]
    if high is not None and of is not None and high > of:
        wrong["high_risk"] = N_("高风险企业数不能多于企业数")
    if not source.strip():
        wrong["source"] = N_("请写明数据来源")
    return wrong


def _told(row: StreetExposure, street: int, sizes: Sizes, source: str, actor: Actor) -> StreetExposure:
    place = orgs.territory(street).coordinates
    grant = policy.must_tell_exposure(actor, place)
    before = row.sizes | {"source": row.source} if row.pk else {}
    row.place_at(place)
    for name, size in sizes.items():
        setattr(row, name, size)
    row.source, row.told_at, row.told_by = source.strip(), clock.now(), actor.id
    told = {name: value for name, value in (row.sizes | {"source": row.source}).items() if value != before.get(name)}
    if row.pk and not told:
        return row
    facts = {"street": street, "year": row.year, **told, "before": {name: before[name] for name in told if before}}
    with audit.batch():
        row.save()
        audit.record("tell_exposure", actor, subject=(SUBJECT, row.pk), facts=facts, grant=grant)
    return row


# Workbooks


def value_of(row: StreetExposure, column: str) -> Value:
    """What a row says in a column of the sheet."""
    value: Value = getattr(row, column)
    return value


def examine_exposures(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Rows of streets for which the person may not speak, of years that cannot be, of nothing at all, or with more
    high-risk enterprises than enterprises."""
    places = {card.id: card.coordinates for card in orgs.streets()}
    standing = {(row.street, row.year): row for row in StreetExposure.objects.all()}
    problems = []
    for row in rows:
        problems += _misplaced(row, places, actor)
        problems += _not_a_year(row)
        problems += _not_sizes(row, standing)
    return problems


def _misplaced(row: Row, places: Mapping[int, Coordinates], actor: Actor) -> list[CellProblem]:
    if not row.values.get("street"):
        return []
    place = places.get(int(str(row.values["street"])))
    if place is None:
        return [row.problem("street", "not_in_force", N_("该街道不在现行区划内"))]
    if actor is not SYSTEM and policy.telling_exposure(actor, place) is None:
        return [row.problem("street", "outside", N_("该街道不在您的辖区内"))]
    return []


def _not_a_year(row: Row) -> list[CellProblem]:
    year = row.values.get("year")
    if not isinstance(year, int) or first_year() <= year <= clock.today().year:
        return []
    said = N_("年份应在{first}至{last}之间").format(first=first_year(), last=clock.today().year)
    return [row.problem("year", "not_a_year", said)]


def _not_sizes(row: Row, standing: Mapping[Any, StreetExposure]) -> list[CellProblem]:
    if all(row.values.get(name) is None for name in SIZES):
        return [row.problem("employees", "nothing_told", N_("请至少填写一项规模；不清楚的整行不填"))]
    before = standing.get((row.values.get("street"), row.values.get("year")))
    high, of = (_whole(row.values.get(name), getattr(before, name, None)) for name in ("high_risk", "enterprises"))
    if high is not None and of is not None and high > of:
        return [row.problem("high_risk", "too_many", N_("高风险企业数不能多于企业数"))]
    return []


def _whole(told: Value, before: int | None) -> int | None:
    return told if isinstance(told, int) else before


def take_exposures(rows: Sequence[Row], *, actor: Actor, columns: Mapping[str, Column]) -> WriteResult:
    """Sizes of streets, new ones and corrections; a blank cell says nothing."""
    told = [_saying(row) for row in rows]
    compared = compare(told, list(StreetExposure.objects.all()), key=("street", "year"), value_of=value_of)
    names = orgs.territory_names({int(str(row.values["street"])) for row in rows})
    effects = []
    with audit.batch():
        for row in compared.new:
            street, year = int(str(row.values["street"])), int(str(row.values["year"]))
            one = tell_exposure(street, year, _sizes(row.values), source=str(row.values["source"]), actor=actor)
            effects.append(made(row, one, f"{names.get(street, '')} {year}"))
        for one, row, changes in compared.changed:
            before = {name: (value_of(one, name), value) for name, value in changes.items()}
            source = str(changes.get("source", one.source))
            tell_exposure(one.street, one.year, _sizes(changes), source=source, actor=actor)
            label = f"{names.get(one.street, '')} {one.year}"
            effects.append(amended(row, one, label, before, columns=columns))
    effects.sort(key=lambda one: one.row)
    return WriteResult(len(compared.new), len(compared.changed), len(compared.unchanged), tuple(effects))


def _saying(row: Row) -> Row:
    """The row without the cells that are blank."""
    said = {name: value for name, value in row.values.items() if value not in (None, "")}
    return Row(said, row.sheet, row.number, row.cells, row.texts)


def _sizes(values: Mapping[str, Value]) -> dict[str, int | Decimal | None]:
    return {
        name: Decimal(str(values[name])) if name == "road_km" else int(str(values[name]))
        for name in SIZES
        if name in values
    }


def take_exposures_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Take out the rows that an import has added, and let the others say what they said before. Raises NotAllowed."""
    rows = StreetExposure.objects.in_bulk([one.record for one in effects])
    with audit.batch():
        for one in effects:
            row = rows[one.record]
            grant = policy.must_tell_exposure(actor, row.coordinates)
            if one.created:
                facts = {"street": row.street, "year": row.year, **row.sizes, "source": row.source}
                subject = (SUBJECT, row.pk)
                row.delete()
                audit.record("remove_exposure", actor, subject=subject, facts=facts, grant=grant)
                continue
            said = {change.column: change.before or None for change in one.changes}
            source = str(said.pop("source", None) or row.source)
            sizes = {
                name: Decimal(value) if value and name == "road_km" else value and int(value)
                for name, value in said.items()
            }
            _told(row, row.street, row.sizes | sizes, source, actor)
