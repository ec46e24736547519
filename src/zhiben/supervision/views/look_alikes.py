"""Look-alike sweeps: a new one from a study or a case, its list, one site, the round that goes there."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.accidents import queries as accidents
from zhiben.campaign import queries as campaign
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import hindrances, offers, perform
from zhiben.foundation.pages import acted, actor_of, done, form_page, is_id
from zhiben.foundation.people import names_of
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import operations, policy
from zhiben.supervision.accident_forms import DaysForm, SiteCheckForm, SweepForm
from zhiben.supervision.accident_words import SWEEP_DAYS
from zhiben.supervision.models import LookAlike, Round
from zhiben.supervision.operations import Occasion
from zhiben.supervision.queries import likeness, studies
from zhiben.supervision.queries import look_alikes as queries

WHO = N_("举一反三排查由安委办的经办人员拟定")


@require_http_methods(["GET", "POST"])
def from_study(request: HttpRequest, pk: int) -> HttpResponse:
    """A sweep because of a joint study."""
    study = studies.study_of(pk)
    policy.must_plan(actor_of(request), study.office_id)
    if study.case is None:
        raise Refused(N_("这次研判没有对应的事故案件，请从事故案件页面拟定"))
    return _new(request, Occasion(study.case, study), study.office_id)


@require_http_methods(["GET", "POST"])
def from_case(request: HttpRequest, pk: int) -> HttpResponse:
    """A sweep because of a case alone."""
    case = accidents.case_of(pk)
    return _new(request, Occasion(case), policy.own_office(actor_of(request), WHO))


def _new(request: HttpRequest, occasion: Occasion, office: int) -> HttpResponse:
    actor = actor_of(request)
    initial = {
        "title": _("%(case)s举一反三排查") % {"case": occasion.case},
        "what": occasion.study.lessons if occasion.study else "",
        "until": clock.today() + timedelta(days=SWEEP_DAYS),
    }
    form = SweepForm(request.POST or None, initial=initial)
    made: list[LookAlike] = []

    def act() -> None:
        said = form.cleaned_data
        made.append(operations.draft_look_alikes(occasion, office, actor=actor, **said))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    back = occasion.study.get_absolute_url() if occasion.study else occasion.case.get_absolute_url()
    return form_page(request, form, _("拟定举一反三排查"), back, occasion.study or occasion.case)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One sweep with how its sites stand."""
    one, actor = queries.look_alike_of(pk), actor_of(request)
    lines = queries.site_lines(one)
    tasks = campaign.tasks_by_id({line.row.task for line in lines if line.row.task})
    seen = accidents.cases_by_id([one.case_id or 0])
    runs = one.office_id in orgs.offices_run(actor)
    context = {
        "sweep": one,
        "case": seen[0] if seen else None,
        "offers": offers(one, actor),
        "sites": lines,
        "left": sum(line.state == "open" for line in lines),
        "people": names_of({line.row.checked_by for line in lines if line.row.checked_by}),
        "tasks": list(tasks.order_by("number")),
        "edits": runs and one.state == "drafted",
        "adds": queries.tasks_added(one, lines) if runs and one.state == "drafted" else 0,
        "goes": runs and one.round is None and one.state in ("drafted", "sent"),
        "checks": not hindrances([one], "note_check", actor),
        "runs": runs,
        "lacking": likeness.sector_without_sites(one.case, one.coordinates) if runs and one.case else "",
        "lines": audit.of(one),
    }
    return render(request, "supervision/look_alike.html", context)


@require_http_methods(["GET", "POST"])
def sites(request: HttpRequest, pk: int) -> HttpResponse:
    """Edit the list: what is ticked stays, each with its reasons, one a line; a site is added by its code or name."""
    one, actor = queries.look_alike_of(pk), actor_of(request)
    policy.must_plan(actor, one.office_id)
    if one.state != "drafted":
        raise Refused(N_("已部署的排查不再改名单"))
    lines, wrong, status = queries.site_lines(one), "", 200
    if request.method == "POST":
        try:
            operations.set_look_alikes(one, _reasons(request), actor=actor)
        except Incomplete as refusal:
            wrong, status = "；".join(refusal.fields.values()) or str(refusal), 422
        else:
            return HttpResponseRedirect(one.get_absolute_url())
    context = {"sweep": one, "sites": lines, "wrong": wrong}
    return render(request, "supervision/look_alike_sites.html", context, status=status)


def _reasons(request: HttpRequest) -> dict[int, list[str]]:
    """By site what was ticked, or added, with its reasons. Raises Incomplete for a name that nobody knows."""
    given = request.POST
    found = {
        int(site): [line.strip() for line in given.get(f"reasons_{site}", "").splitlines() if line.strip()]
        for site in given.getlist("kept")
        if is_id(site)
    }
    for line in given.get("added", "").splitlines():
        name, _sep, reason = line.replace(";", "；").partition("；")
        if name.strip():
            found[_site(name.strip())] = [reason.strip()]
    return found


def _site(name: str) -> int:
    """The site in scope of that code or very name, or the only one whose name contains it."""
    found = orgs.sites_by_id(orgs.sites_called(name))
    rows = list(found.filter(name=name)[:2]) or list(found[:2])
    if len(rows) != 1:
        said = N_("没有找到“{name}”，或不止一个，请写全名或代码").format(name=name)
        raise Incomplete(N_("请核对名单"), fields={"sites": said})
    return int(rows[0].pk)


@require_http_methods(["GET", "POST"])
def site(request: HttpRequest, pk: int, row: int) -> HttpResponse:
    """One site was checked, or is excused."""
    one, actor = queries.look_alike_of(pk), actor_of(request)
    found = queries.site_in(one, row)
    if why := hindrances([one], "note_check", actor).get(one.pk):
        raise NotAllowed("{why}", why=why)
    form = SiteCheckForm(request.POST or None, initial={"on": clock.today()} if request.method == "GET" else None)

    def act() -> None:
        said = form.cleaned_data
        if said["reason"]:
            perform(one, "excuse", actor, site=found.pk, reason=said["reason"])
        else:
            perform(one, "note_check", actor, site=found.pk, on=said["on"], text=said["text"])

    name = orgs.site_names([found.site_id])[found.site_id]
    return acted(request, form, _("登记检查：%(site)s") % {"site": name}, act, one.get_absolute_url(), one)


@require_http_methods(["GET", "POST"])
def round_of(request: HttpRequest, pk: int) -> HttpResponse:
    """A round of supervision over the sites of the list."""
    one, actor = queries.look_alike_of(pk), actor_of(request)
    policy.must_plan(actor, one.office_id)
    form = DaysForm(request.POST or None, initial={"first": clock.today(), "last": one.until})
    made: list[Round] = []

    def act() -> None:
        said = form.cleaned_data
        made.append(operations.plan_look_alike_round(one, said["first"], said["last"], actor=actor))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("安排排查督导"), one.get_absolute_url(), one)
