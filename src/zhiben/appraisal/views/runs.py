"""The pages of a run and of a unit's card: what is filled in, the score computed again before one's eyes, the records
behind it, objections."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.appraisal import operations, papers, policy, queries
from zhiben.appraisal.forms import CardForm, ObjectForm, PaperForm, ReasonForm, RestateForm, VetoForm
from zhiben.appraisal.models import Card, Run, Score
from zhiben.appraisal.queries import recomputing, visits
from zhiben.appraisal.queries import runs as reads
from zhiben.appraisal.views.courses import notes_on
from zhiben.appraisal.vocab import RUNS
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import DEVICE_CLOCK, attached, store_uploads
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.door import ready
from zhiben.foundation.pages import acted, actor_of, done, download, form_page, start_of, status_of
from zhiben.foundation.people import names_of
from zhiben.foundation.rendering import drawn
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.measure import Cut
from zhiben.kernel.periods import month_of
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

PER_PAGE = 100


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One run: its cards, scores and what is done about them."""
    one, actor = queries.run_of(pk), actor_of(request)
    ready([one])
    own, sees = policy.is_of_the_office(actor, one.scheme), policy.sees_scores(actor, one)
    scorings = reads.without_trials(queries.scorings_of(one)) if sees else []
    chosen = next((s for s in scorings if str(s.number) == request.GET.get("scoring", "")), None)
    chosen = chosen or (scorings[0] if scorings else None)
    scores = queries.scores_of(chosen) if chosen else []
    cards = queries.cards_of(one)
    runs_it = one.scheme.office_id in orgs.offices_run(actor)
    lines = audit.of(one) if own else []
    context = {
        "run": one,
        "own": own,
        "cards": cards,
        "scorings": scorings,
        "scoring": chosen,
        "scores": scores,
        "before": _before(scorings, chosen),
        "objections": queries.objections_of(one),
        "restated_by": reads.restated_by(one),
        "runs": RUNS,
        "ties": papers.TIES.format(runs=RUNS),
        "aggregated": papers.aggregated(one),
        "names": names_of(s.by for s in scorings),
        "drafts": runs_it and one.state == "decided" and not one.notice_stands,
        "restates": runs_it and one.state == "final" and reads.restated_by(one) is None,
        "proposes": runs_it and one.state == "final",
        "offers": offers(one, actor) if own else [],
        "lines": lines,
        "notes": notes_on(lines),
    }
    return render(request, "appraisal/run.html", context)


def _before(scorings: list[Any], chosen: Any) -> dict[int, Any]:
    """The scores of the scoring before the one that is shown, by card."""
    if chosen is None:
        return {}
    earlier = next((s for s in scorings if s.number == chosen.number - 1), None)
    return {one.card_id: one for one in queries.scores_of(earlier)} if earlier else {}


@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """One unit's card: what was filled in, and its score computed again from the frozen records."""
    one, actor = queries.card_of(pk), actor_of(request)
    ready([one])
    run = one.run
    own, speaks = policy.is_of_the_office(actor, run.scheme), policy.speaks_for(actor, one.unit_id)
    scores = reads.scores_told(one) if policy.sees_scores(actor, run) else []
    chosen = next((s for s in scores if str(s.scoring.number) == request.GET.get("scoring", "")), None)
    chosen = chosen or (scores[0] if scores else None)
    runs_it = run.scheme.office_id in orgs.offices_run(actor)
    context = {
        "card": one,
        "run": run,
        "own": own,
        "rows": reads.filled(one, queries.indicators_of(run.scheme)),
        "found": recomputing.recomputed(chosen) if chosen else None,
        "scores": scores,
        "ties": papers.TIES.format(runs=RUNS),
        "aggregated": papers.aggregated(run),
        "told": papers.told_in_words,
        "vetoes": reads.vetoes_of([one]).get(one.pk, []),
        "objections": [o for o in queries.objections_of(run) if o.card_id == one.pk],
        "fills_in": speaks and one.state == "asked" and run.state == "opened",
        "assesses": runs_it and run.state in ("opened", "scored"),
        "visit": visits.visit_to(one),
        "draws": runs_it and run.state in ("opened", "scored", "told"),
        "objects": speaks and run.state == "told" and not run.window_is_over,
        "offers": offers(one, actor),
        "files": attached(one._meta.label_lower, one.pk) if own or speaks else [],
        "lines": audit.of(one) if own or speaks else [],
    }
    return render(request, "appraisal/card.html", context)


