"""The whole demonstration from nothing: founded, lived through in order of time from 2023 to its standing day, its last
round closed and issued. The same seed gives the same city; new each time are only the password, and which sites
supervision has drawn."""

from __future__ import annotations

import gc
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from time import perf_counter

from zhiben.demonstration import (
    accident_going_on,
    accident_story,
    accident_studies,
    calendar,
    checklists,
    city,
    database,
    hazard_story,
    messages,
    plan_story,
    task_course,
    task_story,
    texts,
    timeline,
)
from zhiben.demonstration.accident_course import AccidentCourse
from zhiben.demonstration.accident_ends import AccidentEnds
from zhiben.demonstration.accident_replay import AccidentReplay
from zhiben.demonstration.accident_supervising import AccidentSupervising, Kinds
from zhiben.demonstration.appraising import Appraising
from zhiben.demonstration.coverage_replay import CoverageReplay
from zhiben.demonstration.follow_ups import FollowUps
from zhiben.demonstration.hazard_replay import HazardReplay
from zhiben.demonstration.hazard_story import Story
from zhiben.demonstration.helping import Helping, Watching
from zhiben.demonstration.listing_replay import ListedStreets
from zhiben.demonstration.mechanisms import Mechanisms
from zhiben.demonstration.monthly import Monthly
from zhiben.demonstration.open_ends import OpenEnds
from zhiben.demonstration.outcome_records import Records
from zhiben.demonstration.outcome_replay import Returns
from zhiben.demonstration.papers import Papers
from zhiben.demonstration.plan_replay import PlanReplay
from zhiben.demonstration.reconciling import Reconciling
from zhiben.demonstration.reminders import Reminders
from zhiben.demonstration.rounds import Rounds
from zhiben.demonstration.sample_replay import SampleReplay
from zhiben.demonstration.supervising import Supervising
from zhiben.demonstration.supervision_ends import SupervisionEnds
from zhiben.demonstration.task_replay import TaskReplay
from zhiben.demonstration.task_story import Return, TaskStory
from zhiben.demonstration.timeline import Happening
from zhiben.demonstration.tipping import Tipping
from zhiben.foundation import installation, new_tables
from zhiben.foundation.audit import heads
from zhiben.foundation.files.storing import flushed_together
from zhiben.foundation.installation import replacing
from zhiben.hazards.operations import look_for_signals, set_template_sentences
from zhiben.kernel import clock
from zhiben.orgs import examples, seed

SEED = "示例数据 2024-10-16"
STREETS = sum(len(streets.split()) for streets in seed.STREETS.values()) + 1
"""The 78 streets and towns, and 中英街管理局."""

SELDOM = 50_000
"""New things between two looks for what cannot be reached any more."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Built:
    """What there is to know: user names by what their people are, papers written, the one password, how long it
    took."""

    people: dict[str, str]
    papers: list[Path]
    password: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that will happen, before anything is written. Without `accidents` no accident does, and none of them
    has anybody look at it."""

    tasks: list[TaskStory]
    returns: list[Return]
    hazards: list[Story]
    accidents: accident_story.Told | None = None

    @property
    def going_on(self) -> accident_going_on.GoingOn:
        """The accidents of the year in which the demonstration stands."""
        return accident_going_on.go_on(self.accidents, SEED) if self.accidents else accident_going_on.NOTHING

    @property
    def contacts(self) -> list[int]:
        """The sites whose enterprises have an account; first one where something can be done now."""
        unfinished = [story for story in self.hazards if story.by_enterprise]
        unfinished.sort(key=lambda story: story.outcome != "rectifying")
        return [story.site for story in unfinished]

    def of_the_year(self) -> Plan:
        """The same without the stock of the year before: quicker to live through. Returns stay, for whoever sends none
        is named in every round."""
        year = calendar.STANDS.year
        return Plan(
            self.tasks, self.returns, [story for story in self.hazards if story.found.year == year], self.accidents
        )


def plan() -> Plan:
    """The stories, from the fixed seed."""
    tasks = task_story.tasks(_chance("tasks"), city.topics())
    plan_story.deal(tasks, city.topics())
    returns = task_story.returns(_chance("returns"), tasks, len(examples.UNITS))
    task_course.follow(_chance("courses"), tasks, returns, [plan_story.carried_out(story)[1] for story in tasks])
    hazards = hazard_story.stories(_chance("hazards"), STREETS, city.SITES_PER_STREET)
    return Plan(tasks, returns, hazards, accident_story.tell(SEED))


def _chance(what: str) -> Random:
    return Random(f"{SEED} {what}")  # noqa: S311 - the same city every time, no secret


