"""Nine streets that were listed in early 2024 on the accidents of 2023 (示例数据): proposed by the study of street risk
where it ranks them, asked for, approved, noticed to their districts, treated by plans, looked at every month; three ask
for acceptance and stay on the list, since what is expected of them cannot be judged before the year is over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from zhiben.demonstration import calendar, checklists, evidence
from zhiben.demonstration import supervision_story as story
from zhiben.demonstration.papers import STEPS, receive, take
from zhiben.demonstration.supervising import position
from zhiben.demonstration.timeline import Happening
from zhiben.documents import queries as documents
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.insight.operations import answer
from zhiben.insight.questions import question_of
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.supervision import listing_texts, operations, queries
from zhiben.supervision.operations import Plan, Sent, Together
from zhiben.supervision.vocab import STREET_RISK, AreaPaperKind, Kind

if TYPE_CHECKING:
    from zhiben.demonstration.city import City, District
    from zhiben.demonstration.supervising import Supervising
    from zhiben.documents.models import OfficialDocument
    from zhiben.foundation.studies import Study
    from zhiben.kernel.rights import Actor
    from zhiben.supervision.models import ListedArea, ListingRequest

LISTED, BASE_YEAR = 9, 2023
PROPOSED, APPROVED = date(2024, 2, 5), date(2024, 2, 7)
PLANNED, AGREED = date(2024, 2, 21), date(2024, 2, 23)
UNTIL, LONGER = date(2024, 12, 31), date(2025, 3, 31)
MONTHS = tuple(calendar.working(date(2024, month, 12)) for month in range(3, 10))
"""The days on which the streets are looked at, one in each month."""
CARRIED_OUT = (date(2024, 4, 24), date(2024, 6, 26), date(2024, 8, 28))
"""On which day each measure of a plan is closed, in the streets where all is well."""
ASKED, DECIDED = date(2024, 9, 4), date(2024, 9, 18)
DONE, UNDONE = 2, 1
"""How many of those that ask for acceptance have done what was planned, and how many have not."""

DECISION = "示例安委〔2024〕2号"
UNSTUDIED = "示例数据：事故资料还没有导入，按示例顺序列出"
NOT_WHOLE = "后几个月的事故调查结案、移交以后补录；不等补录，先挂牌治理，补录后重新计算，有出入的另行调整（示例数据）"
CRITERIA = "按2019—2023年的事故估计今后一年预期多少起，取排在前面的街道（示例数据）"
MEASURES = (
    "三小场所逐户排查并建台账；{unit}；2024-04-30\n"
    "打通消防车通道；{unit}；2024-06-30\n"
    "重点企业全员培训；{unit}；2024-08-31"
)
RESULT = "已完成，台账和照片在区安委办备查（示例数据）"
REPLY, ASSESSMENT = "治理方案已制定并报送（示例数据）", "方案已收到，同意（示例数据）"
TREATED = "治理措施全部完成，申请验收（示例数据）"
NOT_JUDGED = "治理措施逐条核实完成；预期事故是否回到控制限以内，2025年1月才评估得了，评估以前不摘牌（示例数据）"
STILL = "夜间仍有车辆占用消防车通道，整改没有稳住（示例数据）"
FOUND = "查看治理措施落实情况，抽查台账和现场（示例数据）"


NOT_LISTED = ("proposed", "dropped")


class ListedStreets:
    """The nine streets and what became of them."""

    def __init__(self, city: City, supervising: Supervising) -> None:
        self.city, self.supervising = city, supervising
        self.request: ListingRequest | None = None
        self.areas: list[int] = []

    def happenings(self) -> Iterator[Happening]:
        """In order of time."""
        found = [
            _at(PROPOSED, 10, 35, self.propose),
            _at(APPROVED, 11, 35, self.approve),
            _at(APPROVED, 15, 45, self.notify),
            _at(PLANNED, 10, 55, self.plan),
            _at(AGREED, 15, 55, self.agree),
            *(_at(day, 16, 20, lambda number=number: self.carry_out(number)) for number, day in enumerate(CARRIED_OUT)),
            *(_at(day, 9, 55, lambda day=day: self.look(day)) for day in MONTHS),
            _at(ASKED, 10, 25, self.ask),
            _at(DECIDED, 15, 5, self.decide),
        ]
        yield from sorted(found, key=lambda one: one.at)

    @property
    def streets(self) -> set[int]:
        """Which they are, by id; none before they are listed."""
        with scope(self.city.officer):
            return {street for area in self._areas() if area.state not in NOT_LISTED for street in area.streets}

    def propose(self) -> None:
        """The office has the streets of the city compared, proposes the worst nine, and asks the committee."""
        officer, office = self.city.officer, self.city.office
        place = orgs.unit(office).coordinates.territory
        study = self._studied(officer)
        streets = self._worst(study)
        with scope(officer):
            told = queries.told_of(study)
            rows = queries.figures_of(place, streets, BASE_YEAR, study)
            bases = {row.street: listing_texts.basis_of(row, told) for row in rows}
            pk, why = (study.pk, NOT_WHOLE) if study else (0, UNSTUDIED)
            said = Together(office, BASE_YEAR, streets, bases, CRITERIA, UNTIL, pk, why)
            self.request = one = operations.propose_listing(said, actor=officer)
            areas = queries.areas_of(one)
            self.areas = [area.pk for area in areas]
            paper = operations.draft_request(one, listing_texts.request(one, areas), actor=officer)
        take(self.city, paper, office, STEPS)

    def _studied(self, officer: Actor) -> Study | None:
        """What is known of all streets; nothing where too little has been entered."""
        question = question_of(STREET_RISK)
        asked = question.defaults(clock.today()) | {"base_year": BASE_YEAR, "k": LISTED}
        with scope(officer):
            found = answer(question, self.city.office, as_of=clock.today(), parameters=asked, actor=officer)
        return found if found.result.get("rows") else None

    def _worst(self, study: Study | None) -> list[int]:
        if study is not None:
            return [row["street"] for row in study.result["rows"][:LISTED]]
        return [street.id for street in self.city.streets[:: len(self.city.streets) // LISTED][:LISTED]]

    def approve(self) -> None:
        """The committee has approved, and all nine are listed."""
        leader = self.city.leader
        if self.request is not None:
            with scope(leader):
                one = queries.request_of(self.request.pk)
                perform(one, "approve", leader, decision=DECISION, on=clock.today())

    def notify(self) -> None:
        """Each district gets one notice, and confirms that it has it."""
        officer = self.city.officer
        with scope(officer):
            by_district: dict[int, list[ListedArea]] = defaultdict(list)
            for area in self._areas():
                by_district[area.district].append(area)
            due = orgs.reply_deadline(clock.now(), 10).date()
            self.notices = [
                operations.draft_area_paper(
                    found, AreaPaperKind.NOTICE, listing_texts.notice(found, due), actor=officer
                )
                for found in by_district.values()
            ]
        self._send(self.notices)

    def plan(self) -> None:
        """The districts say how the streets will be treated, and answer the notices."""
        for pk in self.areas:
            clerk, street = self._clerk(pk)
            with scope(clerk):
                perform(queries.area_of(pk), "submit_plan", clerk, measures=MEASURES.format(unit=street))
        for notice in self.notices:
            with scope(self.city.officer):
                rows = list(documents.deliveries(notice))
            for row in rows:
                if row.due is not None:
                    clerk = self.city.answering(row.unit_id)
                    with scope(clerk):
                        perform(row, "reply", clerk, text=REPLY)

    def agree(self) -> None:
        """The leader approves the plans; the office is content with the answers."""
        leader, officer = self.city.leader, self.city.officer
        with scope(leader):
            for area in self._areas():
                perform(area, "approve_plan", leader)
        with scope(officer):
            for notice in self.notices:
                for row in documents.deliveries(notice):
                    if row.state == "replied":
                        perform(row, "evaluate", officer, assessment=ASSESSMENT)

    def carry_out(self, number: int) -> None:
        """A measure is closed: all three in the streets that will ask for acceptance, fewer in the others."""
        for place, pk in enumerate(self.areas):
            if place >= DONE + UNDONE and number > place % 3:
                continue
            clerk, _street = self._clerk(pk)
            with scope(clerk):
                operations.close_measure(queries.area_of(pk), number + 1, RESULT, actor=clerk)

    def look(self, day: date) -> None:
        """A round through all of them in one day: a place in each street."""
        officer, leader = self.city.officer, self.city.leader
        (head, office), (second, unit) = self.supervising.team(day.month % 4)
        with scope(officer):
            grounds = sorted({street for area in self._areas() for street in area.streets})
            plan = Plan(
                office=self.city.office,
                kind=Kind.LISTED_AREA,
                title=f"{day.year}年{day.month}月挂牌街道检查",
                first=day,
                last=day,
                purpose=FOUND,
                territories=grounds,
                size=len(grounds),
                least=1,
                recent_days=0,
            )
            one = operations.plan_round(plan, actor=officer)
            operations.set_team(one, 1, [Sent(head.id, office), Sent(second.id, unit)], actor=officer)
            operations.freeze(one, public_source=f"{day.year}年{day.month}月示例公开数", actor=officer)
        with scope(leader):
            perform(queries.round_of(one.pk), "approve", leader)
        with scope(officer):
            perform(queries.round_of(one.pk), "draw", officer, public_value=f"{day.month} {day.day} 7")
            targets = [target.pk for target in queries.targets_of(one)]
        for target in targets:
            _visit(self.city, target, head, second)
        with scope(officer):
            perform(queries.round_of(one.pk), "close", officer)

    def ask(self) -> None:
        """Three districts ask for acceptance."""
        for pk in self.areas[: DONE + UNDONE]:
            clerk, _street = self._clerk(pk)
            with scope(clerk):
                file = evidence.workbook_of(clerk)
                perform(queries.area_of(pk), "ask_acceptance", clerk, text=TREATED, files=[file])

    def decide(self) -> None:
        """All three stay on the list, each for its reason, and are told so in a paper."""
        leader, officer = self.city.leader, self.city.officer
        asking = self.areas[: DONE + UNDONE]
        with scope(leader):
            for place, pk in enumerate(asking):
                why = NOT_JUDGED if place < DONE else STILL
                perform(queries.area_of(pk), "extend", leader, reason=why, until=LONGER)
        made = []
        with scope(officer):
            for pk in asking:
                area = queries.area_of(pk)
                made.append(
                    operations.draft_area_paper([area], AreaPaperKind.KEPT, listing_texts.kept(area), actor=officer)
                )
        self._send(made)

    def _send(self, papers: Sequence[OfficialDocument]) -> None:
        for paper in papers:
            take(self.city, paper, self.city.office, STEPS)
        receive(self.city, papers)

    def _areas(self) -> list[ListedArea]:
        return [queries.area_of(pk) for pk in self.areas]

    def _clerk(self, pk: int) -> tuple[Actor, str]:
        """Who acts for the district of an area, and what its street is called."""
        with scope(self.city.officer):
            (street,) = queries.area_of(pk).streets
        found = next(one for one in self.city.streets if one.id == street)
        district: District = found.district
        return self.city.actor(Role.DISTRICT_OFFICER, district.government), found.name


def _visit(city: City, target: int, head: Actor, second: Actor) -> None:
    with scope(second):
        at = position(city, queries.target_of(target).site_id, far=False)
        visit = operations.arrive(queries.target_of(target), at, actor=second)
    with scope(head):
        visit = operations.arrive(queries.target_of(target), at, actor=head)
        checklists.went_through(visit, (), (head, second))
        signed = {
            "conclusion": FOUND,
            "counterpart": story.COUNTERPART,
            "signatures": [evidence.signature_of(head)],
        }
        perform(queries.visit_of(visit.pk), "close", head, **signed)


def _at(day: date, hour: int, minute: int, do: object) -> Happening:
    return Happening(datetime.combine(day, time(hour, minute), clock.TZ), do)  # type: ignore[arg-type]
