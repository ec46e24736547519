"""The registers of numbers of the offices where a person works, and how those offices issue."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.documents import operations, policy, queries, register
from zhiben.documents.forms import IssuingBodyForm, VoidForm
from zhiben.documents.models import IssuingBody
from zhiben.documents.vocab import Numbering
from zhiben.foundation.pages import actor_of, done, editing, form_page
from zhiben.kernel.errors import NotFound
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

SHOWN = 200
"""How many numbers of a register the page lists."""


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Every register with its numbers, void ones and those used outside included."""
    actor = actor_of(request)
    offices = policy.offices(actor)
    names, bodies = orgs.unit_names(offices), queries.issuing_bodies(offices)
    shown = [
        {
            "id": office,
            "name": names[office],
            "body": bodies.get(office),
            "drafts": office in policy.drafting(actor),
            "registers": [(one, list(queries.taken(one)[:SHOWN])) for one in queries.registers(office)],
        }
        for office in offices
    ]
    return render(request, "documents/numbers.html", {"offices": shown})


@require_http_methods(["GET", "POST"])
def issuing_body(request: HttpRequest, office: int) -> HttpResponse:
    """Enter or correct how the office issues."""
    actor = actor_of(request)
    _must_work_at(request, office)
    name = orgs.unit_name(office)
    form = IssuingBodyForm(request.POST or None, initial=_begun(office))
    rows = IssuingBody.objects.filter(unit=office)
    subject = ("documents.issuingbody", rows.values_list("pk", flat=True).first() or 0)
    editing(form, lambda: _begun(office), subject=subject, lock=rows)

    def act() -> None:
        said = {**form.cleaned_data, "numbering": Numbering(form.cleaned_data["numbering"])}
        operations.set_issuing_body(office, actor=actor, **said)

    if done(form, act):
        return HttpResponseRedirect(reverse("documents:numbers"))
    return form_page(request, form, _("发文设置") + "：" + name, reverse("documents:numbers"))


@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, office: int) -> HttpResponse:
    """Note a number that is void, or was used outside of the system."""
    actor = actor_of(request)
    _must_work_at(request, office)
    form = VoidForm(request.POST or None)

    def act() -> None:
        policy.must_draft(actor, office)
        series, year, number = register.parsed(form.cleaned_data["number"])
        reason = form.cleaned_data["reason"]
        register.void(office=office, series=series, year=year, number=number, reason=reason, actor=actor)

    if done(form, act):
        return HttpResponseRedirect(reverse("documents:numbers"))
    return form_page(request, form, _("登记作废或系统外使用的文号"), reverse("documents:numbers"))


def _must_work_at(request: HttpRequest, office: int) -> None:
    if office not in policy.offices(actor_of(request)):
        raise NotFound(N_("没有这个发文单位"))


def _begun(office: int) -> dict[str, object]:
    """How the office issues, in the form's terms; its name while nothing was entered."""
    body = queries.issuing_bodies([office]).get(office)
    if body is None:
        return {"full_name": orgs.unit_name(office)}
    return {name: getattr(body, name) for name in ("full_name", "code", "numbering", "contact")}
