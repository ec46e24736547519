"""The pages of forms: the list, one form with what it asks, its fields one by one, its issue and its next edition."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import actor_of, done, editing, form_page
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reporting import operations, policy, queries
from zhiben.reporting.entering import Entry
from zhiben.reporting.fields import Field
from zhiben.reporting.forms.returns import FieldForm, FormForm, ReviseForm, standing
from zhiben.reporting.held import Pointer
from zhiben.reporting.models import ReturnForm
from zhiben.reporting.operations.issuing import AlreadyHeld
from zhiben.reporting.queries.forms import askable
from zhiben.reporting.views.courses import notes_on


@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """All forms that the person sees, those in force first."""
    actor = actor_of(request)
    names = orgs.unit_names(policy.issuing(actor))
    groups = {
        _("执行中"): ("issued",),
        _("拟制中"): ("drafted",),
        _("已停止"): ("superseded", "ended", "withdrawn"),
    }
    rows = list(queries.forms().exclude(state="discarded"))
    found = [(label, [one for one in rows if one.state in states]) for label, states in groups.items()]
    context = {
        "groups": [found[0], *(one for one in found[1:] if one[1])],
        "makes": names,
        "today": clock.today(),
    }
    return render(request, "reporting/forms.html", context)


@require_http_methods(["GET", "POST"])
def new_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin a form of an office."""
    actor = actor_of(request)
    policy.must_issue(actor, pk)
    initial = {"frequency": "month", "audience": "streets", "begins_on": clock.today().replace(day=1)}
    form = FormForm(askable(pk), request.POST or None, initial=initial)
    made: list[ReturnForm] = []
    if done(form, lambda: made.append(operations.draft_form(pk, form.draft(), units=form.chosen(), actor=actor))):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("拟制报表：%(office)s") % {"office": orgs.unit_name(pk)}, "/reporting/forms/")


@require_safe
def form(request: HttpRequest, pk: int) -> HttpResponse:
    """One form: what it asks and of whom, as the units will see it."""
    one, actor = queries.form(pk), actor_of(request)
    drafted = one.state == "drafted"
    context = {
        "form": one,
        "offers": offers(one, actor),
        "keeps": policy.keeps(actor, one),
        "drafted": drafted,
        "titles": {field.key: field.title for field in one.fields},
        "units": queries.units_asked(one),
        "editions": queries.pages_of(one),
        "preview": [Entry(field) for field in one.fields],
        "lines": audit.of(one) if policy.keeps(actor, one) else [],
        "notes": notes_on(one),
    }
    return render(request, "reporting/form.html", context)


@require_http_methods(["GET", "POST"])
def edit_form(request: HttpRequest, pk: int) -> HttpResponse:
    """Say otherwise what a drafted form is called and of whom it asks."""
    one, actor = _own(request, pk)
    form = FormForm(askable(one.office_id), request.POST or None, initial=_standing(pk))
    editing(form, lambda: _standing(pk), subject=(one._meta.label_lower, pk))
    if done(form, lambda: operations.set_form(one, form.draft(), units=form.chosen(), actor=actor)):
        return HttpResponseRedirect(one.get_absolute_url())
    return form_page(request, form, _("修改报表"), one.get_absolute_url(), one)


def _standing(pk: int) -> dict[str, object]:
    row = queries.form(pk)
    names = (
        *("name", "basis", "purpose", "frequency", "audience", "due_days", "working_days"),
        *("begins_on", "ends_on"),
    )
    units = [str(unit) for unit in row.chosen.order_by("pk").values_list("pk", flat=True)]
    return {**{name: getattr(row, name) for name in names}, "units": units}


def _own(request: HttpRequest, pk: int) -> tuple[ReturnForm, Actor]:
    one, actor = queries.form(pk), actor_of(request)
    policy.must_keep(actor, one)
    return one, actor


