"""Messages of the person who looks, how they are reached outside the site, and for the system administrator what could
not be delivered. Who has read what is shown to nobody else, and counted for nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TypeVar

from django import forms
from django.contrib import messages as said
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhiben.foundation.pages import actor_of, before_of, done, editing, form_page, status_of
from zhiben.inbox import operations, policy, queries
from zhiben.inbox.forms import CodeForm, EnterMailForm, MailForm, ReachForm
from zhiben.inbox.models import Delivery, Reach
from zhiben.inbox.vocab import kind_label
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

F = TypeVar("F", bound=forms.Form)


@require_safe
def messages(request: HttpRequest) -> HttpResponse:
    """What was told to the person, newest first."""
    actor = actor_of(request)
    page = queries.messages_of(actor, before_of(request))
    names = orgs.person_names(one.instead_of for one in page.rows if one.instead_of)
    rows = [{"one": one, "kind": kind_label(one.kind), "place": names.get(one.instead_of, "")} for one in page.rows]
    context = {"rows": rows, "older": page.older, "unread": queries.unread_count(actor)}
    return render(request, "inbox/messages.html", context)


@require_safe
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a message: a digest is shown, anything else leads to its page, which looks after its own scope."""
    found = queries.message(actor_of(request), pk)
    operations.opened(found)
    if found.digest is None:
        return HttpResponseRedirect(found.address)
    lines = queries.digest_lines(found)
    hidden = len(found.digest["lines"]) - len(lines)
    context = {"notice": found, "lines": lines, "hidden": hidden, "day": date.fromisoformat}
    return render(request, "inbox/digest.html", context)


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Take all messages as read."""
    operations.opened_all(actor_of(request))
    return redirect("inbox:messages")


@require_http_methods(["GET", "POST"])
def reach(request: HttpRequest) -> HttpResponse:
    """How the person is reached, and which messages come by mail."""
    actor = actor_of(request)
    if request.method == "POST":
        form = _over(actor.id, ReachForm(request.POST))
        if done(form, lambda: operations.choose_mails(**form.cleaned_data, actor=actor)):
            return _back(request, _("已保存"))
        return _reach_page(request, reach_form=form)
    return _reach_page(request)


@require_POST
def change_mail(request: HttpRequest) -> HttpResponse:
    """Enter the own address; a code goes there."""
    form = _over(actor_of(request).id, MailForm(request.POST))
    if done(form, lambda: operations.change_mail(form.cleaned_data["mail"], actor=actor_of(request))):
        row = queries.reach_of(actor_of(request).id)
        told = _("确认码已发往该地址，请填写后生效") if row.mail else _("未登记邮件地址")
        return _back(request, _("邮件地址未变") if row.confirmed_at else told)
    return _reach_page(request, mail_form=form)


@require_POST
def confirm_mail(request: HttpRequest) -> HttpResponse:
    """Prove the own address."""
    form = CodeForm(request.POST)
    if done(form, lambda: operations.confirm_mail(form.cleaned_data["code"], actor=actor_of(request))):
        return _back(request, _("邮件地址已确认"))
    return _reach_page(request, code_form=form)


@require_http_methods(["GET", "POST"])
def enter_mail(request: HttpRequest, pk: int) -> HttpResponse:
    """The system administrator enters an address for somebody."""
    actor = actor_of(request)
    policy.must_keep_addresses(actor)
    name = orgs.person_names([pk]).get(pk)
    if name is None:
        raise NotFound(N_("没有这个人员"))
    form = _over(pk, EnterMailForm(request.POST or None, initial=_reached(pk)))
    editing(form, lambda: {"mail": queries.reach_of(pk).mail}, lock=Reach.objects.filter(pk=pk))
    back = reverse("orgs:person", args=[pk])
    if done(form, lambda: operations.enter_mail(pk, form.cleaned_data["mail"], actor=actor)):
        said.success(request, _("邮件地址已登记"))
        return redirect(back)
    title = _("%(name)s的邮件地址") % {"name": name}
    return form_page(request, form, title, back)


@require_safe
def undelivered(request: HttpRequest) -> HttpResponse:
    """What was given up, and what is still tried again; no titles, for these are business."""
    policy.must_keep_addresses(actor_of(request))
    context = {
        "rows": _deliveries(queries.undelivered()),
        "total": queries.undelivered().count(),
        "retried": _deliveries(queries.retried()),
        "of_robots": queries.robots_given_up(),
    }
    return render(request, "inbox/undelivered.html", context)


def _deliveries(rows: QuerySet[Delivery]) -> list[dict[str, object]]:
    return [{"one": one, "kind": kind_label(one.notice.kind)} for one in rows[: queries.MESSAGES]]


@require_POST
def try_again(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin anew with one."""
    return _handled(request, pk, operations.try_again, _("已重新发出"))


@require_POST
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Let one rest."""
    return _handled(request, pk, operations.set_aside, _("不再提示"))


def _handled(request: HttpRequest, pk: int, act: Callable[..., None], sentence: str) -> HttpResponse:
    actor: Actor = actor_of(request)
    policy.must_keep_addresses(actor)
    found = Delivery.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该投递"))
    act(found, actor=actor)
    said.success(request, sentence)
    return redirect("inbox:undelivered")


def _over(person: int, form: F) -> F:
    """A form over how somebody is reached: it answers for the fields that it has, and for no others."""

    def read() -> dict[str, object]:
        return {name: value for name, value in _reached(person).items() if name in form.fields}

    return editing(form, read, lock=Reach.objects.filter(pk=person))


def _reached(person: int) -> dict[str, object]:
    row = queries.reach_of(person)
    return {"mail": row.mail, "digest": row.digest_by_mail, "notices": row.notices_by_mail}


def _reach_page(request: HttpRequest, **refused: forms.Form) -> HttpResponse:
    row = queries.reach_of(actor_of(request).id)
    offered: dict[str, forms.Form] = {
        "mail_form": _over(row.pk, MailForm(initial=_reached(row.pk))),
        "code_form": CodeForm(),
        "reach_form": _over(row.pk, ReachForm(initial=_reached(row.pk))),
    }
    status = next((status_of(form) for form in refused.values()), 200)
    return render(request, "inbox/reach.html", {"reach": row, **offered, **refused}, status=status)


def _back(request: HttpRequest, sentence: str) -> HttpResponse:
    said.success(request, sentence)
    return redirect("inbox:reach")
