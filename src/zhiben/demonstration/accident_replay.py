"""The accidents of 2019 to 2023 as records (示例数据): handed in by the departments in three waves as their
investigations were approved, put beside one another by the office, assessed; the oldest are closed. The sizes of
streets beside them. Through the same verbs as on the page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

from zhiben.accidents import operations, queries
from zhiben.accidents.operations import Draft, File
from zhiben.accidents.vocab import REGIMES, TYPE_1986, Department, Regime, Settled, department_called
from zhiben.demonstration import accident_story, texts
from zhiben.demonstration.city import SITES_PER_STREET, WITHOUT_CODE, fictional_code, line_of
from zhiben.demonstration.timeline import Happening
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import Step, perform_many
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs import examples
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.accidents.models import AccidentCase
    from zhiben.demonstration.accident_story import Accident, Told
    from zhiben.demonstration.city import City
    from zhiben.kernel.rights import Actor

WAVES = (date(2024, 1, 10), date(2024, 4, 17), date(2024, 6, 19))
"""When the departments hand in what is approved and known by then."""
ASSESSED = date(2024, 9, 18)

APPROVED_AFTER, APPROVED_WITHIN = 45, 56
"""Investigations are approved so many days after the accident, and up to so many more."""
TWICE_EVERY = 71
"""Every so many accidents were told by the emergency department too."""
AT_SITES_EVERY = 3
CLOSED_EVERY = 6
"""Every so many accidents of the first year are closed."""
DUE_BY, STILL_DUE_EVERY = date(2023, 11, 15), 6
"""Assessments of what was approved by then are done, save every so many of the latest."""

SIZES_FROM = "示例数据：演示用的街道规模，不是统计数字"

SAME = "日期、责任单位、地点一致，系同一起事故（示例数据）"
APART = "责任单位和经过不同，不是同一起（示例数据）"
CONCLUSION = "整改和防范措施已落实（示例数据）"
PUBLISHED = "市应急管理局网站（示例数据）"


OF_ITS_OWN = {Regime.FIRE: "火灾", Regime.ROAD: "车辆伤害"}
"""Which type falls under rules of its own; what else these departments tell of falls under the common ones."""


class AccidentReplay:
    """The accidents as cases, by their numbers in the story."""

    def __init__(self, city: City, told: Told) -> None:
        self.city, self.told = city, told
        self.cases: dict[int, AccidentCase] = {}
        self.twins: dict[int, int] = {}
        self.streets = {(one.district.name, one.name): n for n, one in enumerate(city.streets)}
        self.districts = {one.name: one.id for one in city.districts}

    def happenings(self) -> Iterator[Happening]:
        """Everything, in order of time."""
        before = datetime.min.replace(tzinfo=clock.TZ)
        for day in WAVES:
            until = clock.day_start(day)
            some = [one for one in self.told.accidents if before <= ready(one) < until]
            yield Happening(_at(day, 9, 20), lambda some=some: self.hand_in(some))  # type: ignore[misc]
            yield Happening(_at(day, 14, 20), self.compare)
            yield Happening(_at(day, 16, 20), self.assess)
            before = until
            if day == WAVES[0]:
                yield Happening(_at(day, 17, 20), self.tell_sizes)
        yield Happening(_at(ASSESSED, 9, 40), self.assess)
        yield Happening(_at(ASSESSED, 15, 40), self.close_oldest)

    @property
    def office(self) -> Actor:
        """Who keeps the cases of the whole city."""
        return self.city.officer

    def hand_in(self, some: Sequence[Accident]) -> None:
        """Each department hands in its own; the emergency department tells some of the others' again."""
        types = {one.label: one.pk for one in queries.type_codes(TYPE_1986)}
        causes = {one.code: one.pk for one in queries.cause_codes()}
        by_line: dict[str, list[tuple[Accident, Draft]]] = defaultdict(list)
        for one in some:
            by_line[line_of(one.sector)].append((one, self.draft_of(one, types, causes)))
        for line, pairs in by_line.items():
            name, actor = department_for(self.city, line)
            rows = self._enter([draft for _one, draft in pairs], name, actor)
            self.cases.update((one.number, row) for (one, _draft), row in zip(pairs, rows, strict=True))
        again = [(one, draft) for pairs in by_line.values() for one, draft in pairs if _is_told_twice(one, draft)]
        rows = self._enter([_again(one, draft) for one, draft in again], "市应急管理局", self.office)
        for (one, _draft), row in zip(again, rows, strict=True):
            self.twins[row.pk] = self.cases[one.number].pk

    def _enter(self, drafts: Sequence[Draft], name: str, actor: Actor) -> list[AccidentCase]:
        if not drafts:
            return []
        digest = sha256("\n".join(str(draft.said) for draft in drafts).encode()).hexdigest()
        with scope(actor):
            return operations.enter_many(drafts, actor=actor, file=File(f"{name}事故台账（示例数据）.xlsx", digest))

    def draft_of(self, one: Accident, types: dict[str, int], causes: dict[str, int]) -> Draft:
        """An accident as its department tells it."""
        line = line_of(one.sector)
        department = department_called(department_for(self.city, line)[0])
        site = self._site_of(one)
        placed = one.street >= 0
        street = self.city.streets[self.streets[accident_story.STREET_NAMES[one.street]]] if placed else None
        unit = f"示例{texts.HAZARDS[one.sector].sites}{site + 1:04d}" if site >= 0 else one.unit
        place = f"{street.name if street else one.district}{one.place}"
        number = f"示例-{one.on.year}-{one.number:04d}"
        return Draft(
            occurred_on=one.on,
            department=department,
            source_number=number,
            hour=one.hour,
            minute=one.minute,
            territory=street.id if street else self.districts.get(one.district, 0),
            place=place,
            site=self.city.sites[site] if site >= 0 else 0,
            sector=self.city.sectors[one.sector],
            unit_name=unit,
            unit_code=fictional_code(site + 1) if site >= 0 and (site + 1) % WITHOUT_CODE else "",
            enterprise=one.enterprise,
            contractor=one.contractor,
            regime=regime_of(department, one.type),
            deaths=one.deaths,
            serious=one.serious,
            minor=one.minor,
            loss=Decimal(one.loss),
            type_1986=types[one.type],
            narrative=one.narrative,
            learned_at=one.at + one.learned,
            reported_at=one.at + one.reported,
            approved_on=approved_on(one),
            approval_no=f"示例府函〔{approved_on(one).year}〕{one.number}号",
            causes=tuple(causes[code] for code in one.causes),
            said={"source_number": number, "occurred_on": str(one.on), "unit_name": unit, "place": place},
        )

    def _site_of(self, one: Accident) -> int:
        """The site by its index at which an accident happened, -1 where at none that is known."""
        if one.street < 0 or one.number % AT_SITES_EVERY or one.planted in self.told.new_types:
            return -1
        places = [place for place in range(SITES_PER_STREET) if texts.sector_at(place) == one.sector]
        street = self.streets[accident_story.STREET_NAMES[one.street]]
        return street * SITES_PER_STREET + places[one.number % len(places)] if places else -1

    def compare(self) -> None:
        """The office judges what may be one accident: those that two departments told are brought together. Of others
        than these departments told it judges nothing."""
        ours = {case.pk for case in self.cases.values()} | self.twins.keys()
        with scope(self.office):
            for double in queries.doubles():
                first, second = double.first, double.second
                if not {first.pk, second.pk} <= ours:
                    continue
                if self.twins.get(second.pk) == first.pk:
                    operations.merge_cases(first, second, reason=SAME, actor=self.office)
                else:
                    operations.tell_apart(double, reason=APART, actor=self.office)

    def tell_sizes(self) -> None:
        """How much there is in every street, year by year."""
        names = ("employees", "enterprises", "construction")
        with scope(self.office), audit.batch():
            for (district, name, year), amounts in accident_story.exposures(self.told).items():
                street = self.city.streets[self.streets[district, name]].id
                sizes = dict(zip(names, amounts, strict=True))
                operations.tell_exposure(street, year, sizes, source=SIZES_FROM, actor=self.office)

    def assess(self) -> None:
        """Whether lessons were followed up is assessed some months after the approval."""
        today = clock.today()
        with scope(self.office):
            rows = queries.cases_by_id(case.pk for case in self.cases.values())
            some = [case for case in rows if case.state == "approved" and _is_assessed(case, today)]
            facts = {"conclusion": CONCLUSION, "published": PUBLISHED}
            perform_many([Step(case, "assess", self.office, {"on": _assessed_on(case), **facts}) for case in some])

    def close_oldest(self) -> None:
        """Some of the first year are closed, for nothing of them was let go."""
        with scope(self.office):
            rows = queries.cases_by_id(case.pk for case in self.cases.values())
            first = accident_story.YEARS[0]
            some = [case for case in rows if case.state == "assessed" and case.occurred_on.year == first][
                ::CLOSED_EVERY
            ]
            for which in Settled:
                facts = {"which": which.value, "evidence": f"{which.label}，见调查报告（示例数据）"}
                perform_many([Step(case, "settle", self.office, facts) for case in some])
            perform_many([Step(case, "close", self.office) for case in some])


