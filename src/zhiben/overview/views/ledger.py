"""The ledger of a record, and the newest entries of all that a person may read."""

from __future__ import annotations

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhiben.foundation import secrets
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.pages import actor_of, before_of
from zhiben.foundation.scope.beside import beside
from zhiben.foundation.scope.models import Scoped
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.overview import queries

LATEST = 100
"""How many of the newest entries the ledger's page shows."""


@require_safe
def ledger(request: HttpRequest) -> HttpResponse:
    """The latest entries about records that the person may read; for who audits, those about the office itself
    besides: logins, accounts, roles, the organisation, workbooks in and out."""
    actor = actor_of(request)
    sight, reads = orgs.sight_of(actor), bool(actor.reading_grants())
    about_office = sight is not None and (request.GET.get("about") == "office" or not reads)
    before = before_of(request)
    if sight is not None and about_office:
        found = audit.about_the_office(LATEST, sight=sight, before=before)
        entries = queries.told_of_the_office(found.lines)
    else:
        found = audit.latest(LATEST, before=before)
        entries = queries.told(found.lines)
    context = {
        "entries": entries,
        "about_office": about_office,
        "both": sight is not None and reads,
        "older": found.older,
        "keeps_logs": orgs.keeps_logs(actor),
    }
    return render(request, "overview/ledger.html", context)


@require_safe
def disclosures(request: HttpRequest) -> HttpResponse:
    """Who has read what is kept secret, and what for; the audit administrator's."""
    if not orgs.keeps_logs(actor_of(request)):
        raise NotAllowed(N_("查阅记录由审计管理员查看"))
    rows = secrets.newest(LATEST + 1, before=before_of(request))
    older = rows[LATEST - 1].id if len(rows) > LATEST else 0
    return render(request, "overview/disclosures.html", {"rows": rows[:LATEST], "older": older})


@require_safe
def record_ledger(request: HttpRequest, model: str, pk: int) -> HttpResponse:
    """The whole ledger of one record that the person may read."""
    found = _scoped(model, pk)
    address = found.get_absolute_url() if hasattr(found, "get_absolute_url") else ""
    context = {"record": found, "entries": queries.told(audit.of(found)), "address": address}
    return render(request, "overview/record.html", context)


def _scoped(model: str, pk: int) -> Scoped:
    try:
        kind = apps.get_model(model)
    except (LookupError, ValueError):
        kind = None
    if kind is None or not issubclass(kind, Scoped):
        raise NotFound(N_("没有找到该记录"))
    found = beside(kind).filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该记录"))
    return found
