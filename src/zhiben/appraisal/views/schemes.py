"""The pages of schemes: the list, one with its indicators, and what is done to a draft."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.appraisal import operations, policy, queries
from zhiben.appraisal.forms import IndicatorForm, RunForm, SchemeForm, VetoRuleForm
from zhiben.appraisal.models import Indicator, Scheme, VetoRule
from zhiben.appraisal.queries import recomputing
from zhiben.appraisal.queries import schemes as reads
from zhiben.appraisal.views.courses import notes_on
from zhiben.appraisal.vocab import Aggregation, Audience, Grade, Kind, VetoEffect
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.door import ready
from zhiben.foundation.pages import acted, actor_of, done, form_page
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_, names_in
from zhiben.orgs import queries as orgs


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """All schemes and runs in scope."""
    actor = actor_of(request)
    context = {
        "schemes": [(one, _(Audience(one.audience).label)) for one in queries.all_schemes()],
        "runs": list(queries.all_runs()),
        "begins": bool(orgs.offices_run(actor)),
    }
    return render(request, "appraisal/list.html", context)


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One scheme."""
    one, actor = queries.scheme_of(pk), actor_of(request)
    ready([one])
    indicators = queries.indicators_of(one)
    known = measure.registered()
    own = policy.is_of_the_office(actor, one)
    rows = [
        {
            "one": row,
            "kind": _(Kind(row.kind).label),
            "formula": recomputing.formula_of(row),
            "measures": [_(known[name].title) for name in (row.measure, row.whole) if name in known],
        }
        for row in indicators
    ]
    lines = audit.of(one) if own else []
    context = {
        "scheme": one,
        "rows": rows,
        "sum": reads.weights_in_sum(indicators),
        "vetoes": queries.veto_rules_of(one),
        "audience": _(Audience(one.audience).label),
        "aggregation": _(Aggregation(one.aggregation).label),
        "units": queries.units_of(Audience(one.audience), one.office_id, one.chosen),
        "versions": [other for other in reads.versions_of(one) if other.pk != one.pk],
        "runs": list(queries.all_runs().filter(scheme=one)),
        "edits": one.state == "drafted" and one.office_id in orgs.offices_run(actor),
        "runs_it": one.state == "published" and one.office_id in orgs.offices_run(actor),
        "offers": offers(one, actor) if own else [],
        "lines": lines,
        "notes": notes_on(lines),
        "own": own,
    }
    return render(request, "appraisal/scheme.html", context)


def office_of(request: HttpRequest, actor: Actor) -> int:
    """The office that is asked for, or the person's own. Raises NotAllowed."""
    offices = [*reversed(orgs.offices_run(actor))]
    if not offices:
        raise NotAllowed(N_("只有安委办的经办人员能办理"))
    return next((one for one in offices if str(one) == request.GET.get("office", "")), offices[0])


