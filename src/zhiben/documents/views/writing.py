"""Writing a document, and writing it anew while it is a draft."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiben.documents import composing, operations, policy, queries, wording
from zhiben.documents.forms import WrittenForm, started
from zhiben.documents.kinds import KINDS, WRITTEN, DocumentKind, declared
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.pages import actor_of, done, editing, status_of
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, kind: str) -> HttpResponse:
    """A new document of one kind, for the office where the person drafts (the first, unless another is asked for)."""
    rule = next((one for one in WRITTEN if one.kind == kind), None)
    if rule is None:
        raise NotFound(N_("没有这种公文"))
    actor = actor_of(request)
    office = _office(request, actor)
    bodies = queries.issuing_bodies([office])
    if office not in bodies:
        return HttpResponseRedirect(reverse("documents:body", args=[office]))
    form = WrittenForm(rule, request.POST or None, initial=started(rule, bodies[office], request.GET.dict()))
    made: list[OfficialDocument] = []

    def act() -> None:
        made.append(operations.write(KINDS[rule.kind].kind, form.written(), office=office, actor=actor))

    if done(form, act):
        return HttpResponseRedirect(made[0].get_absolute_url())
    title = _("起草") + _(rule.label)
    return _form(request, form, rule, title, orgs.unit_name(office), reverse("documents:list"))


@require_http_methods(["GET", "POST"])
def rewrite(request: HttpRequest, pk: int) -> HttpResponse:
    """A draft written anew; what it said before stays as a version."""
    document, actor = queries.document(pk), actor_of(request)
    rule = declared(document.kind)
    if document.carried or not wording.writable(document.paper):
        raise Refused(N_("这份公文由系统按数据生成，不能在此修改"))
    policy.must_draft(actor, document.office_id)
    form = WrittenForm(rule, request.POST or None, initial=asdict(composing.written_of(document, rule)))
    editing(form, lambda: _standing(pk, rule), subject=(document._meta.label_lower, pk))
    if done(form, lambda: operations.rewrite(document, form.written(), actor=actor)):
        return HttpResponseRedirect(document.get_absolute_url())
    title = _("修改") + _(rule.label)
    return _form(request, form, rule, title, document.office.name, document.get_absolute_url())


def _standing(pk: int, rule: DocumentKind) -> dict[str, object]:
    return asdict(composing.written_of(queries.document(pk), rule))


def _office(request: HttpRequest, actor: Actor) -> int:
    offices = policy.drafting(actor)
    if not offices:
        raise NotAllowed(N_("只有安委办的经办人员能起草公文"))
    asked = request.GET.get("office", "")
    return int(asked) if asked.isdecimal() and int(asked) in offices else next(iter(offices))


def _form(
    request: HttpRequest, form: WrittenForm, kind: DocumentKind, title: str, office: str, back: str
) -> HttpResponse:
    context = {"form": form, "kind": kind, "title": title, "office": office, "back": back}
    return render(request, "documents/write.html", context, status=status_of(form))
