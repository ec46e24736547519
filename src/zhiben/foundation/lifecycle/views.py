"""One face for every move of every machine: GET shows the form that the declaration asks for, POST goes through the
door. The same address answers JSON to programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhiben.foundation.audit import batch
from zhiben.foundation.files import DEVICE_CLOCK, store_upload
from zhiben.foundation.lifecycle.door import perform, ready
from zhiben.foundation.lifecycle.forms import form_for, must_be_offered
from zhiben.foundation.lifecycle.models import Living
from zhiben.foundation.lifecycle.offers import offers
from zhiben.foundation.lifecycle.seeing import SEEN, must_be_as_seen
from zhiben.foundation.scope.beside import beside
from zhiben.foundation.scope.models import Scoped
from zhiben.kernel.errors import BadInput, Conflict, Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.machine import Move
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

View = Callable[..., HttpResponse]
Carry = Callable[..., Any]
"""How a page has a move made: as `perform` does, or later what takes long. Raises as it does."""
Pairs = list[tuple[str, str]]


AID = "aid"
"""The name of buttons with which a form comes back without being sent; one with a value answers the aided question."""


@dataclass(frozen=True, slots=True)
class Aid:
    """Helps to answer the question `field` of a form: `template` extends the page of moves, and `told` gives what it
    shows beside the form, of a record, the move, and what was filled in so far."""

    field: str
    template: str
    told: Callable[[Any, Move, Mapping[str, Any]], dict[str, Any]]


def aided(field: str, given: QueryDict) -> dict[str, Any] | None:
    """What was filled in, when one of the buttons brought the form back; None when it was sent."""
    if AID not in given:
        return None
    return {**given.dict(), field: given[AID] or given.get(field, "")}


def moves(
    model: type[Living],
    *,
    back: str = "",
    told: Callable[[Any], Pairs] | None = None,
    aid: Aid | None = None,
    by: Carry = perform,
) -> View:
    """The view for `<int:pk>/moves/<slug:name>` of `model`; `back` names the page of the record, which otherwise knows
    its own address; `told` says of a record, in pairs, what a person has to know to make up their mind; `aid` helps
    with the form; `by` makes the move for a person (a program waits for its end)."""

    @require_http_methods(["GET", "POST"])
    def move_view(request: HttpRequest, pk: int, name: str) -> HttpResponse:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        record = _found(model, pk)
        move = type(record).machine.by_name.get(name)
        if move is None or not move.shown:
            raise NotFound(N_("没有这一步"))
        if wants_json(request):
            return _answer_json(request, record, move, actor)
        address = reverse(back, args=[pk]) if back else record.get_absolute_url()
        asked = aided(aid.field, request.POST) if aid else None
        bound = request.method == "POST" and asked is None
        data, files = (request.POST, request.FILES) if bound else (None, None)
        form = form_for(move, record, actor, data, files, initial=asked)
        sentence, status = "", 200
        if bound:
            sentence, status = _attempt(record, move, actor, form, by)
            if not sentence:
                return HttpResponseRedirect(address)
            if status == 409:
                record = model._default_manager.filter(pk=pk).first() or record
        ready([record])
        offer = next((o for o in offers(record, actor) if o.name == name), None)
        context = {"record": record, "move": move, "form": form, "offer": offer, "sentence": sentence, "back": address}
        context["told"] = told(record) if told else []
        # What comes back for another reason is still about what was seen then.
        context["seen"] = request.POST.get(SEEN, "") if status == 422 or asked is not None else record.version
        if aid:
            context |= aid.told(record, move, asked or {})
        return render(request, aid.template if aid else "web/move.html", context, status=status)

    return move_view


def wants_json(request: HttpRequest) -> bool:
    """True when the caller asked for JSON rather than a page."""
    return "application/json" in request.headers.get("Accept", "") or request.content_type == "application/json"


def _found(model: type[Living], pk: int) -> Any:
    rows = beside(model) if issubclass(model, Scoped) else model._default_manager.all()
    record = rows.filter(pk=pk).first()
    if record is None:
        raise NotFound(N_("没有找到该记录"))
    return record


def _attempt(record: Any, move: Move, actor: Actor, form: Any, by: Carry) -> tuple[str, int]:
    """Try the move; a sentence and status for the page, or an empty sentence when it is done."""
    if not form.is_valid():
        return _("请先补正下列内容"), 422
    try:
        with batch():
            must_be_as_seen(record, form.data.get(SEEN))
            by(record, move.name, actor, **_facts(move, form, actor))
    except Incomplete as error:
        for field, message in error.fields.items():
            form.add_error(field if field in form.fields else None, message)
        return error.text, 422
    except Conflict as error:
        return error.text, 409
    except NotAllowed as error:
        return error.text, 403
    except Refused as error:
        return error.text, 422
    return "", 200


def _facts(move: Move, form: Any, actor: Actor) -> dict[str, Any]:
    facts = {name: value for name, value in form.cleaned_data.items() if value not in (None, "", [])}
    sent = {"actor_id": actor.id, "device_clock": form.data.get(DEVICE_CLOCK, "")}
    for need in move.needs:
        if need.kind == "files" and need.name in facts:
            facts[need.name] = [store_upload(upload, **sent).pk for upload in facts[need.name]]
    return facts


def _answer_json(request: HttpRequest, record: Any, move: Move, actor: Actor) -> HttpResponse:
    if request.method == "GET":
        ready([record])
        verdict = move.may(actor, record)
        needs = [{"name": n.name, "label": n.label, "kind": n.kind, "required": n.required} for n in move.needs]
        return JsonResponse({"move": move.name, "allowed": verdict.allowed, "why": verdict.why, "needs": needs})
    try:
        given = json.loads(request.body or b"{}")
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict):
        raise BadInput([], N_("请求内容应为JSON对象"))
    ready([record])
    if move.may(actor, record).allowed:  # the others are told why not, and nothing of what could be chosen
        must_be_offered(move, record, actor, given)
    must_be_as_seen(record, given.pop(SEEN, None))
    perform(record, move.name, actor, **given)
    return JsonResponse({"id": record.pk, "state": record.state, "version": record.version})
