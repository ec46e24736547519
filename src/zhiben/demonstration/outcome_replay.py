"""Returns of what the campaign brought about (示例数据): three monthly forms and a quarterly one, told,
sent back, corrected and certified. With the records they make the published totals."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, time, timedelta
from random import Random
from typing import TYPE_CHECKING

from zhiben.demonstration import outcome_story
from zhiben.demonstration.calendar import at
from zhiben.demonstration.timeline import Happening
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.periods import month_of
from zhiben.orgs import queries as orgs
from zhiben.reporting import operations, queries
from zhiben.reporting.fields import Field
from zhiben.reporting.operations import FormDraft
from zhiben.reporting.operations.telling import look_at

if TYPE_CHECKING:
    from zhiben.demonstration.city import City
    from zhiben.reporting.models import Return, ReturnForm

BASIS = "《深圳市安全生产治本攻坚三年行动总体方案》（示例数据）"
FROM, UNTIL = date(2024, 1, 1), date(2026, 12, 31)
ISSUED = date(2024, 1, 29)
TRAINING = (
    Field("employees", "本月参加培训的从业人员", unit="人次", minimum="0", outcome="training_employees", change=400),
    Field("principals", "本月参加培训的企业主要负责人", unit="人次", minimum="0", outcome="training_principals"),
    Field("enforcement", "本月参加培训的基层执法人员", unit="人次", minimum="0", outcome="training_enforcement"),
)
ENFORCEMENT = (
    Field("inspected", "本月检查单位", unit="家次", minimum="0", outcome="inspected", change=400),
    Field(
        "penalties",
        "本月行政处罚（平台未逐条登记的）",
        unit="件",
        minimum="0",
        outcome="penalties",
        at_most="inspected",
    ),
    Field("exits", "本月打通逃生通道、消防通道（平台未逐条登记的）", unit="处", minimum="0", outcome="exits"),
)
CRITERIA = (
    Field("trained", "本月参加判定标准培训", unit="人次", minimum="0", outcome="training_criteria"),
    Field("sessions", "其中本单位组织的场次", unit="场", minimum="0", required=False),
)
DUTIES = (
    Field("studied", "本季度领导班子研究安全生产", unit="次", minimum="0"),
    Field("led", "其中主要负责人带队检查", unit="次", minimum="0"),
    Field("problems", "存在的主要问题", kind="text", required=False),
)
FORMS = {
    "training": (FormDraft("教育培训情况月报（示例）", due_days=6, audience="districts"), TRAINING),
    "enforcement": (FormDraft("执法检查和工程治理情况月报（示例）", due_days=6, audience="districts"), ENFORCEMENT),
    "criteria": (FormDraft("判定标准培训情况月报（示例）", due_days=6, audience="departments"), CRITERIA),
    "duties": (
        FormDraft("“三管三必须”履职情况季报（示例）", frequency="quarter", due_days=8, audience="departments"),
        DUTIES,
    ),
}
KEYS = {
    name: {one.key: one.outcome for one in fields if one.outcome}
    for name, (_draft, fields) in FORMS.items()
    if any(one.outcome for one in fields)
}
"""Which field of which form tells which outcome."""

LAST_QUARTER = 9
"""What is told of the quarter that ends in this month nobody has certified yet."""
TOLD, CERTIFIED = time(16, 25), time(10, 25)
LATE = {("training", 5, 10), ("enforcement", 8, 7)}
"""(form, month, place of the district): told after its day."""
SENT_BACK = {("enforcement", 7, 3), ("criteria", 6, 4)}
"""Returned once, told anew the next working day."""
CORRECTED = ("training", 6, 0)
"""Told too low by a hundred at first, corrected in August."""


class Returns:
    """The forms, and what was told."""

    def __init__(self, city: City, rng: Random) -> None:
        self.city, self.rng = city, rng
        self.forms: dict[str, ReturnForm] = {}
        self.units: dict[str, list[int]] = {}
        self.told: dict[tuple[str, int, date], dict[str, int]] = {}

    def happenings(self) -> Iterator[Happening]:
        """Everything, in order of time."""
        self._tell_of()
        return iter(sorted(self._all(), key=lambda happening: happening.at))

    def _tell_of(self) -> None:
        """What every unit is going to tell."""
        streets: dict[int, int] = {}
        for street in self.city.streets:
            streets[street.district.government] = streets.get(street.district.government, 0) + 1
        leads = {unit: 1 + place % 5 for place, unit in enumerate(self.city.leads)}
        by_districts = outcome_story.BY_DISTRICTS | outcome_story.LEFT_TO_DISTRICTS
        for form in ("training", "enforcement"):
            totals = {kind: by_districts[kind] for kind in KEYS[form].values()}
            self._plan(form, streets, totals)
        self._plan("criteria", leads, {"training_criteria": outcome_story.CRITERIA})

    def _plan(self, form: str, sizes: dict[int, int], totals: dict[str, int]) -> None:
        self.units[form] = list(sizes)
        for one in outcome_story.returns(self.rng, sizes, totals):
            self.told[form, one.unit, one.month] = {key: one.amounts[kind] for key, kind in KEYS[form].items()}

    def _all(self) -> Iterator[Happening]:
        yield Happening(at(ISSUED, time(10, 35)), self.issue)
        for month in outcome_story.MONTHS:
            period = month_of(month)
            yield Happening(at(period.last + timedelta(days=1), time(0, 20)), _open)
            day = self._working(period.last, 3)
            for form in self.units:
                yield from self._month(form, month, day)
        found = self._working(date(2024, 8, 14), 1)
        yield Happening(at(found, TOLD), self.correct)
        yield Happening(at(self._working(found, 1), CERTIFIED), self.certify_corrected)
        for quarter_end in (date(2024, 3, 31), date(2024, 6, 30), date(2024, 9, 30)):
            day = self._working(quarter_end, 5)
            yield Happening(at(day, TOLD), lambda last=quarter_end: self.tell_duties(last))  # type: ignore[misc]
            if quarter_end.month < LAST_QUARTER:
                seen = at(self._working(day, 3), CERTIFIED)
                yield Happening(seen, lambda last=quarter_end: self.certify("duties", last))  # type: ignore[misc]

    def _month(self, form: str, month: date, day: date) -> Iterator[Happening]:
        late = {place for name, number, place in LATE if (name, number) == (form, month.month)}
        back = {place for name, number, place in SENT_BACK if (name, number) == (form, month.month)}
        last = self._working(day, 5)
        yield Happening(at(day, TOLD), lambda: self.tell(form, month, leaving=late))
        if back:
            yield Happening(at(self._working(day, 1), time(9, 45)), lambda: self.send_back(form, month, back))
            yield Happening(at(self._working(day, 1), TOLD), lambda: self.tell(form, month, only=back))
        if late:
            yield Happening(at(last, time(9, 20)), lambda: self.tell(form, month, only=late))
        yield Happening(at(self._working(day, 2), CERTIFIED), lambda: self.certify(form, month))
        if late:
            yield Happening(at(last, CERTIFIED), lambda: self.certify(form, month))

    def _working(self, day: date, count: int) -> date:
        return orgs.workdays().after(day, count)

    def issue(self) -> None:
        """The office issues its forms, each with its basis and its end."""
        officer = self.city.officer
        with scope(officer):
            for key, (draft, fields) in FORMS.items():
                whole = _until(draft)
                form = operations.draft_form(self.city.office, whole, fields=fields, actor=officer, demonstration=True)
                self.forms[key] = operations.issue(form, actor=officer)

    def tell(self, form: str, month: date, *, leaving: set[int] = frozenset(), only: set[int] = frozenset()) -> None:  # type: ignore[assignment]
        """Units tell their month; `leaving` some out, or `only` some, by their place."""
        for place, unit in enumerate(self.units[form]):
            if place in leaving or (only and place not in only):
                continue
            actor = self.city.answering(unit)
            with scope(actor):
                one = self._return(form, unit, month)
                values = dict(self.told[form, unit, month])
                if (form, month.month, place) == CORRECTED:
                    values["employees"] -= 100
                operations.submit(one, values, _why(one, values), actor=actor)

    def send_back(self, form: str, month: date, places: set[int]) -> None:
        """The office returns what does not fit."""
        with scope(self.city.officer):
            for place in sorted(places):
                one = self._return(form, self.units[form][place], month)
                perform(one, "send_back", self.city.officer, reason="与逐条登记的数不一致，请核对后重报")

    def certify(self, form: str, month: date) -> None:
        """The office certifies what has come."""
        with scope(self.city.officer):
            rows = [one for one in self._returns(form, month) if one.state == "submitted"]
            operations.certify_many(rows, actor=self.city.officer)

    def correct(self) -> None:
        """One unit finds that it had told too little."""
        form, number, place = CORRECTED
        unit, month = self.units[form][place], date(2024, number, 1)
        actor = self.city.answering(unit)
        with scope(actor):
            one = self._return(form, unit, month)
            values = self.told[form, unit, month]
            operations.correct(one, values, _why(one, values), reason="漏计一个场次", actor=actor)

    def certify_corrected(self) -> None:
        """And the office certifies it."""
        form, number, _place = CORRECTED
        self.certify(form, date(2024, number, 1))

    def tell_duties(self, last: date) -> None:
        """Departments tell of a quarter; a fifth leave it to the last days, one in seven has nothing to tell of."""
        for place, unit in enumerate(self.city.leads):
            if place % 5 == 4:
                continue
            actor = self.city.answering(unit)
            with scope(actor):
                one = self._return("duties", unit, last)
                if place % 7 == 6:
                    operations.report_nil(one, actor=actor)
                else:
                    operations.submit(one, {"studied": 2 + place % 4, "led": 1 + place % 2}, {}, actor=actor)

    def _return(self, form: str, unit: int, day: date) -> Return:
        return next(one for one in self._returns(form, day) if one.unit_id == unit)

    def _returns(self, form: str, day: date) -> Sequence[Return]:
        rows = queries.returns().filter(form=self.forms[form], period_first__lte=day, period_last__gte=day)
        return list(rows)


def _open() -> None:
    operations.open_due(clock.now())


def _until(draft: FormDraft) -> FormDraft:
    return replace(draft, basis=BASIS, begins_on=FROM, ends_on=UNTIL, purpose="示例数据")


def _why(one: Return, values: dict[str, int]) -> dict[str, str]:
    """A reason wherever one is asked for."""
    found = look_at(one, values)
    return dict.fromkeys(found.doubted, "本月集中开展（示例）")
