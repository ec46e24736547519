"""The appraisal of 2024 (示例数据): the scores of the first half-year with an objection, their notice, who was
commended; the third quarter's run under way; practices worth copying."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from typing import TYPE_CHECKING

from zhiben.appraisal import operations, papers, queries
from zhiben.appraisal.operations import IndicatorDraft, Said, SchemeDraft
from zhiben.appraisal.queries import honours
from zhiben.appraisal.vocab import Audience, Better, Kind, VetoEffect
from zhiben.demonstration.calendar import at
from zhiben.demonstration.papers import STEPS, take
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.appraisal.models import Card, Commendation, Run, Scheme
    from zhiben.demonstration.city import City

NAME, BASIS = "各区治本攻坚工作考评（示例）", "年度考评办法（示例数据）"
INDICATORS = (
    IndicatorDraft(
        *("重大事故隐患整改", "整改率", Kind.AUTO, Decimal(30)),
        measure="D1.rate",
        worst=Decimal(40),
        best=Decimal(85),
        minimum=3,
    ),
    IndicatorDraft(
        *("重大事故隐患整改", "逾期未整改", Kind.DEDUCTION, Decimal(15), Better.LESS),
        measure="hazards.overdue",
        per_item=Decimal(3),
        most=Decimal(15),
    ),
    IndicatorDraft(
        *("重大事故隐患整改", "按期整改率", Kind.AUTO, Decimal(15)),
        measure="hazards.on_time",
        worst=Decimal(50),
        best=Decimal(100),
        minimum=3,
    ),
    IndicatorDraft(*("工作落实", "督导发现问题整改", Kind.MANUAL, Decimal(20))),
    IndicatorDraft(*("工作落实", "宣传教育培训", Kind.MANUAL, Decimal(12))),
    IndicatorDraft(*("基础工作", "数据质量和报送及时", Kind.MANUAL, Decimal(8))),
    IndicatorDraft(*("加分", "工作创新", Kind.BONUS, Decimal(5))),
)
BY_HAND = {"督导发现问题整改": 20, "宣传教育培训": 12, "数据质量和报送及时": 8}
FIRST, LAST = date(2024, 1, 1), date(2024, 6, 30)
OBJECTS = 4
"""Which district objects, by its place."""
MOST = 3
PRACTICES = (
    ("“隐患随手拍”兑奖到人", "群众上报属实的当日核实、三日内兑奖，上半年收到线索逐件反馈（示例数据）。"),
    ("厂中厂“一张图”管理", "把出租厂房的承租关系、设备、责任人画在一张图上，检查时逐户对照（示例数据）。"),
    ("微型消防站夜间点名", "每晚随机视频点名，缺岗的次日通报到街道（示例数据）。"),
)


class Appraising:
    """A scheme, two runs of it, what was commended."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.scheme: Scheme
        self.run: Run
        self.rows: list[Commendation] = []

    def happenings(self) -> Iterator[Happening]:
        """Everything, in order of time."""
        yield Happening(at(date(2024, 6, 24), time(10, 45)), self.lay_down)
        yield Happening(at(date(2024, 7, 1), time(9, 25)), self.open)
        yield Happening(at(date(2024, 7, 8), time(16, 45)), self.tell_of_themselves)
        yield Happening(at(date(2024, 7, 12), time(10, 55)), self.score)
        yield Happening(at(date(2024, 7, 15), time(14, 25)), self.object)
        yield Happening(at(date(2024, 7, 17), time(10, 5)), self.put_right)
        yield Happening(at(date(2024, 7, 22), time(10, 15)), self.decide)
        yield Happening(at(date(2024, 9, 23), time(10, 25)), self.propose)
        yield Happening(at(date(2024, 9, 24), time(15, 5)), self.tell_practices)
        yield Happening(at(date(2024, 10, 11), time(10, 35)), self.honour)
        yield Happening(at(date(2024, 10, 11), time(11, 5)), self.open_again)
        yield Happening(at(date(2024, 10, 14), time(16, 30)), self.tell_again)

    def lay_down(self) -> None:
        """The scheme is drafted and published."""
        with scope(self.city.officer):
            draft = SchemeDraft(NAME, FIRST.year, Audience.DISTRICTS, basis=BASIS, bonus_cap=Decimal(5))
            self.scheme = operations.draft_scheme(draft, office=self.city.office, actor=self.city.officer)
            for one in INDICATORS:
                operations.add_indicator(self.scheme, one, actor=self.city.officer)
            veto = "发生重大以上生产安全责任事故"
            operations.add_veto_rule(self.scheme, veto, VetoEffect.FORCE_FAIL, actor=self.city.officer)
        with scope(self.city.leader):
            self.scheme = operations.publish(self.scheme, actor=self.city.leader)

    def open(self) -> None:
        """The half-year is opened for self-assessment."""
        self.run = self._opened(FIRST, LAST, date(2024, 7, 9))

    def _opened(self, first: date, last: date, until: date) -> Run:
        with scope(self.city.officer):
            scheme = queries.scheme_of(self.scheme.pk)
            return operations.open_run(scheme, first=first, last=last, self_by=until, actor=self.city.officer)

    def tell_of_themselves(self) -> None:
        """Every district scores itself, generously."""
        self._tell(self.run, len(self.city.districts))

    def _tell(self, run: Run, number: int) -> None:
        for place, district in enumerate(self.city.districts[:number]):
            actor = self.city.actor(Role.DISTRICT_OFFICER, district.government)
            with scope(actor):
                card = self._card(run, district.government)
                said = {
                    one.pk: Said(points=Decimal(BY_HAND[one.name] - place % 2), note="自评材料见附件（示例数据）")
                    for one in queries.indicators_of(run.scheme)
                    if one.name in BY_HAND
                }
                operations.self_assess(card, said, actor=actor)
                perform(self._card(run, district.government), "hand_in", actor)

    def _card(self, run: Run, unit: int) -> Card:
        return next(card for card in queries.cards_of(run) if card.unit_id == unit)

    def score(self) -> None:
        """The office assesses what is assessed by hand, counts, and tells the districts."""
        with scope(self.city.officer):
            for place, district in enumerate(self.city.districts):
                card = self._card(self.run, district.government)
                said = {}
                for one in queries.indicators_of(self.run.scheme):
                    if one.name in BY_HAND:
                        off = Decimal((place * 3 + one.position) % 4)
                        said[one.pk] = Said(points=Decimal(BY_HAND[one.name]) - off, note="现场核查（示例数据）")
                    elif one.name == "工作创新":
                        said[one.pk] = Said(points=Decimal(place % 3))
                operations.assess(card, said, actor=self.city.officer)
            self.run = perform(queries.run_of(self.run.pk), "score", self.city.officer)
        with scope(self.city.leader):
            self.run = perform(queries.run_of(self.run.pk), "tell", self.city.leader)

    def object(self) -> None:
        """One district finds that something was not counted."""
        unit = self.city.districts[OBJECTS].government
        actor = self.city.actor(Role.DISTRICT_OFFICER, unit)
        with scope(actor):
            card = self._card(self.run, unit)
            indicator = next(one for one in queries.indicators_of(self.run.scheme) if one.name == "宣传教育培训")
            reason = "6月下旬两场街道培训的签到表当时未提交，现补交（示例数据）"
            operations.raise_objection(card, indicator, reason, actor=actor)

    def put_right(self) -> None:
        """The office looks, the leader decides, the score is restated."""
        with scope(self.city.officer):
            (one,) = queries.objections_of(self.run)
            one = perform(one, "accept", self.city.officer, points=Decimal(12), opinion="材料属实（示例数据）")
        with scope(self.city.leader):
            perform(queries.objection_of(one.pk), "uphold", self.city.leader)

    def decide(self) -> None:
        """The leader settles the scores; the notice makes them final."""
        with scope(self.city.leader):
            self.run = perform(queries.run_of(self.run.pk), "decide", self.city.leader)
        with scope(self.city.officer):
            run = queries.run_of(self.run.pk)
            document = operations.draft_notice(run, papers.notice_of(run), actor=self.city.officer)
        take(self.city, document, self.city.office, STEPS)

    def propose(self) -> None:
        """The best without a veto are proposed, and shown; in a city told in part there may be none."""
        with scope(self.city.officer):
            if not honours.eligible(queries.run_of(self.run.pk), MOST):
                return
            self.rows = operations.propose_by_rule(queries.run_of(self.run.pk), most=MOST, actor=self.city.officer)
            for one in self.rows:
                perform(honours.commendation_of(one.pk), "post", self.city.officer)

    def tell_practices(self) -> None:
        """Districts tell of what worked; the office takes up two of three."""
        for place, (title, text) in enumerate(PRACTICES):
            unit = self.city.districts[place * 2].government
            actor = self.city.actor(Role.DISTRICT_OFFICER, unit)
            with scope(actor):
                one = operations.tell_practice(
                    title, text, unit=unit, office=self.city.office, action=None, actor=actor
                )
            if place < len(PRACTICES) - 1:
                with scope(self.city.officer):
                    perform(honours.practice_of(one.pk), "grant", self.city.officer)

    def honour(self) -> None:
        """The decision is issued, where somebody is honoured."""
        if not self.rows:
            return
        with scope(self.city.leader):
            for one in self.rows:
                perform(honours.commendation_of(one.pk), "decide", self.city.leader)
        with scope(self.city.officer):
            rows = [honours.commendation_of(one.pk) for one in self.rows]
            document = operations.draft_decision(rows, papers.decision_of(rows), actor=self.city.officer)
        take(self.city, document, self.city.office, STEPS)

    def open_again(self) -> None:
        """The third quarter is opened."""
        self.run = self._opened(date(2024, 7, 1), date(2024, 9, 30), date(2024, 10, 18))

    def tell_again(self) -> None:
        """Some have scored themselves already."""
        self._tell(self.run, 6)
