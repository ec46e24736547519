"""Accident supervision as it went on in 2024 (示例数据): the ground searched on three days, signals sorted, new types
studied together with departments. Through the same verbs as on the page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from zhiben.accidents import queries as accidents
from zhiben.campaign import queries as campaign
from zhiben.demonstration import accident_studied as story
from zhiben.demonstration import evidence
from zhiben.demonstration.accident_ends import AccidentEnds
from zhiben.demonstration.accident_replay import AccidentReplay
from zhiben.demonstration.accident_story import Accident
from zhiben.demonstration.accident_studied import Studied
from zhiben.demonstration.accident_sweeping import Sweeping
from zhiben.demonstration.accident_year import CASES
from zhiben.demonstration.papers import STEPS, receive, take
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs import examples
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, studying
from zhiben.supervision.accident_words import Gap, SignalKind, Verdict
from zhiben.supervision.operations import Opening
from zhiben.supervision.queries import signals, studies

if TYPE_CHECKING:
    from zhiben.demonstration.city import City
    from zhiben.kernel.rights import Actor
    from zhiben.supervision.models import AccidentSignal, JointStudy

KINDS = tuple(SignalKind)
WEEKLY = "farrington"
"""The method of an alert of one week."""


class Kinds:
    """Of which new type a case is, as the story knows: by the accidents of the five years and of the year that goes on,
    and by the words of those that are told one by one."""

    def __init__(self, replay: AccidentReplay, ends: AccidentEnds, told: Sequence[Accident]) -> None:
        self.replay, self.ends = replay, ends
        self.planted = {one.number: one.planted for one in told if one.planted in replay.told.new_types}

    def of(self, case: int) -> str:
        """The key of the type; the unit of one of those few that the story does not know a type of; "" of a case that
        is as many others."""
        for number, row in self.replay.cases.items():
            if row.pk == case:
                return self.planted.get(number, "")
        for number, row in self.ends.cases.items():
            if row.pk == case:
                told = CASES[number].narrative
                return next((one.key for one in story.STUDIES if one.key in told), CASES[number].unit)
        return ""


class AccidentSupervising:
    """The queue and what became of it. `kinds` tells by a case's id which new type the story knows it to be of, and ""
    of one that is as many others."""

    def __init__(self, city: City, kinds: Kinds) -> None:
        self.city, self.kinds = city, kinds
        self.studied: dict[str, JointStudy] = {}
        self.sweeps = Sweeping(city)

    def happenings(self) -> Iterator[Happening]:
        """Everything, in order of time."""
        return iter(sorted(self._all(), key=lambda happening: happening.at))

    def _all(self) -> Iterator[Happening]:
        yield _at(story.SEARCHED, 10, 35, lambda: self.search(SignalKind.NEW_TYPE))
        yield _at(story.SEARCHED_AGAIN, 10, 35, lambda: self.search(*KINDS))
        yield _at(story.SEARCHED_LAST, 10, 35, lambda: self.search(*KINDS))
        for day in (story.SORTED, story.SORTED_AGAIN, story.SORTED_LAST):
            yield _at(day, 15, 35, self.sort)
        for one in story.STUDIES:
            yield from self._course(one)

    def _course(self, one: Studied) -> Iterator[Happening]:
        yield _at(one.looked, 16, 25, lambda: self.look(one))
        yield _at(one.written, 16, 25, lambda: self.write(one))
        if one.filled:
            yield _at(one.filled, 10, 25, lambda: self.fill(one))
        if one.concluded:
            yield _at(one.concluded, 16, 35, lambda: self.conclude(one))
        if one.sweep:
            yield from self.sweeps.happenings(one.sweep, lambda: self.studied.get(one.key))
        if one.closed:
            yield _at(one.closed, 16, 55, lambda: self.close(one))

    def search(self, *kinds: SignalKind) -> None:
        """The office has its ground searched."""
        with scope(self.city.officer):
            operations.take_up(self.city.office, kinds=kinds, actor=self.city.officer)

    def sort(self) -> None:
        """What waits is studied, merged into what is studied, or answered; some blind spots wait on."""
        with scope(self.city.officer):
            waiting = signals.of_desk(self.city.officer).filter(state="waiting").order_by("pk")
            for place, one in enumerate(sorted(waiting, key=_newest_words_first)):
                if one.kind == SignalKind.NEW_TYPE:
                    self._sort_new(one)
                elif one.kind == SignalKind.ALERT:
                    self._judge(one)
                elif place % story.LEFT_EVERY and _is_somebodys(one):
                    self._answer(one, "not_blind", reason=story.NOT_BLIND)

    def _sort_new(self, one: AccidentSignal) -> None:
        key = self.kinds.of(one.case_id or 0)
        told = next((each for each in story.STUDIES if each.key == key), None)
        if told is None:
            if not key:
                self._answer(one, "not_new", reason=story.NOT_NEW)
        elif key in self.studied:
            self._answer(one, "merge", into=str(self.studied[key].signal_id), reason=story.SAME_KIND)
        elif told.opened == clock.today():
            units = [self._unit(name) for name in told.departments]
            said = Opening(told.title, units, told.people, told.until)
            self.studied[key] = operations.open_study(one, said, actor=self.city.officer)

    def _judge(self, one: AccidentSignal) -> None:
        """A week that stands out was looked into case by case; of a slow rise nobody can tell yet."""
        if one.reasons[0]["trigger"] == WEEKLY:
            self._answer(one, "call_false", reason=story.BY_CHANCE)
        else:
            self._answer(one, "leave_open", reason=story.LATER)

    def _answer(self, one: AccidentSignal, move: str, **facts: str) -> None:
        perform(one, move, self.city.officer, **facts)

    def look(self, told: Studied) -> None:
        """The first department and the office are on site."""
        clerk = self.city.actor(Role.DEPARTMENT_OFFICER, self._unit(told.departments[0]))
        self._move(told, "note_look", clerk, on=clock.today(), who=told.people, text=told.seen)

    def write(self, told: Studied) -> None:
        """Causes and lessons are written down, and what is missing."""
        codes = {one.code: one.pk for one in accidents.cause_codes()}
        for code, text in told.causes:
            self._move(told, "note_cause", text=text, code=codes[code])
        self._move(told, "write_lessons", lessons=told.lessons)
        self._move(told, "note_gap", gap=told.gap[0], told=told.gap[1])

    def fill(self, told: Studied) -> None:
        """What was missing is there; a missing task is found in the list of the first department."""
        facts: dict[str, Any] = {"gap": 1, "how": told.how}
        if told.gap[0] == Gap.TASK:
            with scope(self.city.officer):
                task = campaign.open_led_by([self._unit(told.departments[0])]).first()
            if task is None:
                return
            facts["task"] = task.number
        self._move(told, "fill_gap", **facts)

    def conclude(self, told: Studied) -> None:
        """The study comes to its conclusion; the report is issued, and a letter where there is one."""
        self._move(told, "conclude", verdict=Verdict.NEW.value, conclusion=told.conclusion)
        self._issue(told, "report", "report")
        if told.letter:
            self._issue(told, "letter", "reminder_letter")

    def _issue(self, told: Studied, which: str, paper: str) -> None:
        if told.key not in self.studied:
            return
        with scope(self.city.officer):
            one = studies.study_of(self.studied[told.key].pk)
            written = studying.report_of(one) if which == "report" else studying.letter_of(one)
            document = operations.draft_study_paper(one, which, paper, written, actor=self.city.officer)
        take(self.city, document, self.city.office, STEPS)
        receive(self.city, [document])

    def close(self, told: Studied) -> None:
        """All is done, with evidence."""
        with scope(self.city.officer):
            files = [evidence.workbook_of(self.city.officer)]
        self._move(told, "close", evidence=told.evidence, files=files)

    def _move(self, study: Studied, move: str, actor: Actor | None = None, **facts: Any) -> None:
        """A move of a study, where it was opened."""
        actor = actor or self.city.officer
        if study.key in self.studied:
            with scope(actor):
                perform(studies.study_of(self.studied[study.key].pk), move, actor, **facts)

    def _unit(self, name: str) -> int:
        place = next(place for place, (known, _line) in enumerate(examples.UNITS) if known == name)
        return self.city.leads[place]


def _newest_words_first(one: AccidentSignal) -> float:
    return -(one.told.get("score") or 0)


def _is_somebodys(one: AccidentSignal) -> bool:
    """Whether a department answers for it: that no task names it, or nobody went there, is answered."""
    return Gap.DEPARTMENT not in {reason["trigger"] for reason in one.reasons}


def _at(day: date, hour: int, minute: int, do: object) -> Happening:
    return Happening(datetime.combine(day, time(hour, minute), clock.TZ), do)  # type: ignore[arg-type]
