"""Item by item on a visit: what was found here before, the checklists, the reports that were drawn; and what all visits
of a round have found so."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation.files import DEVICE_CLOCK, store_uploads
from zhiben.foundation.pages import acted, actor_of, download, is_id, ticked
from zhiben.foundation.people import names_of
from zhiben.foundation.rendering import drawn
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import kinds, operations, papers, queries
from zhiben.supervision.checklist_forms import FailForm, TaskForm
from zhiben.supervision.models import Visit
from zhiben.supervision.vocab import Again, Becomes, Verdict


def _page(visit: Visit, place: str = "") -> str:
    return reverse("supervision:checks", args=[visit.pk]) + (f"#{place}" if place else "")


@require_safe
def checks(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found here before, then the checklists item by item, then the reports to be checked."""
    one, actor = queries.visit_of(pk), actor_of(request)
    parts = queries.parts_of(one)
    there = actor.id in one.people
    checked = queries.tasks_checked(one)
    tasks = queries.tasks_to_check(one) if there and one.state == "under_way" else []
    answered, of = queries.counted(parts)
    late = queries.late_words(one)
    context = {
        "visit": one,
        "site": orgs.site_card_of(one.site_id),
        "parts": parts,
        "answered": answered,
        "of": of,
        "before": queries.open_before(one, actor),
        "again": list(Again),
        "tasks": tasks,
        "checked": checked,
        "answers": there and one.state == "under_way",
        "late": late,
        "names": names_of(
            {line.answer.person for part in parts for line in part.lines if line.answer} | {row.person for row in late}
        ),
    }
    return render(request, "supervision/checks.html", context)


@require_safe
def checked(request: HttpRequest, pk: int) -> HttpResponse:
    """The checklists of a visit with their answers, to be printed."""
    one = queries.visit_of(pk)
    title = orgs.site_card_of(one.site_id).name
    return download(drawn(papers.checked(one), "pdf"), f"{title}-{_('逐项检查')}.pdf")


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int, item: int) -> HttpResponse:
    """An item answered; where it is not so, with what is found, in the item's words unless others are better."""
    visit, actor = queries.visit_of(pk), actor_of(request)
    operations.must_be_there(actor, visit)
    asked, said = queries.item_of(item), request.POST.get("verdict", "")
    back = _page(visit, f"item-{asked.pk}")
    if request.method == "POST" and said != Verdict.FAILS:
        operations.answer_item(visit, asked.pk, said, actor=actor)
        return HttpResponseRedirect(back)
    allowed = kinds.declared(visit.kind).becomes
    usual = asked.becomes if asked.becomes in allowed else Becomes.NOTE
    initial = {"said": N_("不符合“{text}”的要求").format(text=asked.text), "becomes": usual}
    form = FailForm(request.POST or None, request.FILES or None, becomes=allowed, initial=initial)

    def act() -> None:
        told = form.cleaned_data
        device = request.POST.get(DEVICE_CLOCK, "")
        files = store_uploads(told["photos"] or (), actor_id=actor.id, device_clock=device)
        operations.answer_item(
            visit,
            asked.pk,
            Verdict.FAILS,
            said=told["said"],
            becomes=told["becomes"],
            files=files,
            key=told["key"],
            actor=actor,
        )

    return acted(request, form, _("不符合"), act, back, visit)


@require_POST
def answer_rest(request: HttpRequest, pk: int) -> HttpResponse:
    """The items of a section that nobody has answered, as they ought to be."""
    visit, actor = queries.visit_of(pk), actor_of(request)
    asked = ticked(request, "item")
    told = operations.answer_items(visit, dict.fromkeys(asked, Verdict.MEETS.value), actor=actor)
    if told.left:
        said = _("已答%(new)s项为符合；%(left)s项已有人回答，没有改动，其中不符合%(failing)s项")
        messages.warning(request, said % {"new": told.new, "left": told.left, "failing": told.failing})
    return HttpResponseRedirect(_page(visit, f"item-{asked[0]}" if asked else ""))


@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    """What is seen of something found before."""
    visit, actor = queries.visit_of(pk), actor_of(request)
    operations.must_be_there(actor, visit)
    finding, hazard = (_id(request.POST.get(name, "")) for name in ("finding", "hazard"))
    operations.see_again(visit, request.POST.get("verdict", ""), finding=finding, hazard=hazard, actor=actor)
    return HttpResponseRedirect(_page(visit, "before"))


def _id(text: str) -> int:
    return int(text) if is_id(text) else 0


@require_http_methods(["GET", "POST"])
def task(request: HttpRequest, pk: int, report: int) -> HttpResponse:
    """Whether what a unit has reported as done is so here."""
    visit, actor = queries.visit_of(pk), actor_of(request)
    operations.must_be_there(actor, visit)
    form = TaskForm(request.POST or None)

    def act() -> None:
        said = form.cleaned_data
        operations.check_task(visit, report, said["verdict"], note=said["note"], key=said["key"], actor=actor)

    return acted(request, form, _("核对报送的任务"), act, _page(visit, "tasks"), visit)


@require_safe
def round_checks(request: HttpRequest, pk: int) -> HttpResponse:
    """What the visits of a round have found item by item, department by department, report by report."""
    one, actor = queries.round_of(pk), actor_of(request)
    checked, units = queries.agreement_in(one)
    context = {
        "round": one,
        "tallies": queries.item_tallies(one),
        "departments": queries.departments_in(one),
        "checked": checked,
        "units": units,
        "runs": one.office_id in orgs.offices_run(actor),
    }
    return render(request, "supervision/round_checks.html", context)


@require_POST
def settle_task(request: HttpRequest, pk: int, check: int) -> HttpResponse:
    """Settle a drawn report by what was seen on site."""
    one = queries.round_of(pk)
    operations.settle_task(queries.task_check_of(one, check), actor=actor_of(request))
    return HttpResponseRedirect(reverse("supervision:round_checks", args=[one.pk]))