def units_named(text: str, field: str) -> list[int]:
    """The units that a text names. Raises Incomplete at `field`."""
    found: list[int] = []
    wrong: list[str] = []
    for name in names_in(text):
        try:
            found.append(orgs.known_unit(name).id)
        except Refused as refusal:
            wrong.append(refusal.text)
    if wrong:
        raise Incomplete(N_("请核对单位"), fields={field: "。".join(wrong)})
    return found


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new scheme."""
    actor = actor_of(request)
    office = office_of(request, actor)
    form = SchemeForm(request.POST or None, initial={"year": clock.today().year, "example": True})
    made: list[Scheme] = []

    def act() -> None:
        draft = form.draft(units_named(form.cleaned_data["units"], "units"))
        example = form.cleaned_data["example"]
        made.append(_at_units(lambda: operations.draft_scheme(draft, office=office, actor=actor, example=example)))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    title = _("%(office)s：起草考评方案") % {"office": orgs.unit_name(office)}
    return form_page(request, form, title, reverse("appraisal:list"))


def _at_units(act: Callable[[], Any]) -> Any:
    try:
        return act()
    except Incomplete as error:
        fields = {("units" if name == "chosen" else name): why for name, why in error.fields.items()}
        raise Incomplete("{text}", fields=fields, text=error.text) from error


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """What a drafted scheme says of itself."""
    one, actor = _drafted(request, pk), actor_of(request)
    names = orgs.unit_names(one.chosen)
    standing = {name: getattr(one, name) for name in SchemeForm.base_fields if name not in ("units", "example")}
    standing["units"] = "\n".join(names[unit] for unit in one.chosen if unit in names)
    form = SchemeForm(request.POST or None, initial=standing)
    del form.fields["example"]

    def act() -> None:
        draft = form.draft(units_named(form.cleaned_data["units"], "units"))
        _at_units(lambda: operations.change_scheme(one, draft, actor=actor))

    return acted(request, form, _("修改方案"), act, one.get_absolute_url(), one)


def _drafted(request: HttpRequest, pk: int) -> Scheme:
    one = queries.scheme_of(pk)
    policy.must_run(actor_of(request), one.office_id)
    return one


@require_http_methods(["GET", "POST"])
def version(request: HttpRequest, pk: int) -> HttpResponse:
    """The next version of a scheme."""
    one, actor = _drafted(request, pk), actor_of(request)
    if request.method == "POST":
        return HttpResponseRedirect(operations.new_version(one, actor=actor).get_absolute_url())
    return render(request, "appraisal/confirm.html", {"record": one, "title": _("起草新版")})


@require_http_methods(["GET", "POST"])
def add_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """A new indicator."""
    one, actor = _drafted(request, pk), actor_of(request)
    form = IndicatorForm(request.POST or None, scheme=one)
    return acted(
        request,
        form,
        _("增加指标"),
        lambda: operations.add_indicator(one, form.draft(), actor=actor),
        one.get_absolute_url(),
        one,
    )


@require_http_methods(["GET", "POST"])
def change_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """What an indicator says."""
    row, actor = _indicator(request, pk), actor_of(request)
    standing = {name: getattr(row, name) for name in IndicatorForm.base_fields}
    form = IndicatorForm(request.POST or None, scheme=row.scheme, initial=standing)
    return acted(
        request,
        form,
        _("修改指标"),
        lambda: operations.change_indicator(row, form.draft(), actor=actor),
        row.get_absolute_url(),
        row.scheme,
    )


def _indicator(request: HttpRequest, pk: int) -> Indicator:
    row = reads.indicator_of(pk)
    policy.must_run(actor_of(request), row.scheme.office_id)
    return row


@require_http_methods(["GET", "POST"])
def drop_indicator(request: HttpRequest, pk: int) -> HttpResponse:
    """An indicator taken out."""
    row = _indicator(request, pk)
    if request.method == "POST":
        back = row.get_absolute_url()
        operations.drop_indicator(row, actor=actor_of(request))
        return HttpResponseRedirect(back)
    title = _("删去指标“%(name)s”") % {"name": row.name}
    return render(request, "appraisal/confirm.html", {"record": row.scheme, "title": title})


@require_http_methods(["GET", "POST"])
def add_veto_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """A new veto."""
    one, actor = _drafted(request, pk), actor_of(request)
    form = VetoRuleForm(request.POST or None)

    def act() -> None:
        told = form.cleaned_data
        effect, cap = VetoEffect(told["effect"]), Grade(told["cap"])
        operations.add_veto_rule(one, told["name"], effect, cap=cap, actor=actor)

    return acted(request, form, _("增加一票否决情形"), act, one.get_absolute_url(), one)


@require_http_methods(["GET", "POST"])
def drop_veto_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """A veto taken out."""
    row: VetoRule = reads.veto_rule_of(pk)
    policy.must_run(actor_of(request), row.scheme.office_id)
    if request.method == "POST":
        back = row.get_absolute_url()
        operations.drop_veto_rule(row, actor=actor_of(request))
        return HttpResponseRedirect(back)
    title = _("删去情形“%(name)s”") % {"name": row.name}
    return render(request, "appraisal/confirm.html", {"record": row.scheme, "title": title})


@require_http_methods(["GET", "POST"])
def open_run(request: HttpRequest, pk: int) -> HttpResponse:
    """A run of a scheme."""
    one, actor = _drafted(request, pk), actor_of(request)
    form = RunForm(request.POST or None)
    made: list[Any] = []

    def act() -> None:
        told = form.cleaned_data
        cut = clock.day_end(told["as_of"]) if told["as_of"] else None
        terms = {name: told[name] for name in ("first", "last", "self_by")}
        made.append(operations.open_run(one, **terms, as_of=cut, actor=actor))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("开启考评"), one.get_absolute_url(), one)
