"""The pages of task forces: who is in them, who is on duty, when they have met."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.campaign import policy, queries
from zhiben.campaign.forms import DutyForm, DutyTurnForm, EndForm, ForceForm, MemberForm, StandingMemberForm, SwapForm
from zhiben.foundation import once
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.pages import acted, actor_of, done, editing, form_page
from zhiben.foundation.secrets import CONTACT
from zhiben.foundation.secrets.forms import ReadingForm
from zhiben.kernel import clock
from zhiben.kernel.periods import Period, month_of
from zhiben.orgs import operations, vocab
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations.phones import MEMBER

if TYPE_CHECKING:
    from zhiben.orgs.models import ForceMember, TaskForce

MEETINGS = 60
"""How many of its latest meetings the page of a task force lists."""


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The task forces in scope, with who is on duty today and when each has met last."""
    today = clock.today()
    rows = []
    for force in orgs.task_forces():
        last = queries.meetings(force).exclude(state="cancelled").filter(held_on__lte=today).first()
        units = orgs.member_units(force, today)
        rows.append((force, force.standing(today), len(units), orgs.on_duty(force, today), last))
    runs = orgs.unit_names(orgs.offices_run(actor_of(request)))
    return render(request, "campaign/forces.html", {"rows": rows, "runs": runs})


@require_http_methods(["GET", "POST"])
def found(request: HttpRequest, office: int) -> HttpResponse:
    """Set up a task force of an office."""
    actor = actor_of(request)
    policy.must_convene(actor, office)
    form = ForceForm(office, request.POST or None, initial={"since": clock.today()})
    made: list[TaskForce] = []

    def act() -> None:
        said = form.cleaned_data
        made.append(
            operations.found_force(
                office, name=said["name"], host=int(said["host"]), since=said["since"], until=said["until"], actor=actor
            )
        )

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("组建专班"), reverse("campaign:forces"))


@require_safe
def force(request: HttpRequest, pk: int) -> HttpResponse:
    """One task force: members now and before, its meetings, the way to the roster."""
    one = orgs.task_force(pk)
    members = orgs.members_of(one)
    return _page(request, one, members, orgs.member_masks(members), ReadingForm(MEMBER, usual=CONTACT))


@require_POST
def read_phones(request: HttpRequest, pk: int) -> HttpResponse:
    """The task force with its members' telephones, for the purpose that is told."""
    one, actor = orgs.task_force(pk), actor_of(request)
    members = orgs.members_of(one)
    form, shown = ReadingForm(MEMBER, request.POST, usual=CONTACT), dict[int, str]()
    with once.aside():
        read = done(form, lambda: shown.update(operations.read_member_phones(one, members, **form.said, actor=actor)))
    return _page(request, one, members, shown if read else orgs.member_masks(members), form, read=read)


def _page(
    request: HttpRequest,
    one: TaskForce,
    members: Sequence[ForceMember],
    phones: Mapping[int, str],
    form: ReadingForm,
    *,
    read: bool = False,
) -> HttpResponse:
    actor, today = actor_of(request), clock.today()
    runs = one.office_id in policy.planning(actor)
    context = {
        "force": one,
        "standing": one.standing(today),
        "present": [member for member in members if member.standing(today) is not vocab.ENDED],
        "former": [member for member in members if member.standing(today) is vocab.ENDED],
        "gone": orgs.ended_units(members, today),
        "on_duty": orgs.on_duty(one, today),
        "meetings": list(queries.with_counts(queries.meetings(one))[:MEETINGS]),
        "runs": runs,
        "phones": phones,
        "reading": None if read or not phones else form,
        "today": today,
        "lines": audit.of(one, newest=12),
    }
    refused = form.is_bound and not read
    return render(request, "campaign/force.html", context, status=422 if refused else 200)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a task force end."""
    one, actor = orgs.task_force(pk), actor_of(request)
    policy.must_convene(actor, one.office_id)
    form = EndForm(request.POST or None, initial={"last": clock.today()})
    return acted(
        request,
        form,
        _("撤销专班：{force}").format(force=one),
        lambda: operations.end_force(one, last=form.cleaned_data["last"], actor=actor),
        one.get_absolute_url(),
    )


@require_http_methods(["GET", "POST"])
def add_member(request: HttpRequest, pk: int) -> HttpResponse:
    """Somebody joins."""
    one, actor = orgs.task_force(pk), actor_of(request)
    policy.must_convene(actor, one.office_id)
    form = MemberForm(request.POST or None, initial={"first": clock.today(), "role": "member"})

    def act() -> object:
        said = form.cleaned_data
        return operations.add_member(one, form.draft(), first=said["first"], last=said["last"], actor=actor)

    return acted(request, form, _("加入成员：{force}").format(force=one), act, one.get_absolute_url())


@require_http_methods(["GET", "POST"])
def member(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct a member's role, post and telephone; let their time end."""
    row, actor = orgs.force_member(pk), actor_of(request)
    policy.must_convene(actor, row.force.office_id)
    kept = orgs.member_masks([row]).get(row.pk, "")
    form = StandingMemberForm(request.POST or None, initial=_member(row), kept=kept)
    editing(form, lambda: _member(orgs.force_member(pk)), subject=("orgs.taskforce", row.force_id))

    def act() -> None:
        operations.set_member(row, _draft(row, form), actor=actor)
        last = form.cleaned_data["last"]
        if last != row.last_day:
            operations.end_member(row, last=last, actor=actor)

    title = _("修改成员：{unit}{name}").format(unit=row.unit, name=row.name)
    return acted(request, form, title, act, row.force.get_absolute_url())


