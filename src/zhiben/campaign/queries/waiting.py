"""What waits for a person at the list: tasks whose next step is theirs, requests for more time, reports owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from zhiben.campaign.models import Extension, KeyTask, SampledReport
from zhiben.campaign.queries.reports import GRACE, reporting_units, unreported
from zhiben.campaign.queries.samples import samples, tallies
from zhiben.campaign.vocab import NOT_SUBMITTED
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.kernel import clock
from zhiben.kernel.periods import Period, half_month_of
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

LOOKED_THROUGH = 300
"""Among how many open tasks one looks for those that wait for a person, unless more are asked for."""


def waiting_for(actor: Actor, among: int = LOOKED_THROUGH) -> list[Waiting]:
    """Tasks, and requests for more time, whose next step `actor` may make, the nearest due day first."""
    tasks = KeyTask.objects.filter(state__in=("drafted", "assigned", "accepted", "submitted", "verified"))
    requests = Extension.objects.filter(state="asked").select_related("task")
    return waiting(tasks.order_by("due", "pk")[:among], actor) + waiting(requests.order_by("pk"), actor, N_("办理"))


def running_deadline(record: KeyTask | Extension) -> date | None:
    """The day by which the task, or the one that a request is about, must be submitted; None where no deadline
    runs."""
    one = record if isinstance(record, KeyTask) else record.task
    return one.due if one.state in NOT_SUBMITTED else None


@dataclass(frozen=True, slots=True)
class Owed:
    """How many reports a unit still owes for which half-month; what waits at its desk."""

    unit: int
    name: str
    count: int
    period: Period

    def __str__(self) -> str:
        return N_("{unit}：{period}还有{count}项任务未报").format(
            unit=self.name, period=self.period.label, count=self.count
        )

    @property
    def pk(self) -> str:
        """Tells it from other units' and other half-months'."""
        return f"{self.unit}@{self.period.first}"

    @property
    def due(self) -> date:
        """The last day of the half-month."""
        return self.period.last

    def get_absolute_url(self) -> str:
        """The grid in which the unit reports."""
        return f"{reverse('campaign:report')}?{urlencode({'period': self.period.first, 'unit': self.unit})}"


def reports_owed(actor: Actor, among: int = LOOKED_THROUGH) -> list[Waiting]:
    """What the units for which `actor` reports still owe: for the half-month that ends within three days or ended at
    most three days ago."""
    period = half_month_of(clock.today() - GRACE)
    if clock.today() < period.last - GRACE:
        return []
    units = reporting_units(actor)[:among]
    names = orgs.unit_names(units)
    owed = [Owed(unit, names[unit], unreported(unit, period), period) for unit in units]
    return [Waiting(one, N_("报送")) for one in owed if one.count]


@dataclass(frozen=True, slots=True)
class Pressing:
    """Something of which an office has several, told in one line: tasks that nobody has accepted in time, drawn reports
    that are not checked yet."""

    pk: str
    sentence: str
    address: str
    due: date | None = None

    def __str__(self) -> str:
        return self.sentence

    def get_absolute_url(self) -> str:
        """Where they are dealt with."""
        return self.address


def unaccepted(actor: Actor, _among: int = LOOKED_THROUGH) -> list[Waiting]:
    """Tasks whose day of acceptance has passed, for whoever has assigned them."""
    if not any(grant.role == Role.OFFICE_OFFICER for grant in actor.grants):
        return []
    rows = KeyTask.objects.filter(state="assigned", accept_by__lt=clock.today())
    if not (count := rows.count()):
        return []
    since = rows.order_by("accept_by").values_list("accept_by", flat=True).first()
    sentence = N_("{count}项任务过了签收期限还没有签收").format(count=count)
    address = f"{reverse('campaign:list')}?{urlencode({'state': 'assigned'})}"
    return [Waiting(Pressing("unaccepted", sentence, address, since), N_("催签收"))]


def checks_waiting(actor: Actor, among: int = LOOKED_THROUGH) -> list[Waiting]:
    """Of the drawn reports, what lacks something, for the unit; how many are not checked yet, for the office."""
    lacking = SampledReport.objects.filter(state="insufficient").select_related("report__task")
    found = waiting(lacking.order_by("pk")[:among], actor)
    if any(grant.role == Role.OFFICE_OFFICER for grant in actor.grants):
        found += [Waiting(one, N_("核查")) for one in _samples_open()]
    return found


def _samples_open() -> list[Pressing]:
    drawn = list(samples().order_by("period_first"))
    found = tallies(drawn)
    sentence = N_("{period}报送抽查还有{count}份待核查")
    return [
        Pressing(
            f"sample@{one.pk}",
            sentence.format(period=one.period.label, count=found[one.pk].waiting),
            one.get_absolute_url(),
        )
        for one in drawn
        if found[one.pk].waiting
    ]
