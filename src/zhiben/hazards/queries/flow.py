"""Stock and flow (存量、增量): valid major hazards found before a year, and in it, side by side as of any moment; what
became of them, what was unusual, and how long those that are open have been known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from zhiben.foundation.lifecycle.models import was_in
from zhiben.hazards import queries
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.models import Attempt, Hazard, Listing, Request
from zhiben.hazards.vocab import UNDECLARED, VALID, RequestKind
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut, share
from zhiben.kernel.text import N_

STILL_OPEN = tuple(state for state in VALID if state != "closed")
JUDGED = tuple(state for state in VALID if state != "reported")
"""From the verification on, by which a hazard is found to have come back."""
WAITING = tuple(state for state in STILL_OPEN if state not in UNDECLARED)

STOCK, NEW = "stock", "new"
SIDES = {STOCK: N_("存量（本年以前发现）"), NEW: N_("增量（本年发现）")}


@dataclass(frozen=True, slots=True)
class Look:
    """As of when one looks, and from which year on "before" is told: 24:00 of 31 December and 0:00 of 1 January are
    one moment, looked at from the old year and from the new one."""

    as_of: datetime
    year: int
    side: str = NEW

    @property
    def cut(self) -> Cut:
        """The moment."""
        return Cut(self.as_of)

    @property
    def found(self) -> Q:
        """Found before the year, or in it."""
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        return Q(found_on__lt=first) if self.side == STOCK else Q(found_on__gte=first, found_on__lte=last)


Rows = QuerySet[Hazard]


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the comparison: its word, what it counts, and which rows those are."""

    label: str
    formula: str
    rows: Callable[[Look], Rows]


def _standing(look: Look, states: tuple[str, ...]) -> Rows:
    return queries.in_states(states, look.cut, look.found)


def _with(look: Look, rows: QuerySet[Any]) -> Rows:
    """Valid ones that have one of `rows` beside them."""
    return queries.valid(look.cut, look.found).filter(Exists(rows.filter(hazard=OuterRef("pk"))))


def _once_closed(look: Look) -> Rows:
    return _with(look, Attempt._unfiltered().filter(closed_at__lt=look.as_of))


def _reopened(look: Look) -> Rows:
    return _with(look, Attempt._unfiltered().filter(closed_at__isnull=False, superseded_at__lt=look.as_of))


def _come_back(look: Look) -> Rows:
    """Once closed, and then reopened, or found again at the same place and clause by then."""
    again = Hazard._unfiltered().filter(was_in(HAZARD, JUDGED, look.as_of), relapse_of=OuterRef("pk"))
    reopened = Attempt._unfiltered().filter(hazard=OuterRef("pk"), closed_at__isnull=False)
    return _once_closed(look).filter(Exists(again) | Exists(reopened.filter(superseded_at__lt=look.as_of)))


def _extended(look: Look) -> Rows:
    granted = Request._unfiltered().filter(kind=RequestKind.EXTEND, state="granted", decided_at__lt=look.as_of)
    return _with(look, granted)