def _draft(row: ForceMember, form: StandingMemberForm) -> operations.MemberDraft:
    said = form.cleaned_data
    return operations.MemberDraft(
        row.unit_id, row.name, said["role"], said["post"], form.phone_told(), row.person_id or 0
    )


def _member(row: ForceMember) -> Mapping[str, object]:
    return {"role": row.role, "post": row.post, "last": row.last_day}


@require_http_methods(["GET", "POST"])
def roster(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is on duty on which day of a month; filled in turn, set for one day, two days swapped."""
    one, actor = orgs.task_force(pk), actor_of(request)
    runs = one.office_id in policy.planning(actor)
    if request.method == "POST":
        policy.must_convene(actor, one.office_id)
    month = _month(request)
    people = [(row.pk, f"{row.name}（{row.unit}）") for row in _serving(one, month)]
    asked = request.POST.get("act", "") if request.method == "POST" else ""
    data = {name: request.POST if asked == name else None for name in ("fill", "set", "swap")}
    span = {"first": max(month.first, clock.today()) if month.last >= clock.today() else month.first}
    fill = DutyTurnForm(people, data["fill"], initial={**span, "last": month.last})
    one_day, swap = DutyForm(people, data["set"]), SwapForm(data["swap"], auto_id="swap_%s")
    acts: Sequence[tuple[forms.Form, Callable[[], object]]] = (
        (fill, lambda: _filled(request, one, fill)),
        (one_day, lambda: _set(request, one, one_day)),
        (swap, lambda: operations.swap_duties(one, **_two_days(swap), actor=actor)),
    )
    for form, act in acts:
        if done(form, act):
            return HttpResponseRedirect(f"{reverse('campaign:roster', args=[pk])}?month={month.first:%Y-%m}")
    context = {
        "force": one,
        "month": month,
        "weeks": _weeks(month, orgs.duties(one, month.first, month.last)),
        "earlier": month.first - timedelta(days=1),
        "later": month.last + timedelta(days=1),
        "today": clock.today(),
        "runs": runs,
        "fill": fill,
        "one_day": one_day,
        "swap": swap,
        "action": f"{reverse('campaign:roster', args=[pk])}?month={month.first:%Y-%m}",
    }
    return render(request, "campaign/roster.html", context, status=422 if asked else 200)


def _filled(request: HttpRequest, one: TaskForce, form: forms.Form) -> None:
    said = form.cleaned_data
    members = [int(member) for member in said["members"]]
    made = operations.fill_duties(one, members, first=said["first"], last=said["last"], actor=actor_of(request))
    messages.success(request, _("已排定{count}个工作日，原有排班未动").format(count=len(made)))


def _set(request: HttpRequest, one: TaskForce, form: forms.Form) -> None:
    said = form.cleaned_data
    operations.set_duty(one, said["on"], int(said["member"] or 0), actor=actor_of(request))


def _two_days(form: forms.Form) -> dict[str, date]:
    return {"day": form.cleaned_data["on"], "other": form.cleaned_data["other"]}


def _month(request: HttpRequest) -> Period:
    """The month that is asked for, else the present one."""
    try:
        return month_of(date.fromisoformat(f"{request.GET.get('month', '')}-01"))
    except ValueError:
        return month_of(clock.today())


def _serving(one: TaskForce, month: Period) -> list[ForceMember]:
    """Who is in the task force on any day of a month."""
    rows = orgs.members_of(one)
    return [
        row for row in rows if row.valid_from <= month.last and (row.valid_to is None or row.valid_to > month.first)
    ]


def _weeks(month: Period, duties: Mapping[date, ForceMember]) -> list[list[dict[str, Any]]]:
    """The days of a month from Mondays to Sundays; days of other months are empty."""
    calendar = orgs.workdays()
    start = month.first - timedelta(days=month.first.weekday())
    count = monthrange(month.first.year, month.first.month)[1] + month.first.weekday()
    days = [start + timedelta(days=n) for n in range(-(-count // 7) * 7)]
    cells = [
        {"day": day, "member": duties.get(day), "worked": calendar.worked(day), "inside": day in month} for day in days
    ]
    return [cells[n : n + 7] for n in range(0, len(cells), 7)]
