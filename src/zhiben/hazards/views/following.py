"""What follows a hazard on: controls, second looks and their draws, the clocks, and one act on many hazards."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation.lifecycle.forms import form_for
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.pages import acted, actor_of, back_to, done, download, form_page, status_of, ticked
from zhiben.foundation.people import name_of, names_of
from zhiben.hazards import operations, policy, queries
from zhiben.hazards.clocks import CLOCKS
from zhiben.hazards.forms import ClockForm, ControlForm, LookForm, TogetherForm, VerifyManyForm
from zhiben.hazards.lifecycle import HAZARD
from zhiben.hazards.models import Hazard, LookDraw
from zhiben.hazards.operations import TOGETHER
from zhiben.hazards.views.ledger import hazard_of
from zhiben.hazards.vocab import FEWEST_LOOKS, ControlKind
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

LISTED = 300
"""So many second looks of one unit are listed."""


@require_http_methods(["GET", "POST"])
def control(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a control holds, or suspend production."""
    hazard, actor = hazard_of(pk), actor_of(request)
    # Whoever may order none is told so by the operation.
    form = ControlForm(request.POST or None, kinds=policy.controls(actor, hazard) or ControlKind)

    def act() -> None:
        operations.order_control(hazard, actor=actor, **form.cleaned_data)

    return acted(request, form, _("登记管控措施"), act, hazard.get_absolute_url(), hazard)


@require_http_methods(["GET", "POST"])
def draws(request: HttpRequest) -> HttpResponse:
    """What was drawn for second looks, with what they found, and the next draw."""
    actor = actor_of(request)
    offices = orgs.unit_names(policy.offices(actor))
    if request.method == "POST" and not offices:
        raise NotAllowed(N_("回头看由安委办工作人员抽取"))
    form = LookForm(offices.items(), queries.clock_amount("second_look_share"), request.POST or None)
    made: list[LookDraw] = []

    def act() -> None:
        said = dict(form.cleaned_data)
        made.append(operations.draw_second_looks(int(said.pop("office")), actor=actor, **said))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    standing = list(queries.look_draws())
    context = {
        "form": form if offices else None,
        "draws": standing,
        "tallies": queries.look_tallies(standing),
        "offices": orgs.unit_names(one.office_id for one in standing),
        "waiting": [(one, offers(one, actor)) for one in queries.looks_waiting()],
    }
    return render(request, "hazards/looks.html", context, status=status_of(form))


@require_safe
def relapses(request: HttpRequest) -> HttpResponse:
    """How often a closed hazard was back at a second look, unit by unit; `?unit=` shows the looks of one."""
    lines = queries.relapse_lines()
    asked = request.GET.get("unit", "")
    chosen = next((line for line in lines if str(line.unit) == asked), None)
    context = {
        "lines": lines,
        "names": orgs.unit_names(line.unit for line in lines if line.unit),
        "chosen": chosen,
        "rows": queries.told_looks(chosen.unit)[:LISTED] if chosen else (),
        "fewest": FEWEST_LOOKS,
    }
    return render(request, "hazards/relapses.html", context)


def _draw(pk: int) -> LookDraw:
    found = queries.look_draws().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到这次抽取"))
    return found


@require_safe
def look_draw(request: HttpRequest, pk: int) -> HttpResponse:
    """One draw: how it came about, and what each second look has found."""
    one, actor = _draw(pk), actor_of(request)
    rows = list(queries.looks_in(one))
    context = {
        "draw": one,
        "rows": [(row, offers(row, actor)) for row in rows],
        "office": orgs.unit_name(one.office_id),
        "drawn_by": name_of(one.drawn_by),
        "names": names_of(row.looked_by for row in rows if row.looked_by),
        "sites": orgs.site_names(row.hazard.site_id for row in rows),
    }
    return render(request, "hazards/look_draw.html", context)


@require_safe
def frame(request: HttpRequest, pk: int) -> HttpResponse:
    """The list that was drawn from, as it was hashed."""
    one = _draw(pk)
    return download(one.frame, _("回头看抽样框") + f"-{one.pk}.txt")


@require_safe
def clocks(request: HttpRequest) -> HttpResponse:
    """How long each clock runs, by whose rule, and the local rules that were found."""
    settings = queries.clock_settings()
    context = {
        "clocks": [(kind, settings.get(kind.key)) for kind in CLOCKS.values()],
        "names": names_of(row.set_by for row in settings.values()),
        "sets": policy.of_city_office(actor_of(request)),
    }
    return render(request, "hazards/clocks.html", context)


@require_http_methods(["GET", "POST"])
def set_clock(request: HttpRequest, key: str) -> HttpResponse:
    """Let a clock run by another rule; `?preset=` fills in one that was found, by its place."""
    actor = actor_of(request)
    policy.must_set_clocks(actor)
    if (kind := CLOCKS.get(key)) is None:
        raise NotFound(N_("没有这项时限"))
    form = ClockForm(kind, request.POST or None)
    if not form.is_bound:
        standing = queries.clock_settings().get(key)
        form.initial = {"amount": queries.clock_amount(key), "source": standing.source if standing else ""}
        for preset in kind.presets:
            if preset.name == request.GET.get("preset"):
                form.initial = {"amount": preset.amount, "source": _(preset.source)}

    def act() -> None:
        operations.set_clock(key, actor=actor, **form.cleaned_data)

    back = reverse("hazards:clocks")
    return HttpResponseRedirect(back) if done(form, act) else form_page(request, form, _("设定时限"), back)


@require_POST
def together(request: HttpRequest) -> HttpResponse:
    """One act on the ticked hazards: first its form, then what became of each."""
    actor = actor_of(request)
    chosen = queries.hazards_by_id(ticked(request, "hazard")[: operations.MOST])
    choice = TogetherForm(request.POST)
    if not chosen or not choice.is_valid():
        messages.warning(request, _("请先勾选隐患并选择要办理的步骤"))
        return HttpResponseRedirect(_back(request))
    name = choice.cleaned_data["move"]
    sent = request.POST if "confirmed" in request.POST else None
    form = _asked(name, chosen[0], actor, sent)
    context: dict[str, Any] = {
        "name": name,
        "label": TOGETHER[name],
        "title": _("对%(count)s项隐患%(label)s") % {"count": len(chosen), "label": _(TOGETHER[name])},
        "listed": _("重大事故隐患台账"),
        "noun": _("隐患"),
        "field": "hazard",
        "address": reverse("hazards:together"),
        "form": form,
        "records": chosen,
        "back": _back(request),
        "asked": request.POST.get("query", ""),
    }
    if sent is not None and (form.is_valid() or not form.fields):
        context["outcomes"] = operations.act_together(name, chosen, form.cleaned_data, actor=actor)
        context["again"] = TogetherForm({"move": name})
    else:
        foreseen = operations.foresee(name, chosen, actor=actor)
        context |= {"foreseen": foreseen, "hindered": sum(bool(one.why) for one in foreseen.values())}
    return render(request, "web/together.html", context, status=422 if form.errors else 200)


def _asked(name: str, first: Hazard, actor: Actor, sent: Any) -> forms.Form:
    if name == "verify":
        return VerifyManyForm(sent)
    return form_for(HAZARD.by_name[name], first, actor, sent) if name in HAZARD.by_name else forms.Form(sent)


def _back(request: HttpRequest) -> str:
    return back_to(request, reverse("hazards:list"))
