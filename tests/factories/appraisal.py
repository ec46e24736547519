"""Appraisals at any stage: the office that scores three districts, with what each of them shows, worked out by hand.

龙华区 has two valid major hazards, one of them declared rectified (50 %: 20.00 of 40), none overdue (20.00), 20 for training, 45 of
50 sites checked (90 %, between 60 and 100: 0.75 of 15 is 11.25), 3 on top: 74.25. 南山区 and 福田区 have none of its
hazards, so that their rate lacks: 0 or 40 of 40."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from tests.factories.documents import Desk
from tests.factories.hazards import Cast, hazard
from tests.factories.orgs import City, city
from tests.factories.replayed import replayed

from zhiben.appraisal import operations
from zhiben.appraisal.models import Card, Indicator, Run, Scheme
from zhiben.appraisal.operations import IndicatorDraft, Said, SchemeDraft
from zhiben.appraisal.vocab import Audience, Better, Grade, Kind, VetoEffect
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role

DISTRICTS = ("龙华区", "南山区", "福田区")
RATE, OVERDUE, TRAINING, CHECKED, NEW_WAYS = "报整改率", "逾期未整改", "宣传培训", "检查覆盖", "创新"
INDICATORS = (
    IndicatorDraft(
        "隐患整改",
        RATE,
        Kind.AUTO,
        Decimal(40),
        measure="hazards.waiting",
        whole="D1.reported",
        worst=Decimal(0),
        best=Decimal(100),
    ),
    IndicatorDraft(
        "隐患整改",
        OVERDUE,
        Kind.DEDUCTION,
        Decimal(20),
        Better.LESS,
        measure="hazards.overdue",
        per_item=Decimal(5),
        most=Decimal(15),
    ),
    IndicatorDraft("基础工作", TRAINING, Kind.MANUAL, Decimal(25)),
    IndicatorDraft("基础工作", CHECKED, Kind.MANUAL, Decimal(15), worst=Decimal(60), best=Decimal(100)),
    IndicatorDraft("加分", NEW_WAYS, Kind.BONUS, Decimal(5)),
)
SAID: dict[str, dict[str, Said]] = {
    "龙华区": {
        TRAINING: Said(points=Decimal(20), note="抽查三处"),
        CHECKED: Said(numerator=Decimal(45), denominator=Decimal(50)),
        NEW_WAYS: Said(points=Decimal(3)),
    },
    "南山区": {TRAINING: Said(points=Decimal(25)), CHECKED: Said(value=Decimal(100))},
    "福田区": {TRAINING: Said(points=Decimal(5)), CHECKED: Said(value=Decimal(60))},
}


@dataclass
class Appraisers:
    """The city's office that scores, its desk, the people of the districts, and a scheme."""

    city: City
    cast: Cast
    desk: Desk
    second: Actor
    districts: dict[str, Actor]
    scheme: Scheme

    @property
    def officer(self) -> Actor:
        """Who runs the appraisal."""
        return self.desk.officer

    @property
    def leader(self) -> Actor:
        """Who leads the office."""
        return self.desk.leader

    def move(self, record: Any, name: str, actor: Actor | None = None, **facts: Any) -> Any:
        """One move within the scope of whoever makes it."""
        who = actor or self.officer
        with scope(who):
            return perform(record, name, who, **facts)

    def indicator(self, name: str, scheme: Scheme | None = None) -> Indicator:
        """An indicator of the scheme by name."""
        with scope(self.officer):
            return Indicator.objects.select_related("scheme").get(scheme=scheme or self.scheme, name=name)

    def card(self, run: Run, unit: str = "龙华区") -> Card:
        """A unit's card, read anew."""
        with scope(self.officer):
            rows = Card.objects.select_related("run__scheme__office", "run__notice", "unit")
            return rows.get(run=run, unit=self.city.unit(unit).pk)

    def published(self) -> Scheme:
        """The scheme in force."""
        if self.scheme.state == "drafted":
            self.move(self.scheme, "publish", self.leader)
        return self.scheme

    def opened(self, *, first: date | None = None, last: date | None = None) -> Run:
        """A run over the year until yesterday."""
        yesterday = clock.today() - timedelta(days=1)
        with scope(self.officer):
            return operations.open_run(
                self.published(),
                first=first or date(yesterday.year, 1, 1),
                last=last or yesterday,
                self_by=clock.today() + timedelta(days=5),
                actor=self.officer,
            )

    def assess(self, run: Run, unit: str, said: Mapping[str, Said]) -> None:
        """What the office says of a unit, by the indicators' names."""
        with scope(self.officer):
            told = {self.indicator(name, run.scheme).pk: one for name, one in said.items()}
            operations.assess(self.card(run, unit), told, actor=self.officer)

    def assessed(self, said: Mapping[str, Mapping[str, Said]] = SAID) -> Run:
        """A run in which the office has filled in everything."""
        run = self.opened()
        for unit, told in said.items():
            self.assess(run, unit, told)
        return run

    def taken(self, run: Run, state: str) -> Run:
        """The run on its way to `state`."""
        for reached, move, who in (("scored", "score", self.officer), ("told", "tell", self.leader)):
            if run.state in (state, "told"):
                break
            if run.state != reached:
                self.move(run, move, who)
        return run

    def told(self) -> Run:
        """A run whose scores the districts know."""
        return self.taken(self.assessed(), "told")

    def said_no(self, run: Run, unit: str = "龙华区", name: str = TRAINING, reason: str = "还有两处台账没有计入") -> Any:
        """A district objects."""
        actor = self.districts[unit]
        with scope(actor):
            card = Card.objects.select_related("run__scheme__office", "unit").get(run=run, unit=self.city.unit(unit).pk)
            row = Indicator.objects.select_related("scheme").get(scheme=run.scheme_id, name=name)
            return operations.raise_objection(card, row, reason, actor=actor)


@replayed
def appraisers() -> Appraisers:
    """The people and the drafted scheme, with 龙华区's two hazards."""
    built = city()
    cast = Cast(built)
    hazard(cast, "declared")
    hazard(cast, "verified")
    office = built.unit("市安委办").pk
    desk = Desk(
        office,
        built.actor(Role.OFFICE_OFFICER, "市安委办"),
        built.actor(Role.OFFICE_OFFICER, "市安委办"),
        built.actor(Role.OFFICE_LEADER, "市安委办"),
    ).opened()
    second = built.actor(Role.OFFICE_LEADER, "市安委办")
    districts = {name: built.actor(Role.DISTRICT_OFFICER, name) for name in DISTRICTS}
    scheme = drafted(desk.officer, office)
    return Appraisers(built, cast, desk, second, districts, scheme)


def drafted(officer: Actor, office: int, name: str = "各区年度考评") -> Scheme:
    """A scheme whose shares come to 100."""
    with scope(officer):
        draft = SchemeDraft(name, clock.today().year, Audience.DISTRICTS, basis="年度考评办法（示例）", bonus_cap=Decimal(5))
        scheme = operations.draft_scheme(draft, office=office, actor=officer)
        for one in INDICATORS:
            operations.add_indicator(scheme, one, actor=officer)
        operations.add_veto_rule(scheme, "发生重大生产安全责任事故", VetoEffect.FORCE_FAIL, actor=officer)
        operations.add_veto_rule(scheme, "弄虚作假", VetoEffect.CAP_GRADE, cap=Grade.GOOD, actor=officer)
    return scheme
