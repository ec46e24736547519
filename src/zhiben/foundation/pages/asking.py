"""Who asks, and a form acted on: what an operation refuses comes back at the fields it names. The page that is nothing
but a form stands here once for all rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render

from zhiben.foundation.audit import batch
from zhiben.foundation.lifecycle.views import wants_json
from zhiben.foundation.pages.editing import editing_of
from zhiben.kernel.errors import Conflict, Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def actor_of(request: HttpRequest) -> Actor:
    """The person whose scope is open while the request is answered."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def given_or(data: Mapping[str, Any], names: Iterable[str], otherwise: Mapping[str, Any]) -> Mapping[str, Any]:
    """`data` when it answers any of `names`, else `otherwise`: the key of a later page alone asks for no filter."""
    return data if any(name in data for name in names) else otherwise


def done(form: forms.Form, act: Callable[[], object]) -> bool:
    """True when the form was sent and `act` did what it asks; otherwise the form says why not, and `status_of` how to
    answer.

    What is refused leaves nothing behind, files that came with the form included. NotAllowed and NotFound pass: they
    are not for the form to mend.
    """
    if not form.is_valid():
        return False
    try:
        with batch():
            if standing := editing_of(form):
                standing.check()
            act()
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        _told(form, refusal)
        return False
    return True


def tried(form: forms.Form, act: Callable[[], object]) -> bool:
    """The same where what was done before the refusal stays: tries that are counted. No transaction is around it."""
    if not form.is_valid():
        return False
    try:
        act()
    except (NotAllowed, NotFound):
        raise
    except Refused as refusal:
        _told(form, refusal)
        return False
    return True


def _told(form: forms.Form, refusal: Refused) -> None:
    """Say at the fields, or above them, why it is not done."""
    if isinstance(refusal, Incomplete):
        for name, sentence in refusal.fields.items():
            form.add_error(name if name in form.fields else None, sentence)
        return
    if isinstance(refusal, Conflict):
        form.overtaken = True  # type: ignore[attr-defined]
        if standing := editing_of(form):
            standing.compare()
    form.add_error(None, refusal.text)


def status_of(form: forms.Form) -> int:
    """How to answer with a form: as asked for, as refused, or as overtaken by somebody else."""
    if getattr(form, "overtaken", False):
        return 409
    return 422 if form.is_bound else 200


def form_page(request: HttpRequest, form: forms.Form, title: str, back: str, record: Any = None) -> HttpResponse:
    """The page of a form alone, under its title and the record it is about, if any; `back` is where one leaves to."""
    context = {"form": form, "title": title, "back": back, "record": record}
    return render(request, "web/form.html", context, status=status_of(form))


def acted(
    request: HttpRequest, form: forms.Form, title: str, act: Callable[[], object], back: str, record: Any = None
) -> HttpResponse:
    """Do what the form asks and go back, or show its page; a program is told in JSON."""
    made = done(form, act)
    if wants_json(request) and form.is_bound:
        return told_to_program(form, back, made=made)
    return HttpResponseRedirect(back) if made else form_page(request, form, title, back, record)


def told_to_program(form: forms.Form, back: str, *, made: bool) -> HttpResponse:
    """Where what was done is to be seen. Raises Incomplete with the fields that are wrong."""
    if not made:
        fields = {name: "；".join(map(str, told)) for name, told in form.errors.items() if name != "__all__"}
        raise Incomplete("；".join(map(str, form.non_field_errors())) or N_("请先补正下列内容"), fields=fields)
    return JsonResponse({"done": True, "address": back})
