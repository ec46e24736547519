"""What of supervision goes on when the demonstration is opened (示例数据): a round under way whose targets are sealed,
two findings handed over to enforcement."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from zhiben.demonstration.papers import STEPS, receive, take
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.supervision import operations, queries
from zhiben.supervision.operations import HandOver, Plan, Sent
from zhiben.supervision.vocab import RECEIPT_DAYS, Kind

if TYPE_CHECKING:
    from zhiben.demonstration.city import City
    from zhiben.demonstration.supervising import Supervising
    from zhiben.supervision.models import Round, Transfer

PLANNED, DRAWN, LAST_DAY = date(2024, 10, 9), date(2024, 10, 14), date(2024, 10, 31)
TITLE, SIZE = "2024年10月综合督导（进行中）", 12
TRANSFERRED = "2024年第三轮综合督导"
HANDED, SIGNED_FOR = date(2024, 9, 30), date(2024, 10, 9)
BASIS = "涉嫌违反安全生产有关规定，由贵单位管辖（示例数据）"


class SupervisionEnds:
    """What stands beside the rounds that are over."""

    def __init__(self, city: City, supervising: Supervising) -> None:
        self.city, self.supervising = city, supervising
        self.transfers: list[Transfer] = []
        self.round: Round | None = None

    def happenings(self) -> Iterator[Happening]:
        """In order of time."""
        yield Happening(_at(HANDED, 16, 45), self.hand_over)
        yield Happening(_at(PLANNED, 9, 35), self.plan)
        yield Happening(_at(SIGNED_FOR, 10, 35), self.sign_for)
        yield Happening(_at(DRAWN, 8, 50), self.draw)

    def hand_over(self) -> None:
        """Two findings of the last round go to the districts' departments, by letter."""
        officer = self.city.officer
        with scope(officer):
            found = list(queries.findings_in(self.supervising.rounds[TRANSFERRED])[:40:20])
            queries.prepare_findings(found)
            due = orgs.reply_deadline(clock.now(), RECEIPT_DAYS).date()
            departments = {district.id: next(iter(district.departments.values())) for district in self.city.districts}
            self.transfers = [
                operations.hand_over(one, HandOver(departments[one.district], BASIS, due), actor=officer)
                for one in found
            ]
        for one in self.transfers:
            take(self.city, one.letter, self.city.office, STEPS)
        receive(self.city, [one.letter for one in self.transfers])

    def sign_for(self) -> None:
        """One of them is signed for and a case opened; the other one is late."""
        for one in self.transfers[:1]:
            clerk = self.city.answering(one.unit_id)
            with scope(clerk):
                perform(queries.transfer_of(one.pk), "receive", clerk, receipt_no="示例收〔2024〕18号", day=SIGNED_FOR)
                perform(queries.transfer_of(one.pk), "file", clerk, case_no="示例立〔2024〕3号", day=SIGNED_FOR)

    def plan(self) -> None:
        """A round of the autumn, frozen and approved."""
        officer, leader = self.city.officer, self.city.leader
        plan = Plan(
            office=self.city.office,
            kind=Kind.COMPREHENSIVE,
            title=TITLE,
            first=DRAWN,
            last=LAST_DAY,
            purpose="攻坚行动推进情况、重大事故隐患整改、隐患投诉举报核查",
            size=SIZE,
        )
        with scope(officer):
            self.round = one = operations.plan_round(plan, actor=officer)
            for number in range(2):
                team = self.supervising.team(number)
                operations.set_team(one, number + 1, [Sent(actor.id, unit) for actor, unit in team], actor=officer)
            operations.freeze(one, public_source="2024年10月14日示例公开数", actor=officer)
        with scope(leader):
            perform(queries.round_of(one.pk), "approve", leader)

    def draw(self) -> None:
        """It is drawn; its teams are to set out."""
        officer = self.city.officer
        if self.round is not None:
            with scope(officer):
                perform(queries.round_of(self.round.pk), "draw", officer, public_value="8 2 6")


def _at(day: date, hour: int, minute: int) -> datetime:
    return datetime.combine(day, time(hour, minute), clock.TZ)
