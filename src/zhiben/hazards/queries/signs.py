"""What looks odd in the ledger, whoever may see it: the same texts at different sites, closings heaped before a month's
end, ways that nobody can make in their time, closings before the finding, one name on two accounts of a unit. Photos
have a module of their own. Nothing here says that anybody did wrong."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F

from zhiben.analysis import fabrication
from zhiben.foundation.files import attached_to_each
from zhiben.foundation.people import unit_names_of
from zhiben.hazards.models import Attempt, Hazard, SiteRecord
from zhiben.hazards.models.signals import HAZARD, PERSON
from zhiben.hazards.queries.signals import template_sentences
from zhiben.hazards.vocab import RecordKind, SignalKind
from zhiben.kernel import clock
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

ATTEMPT, RECORD, UNIT = "hazards.attempt", "hazards.siterecord", "orgs.unit"
MOST = 5_000
"""So many of the newest texts, or records on site, are compared."""

NAMED = 3
"""A signal's line names so many hazards."""

LAST_DAYS = 3
RARE, ENOUGH_CLOSED = 0.001, 20
"""A burst is told from this probability on, of at least so many closings."""

TYPED = re.compile(r"(-?\d{1,3}\.\d{3,})\s*[,，、\s]\s*(-?\d{1,3}\.\d{3,})")


@dataclass(frozen=True, slots=True)
class Sign:
    """Something to be checked. `subjects` are what it rests on, as (model, id), people among them; `place` lies around
    them all. `grows`: the model whose records make it a new matter; of a matter that names no more of them than an
    earlier one, nothing is said again. `key` names the matter where it is no set of records."""

    kind: SignalKind
    subjects: frozenset[tuple[str, int]]
    summary: str
    reasons: tuple[str, ...]
    score: float
    place: Coordinates
    unit: int = 0
    grows: str = ""
    key: str = ""

    def of(self, model: str) -> frozenset[int]:
        """The ids of one model that it rests on."""
        return frozenset(record for named, record in self.subjects if named == model)


def around(places: Iterable[Coordinates]) -> Coordinates:
    """The smallest place that holds them all, on whatever line."""
    found = [place.territory for place in places]
    levels = ("province", "city", "district", "street")
    same = {name: getattr(found[0], name) for name in levels if len({getattr(one, name) for one in found}) == 1}
    return Coordinates(**same)


def named(model: str, records: Iterable[int]) -> frozenset[tuple[str, int]]:
    """Records as subjects; 0 is none."""
    return frozenset((model, record) for record in records if record)


def numbers_of(hazards: Iterable[Hazard]) -> str:
    """Some of the hazards by number, and how many they are."""
    numbers = sorted(one.number for one in hazards)
    some = "、".join(numbers[:NAMED])
    return some if len(numbers) <= NAMED else N_("{some}等{count}项").format(some=some, count=len(numbers))


@dataclass(frozen=True, slots=True)
class _Written:
    """A text with the record that holds it and the person who wrote it."""

    model: str
    record: int
    text: str
    person: int
    hazard: Hazard


def copied_texts() -> Iterator[Sign]:
    """What was written about different sites in the same words, for each sort of text apart."""
    attempts = Attempt._unfiltered().exclude(measures_done="").select_related("hazard").order_by("-pk")[:MOST]
    told = (_Written(ATTEMPT, a.pk, a.measures_done, a.rectification_entered_by, a.hazard) for a in attempts)
    yield from _copies(list(told), N_("整改措施"))
    signed = SiteRecord._unfiltered().filter(state="signed").select_related("hazard").order_by("-pk")
    for kind in RecordKind:
        records = signed.filter(kind=kind)[:MOST]
        told = (_Written(RECORD, r.pk, r.conclusion, r.first, r.hazard) for r in records)
        yield from _copies(list(told), N_("{record}的结论").format(record=kind.label))


