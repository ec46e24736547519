"""The pages of people and the organisation. Each form has an address of its own; where it is refused, the
person's page comes back with the sentence beside it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiben.foundation import once
from zhiben.foundation.audit import queries as ledger
from zhiben.foundation.pages import actor_of, done
from zhiben.foundation.secrets.forms import ReadingForm
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import operations, policy
from zhiben.orgs.forms import GrantForm, PeopleFilter, SubstituteForm
from zhiben.orgs.models import Person
from zhiben.orgs.operations.phones import ACCOUNT
from zhiben.orgs.queries import accounts, stand_ins, structure
from zhiben.orgs.queries.liaison import account_mask
from zhiben.orgs.vocab import Role

NEWEST = 50
"""How many entries of an account's ledger its page shows."""


# People


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """The people somebody sees, with roles, units and dates."""
    actor = actor_of(request)
    form = PeopleFilter(request.GET, accounts.seen_units(actor).order_by("position", "pk"))
    form.is_valid()
    asked = {key: value for key, value in form.cleaned_data.items() if value}
    unit = asked.pop("unit", None)
    found = accounts.accounts(actor, unit=unit.pk if unit else 0, **asked)
    kept = urlencode({key: request.GET[key] for key in ("name", "unit", "role") if request.GET.get(key)})
    context = {"form": form, "people": found, "query": kept, "keeps_accounts": policy.keeps_accounts(actor)}
    return render(request, "orgs/people.html", context)


@require_safe
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One account: its roles with dates, substitutions, its ledger, and what may be done to it."""
    return _page(request, accounts.account(actor_of(request), pk))


@require_safe
def me(request: HttpRequest) -> HttpResponse:
    """One's own account."""
    return _page(request, accounts.account(actor_of(request), actor_of(request).id))


@require_POST
def read_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """The account with its telephone, for the purpose that is told. Asked for again, it is noted again."""
    actor = actor_of(request)
    one = accounts.account(actor, pk)
    form, shown = ReadingForm(ACCOUNT, request.POST), list[str]()
    with once.aside():
        read = done(form, lambda: shown.append(operations.read_account_phone(one, **form.said, actor=actor)))
    return _page(request, one, status=200 if read else 422, shown=shown[0] if read else "", phone_form=form)


@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    actor = actor_of(request)
    one = accounts.account(actor, pk)
    policy.must_assign_roles(actor, one.pk)
    form = _grant_form(actor, request.POST)

    def act() -> None:
        given = form.cleaned_data
        operations.grant(
            one,
            given["role"],
            unit=given["unit"],
            site=given["site"],
            valid_from=given["first"],
            valid_to=given["last"] + timedelta(days=1) if given["last"] else None,
            actor=actor,
        )

    if done(form, act):
        return _back(request, one, _("已授权"))
    return _page(request, one, status=422, grant_form=form)


@require_POST
def end_grant(request: HttpRequest, pk: int, grant_pk: int) -> HttpResponse:
    """Let a role end today."""
    one = accounts.account(actor_of(request), pk)
    operations.end_grant(accounts.grant_of(one, grant_pk), actor=actor_of(request))
    return _back(request, one, _("授权已终止"))


@require_POST
def substitute(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter who stands in."""
    actor = actor_of(request)
    one = accounts.account(actor, pk)
    policy.must_name_substitutes(actor, one.pk)
    form = _substitute_form(actor, one, request.POST)
    if done(form, lambda: operations.substitute(one, **form.cleaned_data, actor=actor)):
        return _back(request, one, _("代理已登记"))
    return _page(request, one, status=422, substitute_form=form)


@require_POST
def end_substitution(request: HttpRequest, pk: int, row_pk: int) -> HttpResponse:
    """Let a substitution end today."""
    one = accounts.account(actor_of(request), pk)
    operations.end_substitution(accounts.substitution_for(one, row_pk), actor=actor_of(request))
    return _back(request, one, _("代理已结束"))


@require_POST
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Let an account out, or in again."""
    one = accounts.account(actor_of(request), pk)
    active = request.POST.get("active") == "1"
    operations.set_active(one, active=active, actor=actor_of(request))
    return _back(request, one, _("账号已启用") if active else _("账号已停用"))


# The organisation


@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Units by kind, and districts with their streets."""
    context = {
        "groups": structure.unit_groups(),
        "districts": structure.district_tree(),
        "manages": policy.managing(actor_of(request)) is not None,
    }
    return render(request, "orgs/units.html", context)


def _page(
    request: HttpRequest, one: Person, *, status: int = 200, shown: str = "", **refused: forms.Form
) -> HttpResponse:
    """An account's page; `refused` are the forms that come back with sentences."""
    actor = actor_of(request)
    own = one.pk == actor.id
    offered: dict[str, forms.Form] = {"phone_form": ReadingForm(ACCOUNT)}
    if policy.assigns_roles(actor, one.pk):
        offered["grant_form"] = _grant_form(actor)
    if policy.names_substitutes(actor, one.pk):
        offered["substitute_form"] = _substitute_form(actor, one)
    context: dict[str, Any] = {
        "person": one,
        "own": own,
        "phone": shown or account_mask(one),
        "shown": shown,
        "standing": one.standing(clock.machine()),
        "grants": accounts.grants_of(one),
        "substitutions": accounts.substitutions_of(one),
        "ledger": ledger.of(one, newest=NEWEST) if policy.reads_ledger_of(actor, one.pk) else None,
        "roles": {role.value: role.label for role in Role},
        "keeps_account": policy.keeps_accounts(actor, one.pk),
        "assigns_roles": policy.assigns_roles(actor, one.pk),
        **offered,
        **refused,
    }
    return render(request, "orgs/person.html", context, status=status)


def _grant_form(actor: Actor, data: Any = None) -> GrantForm:
    return GrantForm(data, accounts.seen_units(actor).order_by("kind", "position", "pk"))


def _substitute_form(actor: Actor, one: Person, data: Any = None) -> SubstituteForm:
    return SubstituteForm(data, stand_ins.stand_ins(actor, one))


def _back(request: HttpRequest, one: Person, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    own = one.pk == actor_of(request).id
    return HttpResponseRedirect(reverse("orgs:me") if own else reverse("orgs:person", args=[one.pk]))