@require_http_methods(["GET", "POST"])
def add_field(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for one thing more."""
    one = queries.form(pk)
    key = f"f{max((int(field.key[1:]) for field in one.fields if _numbered(field)), default=0) + 1}"
    return _field(request, one, None, key)


def _numbered(field: Field) -> bool:
    return field.key[:1] == "f" and field.key[1:].isdecimal()


@require_http_methods(["GET", "POST"])
def edit_field(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Ask for a thing otherwise."""
    one = queries.form(pk)
    return _field(request, one, _one_field(one, key), key)


def _one_field(one: ReturnForm, key: str) -> Field:
    found = next((field for field in one.fields if field.key == key), None)
    if found is None:
        raise NotFound(N_("没有这个栏目"))
    return found


def _field(request: HttpRequest, one: ReturnForm, before: Field | None, key: str) -> HttpResponse:
    actor = actor_of(request)
    policy.must_keep(actor, one)
    others = [field for field in one.fields if field.key != key]
    form = FieldForm(others, request.POST or None, initial=standing(before) if before else None)

    def act() -> None:
        told = form.field(key)
        fields = [told if field.key == key else field for field in one.fields] if before else [*one.fields, told]
        operations.set_asks(one, fields, actor=actor)

    if done(form, act):
        return HttpResponseRedirect(f"{one.get_absolute_url()}#fields")
    title = _("修改栏目") if before else _("增加栏目")
    return form_page(request, form, title, one.get_absolute_url(), one)


@require_POST
def drop_field(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Do not ask for a thing, after all."""
    one = queries.form(pk)
    gone = _one_field(one, key)
    leaning = [field.title for field in one.fields if key in (field.at_most, *field.sums)]
    if leaning:
        raise Refused(N_("栏目“{title}”用于核对{others}，请先改这些栏目"), title=gone.title, others="、".join(leaning))
    return _arranged(request, one, [field for field in one.fields if field.key != key])


@require_POST
def move_field(request: HttpRequest, pk: int, key: str) -> HttpResponse:
    """Let a field stand one place higher."""
    one = queries.form(pk)
    fields = list(one.fields)
    place = fields.index(_one_field(one, key))
    if place:
        fields[place - 1], fields[place] = fields[place], fields[place - 1]
    return _arranged(request, one, fields)


def _arranged(request: HttpRequest, one: ReturnForm, fields: Sequence[Field]) -> HttpResponse:
    operations.set_asks(one, fields, actor=actor_of(request))
    return HttpResponseRedirect(f"{one.get_absolute_url()}#fields")


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue a form, after a look at what it asks of how many; refused with pointers where it need not be asked."""
    one, actor = queries.form(pk), actor_of(request)
    policy.must_keep(actor, one)
    sentence = ""
    pointers: tuple[Pointer, ...] = ()
    try:
        if request.method == "POST":
            operations.issue(one, actor=actor)
            messages.success(request, _issued(one))
            return HttpResponseRedirect(one.get_absolute_url())
        if one.state == "drafted":
            operations.must_be_issuable(one)
    except NotAllowed:
        raise
    except AlreadyHeld as refusal:
        sentence, pointers = _("下列栏目不得要求填报，请删去或改为由平台填写"), refusal.pointers
    except Refused as refusal:
        sentence = refusal.text
    units = queries.units_asked(one)
    context = {
        "form": one,
        "sentence": sentence,
        "pointers": pointers,
        "units": units,
        "cells": len(units) * len(one.asked),
    }
    status = 422 if sentence and request.method == "POST" else 200
    return render(request, "reporting/issue.html", context, status=status)


def _issued(one: ReturnForm) -> str:
    """What came of the issue: returns that can be filled in today are made at once."""
    if made := operations.open_now(one, clock.now()):
        return _("已下发，并生成%(count)s份填报") % {"count": made}
    if first := operations.opens_first(one):
        return _("已下发，自%(day)s起可填报，到时自动生成") % {"day": clock.in_words(first)}
    return _("已下发")


@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the next edition."""
    one, actor = queries.form(pk), actor_of(request)
    policy.must_keep(actor, one)
    form = ReviseForm(request.POST or None)
    made: list[ReturnForm] = []

    def act() -> None:
        made.append(operations.revise(one, begins_on=form.cleaned_data["begins_on"], actor=actor))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    return form_page(request, form, _("另起新版"), one.get_absolute_url(), one)