def _copies(texts: list[_Written], what: str) -> Iterator[Sign]:
    found = fabrication.copies([one.text for one in texts], templates=template_sentences())
    for group in map(frozenset, fabrication.groups([(pair.one, pair.other) for pair in found])):
        sites = len({texts[place].hazard.site_id for place in group})
        if sites == 1:
            continue
        inside = [pair.likeness for pair in found if pair.one in group]
        held = [texts[place] for place in sorted(group)]
        hazards = {one.hazard.pk: one.hazard for one in held}
        yield Sign(
            kind=SignalKind.TEXT,
            subjects=named(held[0].model, (one.record for one in held))
            | named(HAZARD, hazards)
            | named(PERSON, (one.person for one in held)),
            summary=N_("{hazards}（{sites}处场所）的{what}文字相同或相近").format(
                hazards=numbers_of(hazards.values()), sites=sites, what=what
            ),
            reasons=(
                N_("{count}段文字，相似度{low:.2f}至{high:.2f}（1为标点、空格以外完全相同，0.9以上列出）").format(
                    count=len(held), low=min(inside), high=max(inside)
                ),
                N_("同一企业群、同一中介代写，或照通用说法填写，也会如此；请对照现场和照片核实"),
            ),
            score=max(inside) * 0.8,
            place=around(one.coordinates for one in hazards.values()),
            unit=held[0].hazard.responsible_unit_id or 0,
            grows=held[0].model,
        )


def bursts(now: datetime) -> Iterator[Sign]:
    """Units of which, in one of the last twelve months that are over, far more hazards were closed in the last three
    days than the calendar gives, and than were among the other units of the city."""
    last = now.astimezone(clock.TZ).date().replace(day=1) - timedelta(days=1)
    since = clock.day_start((last - timedelta(days=335)).replace(day=1))
    rows = Attempt._unfiltered().filter(closed_at__gte=since, closed_at__lt=clock.day_end(last))
    by_month: dict[date, dict[int, list[Attempt]]] = defaultdict(lambda: defaultdict(list))
    for row in rows.select_related("hazard").order_by("pk"):
        if row.closed_at and row.hazard.responsible_unit_id:
            by_month[_day(row.closed_at).replace(day=1)][row.hazard.responsible_unit_id].append(row)
    for _month, by_unit in sorted(by_month.items()):
        late = {unit: [row for row in closed if _is_late(row)] for unit, closed in by_unit.items()}
        all_late, of_all = sum(map(len, late.values())), sum(map(len, by_unit.values()))
        for unit, closed in by_unit.items():
            others = (all_late - len(late[unit]), of_all - len(closed))
            told = fabrication.burst(len(late[unit]), len(closed), others=others)
            beside = told.p if told.p_others is None else told.p_others
            if len(closed) >= ENOUGH_CLOSED and max(told.p, beside) <= RARE:
                yield _burst(unit, closed, late[unit], told, others)


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.TZ).date()


def _is_late(row: Attempt) -> bool:
    """True when it was closed in a month's last three days."""
    return row.closed_at is not None and (_day(row.closed_at) + timedelta(days=LAST_DAYS)).day <= LAST_DAYS


def _burst(
    unit: int, closed: list[Attempt], late: list[Attempt], told: fabrication.Burst, others: tuple[int, int]
) -> Sign:
    month = _day(late[0].closed_at or clock.now()).replace(day=1)
    came_back = sum(row.hazard.reopenings > 0 for row in late)
    name = unit_names_of([unit])[unit]
    reasons = [
        N_(
            "{month:%Y年%m月}销号{total}项，其中最后三天{late}项，占{share:.0%}；按日历约占10%，出现的概率{p:.1e}"
        ).format(month=month, total=told.total, late=told.late, share=told.late / told.total, p=told.p),
        N_("同期其他单位最后三天{late}项，共{total}项").format(late=others[0], total=others[1]),
        N_("最后三天销号的，有{count}项后来重新打开").format(count=came_back),
        N_("期限本来会把工作集中到月末；请抽查这几天的复核、验收记录"),
    ]
    return Sign(
        kind=SignalKind.BURST,
        subjects=named(UNIT, [unit])
        | named(HAZARD, (row.hazard_id for row in late))
        | named(PERSON, (row.closer for row in late)),
        summary=N_("{unit}{month:%Y年%m月}最后三天销号{late}项").format(unit=name, month=month, late=told.late),
        reasons=tuple(reasons),
        score=0.6,
        place=around(row.hazard.coordinates for row in late),
        unit=unit,
        key=f"{unit} {month:%Y-%m}",
    )


