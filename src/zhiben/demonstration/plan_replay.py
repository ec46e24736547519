"""The plans of the demonstration, lived through: drafted, put to the units, reviewed and issued before the tasks are
assigned, some revised later; what is drafted, asked and under review now waits for somebody."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from zhiben.campaign import queries
from zhiben.campaign.operations import (
    MeasureDraft,
    found_plan,
    issue_plan,
    set_measures,
)
from zhiben.campaign.vocab import PlanKind
from zhiben.demonstration import coverage_replay, plan_story
from zhiben.demonstration.city import line_of
from zhiben.demonstration.plan_revisions import PlanRevisions
from zhiben.demonstration.task_hanging import Hanging
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.files import store
from zhiben.foundation.lifecycle import Step, perform, perform_many
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.orgs import examples
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.campaign.models import Consultation, Plan, PlanVersion
    from zhiben.demonstration.city import City
    from zhiben.demonstration.task_replay import TaskReplay
    from zhiben.kernel.rights import Actor

MASTER, SUB = (date(2024, 1, 8), date(2024, 1, 15)), (date(2024, 1, 15), date(2024, 1, 22))
"""When the master plan, and the sub-plans after it, were drafted and issued."""

OPINIONS = (
    ("建议将完成时限与年度考核衔接", "yes", "已采纳，时限统一到年底"),
    ("建议增加专项经费保障", "no", "经费按现有渠道安排，不在方案中规定"),
    ("建议明确数据报送口径", "partly", "报送口径另行发文明确，方案中补充责任单位"),
)
"""What every seventeenth unit has to say, whether it was adopted, and the answer (示例数据)."""


@dataclass(frozen=True, slots=True)
class Writing:
    """A plan to be written: what it is of, who answers for it and writes it."""

    kind: PlanKind
    of: str
    name: str
    owner: int
    writer: Actor
    territory: int = 0
    sector: int = 0


class PlanReplay:
    """The plans as records, moved through the same verbs as on the page."""

    def __init__(self, city: City, tasks: TaskReplay) -> None:
        self.city, self.tasks = city, tasks
        self.plans: dict[str, Plan] = {}
        self.measures: dict[tuple[str, int], int] = {}
        self.actions: dict[int, int] = {}
        self.links: dict[tuple[str, int], int] = {}
        self.more: dict[tuple[str, int], int] = {}
        self._hanging = Hanging(city, tasks, self.measures, self.more)

    def happenings(self) -> Iterator[Happening]:
        """Everything that happens to the plans, in order of time."""
        yield from self._issued(lambda: [self._master], *MASTER)
        yield from self._issued(lambda: [*self.districts(), *self.sectors()], *SUB)
        yield Happening(datetime.combine(date(2024, 1, 24), time(9, 10), clock.TZ), self._hanging.tasks)
        yield Happening(_at(date(2024, 2, 2), 18), self._hanging.parts)
        yield from PlanRevisions(self).happenings()

    @property
    def _master(self) -> Writing:
        writer = self.city.officer
        return Writing(PlanKind.MASTER, "", "全市", self.city.office, writer)

    def districts(self) -> Iterator[Writing]:
        """The plans of the districts, as their governments write them."""
        for one in self.city.districts:
            writer = self.city.actor(Role.DISTRICT_OFFICER, one.government)
            yield Writing(PlanKind.DISTRICT, one.name, one.name, one.government, writer, territory=one.id)

    def sectors(self) -> Iterator[Writing]:
        """The plans of the sectors, as the departments that answer for them write them."""
        lines = {line: self.city.leads[place] for place, (_name, line) in enumerate(examples.UNITS)}
        for name, sector in self.city.sectors.items():
            owner = lines[line_of(name)]
            writer = self.city.actor(Role.DEPARTMENT_OFFICER, owner)
            yield Writing(PlanKind.SECTOR, name, f"{name}领域", owner, writer, sector=sector)

    @property
    def leader(self) -> Actor:
        """Who issues them."""
        return self.city.leader

    def _issued(self, writings: Callable[[], list[Writing]], drafted: date, issued: date) -> Iterator[Happening]:
        """Drafted and put to the units, answered two days later, sent to review after another two, issued after a
        week."""
        yield Happening(_at(drafted, 14), lambda: self._draft(writings()))
        yield Happening(_at(drafted + timedelta(days=2), 15), lambda: self._answer(writings()))
        yield Happening(_at(drafted + timedelta(days=5), 8), lambda: self._submit(writings()))
        yield Happening(_at(issued, 10), lambda: self._issue(writings()))

    def _draft(self, writings: Sequence[Writing]) -> None:
        campaign = queries.campaigns()[0]
        self.actions = {one.position: one.pk for one in campaign.actions.all()}
        self.links = coverage_replay.links()
        reply_by = clock.today() + timedelta(days=4)
        for place, one in enumerate(writings):
            with scope(one.writer):
                plan = found_plan(
                    campaign,
                    one.kind,
                    owner=one.owner,
                    territory=one.territory,
                    sector=one.sector,
                    actor=one.writer,
                )
                version = plan.versions.get()
                version.plan = plan
                drafts = [self._measure(one, told, place) for told in plan_story.measures(one.of, one.name)]
                set_measures(version, drafts, goals=plan_story.goals(one.name), actor=one.writer)
                perform(version, "consult", one.writer, reply_by=reply_by)
                self._remember(one, plan, version)

    def _measure(self, one: Writing, told: plan_story.MeasureStory, place: int) -> MeasureDraft:
        """Who answers for it: of the whole, who leads the action; of a district, its government, helped by its
        departments in turn; of a sector, who answers for the sector."""
        lead, helpers = one.owner, self.city.leads
        if one.kind == PlanKind.MASTER:
            lead = helpers[told.action - 1]
        elif one.kind == PlanKind.DISTRICT:
            district = next(area for area in self.city.districts if area.name == one.of)
            helpers = list(district.departments.values())
        assisting = {helpers[(place * 3 + told.action * step) % len(helpers)] for step in (5, 7)} - {lead}
        upper = 0 if one.kind == PlanKind.MASTER else self.measures.get(("", told.action), 0)
        return MeasureDraft(
            told.number,
            told.text,
            told.goal,
            action=self.actions[told.action],
            lead_unit=lead if told.owned else 0,
            assisting=tuple(sorted(assisting))[: 1 + (place + told.action) % 2],
            due=told.due,
            upper=upper,
            link=self.links.get((one.of, told.action), 0),
        )

    def _remember(self, one: Writing, plan: Plan, version: PlanVersion) -> None:
        self.plans[one.of] = plan
        positions = {pk: position for position, pk in self.actions.items()}
        for action, measure in version.wordings.order_by("position").values_list("action", "measure"):
            key = (one.of, positions[action or 0])
            if self.measures.setdefault(key, measure) != measure:
                self.more[key] = measure

    def _answer(self, writings: Sequence[Writing]) -> None:
        """Most agree; every seventeenth has something to say, every thirteenth says nothing at all."""
        steps: dict[str, list[Step]] = {"agree": [], "object": []}
        with unscoped(reason="many units answer at one moment of the replay; the door asks for each of them"):
            rows = [row for one in writings for row in self._asked(one.of)]
            for place, row in enumerate(rows):
                actor, opinion = self.city.answering(row.unit_id), OPINIONS[place % len(OPINIONS)][0]
                if place % 17 == 3:
                    steps["object"].append(Step(row, "object", actor, {"opinion": opinion}))
                elif place % 13 != 5:
                    steps["agree"].append(Step(row, "agree", actor))
            for some in steps.values():
                perform_many(some)

    def _asked(self, of: str) -> list[Consultation]:
        found = queries.consultations_of(self._version(of))
        return [row for row in found if row.state in ("asked", "objected")]

    def _version(self, of: str) -> PlanVersion:
        version = queries.being_prepared(self.plans[of])
        if version is None:
            raise ValueError(f"the plan of {of} is not being prepared")
        version.plan = self.plans[of]
        return version

    def _submit(self, writings: Sequence[Writing]) -> None:
        answers = {opinion: {"adopted": adopted, "answer": answer} for opinion, adopted, answer in OPINIONS}
        with unscoped(reason="many units deal with opinions at one moment; the door asks for each of them"):
            opinions = [(one, row) for one in writings for row in self._asked(one.of) if row.state == "objected"]
            perform_many([Step(row, "answer", one.writer, answers[row.opinion]) for one, row in opinions])
            perform_many([Step(self._version(one.of), "submit", one.writer) for one in writings])

    def _issue(self, writings: Sequence[Writing]) -> None:
        with scope(self.leader):
            for number, one in enumerate(writings, start=1 if writings[0].kind == PlanKind.MASTER else 2):
                version = self._version(one.of)
                signed = [self._signed(version)] if one.kind == PlanKind.MASTER else []
                said = {"issued_on": clock.today(), "document_no": f"示例〔2024〕{number}号", "signed": signed}
                issue_plan(version, **said, actor=self.leader)  # type: ignore[arg-type]

    def _signed(self, version: PlanVersion) -> int:
        """The master plan as a file, as its office has it from elsewhere."""
        from docx import Document

        paper = Document()
        paper.add_heading(str(version.plan), 0)
        paper.add_paragraph("示例数据：由各成员单位主要负责同志牵头，建立隐患排查、督办、销号全过程留痕制度。")
        for row in queries.wordings_of(version):
            paper.add_paragraph(f"{row.measure.number}．{row.text}。{row.goal}。")
        content = io.BytesIO()
        paper.save(content)
        return store(content.getvalue(), name="总体方案（示例数据）.docx", actor_id=self.leader.id).pk


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour, 25), clock.TZ)
