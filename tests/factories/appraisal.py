"""Appraisals at any stage: the office that scores three districts, with what each of them shows, worked out by hand.

龙华区 has two valid major hazards, one of them declared rectified (50 %: 20.00 of 40), none overdue (20.00), 20 for
training, 45 of 50 sites checked (90 %, between 60 and 100: 0.75 of 15 is 11.25), 3 on top: 74.25. 南山区 and 福田区
have none of its hazards, so that their rate lacks: 0 or 40 of 40."""

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
from zhiben.appraisal.models import Card, Commendation, Indicator, Run, Scheme
from zhiben.appraisal.operations import Deeds, IndicatorDraft, Said, SchemeDraft
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

    def said_no(
        self, run: Run, unit: str = "龙华区", name: str = TRAINING, reason: str = "还有两处台账没有计入"
    ) -> Any:
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
        draft = SchemeDraft(
            name, clock.today().year, Audience.DISTRICTS, basis="年度考评办法（示例）", bonus_cap=Decimal(5)
        )
        scheme = operations.draft_scheme(draft, office=office, actor=officer)
        for one in INDICATORS:
            operations.add_indicator(scheme, one, actor=officer)
        operations.add_veto_rule(scheme, "发生重大生产安全责任事故", VetoEffect.FORCE_FAIL, actor=officer)
        operations.add_veto_rule(scheme, "弄虚作假", VetoEffect.CAP_GRADE, cap=Grade.GOOD, actor=officer)
    return scheme


# One of everything, for doors and pages


@dataclass(frozen=True)
class Around:
    """An office with its people, and a street that it scores with somebody who speaks for it."""

    office: int
    officer: Actor
    leader: Actor
    unit: int
    speaker: Actor


def street_scheme(around: Around, name: str, *, published: bool) -> Scheme:
    """A scheme of two deductions, one of them by hand, with a veto."""
    with scope(around.officer):
        draft = SchemeDraft(name, clock.today().year, Audience.STREETS, basis="街道考评办法（示例）")
        scheme = operations.draft_scheme(draft, office=around.office, actor=around.officer)
        for title, bound in (("台账差错", ""), ("逾期隐患", "hazards.overdue")):
            one = IndicatorDraft("基础", title, Kind.DEDUCTION, Decimal(50), measure=bound, per_item=Decimal(5))
            operations.add_indicator(scheme, one, actor=around.officer)
        operations.add_veto_rule(scheme, "弄虚作假", VetoEffect.FORCE_ZERO, actor=around.officer)
    if published:
        with scope(around.leader):
            perform(scheme, "publish", around.leader)
    return scheme


def street_run(around: Around, scheme: Scheme, back: int, *moves: str) -> Run:
    """A run over one day, so many days back, after some moves; the window of one that is to be decided is over."""
    day = clock.today() - timedelta(days=back)
    with scope(around.officer):
        run = operations.open_run(scheme, first=day, last=day, self_by=clock.today(), actor=around.officer)
    for move in moves:
        if move == "decide":
            past = clock.now() - timedelta(days=1)
            Run._unfiltered().filter(pk=run.pk).update(objections_until=past)
            run.objections_until = past
        actor = around.officer if move == "score" else around.leader
        with scope(actor):
            perform(run, move, actor)
    return run