def stored(request: HttpRequest, form: Any) -> list[int]:
    """The ids of the files that came with a form."""
    uploads = form.cleaned_data.get("evidence") or ()
    told = request.POST.get(DEVICE_CLOCK, "")
    return store_uploads(uploads, actor_id=actor_of(request).id, device_clock=told)


@require_http_methods(["GET", "POST"])
def self_assess(request: HttpRequest, pk: int) -> HttpResponse:
    """What a unit says of itself."""
    one, actor = queries.card_of(pk), actor_of(request)
    policy.must_speak_for(actor, one)
    return _fill_in(request, one, own=True)


@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, pk: int) -> HttpResponse:
    """What the office says of a unit."""
    one, actor = queries.card_of(pk), actor_of(request)
    policy.must_run(actor, one.run.scheme.office_id)
    return _fill_in(request, one, own=False)


def _fill_in(request: HttpRequest, one: Card, *, own: bool) -> HttpResponse:
    actor = actor_of(request)
    rows = reads.filled(one, queries.indicators_of(one.run.scheme))
    form = CardForm(request.POST or None, request.FILES or None, rows=rows, own=own)
    verb = operations.self_assess if own else operations.assess

    def act() -> None:
        verb(one, form.said(), actor=actor, files=stored(request, form))

    if done(form, act):
        return HttpResponseRedirect(one.get_absolute_url())
    title = _("自评") if own else _("评分")
    context = {"form": form, "card": one, "title": title, "own": own}
    return render(request, "appraisal/fill_in.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def note_veto(request: HttpRequest, pk: int) -> HttpResponse:
    """What vetoes a unit."""
    one, actor = queries.card_of(pk), actor_of(request)
    policy.must_run(actor, one.run.scheme.office_id)
    rules = {rule.pk: rule for rule in queries.veto_rules_of(one.run.scheme)}
    form = VetoForm(request.POST or None, request.FILES or None, rules=list(rules.values()))

    def act() -> None:
        told = form.cleaned_data
        files = stored(request, form)
        rule = rules[int(told["rule"])]
        operations.note_veto(one, rule, on=told["on"], what=told["what"], actor=actor, files=files)

    return acted(request, form, _("登记一票否决事项"), act, one.get_absolute_url(), one)


@require_http_methods(["GET", "POST"])
def strike_veto(request: HttpRequest, pk: int) -> HttpResponse:
    """A veto struck."""
    event, actor = reads.veto_of(pk), actor_of(request)
    policy.must_run(actor, event.card.run.scheme.office_id)
    form = ReasonForm(request.POST or None)
    return acted(
        request,
        form,
        _("撤去一票否决事项"),
        lambda: operations.strike_veto(event, form.cleaned_data["reason"], actor=actor),
        event.get_absolute_url(),
        event.card,
    )


def _known_scores(request: HttpRequest, one: Card) -> list[Score]:
    """The scores of a card, for whoever may know them by now. Raises NotAllowed."""
    if not policy.sees_scores(actor_of(request), one.run):
        raise NotAllowed(N_("得分还没有告知各单位"))
    return reads.scores_told(one)


@require_safe
def rows(request: HttpRequest, pk: int, indicator: int, side: str) -> HttpResponse:
    """The frozen records behind one indicator of a card, as far as the person sees them."""
    one = queries.card_of(pk)
    scores = _known_scores(request, one)
    row = next((i for i in queries.indicators_of(one.run.scheme) if i.pk == indicator), None)
    chosen = next((s for s in scores if str(s.scoring.number) == request.GET.get("scoring", "")), None)
    chosen = chosen or (scores[0] if scores else None)
    if row is None or chosen is None or not row.measure or side not in ("numerator", "denominator"):
        raise NotFound(N_("没有冻结这项数据"))
    ids, start = recomputing.records_behind(chosen, row, side), start_of(request)
    model = _model_of(row.whole if row.whole and side == "denominator" else row.measure)
    found = model._default_manager.filter(pk__in=ids).order_by("pk")
    visible = found.count()
    context = {
        "card": one,
        "indicator": row,
        "side": side,
        "total": len(ids),
        "hidden": len(ids) - visible,
        "records": list(found[start : start + PER_PAGE]),
        "next": start + PER_PAGE if start + PER_PAGE < visible else 0,
        "scoring": chosen.scoring,
    }
    return render(request, "appraisal/rows.html", context)


def _model_of(name: str) -> Any:
    today = clock.today()
    return measure.registered()[name].numerator(Cut(clock.day_end(today), month_of(today))).model


@require_safe
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The unit's sheet (考评通知单) as PDF."""
    one = queries.card_of(pk)
    scores = _known_scores(request, one)
    if not scores:
        raise NotFound(N_("还没有计分"))
    paper = papers.sheet_of(one, recomputing.recomputed(scores[0]))
    return download(drawn(paper, "pdf"), f"考评通知单-{one.unit_name}.pdf")


@require_http_methods(["GET", "POST"])
def object_(request: HttpRequest, pk: int) -> HttpResponse:
    """A unit objects."""
    one, actor = queries.card_of(pk), actor_of(request)
    policy.must_speak_for(actor, one)
    indicators = {row.pk: row for row in queries.indicators_of(one.run.scheme)}
    begun = {"indicator": request.GET.get("indicator", "")}
    form = ObjectForm(request.POST or None, request.FILES or None, indicators=list(indicators.values()), initial=begun)
    made: list[Any] = []

    def act() -> None:
        told = form.cleaned_data
        files = stored(request, form)
        row = indicators[int(told["indicator"])]
        made.append(operations.raise_objection(one, row, told["reason"], actor=actor, files=files))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("申诉"), one.get_absolute_url(), one)


