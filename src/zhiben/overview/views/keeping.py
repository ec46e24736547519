"""How long what is kept, what the last run has deleted, and what is held: the audit administrator's."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhiben.foundation import retention
from zhiben.foundation.pages import actor_of, done, status_of
from zhiben.kernel.errors import NotAllowed, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.overview.forms import HoldForm, TermForm

NEWEST = 60
"""So many entries of past runs the page shows."""


@require_safe
def terms(request: HttpRequest) -> HttpResponse:
    """All kinds with their terms, the last runs and what is held."""
    _keeper(request)
    return _page(request, HoldForm(), {})


@require_POST
def set_term(request: HttpRequest, key: str) -> HttpResponse:
    """Let a kind be kept so many days."""
    actor = _keeper(request)
    if key not in retention.known():
        raise NotFound(N_("没有这类可以设定期限的内容"))
    form = TermForm(key, request.POST)
    if done(form, lambda: retention.set_days(key, form.cleaned_data["days"], actor=actor)):
        messages.success(request, _("期限已设定，下次运行起执行"))
        return HttpResponseRedirect(reverse("overview:terms"))
    return _page(request, HoldForm(), {key: form}, status=status_of(form))


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Keep a record whatever its term."""
    actor = _keeper(request)
    form = HoldForm(request.POST)

    def act() -> None:
        said = form.cleaned_data
        retention.hold(said["kind"], said["record"], said["reason"], actor=actor)

    if done(form, act):
        messages.success(request, _("已留存，到期也不删除"))
        return HttpResponseRedirect(reverse("overview:terms"))
    return _page(request, form, {}, status=status_of(form))


@require_POST
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a hold end."""
    retention.lift(pk, actor=_keeper(request))
    messages.success(request, _("已解除，按期限执行"))
    return HttpResponseRedirect(reverse("overview:terms"))


def _keeper(request: HttpRequest) -> Actor:
    actor = actor_of(request)
    if not orgs.keeps_logs(actor):
        raise NotAllowed(N_("保存期限由审计管理员管理"))
    return actor


def _page(request: HttpRequest, form: HoldForm, refused: dict[str, TermForm], *, status: int = 200) -> HttpResponse:
    lines = retention.lines()
    titles = {line.kind.key: line.kind.title for line in lines}
    runs = [(at, facts) for at, facts in retention.runs(NEWEST) if facts["count"] or facts["held"]]
    context = {
        "rows": [(line, refused.get(line.kind.key) or TermForm.of(line)) for line in lines],
        "DEFAULT": retention.DEFAULT,
        "runs": [(at, titles.get(facts["kind"], facts["kind"]), facts) for at, facts in runs],
        "holds": retention.holds(),
        "form": form,
    }
    return render(request, "overview/terms.html", context, status=status)
