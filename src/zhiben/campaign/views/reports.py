"""The half-month's reporting: a unit's tasks under way in one grid, saved as a whole or not at all, and the nil return
for all that remain. Who reports for several units chooses one; the address remembers it."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiben.campaign import operations, queries
from zhiben.campaign.models import KeyTask, Milestone, TaskReport
from zhiben.foundation.audit import batch
from zhiben.foundation.files import store_upload
from zhiben.foundation.pages import actor_of, ticked
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, Refused
from zhiben.kernel.periods import Period
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


@dataclass
class Line:
    """One row of the grid: the task, what was sent for the period, what is being typed."""

    task: KeyTask
    sent: TaskReport | None
    last: str
    steps: list[Milestone] = field(default_factory=list)
    measured: bool = False
    """True where an amount is told: not of what was broken down."""
    text: str = ""
    figures: str = ""
    amount: str = ""
    note: str = ""
    reached: list[int] = field(default_factory=list)
    uploads: list[Any] = field(default_factory=list)
    wrong: str = ""
    hollow: str = ""

    @property
    def filled(self) -> bool:
        """True when something was typed, ticked or attached."""
        return bool(self.text or self.figures or self.uploads or self.amount or self.reached)

    @property
    def says_nothing(self) -> str:
        """Why it would be sent in time and say nothing; "" where it says something."""
        moved = self.figures or self.uploads or self.reached or (self.amount and self._brings_more())
        return queries.emptiness(self.text, last=self.last, moved=bool(moved))

    def _brings_more(self) -> bool:
        """Whether the amount is another one than last time; what cannot be read is refused later."""
        try:
            return Decimal(self.amount) != (self.task.achieved or 0)
        except InvalidOperation:
            return True

    @property
    def before(self) -> str:
        """The cumulative amount of last time, as it is typed."""
        return f"{self.task.achieved.normalize():f}" if self.task.achieved is not None else ""


@require_http_methods(["GET", "POST"])
def report(request: HttpRequest) -> HttpResponse:
    """Show the grid; save what was typed; or send the nil return for what remains."""
    actor = actor_of(request)
    units = queries.reporting_units(actor)
    if not units:
        raise NotAllowed(N_("只有牵头单位工作人员才有报送任务"))
    periods = queries.reporting_periods(clock.today())
    unit, period = _unit(request, units), _period(request, periods)
    lines = _lines(unit, period)
    sentence = _act(request, actor, unit, period, lines) if request.method == "POST" else ""
    if request.method == "POST" and not sentence:
        return HttpResponseRedirect(f"{reverse('campaign:report')}?period={period.first}&unit={unit}")
    names = orgs.unit_names(units)
    context = {
        "lines": lines,
        "period": period,
        "periods": periods,
        "unit": unit,
        "units": {one: names[one] for one in units},
        "remaining": sum(line.sent is None for line in lines),
        "sentence": sentence,
        "hollow": any(line.hollow for line in lines),
    }
    return render(request, "campaign/report.html", context, status=422 if sentence else 200)


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name) or request.POST.get(name) or ""


def _unit(request: HttpRequest, units: list[int]) -> int:
    """The unit asked for, if the person reports for it; else the first."""
    return next((unit for unit in units if str(unit) == _asked(request, "unit")), units[0])


def _period(request: HttpRequest, periods: list[Period]) -> Period:
    """The half-month asked for, if it is offered; else the present one."""
    return next((period for period in periods if str(period.first) == _asked(request, "period")), periods[0])


def _lines(unit: int, period: Period) -> list[Line]:
    tasks = list(queries.open_tasks_of(unit, period))
    ids = [task.pk for task in tasks]
    sent, last = queries.sent_for(ids, unit, period), queries.last_texts(ids, unit, period)
    steps, broken = queries.open_milestones(ids), queries.broken_down(ids)
    return [
        Line(
            task,
            sent.get(task.pk),
            last.get(task.pk, ""),
            steps.get(task.pk, []),
            task.amount is not None and task.pk not in broken,
        )
        for task in tasks
    ]


def _act(request: HttpRequest, actor: Actor, unit: int, period: Period, lines: list[Line]) -> str:
    """Do what was asked; the sentence to show when it was refused."""
    filled = _typed(request, lines)
    try:
        if "nil" not in request.POST:
            return _save(request, actor, unit, period, filled)
        if filled:
            return _("有%s项任务已填写进展，请先报送，再对其余任务零报告") % len(filled)
        count = operations.nil_return(unit, day=period.first, actor=actor)
        messages.success(request, _("已对%s项任务零报告") % count)
        return ""
    except Refused as refusal:
        return refusal.text


def _typed(request: HttpRequest, lines: list[Line]) -> list[Line]:
    """Take what was typed into the lines; those that have something to send."""
    for line in lines:
        line.text = request.POST.get(f"text_{line.task.pk}", "").strip()
        line.figures = request.POST.get(f"figures_{line.task.pk}", "").strip()
        line.amount = request.POST.get(f"amount_{line.task.pk}", "").strip()
        line.note = request.POST.get(f"note_{line.task.pk}", "").strip()
        line.reached = ticked(request, f"reached_{line.task.pk}")
        line.uploads = list(request.FILES.getlist(f"files_{line.task.pk}"))
        line.wrong = _("请填写进展情况") if line.filled and not line.text else ""
    return [line for line in lines if line.filled and line.sent is None]


def _save(request: HttpRequest, actor: Actor, unit: int, period: Period, filled: list[Line]) -> str:
    if any(line.wrong for line in filled):
        return _("有任务只填了数据或附件，没有进展情况；尚未保存任何内容")
    if not filled:
        return _("还没有填写任何进展；确无进展的请用零报告")
    if "even_so" not in request.POST and (sentence := _hollow(filled)):
        return sentence
    with batch():
        facts = [(line.task, {"unit": unit, **_facts(line, period, actor)}) for line in filled]
        operations.report_many(facts, actor=actor)
    messages.success(request, _("已报送%s项任务") % len(filled))
    return ""


def _hollow(filled: list[Line]) -> str:
    """Tell of each line that says nothing why; whoever has read it may send it all the same."""
    for line in filled:
        line.hollow = line.says_nothing
    count = sum(bool(line.hollow) for line in filled)
    sentence = _("有%s项会记为空报，请补充内容；确实只能这样报的，请勾选“仍按此报送”后再报送。尚未保存任何内容")
    return sentence % count if count else ""


def _facts(line: Line, period: Period, actor: Actor) -> dict[str, Any]:
    evidence = [store_upload(upload, actor_id=actor.id).pk for upload in line.uploads]
    given = {"period": period.first, "text": line.text, "figures": line.figures, "evidence": evidence}
    given |= {"amount": line.amount, "note": line.note, "reached": line.reached}
    return {name: value for name, value in given.items() if value}