LINES: dict[str, Line] = {
    "valid": Line(N_("有效隐患"), N_("已上报，不含不予认定和重复"), lambda look: _standing(look, VALID)),
    "closed": Line(N_("已销号"), N_("截至时点已销号"), lambda look: _standing(look, ("closed",))),
    "open": Line(N_("未销号"), N_("有效隐患中尚未销号的"), lambda look: _standing(look, STILL_OPEN)),
    "waiting": Line(N_("待复核销号"), N_("已报整改完成、尚未销号"), lambda look: _standing(look, WAITING)),
    "not_due": Line(
        N_("未到期"),
        N_("尚未报整改完成、期限未过或尚未核定期限"),
        lambda look: queries.not_due(look.as_of).filter(look.found),
    ),
    "overdue": Line(
        N_("逾期"), N_("期限当日24时已过、尚未报整改完成"), lambda look: queries.overdue(look.as_of).filter(look.found)
    ),
    "on_time": Line(
        N_("按期整改"),
        N_("已销号的隐患中，期限当日24时前报整改完成的"),
        lambda look: queries.closed_on_time(look.cut, look.found),
    ),
    "reviewed": Line(
        N_("两人复核"),
        N_("已销号的隐患中，经两名复核人现场复核通过的"),
        lambda look: queries.reviewed_by_two(look.cut, look.found),
    ),
    "confirmed": Line(
        N_("现场确认"),
        N_("有效隐患中，经两人现场确认至少一次的"),
        lambda look: queries.confirmed(look.cut, look.found),
    ),
    "once_closed": Line(N_("曾经销号"), N_("有效隐患中，截至时点曾经销号的"), _once_closed),
    "come_back": Line(N_("回潮"), N_("曾经销号的隐患中，重新打开的，或者同一场所同一条款又被发现的"), _come_back),
    "reopened": Line(N_("重新打开"), N_("销号以后重新打开过的"), _reopened),
    "sent_back": Line(
        N_("复核退回"),
        N_("复核时被退回过的"),
        lambda look: _with(look, Attempt._unfiltered().filter(passed=False, reviewed_at__lt=look.as_of)),
    ),
    "extended": Line(N_("同意延期"), N_("整改期限被同意延长过的"), _extended),
    "listed": Line(
        N_("挂牌督办"),
        N_("曾被批准挂牌督办的，含已摘牌"),
        lambda look: _with(look, Listing._unfiltered().filter(approved_at__lt=look.as_of)),
    ),
    "relapsed": Line(
        N_("回潮反弹"),
        N_("在同一场所、因同一条款销号之后又发现的"),
        lambda look: _standing(look, JUDGED).filter(relapse_of__isnull=False),
    ),
}
"""All that is counted, by key."""

COUNTS = ("valid", "closed", "open", "waiting", "not_due", "overdue")
EXCEPTIONS = ("reopened", "sent_back", "extended", "listed", "relapsed")


@dataclass(frozen=True, slots=True)
class Rate:
    """A fraction of two lines."""

    label: str
    numerator: str
    denominator: str


RATES = (
    Rate(N_("整改率"), "closed", "valid"),
    Rate(N_("按期整改率"), "on_time", "closed"),
    Rate(N_("复核率"), "reviewed", "closed"),
    Rate(N_("现场确认率"), "confirmed", "valid"),
    Rate(N_("回潮率"), "come_back", "once_closed"),
)
"""The rates beside each other."""


def counts(look: Look) -> dict[str, int]:
    """Every line of one side."""
    return {key: line.rows(look).order_by().count() for key, line in LINES.items()}


def rate(one: Rate, found: dict[str, int]) -> str:
    """A rate as pages print it; a dash without any to be a share of."""
    return share(found[one.numerator], found[one.denominator])


@dataclass(frozen=True, slots=True)
class Band:
    """So many days known, from `first` to `last` (None: and more)."""

    key: str
    label: str
    first: int
    last: int | None

    def found(self, day: date) -> Q:
        """Found so long before the end of `day`; what was found on it is 0 days old."""
        newest = Q(found_on__lte=day - timedelta(days=self.first))
        return newest if self.last is None else newest & Q(found_on__gte=day - timedelta(days=self.last))


BANDS = {
    band.key: band
    for band in (
        Band("30", N_("30天以内"), 0, 30),
        Band("90", N_("31—90天"), 31, 90),
        Band("180", N_("91—180天"), 91, 180),
        Band("365", N_("181—365天"), 181, 365),
        Band("more", N_("365天以上"), 366, None),
    )
}
"""How long open hazards have been known; a default of this product."""


def last_day(as_of: datetime) -> date:
    """The day of the last moment that is counted."""
    return (as_of - timedelta(microseconds=1)).astimezone(clock.TZ).date()


def open_then(as_of: datetime) -> Rows:
    """Valid major hazards of whatever year that were not closed."""
    return queries.major(STILL_OPEN, as_of)


def ages(as_of: datetime) -> dict[int, Counter[str]]:
    """How many hazards were open, by the district in which they lay then and by band."""
    day = last_day(as_of)
    conditions = {f"band{key}": Count("pk", filter=band.found(day)) for key, band in BANDS.items()}
    rows: Any = open_then(as_of)
    found = rows.order_by().values("district_then").annotate(**conditions)
    return {row["district_then"]: Counter({key: row[f"band{key}"] for key in BANDS}) for row in found}
