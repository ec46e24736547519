"""A task force with its meetings, and notices, each as far as asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from tests.factories.orgs import City

from zhiben.campaign.models import Decision, LiaisonNotice, Meeting
from zhiben.campaign.operations import (
    DecisionDraft,
    MeetingDraft,
    NoticeDraft,
    add_decision,
    call_meeting,
    send_notice,
    set_meeting,
)
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs.models import ForceMember, TaskForce
from zhiben.orgs.operations import MemberDraft, add_member, found_force

MONTH = timedelta(days=30)


@dataclass(frozen=True)
class Force:
    """A task force of an office with one member of each of its units, in their order."""

    city: City
    office: str
    officer: Actor
    force: TaskForce
    members: tuple[ForceMember, ...]

    def meeting(self, state: str = "called", *, on: date | None = None, decisions: int = 1) -> Meeting:
        """A meeting (today), with so many decisions of the first member's unit."""
        day = on or clock.today()
        with scope(self.officer):
            made = call_meeting(self.force, MeetingDraft(day, "三楼会议室", "张三", "议题一"), actor=self.officer)
            said = MeetingDraft(day, "三楼会议室", "张三", "议题一", "会议听取了汇报。")
            set_meeting(made, said, present=[self.members[0].unit_id], actor=self.officer)
            for number in range(1, decisions + 1):
                draft = decided(self.members[0].unit_id, f"排查第{number}类隐患", day)
                add_decision(made, draft, actor=self.officer)
            for move in {"called": (), "held": ("hold",), "minuted": ("hold", "settle")}[state]:
                perform(made, move, self.officer)
        return made

    def decision(self, meeting: Meeting, position: int = 1) -> Decision:
        """A decision of a meeting."""
        with scope(self.officer):
            return Decision.objects.select_related("meeting__force").get(meeting=meeting, position=position)


def decided(unit: int, text: str, day: date) -> DecisionDraft:
    """A decision that says everything, to be carried out within a month."""
    return DecisionDraft(text, unit, day + MONTH, "全部整改", "检查记录")


def force_of(
    city: City, officer: Actor, office: str = "市安委办", units: Sequence[str] = ("市住房建设", "市消防救援")
) -> Force:
    """A task force since the beginning of the year."""
    since = date(clock.today().year, 1, 2)
    with scope(officer):
        force = found_force(
            city.unit(office).pk, name="治本攻坚专班", host=city.unit(office).pk, since=since, actor=officer
        )
        drafts = [MemberDraft(city.unit(name).pk, f"{name}人员", phone="0755-1") for name in units]
        members = tuple(add_member(force, draft, first=since, actor=officer) for draft in drafts)
    return Force(city, office, officer, force, members)


def notice_to(
    city: City, officer: Actor, units: Sequence[str], office: str = "市安委办", *, reply: bool = False, days: int = 3
) -> LiaisonNotice:
    """A notice that is to be read within so many days."""
    draft = NoticeDraft("报送国庆值班安排", "请报送值班安排。", clock.today() + timedelta(days=days), reply)
    with scope(officer):
        return send_notice(city.unit(office).pk, draft, to=[city.unit(name).pk for name in units], actor=officer)