def regime_of(department: Department, kind: str) -> Regime:
    """Under whose rules an accident of a type falls that a department tells of."""
    usual = REGIMES.get(department, Regime.WORK)
    return usual if OF_ITS_OWN.get(usual) == kind else Regime.WORK


def approved_on(one: Accident) -> date:
    """When the investigation of an accident of the past was approved; not before anybody knew of it."""
    days = APPROVED_AFTER + one.number * 37 % APPROVED_WITHIN
    return max(one.on + timedelta(days=days), one.known_on + timedelta(days=20))


def ready(one: Accident) -> datetime:
    """From when on a department can hand it in as approved."""
    return clock.day_end(approved_on(one))


def _is_told_twice(one: Accident, draft: Draft) -> bool:
    return one.number % TWICE_EVERY == 0 and one.street >= 0 and draft.department != Department.EMERGENCY


def _again(one: Accident, draft: Draft) -> Draft:
    """The same accident as the emergency department has it: in its own words, an hour rounded."""
    number = f"示例快报-{one.on.year}-{one.number:04d}"
    said = {**draft.said, "source_number": number}
    return replace(
        draft,
        department=Department.EMERGENCY,
        source_number=number,
        minute=0,
        regime=Regime.WORK,
        minor=0,
        causes=(),
        narrative=f"快报：{one.narrative}",
        learned_at=None,
        reported_at=draft.reported_at,
        said=said,
    )


def _assessed_on(case: AccidentCase) -> date:
    approved = case.approved_on or case.occurred_on
    return approved + timedelta(days=200 + case.pk % 90)


def _is_assessed(case: AccidentCase, today: date) -> bool:
    if case.approved_on is None or case.approved_on > DUE_BY or _assessed_on(case) > today:
        return False
    return case.approved_on.year < DUE_BY.year or case.approved_on.month < 10 or case.pk % STILL_DUE_EVERY != 0


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.TZ)


def department_for(city: City, line: str) -> tuple[str, Actor]:
    """The city's unit that answers for a line, by its name, and who acts for it."""
    place = next(place for place, (_name, path) in enumerate(examples.UNITS) if path == line)
    return examples.UNITS[place][0], city.actor(Role.DEPARTMENT_OFFICER, city.leads[place])
