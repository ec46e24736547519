"""The standing mechanisms of the demonstration (示例数据): a task force that has met monthly since February 2024, the
roster of the present month, liaison persons of every unit with what they confirmed each quarter, notices with who has
read them. What was decided is carried out by tasks of the list; none is added to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from zhiben.campaign import operations as campaign
from zhiben.campaign.operations import DecisionDraft, MeetingDraft, NoticeDraft
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import Step, perform, perform_many
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.orgs import operations as orgs
from zhiben.orgs import queries
from zhiben.orgs.operations import LiaisonDraft, MemberDraft
from zhiben.orgs.vocab import ForceRole, LiaisonPart, Role

if TYPE_CHECKING:
    from zhiben.campaign.models import Decision, LiaisonNotice, Meeting
    from zhiben.demonstration.city import City
    from zhiben.demonstration.task_replay import TaskReplay
    from zhiben.kernel.rights import Actor
    from zhiben.orgs.models import ForceMember, TaskForce

NAME = "治本攻坚三年行动工作专班"
FOUNDED = date(2024, 2, 1)
MEMBERS = 12
MEETS = (
    *(date(2024, 2, 7), date(2024, 3, 6), date(2024, 4, 3), date(2024, 5, 8), date(2024, 6, 5)),
    *(date(2024, 7, 3), date(2024, 8, 7), date(2024, 9, 4), date(2024, 10, 9)),
)
"""The days on which it met; the next meeting is called for `CALLED`."""
CALLED = date(2024, 10, 30)
AGENDA = "通报重点任务和重大事故隐患进展\n研究滞后单位存在的问题\n部署下阶段工作"
SUMMARY = (
    "会议听取了各成员单位推进情况汇报，分析了当前薄弱环节（示例数据）。\n"
    "会议要求，各单位要对照清单逐项核实进度，滞后的限期赶上。"
)
DECISIONS = (2, 1, 2, 1, 2, 2, 1, 2, 3)
"""How many decisions each meeting has made; the last one of the last meeting has no task yet."""
LEFT_OPEN = "研究建立高风险作业报备制度（示例）"

QUARTERS = (date(2024, 4, 8), date(2024, 7, 8), date(2024, 10, 11))
"""The days on which units confirmed their liaison persons."""
UNCONFIRMED = (7, 23)
"""The lead units, by their place among them, that have not confirmed in the last quarter; the last two districts and
one street in nine have not either."""
STREETS_BEHIND = 9

NOTICES = (
    (date(2024, 9, 25), "关于报送国庆期间安全值班安排的通知", "请报送国庆期间安全值班安排和带班领导。", True, 0),
    (
        date(2024, 10, 10),
        "关于核对重点任务责任人的通知",
        "请核对清单中本单位任务的责任人，有变动的及时更正。",
        False,
        3,
    ),
    (date(2024, 10, 15), "关于召开第10次专班会议的通知", "请各成员单位准备汇报材料。", False, 20),
)
"""Day, title, text, whether a reply is asked for, how many units have not read it."""
OF_A_UNIT = (Role.DEPARTMENT_OFFICER, Role.DISTRICT_OFFICER, Role.STREET_OFFICER)
MOBILES = "0755-0000{:04d}"
"""No such number is given out."""


class Mechanisms:
    """The task force, its meetings and the notices as records."""

    def __init__(self, city: City, tasks: TaskReplay) -> None:
        self.city, self.tasks = city, tasks
        self.force: TaskForce
        self.members: list[ForceMember] = []
        self.meetings: list[Meeting] = []
        self.notices: list[LiaisonNotice] = []
        self._carried = iter((*range(0, len(tasks.told), 7), *range(1, len(tasks.told))))

    def happenings(self) -> Iterator[Happening]:
        """Everything, in order of time."""
        return iter(sorted(self._all(), key=lambda happening: happening.at))

    def _all(self) -> Iterator[Happening]:
        yield Happening(_at(FOUNDED, 8, 30), self.found)
        yield Happening(_at(FOUNDED, 8, 40), self.name_liaisons)
        for number, day in enumerate(MEETS):
            yield Happening(_at(day, 16, 20), lambda number=number: self.meet(number))  # type: ignore[misc]
        for day in QUARTERS:
            yield Happening(_at(day, 10, 20), lambda day=day: self.confirm(day))  # type: ignore[misc]
        yield Happening(_at(date(2024, 9, 30), 15, 40), self.fill_roster)
        for number, (day, *_rest) in enumerate(NOTICES):
            yield Happening(_at(day, 9, 20), lambda number=number: self.notify(number))  # type: ignore[misc]
            yield Happening(_at(day, 16, 40), lambda number=number: self.receive(number))  # type: ignore[misc]
        yield Happening(_at(date(2024, 10, 15), 15, 45), self.call_next)

    def found(self) -> None:
        """The office sets it up; members come from the office and from the first lead units."""
        officer, leader = self.city.officer, self.city.leader
        units = self.city.leads[: MEMBERS - 1]
        people = [self.city.actor(Role.DEPARTMENT_OFFICER, unit) for unit in units]
        drafts = [
            MemberDraft(self.city.office, leader.name, ForceRole.HEAD.value, "主任", MOBILES.format(1), leader.id)
        ]
        drafts += [
            MemberDraft(
                unit,
                one.name,
                (ForceRole.VICE if place == 0 else ForceRole.MEMBER).value,
                "副局长" if place == 0 else "科长",
                MOBILES.format(place + 2),
                one.id,
            )
            for place, (unit, one) in enumerate(zip(units, people, strict=True))
        ]
        with scope(officer):
            self.force = orgs.found_force(
                self.city.office, name=NAME, host=self.city.office, since=FOUNDED, actor=officer
            )
            self.members = [orgs.add_member(self.force, one, first=FOUNDED, actor=officer) for one in drafts]

    def name_liaisons(self) -> None:
        """Every department, district and street names two people: an officer with an account and a colleague."""
        for number, unit in enumerate(self._units(), start=1):
            actor = self.city.answering(unit)
            with scope(actor):
                first = LiaisonDraft(actor.name, "科长", MOBILES.format(number), actor.id)
                orgs.set_liaison(unit, LiaisonPart.FIRST, first, actor=actor)
                colleague = self._colleague(unit)
                deputy = LiaisonDraft(colleague.name, "科员", MOBILES.format(1000 + number), colleague.id)
                orgs.set_liaison(unit, LiaisonPart.DEPUTY, deputy, actor=actor)

    def confirm(self, day: date) -> None:
        """Each unit looks through its people; some have not done so in the last quarter."""
        behind = self._behind() if day == QUARTERS[-1] else set()
        for unit in self._units():
            if unit not in behind:
                actor = self.city.answering(unit)
                with scope(actor):
                    orgs.confirm_liaisons(unit, actor=actor)

    def meet(self, number: int) -> None:
        """A meeting is called, held, minuted, and its decisions are carried out by tasks of the list."""
        day, officer = MEETS[number], self.city.officer
        with scope(officer):
            draft = MeetingDraft(day, "市应急管理局三楼会议室（示例）", "市安委办主任（示例）", AGENDA, SUMMARY)
            meeting = campaign.call_meeting(self.force, draft, actor=officer)
            units = queries.member_units(self.force, day)
            campaign.set_meeting(meeting, draft, present=units[: len(units) - number % 3], actor=officer)
            decisions = [self._decide(meeting, number, place) for place in range(DECISIONS[number])]
            perform(meeting, "hold", officer)
            for decision, index in decisions:
                if index is not None:
                    campaign.link_decision(decision, self.tasks.tasks[index], actor=officer)
            perform(meeting, "settle", officer)
            self.meetings.append(meeting)

    def _decide(self, meeting: Meeting, number: int, place: int) -> tuple[Decision, int | None]:
        last = number == len(MEETS) - 1 and place == DECISIONS[number] - 1
        if last:
            lead, due = self.city.leads[0], date(2024, 12, 31)
            draft = DecisionDraft(LEFT_OPEN, lead, due, "制度印发实施", "印发的文件")
            return campaign.add_decision(meeting, draft, actor=self.city.officer), None
        index = next(n for n in self._carried if self.tasks.told[n].due > MEETS[-1])
        story = self.tasks.told[index]
        draft = DecisionDraft(story.title, self.city.leads[story.lead], story.due, story.target, "检查记录")
        return campaign.add_decision(meeting, draft, actor=self.city.officer), index

    def call_next(self) -> None:
        """The next meeting is called."""
        officer = self.city.officer
        with scope(officer):
            draft = MeetingDraft(CALLED, "市应急管理局三楼会议室（示例）", "市安委办主任（示例）", AGENDA)
            self.meetings.append(campaign.call_meeting(self.force, draft, actor=officer))

    def fill_roster(self) -> None:
        """The members take turns through October."""
        officer = self.city.officer
        with scope(officer):
            people = [one.pk for one in self.members[1:]]
            orgs.fill_duties(self.force, people, first=date(2024, 10, 1), last=date(2024, 10, 31), actor=officer)

    def notify(self, number: int) -> None:
        """A notice to departments and districts."""
        day, title, text, reply, _unread = NOTICES[number]
        officer = self.city.officer
        to = [*self.city.leads, *(one.government for one in self.city.districts)]
        with scope(officer):
            draft = NoticeDraft(title, f"{text}（示例数据）", _workday_after(day, 2), reply)
            self.notices.append(campaign.send_notice(self.city.office, draft, to=to, actor=officer))

    def receive(self, number: int) -> None:
        """All but some of the units read it, and answer where that is asked for."""
        _day, _title, _text, reply, unread = NOTICES[number]
        notice = self.notices[number]
        with unscoped(reason="each unit's own officer moves its receipt; the door asks for each"):
            rows = list(notice.receipts.select_related("notice").order_by("pk"))
            steps = [Step(row, *self._answer(row.unit_id, reply=reply)) for row in rows[: len(rows) - unread]]
            perform_many(steps)

    def _answer(self, unit: int, *, reply: bool) -> tuple[str, Actor, dict[str, object]]:
        actor = self.city.answering(unit)
        return ("reply", actor, {"text": "值班安排已报（示例数据）"}) if reply else ("receive", actor, {})

    def _units(self) -> list[int]:
        districts = (one.government for one in self.city.districts)
        return [*self.city.leads, *districts, *(one.unit for one in self.city.streets)]

    def _behind(self) -> set[int]:
        units = {self.city.leads[place] for place in UNCONFIRMED}
        units |= {one.government for one in self.city.districts[-2:]}
        return units | {one.unit for one in self.city.streets[::STREETS_BEHIND]}

    def _colleague(self, unit: int) -> Actor:
        role = next(role for role in OF_A_UNIT if (role, unit) in self.city.people)
        return self.city.actor(role, unit, 1)


def _workday_after(day: date, count: int) -> date:
    return queries.workdays().after(day, count)


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.TZ)
