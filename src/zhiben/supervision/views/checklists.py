"""Checklists: all of them, one with its editions; a new one, a new edition, where one is brought along."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.foundation.audit import queries as audit
from zhiben.foundation.pages import acted, actor_of, done, is_id, status_of
from zhiben.foundation.people import name_of
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision import operations, policy, queries, starting
from zhiben.supervision.checklist_forms import ChecklistForm, EditionForm
from zhiben.supervision.models import Checklist
from zhiben.supervision.operations import ItemDraft


@require_safe
def checklists(request: HttpRequest) -> HttpResponse:
    """All checklists, with the edition that holds today."""
    today = clock.today()
    rows = [(one, queries.edition_on(one.editions.all(), today)) for one in queries.checklists()]
    context = {
        "rows": rows,
        "sectors": dict(orgs.sectors()),
        "keeps": bool(orgs.offices_run(actor_of(request))),
        "today": today,
    }
    return render(request, "supervision/checklists.html", context)


@require_safe
def checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """One checklist in the edition that holds today, or in the one that is asked for."""
    one, asked = queries.checklist_of(pk), request.GET.get("edition", "")
    editions = queries.editions_of(one)
    number = int(asked) if is_id(asked) else 0
    holding = queries.edition_on(editions, clock.today()) or editions[-1]
    shown = next((each for each in editions if each.number == number), None) if number else holding
    if shown is None:
        raise NotFound(N_("这张检查表没有这一版"))
    context = {
        "checklist": one,
        "editions": editions,
        "shown": shown,
        "holding": holding,
        "items": list(shown.items.all()),
        "sections": [(name, list(some)) for name, some in groupby(shown.items.all(), key=lambda item: item.section)],
        "made_by": name_of(shown.made_by),
        "sectors": [name for number, name in orgs.sectors() if number in one.sectors],
        "departments": list(orgs.unit_names(one.departments).values()),
        "keeps": one.office_id in orgs.offices_run(actor_of(request)),
        "lines": audit.of(one),
    }
    return render(request, "supervision/checklist.html", context)


@require_http_methods(["GET", "POST"])
def new_checklist(request: HttpRequest) -> HttpResponse:
    """A new checklist of the person's own office: blank, or begun from the product's own."""
    actor = actor_of(request)
    office = _office(actor)
    begun = starting.CHECKLISTS.get(request.GET.get("from", ""))
    form = ChecklistForm(request.POST or None, **_choices(), initial=begun.initial if begun else None)
    del form.fields["retired_on"]
    edition = EditionForm(request.POST or None, items=begun.items if begun else ())
    edition.fields["valid_from"].initial = clock.today()
    made: list[Checklist] = []

    def act() -> None:
        day = edition.cleaned_data["valid_from"]
        made.append(operations.add_checklist(office, form.draft, edition.items, valid_from=day, actor=actor))

    if edition.is_valid() and done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    context = {
        "form": form,
        "edition": edition,
        "office": orgs.unit_name(office),
        "offered": [] if begun else list(starting.CHECKLISTS.values()),
        "begun": begun,
    }
    return render(request, "supervision/new_checklist.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def new_edition(request: HttpRequest, pk: int) -> HttpResponse:
    """All items of a checklist, to be said anew."""
    one, actor = queries.checklist_of(pk), actor_of(request)
    policy.must_keep_checklists(actor, one.office_id)
    last = queries.editions_of(one)[0]
    items = list(last.items.all())
    drafts = [ItemDraft(row.text, row.section, row.clause_id or 0, row.grounds, row.becomes) for row in items]
    codes = {row.clause_id: row.clause.code for row in items if row.clause}
    form = EditionForm(request.POST or None, items=drafts, clauses=codes)
    form.fields["valid_from"].initial = clock.today()

    def act() -> None:
        operations.add_edition(one, form.items, valid_from=form.cleaned_data["valid_from"], actor=actor)

    if done(form, act):
        return HttpResponseRedirect(one.get_absolute_url())
    context = {"checklist": one, "edition": form, "last": last}
    return render(request, "supervision/new_edition.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def edit_checklist(request: HttpRequest, pk: int) -> HttpResponse:
    """Where a checklist is brought along, or from when on it is not."""
    one, actor = queries.checklist_of(pk), actor_of(request)
    policy.must_keep_checklists(actor, one.office_id)
    initial = {name: getattr(one, name) for name in ("title", "about", "sectors", "departments", "kinds", "note")}
    form = ChecklistForm(request.POST or None, **_choices(), initial=initial | {"retired_on": one.retired_on})

    def act() -> None:
        operations.amend_checklist(one, form.draft, retired_on=form.cleaned_data["retired_on"], actor=actor)

    title = _("%(title)s：适用范围") % {"title": one.title}
    return acted(request, form, title, act, one.get_absolute_url())


def _office(actor: Actor) -> int:
    return policy.own_office(actor, N_("检查表由安委办的经办人员建立、修改"))


def _choices() -> dict[str, Any]:
    departments = [(card.id, card.name) for card in orgs.units(UnitKind.DEPARTMENT)]
    return {"sectors": orgs.sectors(), "departments": departments}
