"""Supervision as it went on in 2024 (示例数据): three comprehensive and four special rounds, each planned, frozen,
approved, drawn, visited by pairs, told of in circulars and reminders, answered and looked at again, through the same
verbs as on the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import TYPE_CHECKING

from zhiben.demonstration import calendar, checklists, evidence
from zhiben.demonstration import supervision_story as story
from zhiben.demonstration.city import SITES_PER_STREET, invented_place, line_of
from zhiben.demonstration.papers import STEPS, receive, take
from zhiben.demonstration.supervision_story import Told
from zhiben.demonstration.texts import sector_at
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import Step, perform, perform_many
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.orgs import examples
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries
from zhiben.supervision.operations import Batch, Plan, Position, Sent
from zhiben.supervision.vocab import Kind

if TYPE_CHECKING:
    from zhiben.demonstration.city import City
    from zhiben.documents.models import OfficialDocument
    from zhiben.kernel.rights import Actor
    from zhiben.supervision.models import Finding, Round, Visit

TEAMS = 4
GONE_BEFORE = 365
"""Whoever was visited within so many days is not drawn: each round is at other sites."""

SLOTS = (time(9, 40), time(13, 40), time(15, 10))
"""At which hours of a day each team is at a place."""

ANSWERED_AFTER, LOOKED_AFTER = timedelta(days=12), timedelta(days=16)
LEFT_OPEN = 3
"""Of what is not settled yet every third finding waits for its answer, and another third for the second look."""

MANY = "many people act at one moment of the replay; the door asks for each of them"


class Supervising:
    """The rounds as records, by their titles."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.rounds: dict[str, Round] = {}
        self.left: dict[str, list[list[int]]] = {}
        self.visits: dict[str, list[Visit]] = {}
        self.given: dict[str, list[OfficialDocument]] = {}
        self.pictures = evidence.Pictures(first=evidence.SUPERVISION)
        self._numbers = {kind: count() for kind in Kind}

    def happenings(self) -> Iterator[Happening]:
        """Everything, in order of time."""
        return iter(sorted(self._all(), key=lambda happening: happening.at))

    def _all(self) -> Iterator[Happening]:
        for told in story.ROUNDS:
            before = calendar.working(told.first - timedelta(days=7))
            yield _at(before, 9, 25, lambda told=told: self.plan(told))
            yield _at(before, 15, 25, lambda told=told: self.approve(told))
            yield _at(told.first, 8, 35, lambda told=told: self.draw(told))
            for day in _days(told):
                for slot in SLOTS:
                    moment = datetime.combine(day, slot, clock.TZ)
                    yield Happening(moment, lambda told=told: self.visit(told))  # type: ignore[misc]
            yield _at(told.told_on, 10, 10, lambda told=told: self.close(told))
            yield _at(told.told_on, 16, 5, lambda told=told: self.tell(told))
            answered = calendar.working(told.told_on + ANSWERED_AFTER)
            looked = calendar.working(told.told_on + LOOKED_AFTER)
            yield _at(answered, 15, 50, lambda told=told: self.answer(told))
            if looked <= calendar.LAST:
                yield _at(looked, 16, 15, lambda told=told: self.look_again(told))

    def team(self, number: int) -> list[tuple[Actor, int]]:
        """An inspector of the office, and an officer of a department; with the unit for which each goes."""
        office, unit = self.city.office, self.city.leads[13 + number]
        inspector = self.city.actor(Role.INSPECTOR, office, number)
        return [(inspector, office), (self.city.actor(Role.DEPARTMENT_OFFICER, unit), unit)]

    def plan(self, told: Told) -> None:
        """Plan the round, make up its teams and freeze its frame."""
        names = {district.name: district.id for district in self.city.districts}
        plan = Plan(
            office=self.city.office,
            kind=told.kind,
            title=told.title,
            first=told.first,
            last=told.last,
            purpose=told.purpose,
            territories=[names[name] for name in told.districts],
            sectors=[self.city.sectors[name] for name in told.sectors],
            size=told.size,
            least=1 if told.kind == Kind.COMPREHENSIVE else 0,
            recent_days=GONE_BEFORE if told.kind == Kind.COMPREHENSIVE else 0,
            occasion=told.occasion,
        )
        officer = self.city.officer
        with scope(officer):
            one = operations.plan_round(plan, actor=officer)
            for number in range(TEAMS):
                sent = [Sent(actor.id, unit) for actor, unit in self.team(number)]
                operations.set_team(one, number + 1, sent, actor=officer)
            operations.freeze(one, public_source=told.public_number[0], actor=officer)
        self.rounds[told.title] = one

    def approve(self, told: Told) -> None:
        """The office's leader approves it."""
        leader = self.city.leader
        with scope(leader):
            perform(queries.round_of(self.rounds[told.title].pk), "approve", leader)

    def draw(self, told: Told) -> None:
        """Draw with the public number; sectors that were not drawn get one site by hand."""
        officer = self.city.officer
        with scope(officer):
            one = self.rounds[told.title] = queries.round_of(self.rounds[told.title].pk)
            perform(one, "draw", officer, public_value=told.public_number[1])
            drawn = {sector_of(self.city, target.site_id) for target in queries.targets_of(one)}
            for sector in told.sectors:
                if sector not in drawn:
                    key = _key(self.city, sector)
                    operations.name_target(one, key, reason=story.ADDED, actor=officer)
            by_team: dict[int, list[int]] = {}
            for target in queries.targets_of(one):
                by_team.setdefault(target.team.number if target.team else 0, []).append(target.pk)
        self.left[told.title] = [by_team.get(number + 1, []) for number in range(TEAMS)]
        self.visits[told.title] = []

    def visit(self, told: Told) -> None:
        """Each team is at its next place."""
        for number, left in enumerate(self.left[told.title]):
            if left:
                self.visits[told.title].append(self._visit(left.pop(0), told, self.team(number)))

    def _visit(self, target: int, told: Told, team: Sequence[tuple[Actor, int]]) -> Visit:
        (head, _office), (second, _unit) = team
        far = story.FAR.get(told.title) == len(self.visits[told.title])
        with scope(second):
            there = position(self.city, queries.target_of(target).site_id, far=far)
            visit = operations.arrive(queries.target_of(target), there, actor=second)
        with scope(head):
            visit = operations.arrive(queries.target_of(target), there, actor=head)
            texts = story.findings_at(next(self._numbers[told.kind]), told.kind)
            found = [(text, self._photographed(head)) for text in texts]
            checklists.went_through(visit, found, (head, second))
            visit = queries.visit_of(visit.pk)
            signature = evidence.signature_of(head)
            perform(
                visit,
                "close",
                head,
                conclusion=story.CONCLUSION,
                counterpart=story.COUNTERPART,
                signatures=[signature],
            )
        return visit

    def _photographed(self, actor: Actor) -> list[int]:
        return [self.pictures.take(actor)] if clock.today() >= evidence.SINCE else []

    def close(self, told: Told) -> None:
        """The round is over: the secret is told. What was checked in far away in a comprehensive round is accepted."""
        officer = self.city.officer
        with scope(officer):
            for visit in queries.far_of(self.rounds[told.title]) if told.kind == Kind.COMPREHENSIVE else ():
                perform(queries.visit_of(visit.pk), "accept_distance", officer, reason=story.ACCEPTED)
            perform(queries.round_of(self.rounds[told.title].pk), "close", officer)

    def tell(self, told: Told) -> None:
        """Circulars to districts and departments, or a reminder for each sector to its department."""
        officer = self.city.officer
        made: list[OfficialDocument] = []
        with scope(officer):
            found = list(queries.findings_in(self.rounds[told.title]))
            queries.prepare_findings(found)
            due = orgs.reply_deadline(clock.now(), 15).date()
            for units in self._units(told, found):
                made += operations.issue(Batch(told.paper, due, units), actor=officer)
        for letter in made:
            take(self.city, letter, self.city.office, STEPS)
        receive(self.city, made)
        self.given[told.title] = made

    def _units(self, told: Told, found: Sequence[Finding]) -> Iterator[dict[int, int]]:
        """By finding the unit that answers for it; a batch for each sector of a special round."""
        leads = {line: unit for (_name, line), unit in zip(examples.UNITS, self.city.leads, strict=True)}
        governments = {district.id: district.government for district in self.city.districts}
        sectors = {one.pk: sector_of(self.city, one.visit.site_id) for one in found}
        if told.kind == Kind.SPECIAL:
            for sector in told.sectors:
                yield {pk: leads[line_of(sector)] for pk, other in sectors.items() if other == sector}
            return
        lines = {one.pk: line_of(sectors[one.pk]) for one in found if one.position == 1}
        most = [line for line, _count in Counter(sorted(lines.values())).most_common(told.from_departments)]
        by_department = {pk: leads[line] for pk, line in lines.items() if line in most}
        yield {one.pk: by_department.get(one.pk, governments[one.district]) for one in found}

    def answer(self, told: Told) -> None:
        """Units tell what they did about what was given to them."""
        with unscoped(reason=MANY):
            found = [one for one in self._standing(told, "issued") if not self._is_left(told, one)]
            perform_many([self._answer(one) for one in found])

    def _answer(self, one: Finding) -> Step:
        actor = self.city.answering(one.unit_id or 0)
        late = clock.today() >= evidence.SINCE
        file = self.pictures.take(actor) if late else evidence.workbook_of(actor)
        return Step(one, "answer", actor, {"text": story.ANSWERS[one.pk % len(story.ANSWERS)], "files": [file]})

    def look_again(self, told: Told) -> None:
        """The office has looked again: most of it is settled, one is sent back."""
        officer = self.city.officer
        with unscoped(reason=MANY):
            found = self._standing(told, "answered")
            if not told.settled:
                found, back = found[: len(found) // 2], found[-1:]
                due = clock.today() + timedelta(days=10)
                perform_many([Step(one, "send_back", officer, {"reason": story.SENT_BACK, "due": due}) for one in back])
            perform_many([Step(one, "settle", officer, {"conclusion": story.LOOKED_AT_AGAIN}) for one in found])
            if told.settled:
                perform_many([Step(letter, "close", officer) for letter in self.given[told.title]])

    def _standing(self, told: Told, state: str) -> list[Finding]:
        found = [one for one in queries.findings_in(self.rounds[told.title]) if one.state == state]
        queries.prepare_findings(found)
        return found

    def _is_left(self, told: Told, one: Finding) -> bool:
        return not told.settled and one.pk % LEFT_OPEN == 0


def _days(told: Told) -> Iterator[date]:
    day = calendar.working(told.first)
    while day <= told.last:
        yield day
        day = calendar.working(day + timedelta(days=1))


def _at(day: date, hour: int, minute: int, do: object) -> Happening:
    return Happening(datetime.combine(day, time(hour, minute), clock.TZ), do)  # type: ignore[arg-type]


def sector_of(city: City, site: int) -> str:
    """The sector of a site by its id."""
    return sector_at(city.sites.index(site) % SITES_PER_STREET)


def _key(city: City, sector: str) -> str:
    """The code of the first site of a sector."""
    place = next(n for n in range(SITES_PER_STREET) if sector_at(n) == sector)
    return orgs.site_card_of(city.sites[place]).code


def position(city: City, site: int, *, far: bool) -> Position:
    """Where a phone says that it is: near the site, at one place in twelve nowhere, and for once far away."""
    index = city.sites.index(site)
    if index % story.NO_SIGNAL_EVERY == 0 and not far:
        return Position(without=story.WITHOUT)
    latitude, longitude = (float(degrees) for degrees in invented_place(index))
    return Position(latitude + (0.04 if far else 0.0004), longitude, 15, despite=story.DESPITE if far else "")
