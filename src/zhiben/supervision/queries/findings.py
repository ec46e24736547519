"""Reads of findings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Count, Q, QuerySet, When

from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.lifecycle.findings import ENFORCED, GIVEN, UNSETTLED
from zhiben.supervision.models import Finding, Round, Visit, VisitMember
from zhiben.supervision.queries.transfers import handed_over, with_enforcement
from zhiben.supervision.vocab import Becomes

if TYPE_CHECKING:
    from zhiben.orgs.models import Site

PAPER = "letter__paper_json"
"""What no list needs, and is large."""


def findings_of(visit: Visit) -> list[Finding]:
    """The findings of a visit, in their order, ready to be asked who may."""
    rows = Finding.objects.filter(visit=visit).select_related("unit", "clause", "letter").defer(PAPER)
    return _ready(rows.order_by("position"))


def findings_in(one: Round) -> QuerySet[Finding]:
    """The findings of a round that stand, visit by visit; `enforced` are those that are with an enforcement unit."""
    rows = Finding.objects.filter(visit__round=one).exclude(state="struck").exclude(visit__state="void")
    rows = rows.annotate(enforced=with_enforcement())
    rows = rows.select_related("visit__site", "unit", "clause", "letter").defer(PAPER)
    return rows.order_by("visit", "position")


def _late() -> Q:
    return Q(state="issued", due__lt=clock.today())


def class_of(row: Any) -> str:
    """As what a finding of a round is counted: by its state, or as being with an enforcement unit and nowhere else."""
    return _counted_as(row.state, enforced=row.enforced)


def _counted_as(state: str, *, enforced: bool) -> str:
    return ENFORCED.key if state == "recorded" and enforced else state


def in_class(rows: QuerySet[Any], key: str) -> QuerySet[Any]:
    """Those of a round's findings that are counted as `key`; all of them for ""."""
    if key in ("recorded", ENFORCED.key):
        return rows.filter(state="recorded", enforced=key == ENFORCED.key)
    return rows.filter(state=key) if key else rows


def finding_tally(rows: QuerySet[Any]) -> Counter[str]:
    """How many of a round's findings are counted as what; under `late` those that a unit has not answered in time."""
    told = rows.order_by().values_list("state", "enforced")
    found: Counter[str] = Counter()
    for state, enforced, count, late in told.annotate(count=Count("pk"), late=Count("pk", filter=_late())):
        found[_counted_as(state, enforced=enforced)] += count
        found["late"] += late
    return found


def findings_by_id(ids: Sequence[int]) -> list[Finding]:
    """Findings in scope, in the order of their visits."""
    rows = Finding.objects.filter(pk__in=list(ids)).select_related("visit__site", "unit", "clause")
    return _ready(rows.order_by("visit", "position"))


def told_between(office: int, begins: datetime, ends: datetime) -> QuerySet[Finding]:
    """What an office's visits found and a paper told that was issued from a moment until before another, the latest
    paper first."""
    rows = Finding.objects.filter(visit__office=office, state__in=GIVEN)
    rows = rows.filter(letter__issued_at__gte=begins, letter__issued_at__lt=ends).exclude(visit__state="void")
    return rows.select_related("visit__site__sector", "letter").order_by("-letter__issued_at", "visit", "position")


def letter_numbered(number: str) -> Any:
    """The issued paper of a number that tells of a finding in scope; None where there is none."""
    rows = Finding.objects.filter(letter__number=number, letter__issued_at__isnull=False).select_related("letter")
    found = rows.order_by("pk").first() if number else None
    return found.letter if found else None


def findings_told_in(letter: int) -> list[Finding]:
    """The findings that a paper tells of, whatever the scope, ready to be asked who may."""
    return _ready(Finding._unfiltered().filter(letter=letter).select_related("visit__site", "unit", "clause"))