def everything(around: Around) -> dict[str, Any]:
    """One of everything of an office, by name; cards are those of the street."""
    drafted_, published = (street_scheme(around, name, published=name == "街道考评") for name in ("草案", "街道考评"))
    runs = {
        "opened": street_run(around, published, 4),
        "scored": street_run(around, published, 3, "score"),
        "told": street_run(around, published, 2, "score", "tell"),
        "decided": street_run(around, published, 1, "score", "tell", "decide"),
    }
    with scope(around.officer):
        rows = Card.objects.select_related("run__scheme__office", "unit").filter(unit=around.unit)
        cards = {name: rows.get(run=run) for name, run in runs.items()}
        rule = operations.add_veto_rule(drafted_, "瞒报", VetoEffect.FORCE_FAIL, actor=around.officer)
        own_rule = published.veto_rules.get()
        veto = operations.note_veto(
            cards["opened"], own_rule, on=runs["opened"].last, what="台账不实", actor=around.officer
        )
        operations.strike_veto(veto, "登记有误", actor=around.officer)
        veto = operations.note_veto(
            cards["opened"], own_rule, on=runs["opened"].last, what="台账再次不实", actor=around.officer
        )
        bound = published.indicators.get(name="逾期隐患")
        by_hand = published.indicators.select_related("scheme").get(name="台账差错")
    with scope(around.officer):
        visit = operations.draw_visit(cards["opened"], tasks=0, indicators=2, actor=around.officer, seed="16")
        items = list(visit.items.select_related("visit__card__run__scheme__office", "indicator"))
        for one in items:
            operations.check_item(one, agrees=True, note="", actor=around.officer)
    with scope(around.speaker):
        objection = operations.raise_objection(cards["told"], by_hand, "不是差错", actor=around.speaker)
        practice = operations.tell_practice(
            "一楼一码", "逐栋编码。", unit=around.unit, office=around.office, action=None, actor=around.speaker
        )
    return {
        "drafted scheme": drafted_,
        "published scheme": published,
        "drafted indicator": _first_indicator(around, drafted_),
        "drafted veto rule": rule,
        **{f"{name} run": run for name, run in runs.items()},
        **{f"{name} card": card for name, card in cards.items()},
        "assessment visit": visit,
        "assessment item": items[0],
        "veto": veto,
        "veto rule": own_rule,
        "bound indicator": bound,
        "indicator by hand": by_hand,
        "points objection": objection,
        "practice": practice,
        **_commended(around),
    }


def _first_indicator(around: Around, scheme: Scheme) -> Indicator:
    with scope(around.officer):
        return Indicator.objects.filter(scheme=scheme).order_by("position")[0]


def _commended(around: Around) -> dict[str, Any]:
    """A commendation that is shown and was objected to, and one that was decided."""
    with scope(around.officer):
        # The vetoed year is this one; both are for what was done the year before.
        deeds = Deeds(around.unit, "隐患整改做得好", clock.today().year - 1)
        shown, decided = (operations.propose(deeds, office=around.office, actor=around.officer) for _number in range(2))
        for one in (shown, decided):
            perform(one, "post", around.officer)
        said = operations.object_to(shown, said_by="某单位", what="台账不实", actor=around.officer)
        past = clock.now() - timedelta(days=1)
        Commendation._unfiltered().filter(pk=decided.pk).update(notice_until=past)
        decided.notice_until = past
    with scope(around.leader):
        perform(decided, "decide", around.leader)
    return {"shown commendation": shown, "decided commendation": decided, "notice objection": said}


