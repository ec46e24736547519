"""Joint studies: one with its looks, causes, lessons and gaps, a cause, a gap that is filled, going on site, papers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.accidents import queries as accidents
from zhiben.campaign import queries as campaign
from zhiben.documents import queries as documents
from zhiben.documents.operations import Written
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import hindrances, offers, perform
from zhiben.foundation.pages import acted, actor_of, done, form_page
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import operations, policy, studying
from zhiben.supervision.accident_forms import CauseForm, DaysForm, GapForm, StudyPaperForm
from zhiben.supervision.accident_words import Gap, Verdict
from zhiben.supervision.models import JointStudy, Round
from zhiben.supervision.operations import PAPERS, STANDS_NO_MORE
from zhiben.supervision.queries import look_alikes
from zhiben.supervision.queries import studies as queries


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One study."""
    one, actor = queries.study_of(pk), actor_of(request)
    gaps = queries.gaps_of(one)
    tasks = {task.pk: task for task in campaign.tasks_by_id([gap.task for gap in gaps if gap.task])}
    runs = one.office_id in orgs.offices_run(actor)
    seen = accidents.cases_by_id([one.case_id or 0])
    context = {
        "study": one,
        "signal": queries.signal_behind(one),
        "case": seen[0] if seen else None,
        "offers": offers(one, actor),
        "departments": list(orgs.unit_names(queries.departments_in(one)).values()),
        "looks": queries.looks_of(one),
        "visits": queries.visits_for(one),
        "causes": queries.causes_of(one),
        "gaps": [(gap, tasks.get(gap.task)) for gap in gaps],
        "may_cause": not hindrances([one], "note_cause", actor),
        "may_fill": not hindrances([one], "fill_gap", actor),
        "runs": runs,
        "goes": runs and one.round is None and one.state != "closed" and one.case is not None,
        "papers": [
            (_("研判报告"), "report", one.report, runs and _may_draft(one, "report")),
            (_("提醒函或通报"), "letter", one.letter, runs and _may_draft(one, "letter")),
        ],
        "sweeps": look_alikes.sweeps_from(study=one.pk),
        "verdict": Verdict(one.verdict).label if one.verdict else "",
        "files": list(attached(one._meta.label_lower, one.pk)),
        "lines": audit.of(one),
    }
    return render(request, "supervision/joint_study.html", context)


def _may_draft(one: JointStudy, which: str) -> bool:
    standing = getattr(one, which)
    return standing is None or standing.state in STANDS_NO_MORE


def _must(one: JointStudy, move: str, request: HttpRequest) -> None:
    if why := hindrances([one], move, actor_of(request)).get(one.pk):
        raise NotAllowed("{why}", why=why)


@require_http_methods(["GET", "POST"])
def cause(request: HttpRequest, pk: int) -> HttpResponse:
    """One cause more."""
    one, actor = queries.study_of(pk), actor_of(request)
    _must(one, "note_cause", request)
    codes = [(code.pk, f"{code.scheme.title} {code.code} {code.label}") for code in accidents.cause_codes()]
    form = CauseForm(request.POST or None, codes=codes)

    def act() -> None:
        said = form.cleaned_data
        code = int(said["code"]) if said["code"] else None
        perform(one, "note_cause", actor, text=said["text"], **({"code": code} if code else {}))

    return acted(request, form, _("登记原因"), act, one.get_absolute_url(), one)


@require_http_methods(["GET", "POST"])
def gap(request: HttpRequest, pk: int, position: int) -> HttpResponse:
    """How one gap was filled."""
    one, actor = queries.study_of(pk), actor_of(request)
    _must(one, "fill_gap", request)
    found = queries.gap_of(one, position)
    form = GapForm(request.POST or None)
    form.fields["how"].help_text = f"{found.told}。{found.kind.filled_by}"
    form.fields["task"].required = found.gap == Gap.TASK

    def act() -> None:
        said = form.cleaned_data
        perform(one, "fill_gap", actor, gap=position, how=said["how"], task=said["task"])

    return acted(request, form, _("补上缺口：%(gap)s") % {"gap": found.kind.label}, act, one.get_absolute_url(), one)


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, pk: int) -> HttpResponse:
    """A round that goes to the very site."""
    one, actor = queries.study_of(pk), actor_of(request)
    policy.must_plan(actor, one.office_id)
    form = DaysForm(request.POST or None, initial={"first": clock.today(), "last": one.until})
    made: list[Round] = []

    def act() -> None:
        said = form.cleaned_data
        made.append(operations.plan_study_visit(one, said["first"], said["last"], actor=actor))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("安排现场调研"), one.get_absolute_url(), one)


@require_http_methods(["GET", "POST"])
def paper(request: HttpRequest, pk: int, which: str) -> HttpResponse:
    """The draft of a study's report, or of the letter to departments, before it goes to official documents."""
    one, actor = queries.study_of(pk), actor_of(request)
    if which not in PAPERS:
        raise NotFound(N_("联合研判没有这种文书"))
    policy.must_plan(actor, one.office_id)
    if one.office_id not in documents.issuing_bodies([one.office_id]):
        return HttpResponseRedirect(reverse("documents:body", args=[one.office_id]))
    draft = studying.report_of(one) if which == "report" else studying.letter_of(one)
    initial = {"title": draft.title, "to": draft.to, "body": draft.body}
    form = StudyPaperForm(request.POST or None, papers=PAPERS[which], initial=initial)

    def act() -> None:
        said = form.cleaned_data
        written = Written(said["title"], said["to"], said["body"], basis=draft.basis)
        operations.draft_study_paper(one, which, said["paper"], written, actor=actor)

    if done(form, act):
        return HttpResponseRedirect(getattr(one, which).get_absolute_url())
    return form_page(request, form, _("起草研判文书"), one.get_absolute_url(), one)