def impossible_movements() -> Iterator[Sign]:
    """Records on site of one person, too far apart for the time between them. A place is the photo's own, or typed as
    two decimal degrees."""
    records = list(SiteRecord._unfiltered().select_related("hazard").order_by("-pk")[:MOST])
    photos = attached_to_each(RECORD, [row.pk for row in records])
    by_person: dict[int, list[fabrication.Stamp]] = defaultdict(list)
    for row in records:
        if (stamp := _stamp(row, photos.get(row.pk, ()))) is not None:
            by_person[row.first].append(stamp)
    by_pk = {row.pk: row for row in records}
    for person, stamps in by_person.items():
        for way in fabrication.impossible_movements(stamps):
            yield _movement(person, by_pk[way.one], by_pk[way.other], way)


def _stamp(row: SiteRecord, attachments: Iterable[object]) -> fabrication.Stamp | None:
    for one in attachments:
        photo = getattr(one.file, "photo", None)  # type: ignore[attr-defined]
        if photo is not None and photo.latitude is not None and photo.longitude is not None:
            return fabrication.Stamp(row.pk, photo.taken_at or row.on_site_at, photo.latitude, photo.longitude)
    if typed := TYPED.search(row.position):
        # No place of the country lies as far north as it lies east, so that the order need not be asked.
        latitude, longitude = sorted(map(float, typed.groups()))
        if -90 <= latitude <= 90 and -180 <= longitude <= 180:
            return fabrication.Stamp(row.pk, row.on_site_at, latitude, longitude)
    return None


def _movement(person: int, one: SiteRecord, other: SiteRecord, way: fabrication.Movement) -> Sign:
    hazards = {row.hazard_id: row.hazard for row in (one, other)}
    minutes = round(way.hours * 60)
    return Sign(
        kind=SignalKind.MOVEMENT,
        subjects=named(RECORD, (one.pk, other.pk)) | named(HAZARD, hazards) | named(PERSON, [person]),
        summary=N_("同一人两次到场相距{way:.0f}公里、只隔{minutes}分钟").format(way=way.kilometres, minutes=minutes),
        reasons=(
            N_("两次现场记录相距{way:.1f}公里（直线），相隔{minutes}分钟，时速须超过{fastest:.0f}公里").format(
                way=way.kilometres, minutes=minutes, fastest=fabrication.FASTEST
            ),
            N_("相机时钟不准、位置填错或他人代填也会如此；请核对原始照片和行程"),
        ),
        score=0.7,
        place=around(row.coordinates for row in hazards.values()),
        unit=one.first_unit,
        grows=RECORD,
    )


def closed_before_found() -> Iterator[Sign]:
    """Hazards of which a round was closed before the day on which they were found."""
    rows = Attempt._unfiltered().filter(closed_at__date__lt=F("hazard__found_on")).select_related("hazard")
    for row in rows.order_by("pk"):
        closed_on = _day(row.closed_at or clock.now())
        yield Sign(
            kind=SignalKind.ORDER,
            subjects=named(ATTEMPT, [row.pk]) | named(HAZARD, [row.hazard_id]) | named(PERSON, [row.closer]),
            summary=N_("{number}的销号早于发现").format(number=row.hazard.number),
            reasons=(
                N_("{closed}销号，发现日期却是{found}").format(
                    closed=clock.in_words(closed_on), found=clock.in_words(row.hazard.found_on)
                ),
                N_("日期填错也会如此；请核对原始记录"),
            ),
            score=0.9,
            place=around([row.hazard.coordinates]),
            unit=row.hazard.responsible_unit_id or 0,
            grows=ATTEMPT,
        )


def same_names() -> Iterator[Sign]:
    """Accounts of one unit under one name: two people, or a second account of one."""
    doubles = orgs.same_names()
    places = orgs.unit_coordinates({one.unit for one in doubles})
    names = unit_names_of(one.unit for one in doubles)
    for one in doubles:
        yield Sign(
            kind=SignalKind.NAME,
            subjects=named(PERSON, one.people) | named(UNIT, [one.unit]),
            summary=N_("{unit}有{count}个账号同名").format(unit=names[one.unit], count=len(one.people)),
            reasons=(
                N_("账号按手机号、工号区分，不会重复；姓名相同的，请核实是两个人，还是一人两个账号"),
                N_("一人用两个账号，就可能自己复核自己"),
            ),
            score=0.3 + 0.1 * min(3, Counter(one.people).total()),
            place=around([places[one.unit]]),
            unit=one.unit,
            grows=PERSON,
        )