def arguments(pk: Mapping[str, int]) -> dict[str, tuple[object, ...]]:
    """The arguments of every address, by the ids of `everything`."""
    drafted_ = ("scheme", "change", "add_indicator", "add_veto_rule")
    return {
        **{f"appraisal:{name}": (pk["drafted scheme"],) for name in drafted_},
        "appraisal:scheme_move": (pk["drafted scheme"], "drop"),
        **{f"appraisal:{name}": (pk["published scheme"],) for name in ("version", "open_run")},
        **{f"appraisal:{name}_indicator": (pk["drafted indicator"],) for name in ("change", "drop")},
        "appraisal:drop_veto_rule": (pk["drafted veto rule"],),
        "appraisal:run": (pk["told run"],),
        "appraisal:run_move": (pk["opened run"], "score"),
        **{f"appraisal:{name}": (pk["decided run"],) for name in ("notice", "restate", "propose_by_rule")},
        "appraisal:card": (pk["told card"],),
        "appraisal:card_move": (pk["opened card"], "hand_in"),
        **{f"appraisal:{name}": (pk["opened card"],) for name in ("self_assess", "assess", "note_veto")},
        "appraisal:object": (pk["told card"],),
        "appraisal:sheet": (pk["scored card"],),
        "appraisal:rows": (pk["scored card"], pk["bound indicator"], "numerator"),
        "appraisal:draw_visit": (pk["scored card"],),
        "appraisal:visit": (pk["assessment visit"],),
        "appraisal:visit_move": (pk["assessment visit"], "close"),
        "appraisal:check_item": (pk["assessment item"],),
        "appraisal:strike_veto": (pk["veto"],),
        "appraisal:objection": (pk["points objection"],),
        "appraisal:objection_move": (pk["points objection"], "reject"),
        **{f"appraisal:{name}": (pk["shown commendation"],) for name in ("commendation", "against")},
        "appraisal:commendation_move": (pk["shown commendation"], "drop"),
        "appraisal:settle": (pk["notice objection"],),
        "appraisal:practice": (pk["practice"],),
        "appraisal:practice_move": (pk["practice"], "grant"),
    }


def bodies(pk: Mapping[str, int]) -> dict[str, dict[str, Any]]:
    """For every address that takes a form, one that would do."""
    today, yesterday = clock.today(), clock.today() - timedelta(days=1)
    scheme = {"name": "另一方案", "year": today.year, "audience": "streets", "aggregation": "sum"}
    scheme |= {"excellent": 90, "good": 80, "passed": 60, "objection_days": 5}
    indicator = {"pillar": "基础", "name": "另一项", "kind": "manual", "weight": 5, "better": "more", "minimum": 1}
    paper = {"title": "关于街道考评结果的通报", "to": "民治街道", "basis": "示例办法", "body": "现将结果通报。"}
    reason = {"reason": "示例原因"}
    return {
        "appraisal:new": scheme,
        "appraisal:change": scheme,
        "appraisal:version": {},
        "appraisal:scheme_move": reason,
        "appraisal:add_indicator": indicator,
        "appraisal:change_indicator": indicator,
        "appraisal:drop_indicator": {},
        "appraisal:add_veto_rule": {"name": "迟报", "effect": "cap_grade", "cap": "good"},
        "appraisal:drop_veto_rule": {},
        "appraisal:open_run": {"first": today, "last": today, "self_by": today},
        "appraisal:run_move": {},
        "appraisal:notice": paper,
        "appraisal:restate": reason | {"self_by": today},
        "appraisal:propose_by_rule": {"most": 3},
        "appraisal:card_move": {},
        "appraisal:self_assess": {f"note-{pk['indicator by hand']}": "没有差错"},
        "appraisal:assess": {f"numerator-{pk['indicator by hand']}": 1},
        "appraisal:note_veto": {
            "rule": pk["veto rule"],
            "on": min(yesterday, today - timedelta(days=4)),
            "what": "又一次",
        },
        "appraisal:object": {"indicator": pk["bound indicator"], "reason": "已整改"},
        "appraisal:draw_visit": {"tasks": 0, "indicators": 1},
        "appraisal:check_item": {"result": "deviates", "note": "缺两次记录", "points": 40},
        "appraisal:strike_veto": reason,
        "appraisal:objection_move": {"opinion": "属实"},
        "appraisal:propose": {"unit": "民治街道", "deeds": "示例事迹", "year": today.year - 1},
        "appraisal:decision": {**paper, "title": "关于表彰的决定"},
        "appraisal:commendation_move": reason,
        "appraisal:against": {"said_by": "某单位", "what": "另有异议"},
        "appraisal:settle": {"finding": "经核查不属实"},
        "appraisal:tell_practice": {"unit": "民治街道", "title": "另一做法", "text": "做法和成效。"},
        "appraisal:practice_move": {},
    }