@require_safe
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """One objection."""
    one, actor = queries.objection_of(pk), actor_of(request)
    ready([one])
    lines = {line["indicator"]: line for line in one.score.lines}
    context = {
        "one": one,
        "points": lines[one.indicator_id]["points"],
        "offers": offers(one, actor),
        "files": attached(one._meta.label_lower, one.pk),
        "lines": audit.of(one),
        "formula": recomputing.formula_of(one.indicator),
    }
    return render(request, "appraisal/objection.html", context)


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice of the result, to be drafted."""
    one, actor = _run(request, pk), actor_of(request)
    begun = papers.notice_of(one) if queries.scorings_of(one) else None
    standing = {name: getattr(begun, name) for name in ("title", "to", "basis", "body")} if begun else {}
    form = PaperForm(request.POST or None, initial=standing)
    made: list[Any] = []

    def act() -> None:
        made.append(operations.draft_notice(one, form.written(), actor=actor))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("起草考评结果通报"), one.get_absolute_url(), one)


def _run(request: HttpRequest, pk: int) -> Run:
    one = queries.run_of(pk)
    policy.must_run(actor_of(request), one.scheme.office_id)
    return one


@require_http_methods(["GET", "POST"])
def restate(request: HttpRequest, pk: int) -> HttpResponse:
    """The same period again, beside a final run."""
    one, actor = _run(request, pk), actor_of(request)
    form = RestateForm(request.POST or None)
    made: list[Any] = []

    def act() -> None:
        made.append(operations.restate(one, **form.cleaned_data, actor=actor))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("重新考评"), one.get_absolute_url(), one)