def given(
    letter: int = 0, state: str = "", units: Collection[int] = (), *, front: Collection[int] = ()
) -> QuerySet[Finding]:
    """The findings in scope that were given to units: those of the units `front` first, of these and the others those
    to be answered, then those to be looked at again, of either those due first; of one paper, in one state, of some
    units, if so asked."""
    rows = Finding.objects.filter(state__in=GIVEN)
    if letter:
        rows = rows.filter(letter=letter)
    if state:
        rows = rows.filter(state=state)
    if units:
        rows = rows.filter(unit__in=units)
    turn = Case(*(When(state=name, then=place) for place, name in enumerate(("issued", "answered"))), default=2)
    rows = rows.select_related("visit__site", "unit", "letter").defer(PAPER)
    own = Case(When(unit__in=list(front), then=0), default=1)
    return rows.order_by(own, turn, "due", "letter", "visit", "position")


def places_told(found: Iterable[Finding]) -> dict[int, str]:
    """By site, in brackets, where it lies and by which code it is known: what tells a letter's reader which one it is.
    Of findings that were read with their sites."""
    sites = {one.visit.site_id: one.visit.site for one in found}
    names = orgs.territory_names({pk for site in sites.values() for pk in (site.district, site.street)})
    return {pk: _place_told(site, names) for pk, site in sites.items()}


def _place_told(site: Site, names: dict[int, str]) -> str:
    code = N_("统一社会信用代码{code}").format(code=site.uscc) if site.uscc else ""
    code = code or (N_("本地编号{code}").format(code=site.local_id) if site.local_id else "")
    lies = (names.get(pk, "") for pk in (site.district, site.street))
    where = "".join(name for name in lies if name not in site.address) + site.address
    told = "，".join(part for part in (where, code) if part)
    return N_("（{told}）").format(told=told) if told else ""


def text_told(one: Finding) -> str:
    """Its words as a letter tells them, without the full stop; what came after the signature says so."""
    mark = N_("（签字后上传）") if one.late else ""
    return one.text.rstrip("。") + mark


def finding_of(pk: int) -> Finding:
    """One finding. Raises NotFound."""
    found = findings_by_id([pk])
    if not found:
        raise NotFound(N_("没有找到该问题"))
    return found[0]


def prepare_findings(found: Sequence[Finding]) -> None:
    """Read how their visits stand, who was there and what is handed over, of many findings with three queries."""
    visits = {one.visit_id for one in found}
    states = dict(Visit._unfiltered().filter(pk__in=visits).values_list("pk", "state"))
    people: dict[int, set[int]] = {pk: set() for pk in visits}
    for visit, person in VisitMember._unfiltered().filter(visit__in=visits).values_list("visit", "person"):
        people[visit].add(person)
    pending = handed_over([one.pk for one in found])
    for one in found:
        one.__dict__["_visit_state"] = states.get(one.visit_id, "")
        one.__dict__["_people"] = frozenset(people.get(one.visit_id, ()))
        one.__dict__["_handed_over"] = one.pk in pending


def _ready(rows: QuerySet[Finding]) -> list[Finding]:
    found = list(rows)
    prepare_findings(found)
    return found


@dataclass(frozen=True, slots=True)
class UnitLine:
    """How the problems of the campaign's own work stand that one unit answers for; unit 0: given to nobody yet."""

    unit: int
    name: str
    findings: int
    waiting: int
    late: int
    settled: int


def work_problems() -> QuerySet[Finding]:
    """What was found to be wrong with the campaign's own work at signed visits, the latest first."""
    rows = Finding.objects.filter(becomes=Becomes.WORK, visit__state="closed").exclude(state="struck")
    return rows.select_related("visit__site", "unit").order_by("-visit__arrived_at", "visit", "position")


def of_unit(rows: QuerySet[Finding], unit: int) -> QuerySet[Finding]:
    """Those of one unit; of 0 those that nobody answers for yet."""
    return rows.filter(unit=unit) if unit else rows.filter(unit__isnull=True)


def by_unit(rows: QuerySet[Finding]) -> list[UnitLine]:
    """One line a unit, the most problems first."""
    counts = (
        rows.order_by()
        .values_list("unit", "unit__name")
        .annotate(
            findings=Count("pk"),
            waiting=Count("pk", filter=Q(state__in=UNSETTLED)),
            late=Count("pk", filter=_late()),
            settled=Count("pk", filter=Q(state="settled")),
        )
    )
    lines = [UnitLine(unit or 0, name or N_("还没有交办"), *told) for unit, name, *told in counts]
    return sorted(lines, key=lambda one: (-one.findings, one.unit))