def build(out: Path, *, progress: Say) -> Built:
    """Build or rebuild the demonstration in this installation's database and write its papers to `out`.

    Raises Refused when the database is neither empty nor a demonstration, or is in use.
    """
    began = perf_counter()
    database.must_be_ours()
    password = secrets.token_urlsafe(9)
    with replacing.fresh(), flushed_together(), _unhurried():
        new_tables.migrate()
        installation.mark_demonstration(calendar.STANDS)
        heads.begin()
        founded, rounds, office = live(plan(), password, progress)
        with clock.at(calendar.STANDS):
            told = messages.morning(founded)
        progress(f"当日待办提示已发给{told}人")
    heads.forget()
    installation.follow_clock()
    heads.keep()
    papers = [*rounds.write(out), *office.write(out)]
    return Built(founded.logins, papers, password, perf_counter() - began)


@contextmanager
def _unhurried() -> Iterator[None]:
    """Within, what cannot be reached any more is looked for seldom: a replay makes many small things, and few circles
    among them."""
    usual = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)
        gc.unfreeze()


def live(planned: Plan, password: str, progress: Say) -> tuple[city.City, Rounds, Papers]:
    """Found the city and live through what is planned; the clock is back where it was afterwards."""
    with clock.at(clock.day_start(calendar.BEGINS)):
        founded = city.found(_chance("people"), password, contacts=planned.contacts)
        set_template_sentences(texts.SAID_BY_ALL, actor=founded.officer)
        checklists.lay_down(founded)
    progress(f"组织机构已建：{len(founded.leads)}个成员单位、{len(founded.streets)}个街镇、{len(founded.sites)}个场所")
    tasks = TaskReplay(founded, planned.tasks, planned.returns)
    rounds = Rounds(founded, tasks)
    hazards = HazardReplay(founded, planned.hazards)
    papers, reconciling, supervising = Papers(founded), Reconciling(founded), Supervising(founded)
    listed = ListedStreets(founded, supervising)
    timeline.play(
        rounds.happenings(),
        CoverageReplay(founded).happenings(),
        PlanReplay(founded, tasks).happenings(),
        tasks.happenings(),
        hazards.happenings(),
        *_of_accidents(founded, planned, listed),
        OpenEnds(founded, tasks, hazards).happenings(),
        FollowUps(founded, hazards).happenings(),
        SampleReplay(founded).happenings(),
        Mechanisms(founded, tasks).happenings(),
        papers.happenings(),
        supervising.happenings(),
        listed.happenings(),
        SupervisionEnds(founded, supervising).happenings(),
        Tipping(founded, supervising).happenings(),
        reconciling.happenings(),
        Reminders(founded, tasks, hazards).happenings(),
        *_of_results(founded),
        Monthly(founded).happenings(),
        progress=_quarterly(progress),
    )
    with clock.at(calendar.STANDS):
        rounds.main_job()
        reconciling.compare()
        signals = look_for_signals()
        if planned.accidents:
            accident_studies.answer_all(founded)
    progress(f"查出{len(signals)}条待核实线索")
    progress("10月1日至15日一期已关闭并印发简报")
    return founded, rounds, papers


def _of_results(founded: city.City) -> list[Iterator[Happening]]:
    """What was told, recorded, helped, watched and scored."""
    threads = (
        Returns(founded, _chance("outcomes")),
        Records(founded),
        Helping(founded),
        Watching(founded),
        Appraising(founded),
    )
    return [one.happenings() for one in threads]


def _of_accidents(founded: city.City, planned: Plan, listed: ListedStreets) -> list[Iterator[Happening]]:
    """What happens because of accidents, before the other threads of the same moment."""
    if planned.accidents is None:
        return []
    going_on, ends = planned.going_on, AccidentEnds(founded)
    replay = AccidentReplay(founded, planned.accidents)
    kinds = Kinds(replay, ends, (*planned.accidents.accidents, *going_on.accidents))
    return [
        replay.happenings(),
        AccidentCourse(replay, going_on, lambda: listed.streets).happenings(),
        ends.happenings(),
        AccidentSupervising(founded, kinds).happenings(),
    ]


def _quarterly(progress: Say) -> Callable[[datetime], None]:
    """Say once a quarter how far the replay has come."""
    said: set[tuple[int, int]] = set()

    def passed(at: datetime) -> None:
        quarter = (at.year, (at.month + 2) // 3)
        if quarter not in said:
            said.add(quarter)
            progress(f"正在重放{at.year}年第{quarter[1]}季度的业务")

    return passed
