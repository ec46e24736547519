"""The pages of commendations, of the honour board, and of practices worth copying."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.appraisal import operations, papers, policy, queries
from zhiben.appraisal.forms import AgainstForm, ByRuleForm, DeedsForm, FindingForm, PaperForm, PracticeForm
from zhiben.appraisal.operations import Deeds
from zhiben.appraisal.queries import honours as reads
from zhiben.appraisal.views.courses import notes_on
from zhiben.appraisal.views.runs import stored
from zhiben.appraisal.views.schemes import office_of, units_named
from zhiben.campaign import queries as campaign
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.door import ready
from zhiben.foundation.pages import acted, actor_of, done, form_page
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Who was honoured (红榜), what is shown, what is on its way."""
    actor = actor_of(request)
    rows = list(reads.commendations())
    runs_some = orgs.offices_run(actor)
    decided = [one for one in rows if one.state == "decided" and one.office_id in runs_some and one.document is None]
    context = {
        "honoured": queries.board(),
        "shown": [one for one in rows if one.state == "public_notice"],
        "on_the_way": [one for one in rows if one.state in ("proposed", "decided")],
        "begins": bool(runs_some),
        "decided": decided,
    }
    return render(request, "appraisal/board.html", context)


@require_safe
def commendation(request: HttpRequest, pk: int) -> HttpResponse:
    """One commendation."""
    one, actor = reads.commendation_of(pk), actor_of(request)
    ready([one])
    own = reads.reads_all(one, actor)
    shown = one.state == "public_notice" and not one.notice_is_over
    lines = audit.of(one) if own else []
    context = {
        "one": one,
        "objections": reads.objections_to(one, actor),
        "own": own,
        "settles": one.office_id in orgs.offices_run(actor),
        "objects": shown and policy.objecting(actor) is not None,
        "offers": offers(one, actor) if own else [],
        "files": attached(one._meta.label_lower, one.pk) if own else [],
        "lines": lines,
        "notes": notes_on(lines),
    }
    return render(request, "appraisal/commendation.html", context)


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest) -> HttpResponse:
    """Somebody proposed by hand."""
    actor = actor_of(request)
    office = office_of(request, actor)
    form = DeedsForm(request.POST or None, request.FILES or None, initial={"year": clock.today().year})
    made: list[Any] = []

    def act() -> None:
        told = form.cleaned_data
        deeds = Deeds(_unit(told["unit"]), told["deeds"], told["year"], told["person"])
        made.append(operations.propose(deeds, office=office, actor=actor, files=stored(request, form)))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("提名表彰"), reverse("appraisal:board"))


def _unit(text: str) -> int:
    found = units_named(text, "unit")
    if len(found) != 1:
        raise Incomplete(N_("请核对单位"), fields={"unit": N_("请写一个单位")})
    return found[0]


@require_http_methods(["GET", "POST"])
def propose_by_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever the rule proposes from a final run."""
    run, actor = queries.run_of(pk), actor_of(request)
    policy.must_run(actor, run.scheme.office_id)
    form = ByRuleForm(request.POST or None)
    return acted(
        request,
        form,
        _("按规则提名表彰（等次优秀、没有一票否决、名次在前）"),
        lambda: operations.propose_by_rule(run, most=form.cleaned_data["most"], actor=actor),
        reverse("appraisal:board") if request.method == "POST" else run.get_absolute_url(),
        run,
    )


@require_http_methods(["GET", "POST"])
def against(request: HttpRequest, pk: int) -> HttpResponse:
    """What somebody says against a commendation."""
    one, actor = reads.commendation_of(pk), actor_of(request)
    policy.must_object(actor)
    if one.state != "public_notice" or one.notice_is_over:
        raise Refused(N_("不在公示期内，不再受理异议"))
    form = AgainstForm(request.POST or None)
    return acted(
        request,
        form,
        _("对公示提出异议"),
        lambda: operations.object_to(one, **form.cleaned_data, actor=actor),
        one.get_absolute_url(),
        one,
    )


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """What was found of it."""
    row, actor = reads.notice_objection_of(pk), actor_of(request)
    policy.must_run(actor, row.commendation.office_id)
    form = FindingForm(request.POST or None)
    return acted(
        request,
        form,
        _("处理公示异议"),
        lambda: operations.settle_objection(row, form.cleaned_data["finding"], actor=actor),
        row.get_absolute_url(),
        row.commendation,
    )


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest) -> HttpResponse:
    """The decision on all commendations of the own office that were decided and stand in none."""
    actor = actor_of(request)
    office = office_of(request, actor)
    rows = [one for one in reads.commendations().filter(office=office, state="decided") if one.document is None]
    if not rows:
        raise Refused(N_("没有已决定、还没有起草表彰决定的"))
    begun = papers.decision_of(rows)
    form = PaperForm(
        request.POST or None, initial={name: getattr(begun, name) for name in ("title", "to", "basis", "body")}
    )
    made: list[Any] = []

    def act() -> None:
        made.append(operations.draft_decision(rows, form.written(), actor=actor))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("起草表彰决定"), reverse("appraisal:board"))


@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """Practices in scope, those that say some words."""
    text = request.GET.get("q", "").strip()[:60]
    rows = list(queries.practices(text)[:200])
    actor = actor_of(request)
    tells = bool(orgs.offices_run(actor)) or any(policy.speaks_for(actor, unit) for unit in actor.units)
    return render(request, "appraisal/practices.html", {"rows": rows, "text": text, "tells": tells})


@require_safe
def practice(request: HttpRequest, pk: int) -> HttpResponse:
    """One practice, with its words for a bulletin."""
    one, actor = reads.practice_of(pk), actor_of(request)
    ready([one])
    context = {
        "one": one,
        "paragraph": reads.for_a_bulletin(one),
        "offers": offers(one, actor),
        "files": attached(one._meta.label_lower, one.pk),
        "lines": audit.of(one),
    }
    return render(request, "appraisal/practice.html", context)


@require_http_methods(["GET", "POST"])
def tell_practice(request: HttpRequest) -> HttpResponse:
    """How something was done well."""
    actor = actor_of(request)
    own = next((unit for unit in actor.units if policy.speaks_for(actor, unit)), 0)
    actions = [(one.pk, str(one)) for one in campaign.actions(clock.now())]
    begun = {"unit": orgs.unit_name(own) if own else ""}
    form = PracticeForm(request.POST or None, request.FILES or None, actions=actions, initial=begun)
    made: list[Any] = []

    def act() -> None:
        told = form.cleaned_data
        unit = _unit(told["unit"])
        office = _office_for(actor, unit)
        action = int(told["action"]) if told["action"] else None
        files = stored(request, form)
        made.append(
            operations.tell_practice(
                told["title"], told["text"], unit=unit, office=office, action=action, actor=actor, files=files
            )
        )

    if not own and not orgs.offices_run(actor):
        raise NotAllowed(N_("由本单位或安委办的人员报送"))
    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("报送经验做法"), reverse("appraisal:practices"))


def _office_for(actor: Actor, unit: int) -> int:
    """The own office, or the one that coordinates the unit, the nearest first."""
    if run := orgs.offices_run(actor):
        return next(iter(reversed(run)))
    place = orgs.unit(unit).coordinates
    near = [one for one in orgs.offices() if one.coordinates.territory.covers(place.territory)]
    if not near:
        raise Refused(N_("没有找到本单位所在辖区的安委办"))
    return max(near, key=lambda one: one.coordinates.level).id
