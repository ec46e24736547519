"""The province's ranking taken in as it was published: checked as one table, added to, never overwritten."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from zhiben.dispatch.models import ProvincialRank
from zhiben.dispatch.monthly import reading
from zhiben.dispatch.monthly.province import WHOLE
from zhiben.dispatch.monthly.reading import Told
from zhiben.dispatch.vocab import Edition
from zhiben.foundation.importing import compare, made, must_stand_alone
from zhiben.kernel import clock
from zhiben.kernel.errors import BadInput, CellProblem, NotAllowed
from zhiben.kernel.periods import month_of
from zhiben.kernel.rights import Actor, Coordinates, Level
from zhiben.kernel.sheet import Effect, Row, Source, Value, WriteResult
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

OFFICE = (Role.OFFICE_OFFICER, Role.OFFICE_LEADER, "system")
KEY = ("city", "indicator", "month", "edition", "published_on")
FEWER = "fewer"


@dataclass(frozen=True, slots=True)
class _Own:
    """The city whose office takes a ranking in, and its province."""

    place: Coordinates
    city: str
    province: str


def take_ranking(rows: Sequence[Row], *, actor: Actor, source: Source) -> WriteResult:
    """Add the rows that no edition has yet. Raises BadInput for one that says otherwise what an edition said."""
    own = _own(actor)
    hundredths = _scales(rows)
    records = {row.number: _record(row, own, source, hundredths) for row in rows}
    months = {record.month for record in records.values()}
    standing = ProvincialRank.objects.filter(city=own.place.city, month__in=months).order_by("pk")
    met = compare([_comparable(row, records[row.number]) for row in rows], standing, key=KEY, value_of=_value)
    problems = [_changed(row) for _record_, row, _changes in met.changed]
    firsts = {(one.region, one.indicator, one.month) for one in standing if one.edition == Edition.FIRST}
    for row in met.new:
        record = records[row.number]
        if record.edition == Edition.FIRST and (record.region, record.indicator, record.month) in firsts:
            problems.append(_twice(row))
    if problems:
        raise BadInput(problems)
    new = [records[row.number] for row in met.new]
    ProvincialRank.objects.bulk_create(new)
    effects = tuple(made(row, records[row.number], str(records[row.number])) for row in met.new)
    return WriteResult(len(effects), 0, len(met.unchanged), effects)


def take_ranking_back(effects: Sequence[Effect], actor: Actor) -> None:
    """Take out the rows that an import has added."""
    entered = {one.record: one.label for one in effects if one.created}
    must_stand_alone(ProvincialRank, list(entered), entered)
    ProvincialRank.objects.filter(pk__in=list(entered)).delete()


def examine_ranking(rows: Sequence[Row], actor: Actor) -> list[CellProblem]:
    """Everything that speaks against the rows as one table: another province, a month twice, two scales, counts that
    do not fit, ranks that contradict what is said to be better."""
    own, told = _own(actor), _told(rows)
    problems = [rows[flaw.place].problem(flaw.column, flaw.code, flaw.sentence) for flaw in reading.flaws(told)]
    problems += [_no_month(row) for row in rows if row.values.get("month") and _month(row) is None]
    problems += _to_come(rows)
    return [*problems, *_twice_here(rows), *_of_others(rows, own), *_turned(rows, told)]


def doubt_ranking(rows: Sequence[Row], actor: Actor) -> Iterator[CellProblem]:
    """Of each indicator's first edition, the cities of the last ranking before it that it lacks: a place among fewer
    is another place."""
    kept = ProvincialRank.objects.filter(city=_own(actor).place.city, edition=Edition.FIRST)
    for places in _editions(rows):
        first = rows[places[0]]
        month, indicator = _month(first), str(first.values.get("indicator") or "")
        if month is None or first.values.get("edition") != Edition.FIRST:
            continue
        told = {_city(str(rows[place].values.get("city") or "")) for place in places}
        told |= set(kept.filter(month=month, indicator=indicator).values_list("region", flat=True))
        earlier = kept.filter(month__lt=month)
        like = earlier.filter(indicator=indicator)
        before = (like if like.exists() else earlier).order_by("-month").first()
        if before is None:
            continue
        there = set(kept.filter(month=before.month, indicator=before.indicator).values_list("region", flat=True))
        lacking = sorted(name for name in there - told if not WHOLE.search(name))
        if lacking:
            yield _fewer(first, indicator, (len(told), before), lacking)


def _fewer(row: Row, indicator: str, told: tuple[int, ProvincialRank], lacking: Sequence[str]) -> CellProblem:
    sentence = N_(
        "“{indicator}”的这一期只有{count}个地市，{year}年{month}月的“{other}”中有的{lacking}没有列入，位次将只在这{count}个中排"
    )
    count, before = told
    said = sentence.format(
        indicator=indicator,
        count=count,
        year=before.month.year,
        month=before.month.month,
        other=before.indicator,
        lacking="、".join(lacking),
    )
    return row.problem("city", "regions_missing", said)


def _own(actor: Actor) -> _Own:
    grant = next((one for one in actor.grants if one.role in OFFICE), None)
    place = grant.at.territory if grant else None
    if place is not None and not place.city:
        place = next((office.coordinates for office in orgs.offices() if office.coordinates.level is Level.CITY), place)
    if place is None or place.level is not Level.CITY:
        raise NotAllowed(N_("全省排名由市安委办导入"))
    names = orgs.territory_names([place.city, place.province])
    return _Own(place, names.get(place.city, ""), names.get(place.province, ""))


def _told(rows: Sequence[Row]) -> list[Told]:
    return [
        Told(
            str(row.values.get("indicator") or ""),
            _whole(row.values.get("numerator")),
            _whole(row.values.get("denominator")),
            str(row.values.get("value") or ""),
            _whole(row.values.get("rank")),
            row.values.get("better") == FEWER,
        )
        for row in rows
    ]


def _whole(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _month(row: Row) -> date | None:
    return reading.month_of(str(row.values.get("month") or ""))


def _scales(rows: Sequence[Row]) -> dict[str, bool]:
    by_indicator: dict[str, list[Told]] = {}
    for told in _told(rows):
        by_indicator.setdefault(told.indicator, []).append(told)
    return {name: reading.runs_to_hundred(group) for name, group in by_indicator.items()}


def _record(row: Row, own: _Own, source: Source, hundredths: dict[str, bool]) -> ProvincialRank:
    (told,) = _told([row])
    month = _month(row)
    if month is None:
        raise BadInput([_no_month(row)])
    share = reading.is_share(told)
    value = reading.points(told, hundredths=hundredths[told.indicator]) if share else reading.number_in(told.text)
    one = ProvincialRank(
        region=_city(str(row.values["city"])),
        indicator=told.indicator,
        month=month,
        edition=str(row.values["edition"]),
        published_on=date.fromisoformat(str(row.values["published_on"])),
        numerator=told.numerator,
        denominator=told.denominator,
        value=None if value is None else value.quantize(Decimal("0.0001")),
        share=share,
        fewer_is_better=row.values.get("better") == FEWER,
        rank=_whole(row.values.get("rank")),
        file_sha256=source.sha256,
    )
    one.place_at(own.place)
    return one


def _comparable(row: Row, record: ProvincialRank) -> Row:
    """The row in the terms of the records: whichever way a share is written, it says the same."""
    return replace(row, values={key: _value(record, key) for key in row.values if key != "province"})


def _value(record: ProvincialRank, column: str) -> Value:
    if column == "city":
        return record.region
    if column == "better":
        return FEWER if record.fewer_is_better else ""
    if column == "month":
        return f"{record.month:%Y-%m}"
    found: Value = getattr(record, column)
    return found


def _city(name: str) -> str:
    """A city as it is kept: 深圳 and 深圳市 are one."""
    clean = "".join(name.split())
    return clean if clean.endswith(("市", "州", "盟", "地区", "合计")) else f"{clean}市"


def _to_come(rows: Sequence[Row]) -> Iterable[CellProblem]:
    """No ranking tells of a month that is not over, and none is out before its day."""
    today = clock.today()
    for row in rows:
        month, out = _month(row), str(row.values.get("published_on") or "")
        if month is not None and month_of(month).last >= today:
            yield row.problem("month", "month_not_over", N_("该月还没有结束，请核对月份"))
        if out and date.fromisoformat(out) > today:
            yield row.problem("published_on", "published_later", N_("公布日期晚于今天，请核对"))


def _twice_here(rows: Sequence[Row]) -> Iterable[CellProblem]:
    seen: dict[tuple[str, str, date], Value] = {}
    for row in rows:
        month = _month(row)
        if month is None or row.values.get("edition") != Edition.FIRST:
            continue
        key = (_city(str(row.values.get("city") or "")), str(row.values.get("indicator") or ""), month)
        if key in seen:
            yield _twice(row)
        seen[key] = row.values.get("published_on")


def _of_others(rows: Sequence[Row], own: _Own) -> Iterable[CellProblem]:
    for row in rows:
        told = str(row.values.get("province") or "").strip()
        if told and own.province.removesuffix("省") != told.removesuffix("省"):
            yield row.problem("province", "another_province", N_("不是本省（{own}）的排名").format(own=own.province))
    for places in _editions(rows):
        group = [rows[place] for place in places]
        if _city(own.city) not in {_city(str(row.values.get("city") or "")) for row in group}:
            sentence = N_("“{indicator}”的这一期没有{own}，可能是其他省的排名或缺行，请核对")
            indicator = str(group[0].values.get("indicator") or "")
            yield group[0].problem("city", "own_city_missing", sentence.format(indicator=indicator, own=own.city))


def _editions(rows: Sequence[Row]) -> Iterable[list[int]]:
    """The places of the rows of each indicator's edition of a month."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, row in enumerate(rows):
        groups.setdefault((row.values.get("indicator"), _month(row), row.values.get("edition")), []).append(place)
    return groups.values()


def _turned(rows: Sequence[Row], told: Sequence[Told]) -> Iterable[CellProblem]:
    """Where the printed ranks say that the other direction is the better one."""
    for places in _editions(rows):
        for flaw in reading.turned(told, places):
            yield rows[flaw.place].problem(flaw.column, flaw.code, flaw.sentence)


def _no_month(row: Row) -> CellProblem:
    return row.problem("month", "not_month", N_("看不出是哪个月"), expected="2024-09")


def _twice(row: Row) -> CellProblem:
    sentence = N_("该地市该指标这个月的首次公布已有一份；后来更正的请在“版次”填“修订”并写明公布日期")
    return row.problem("month", "month_twice", sentence)


def _changed(row: Row) -> CellProblem:
    sentence = N_("该版次已导入且内容不同；各版次原样保留，更正的请在“版次”填“修订”并写明公布日期")
    return row.problem("value", "published_already", sentence)
