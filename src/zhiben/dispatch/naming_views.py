"""The pages of a naming: what the unit sees of itself and answers, and all of a round's names for the office."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from zhiben.dispatch import evidence, queries, restating, resting
from zhiben.dispatch.bulletin import named_section
from zhiben.dispatch.lifecycle import ROUND
from zhiben.dispatch.lifecycle.rounds import waited_for
from zhiben.dispatch.models import NamedUnit, Round
from zhiben.documents.lifecycle import LEADER
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.files import attached
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.lifecycle.views import moves
from zhiben.foundation.pages import actor_of
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor

_moves = moves(NamedUnit)
TASKS = "campaign.keytask"
DECIDED = ("kept", "struck")


@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """One name with its items and their records, for the unit that answers and the office that decides; nothing of the
    draft."""
    actor = actor_of(request)
    name = queries.name_of(pk, actor)
    items = list(name.items.all())
    addresses = evidence.links(items)
    own_round = queries.rounds().filter(pk=name.round_id).first()
    behind, shown = queries.round_behind(name), queries.shown(name)
    context = {
        "name": name,
        "shown": shown,
        "behind": behind,
        "own_round": own_round,
        "fallen": next(map(str, resting.fallen([shown], restating.restatements(behind))), ""),
        "late": _entered_late([shown]) if own_round and _puts_right(actor, own_round) else {},
        "after": own_round is not None and _after(actor, own_round),
        "items": [(item, addresses.get((item.model, item.record), "")) for item in items],
        "offers": offers(name, actor),
        "over": name.reply_by is not None and clock.now() > name.reply_by,
        "files": list(attached(name._meta.label_lower, name.pk)),
        "lines": audit.of(name),
    }
    return render(request, "dispatch/naming.html", context)


@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A step of a name, for whoever has business with it."""
    queries.name_of(pk, actor_of(request))
    return _moves(request, pk=pk, name=name)


@require_safe
def decisions(request: HttpRequest, pk: int) -> HttpResponse:
    """All names of a round with what was answered, what waits for the office first."""
    one = queries.round_of(pk)
    actor, now = actor_of(request), clock.now()
    rows = queries.names(one)
    told = {found.id: found for found in queries.named(one)}
    why, units = waited_for(rows) if one.state == "drafted" else ("", [])
    context = {
        "round": one,
        "names": [
            (row, told[row.pk], named_section.answer(told[row.pk], now), offers(row, actor))
            for row in sorted(rows, key=lambda row: row.state != "contested")
        ],
        "late": _entered_late(told.values()) if _puts_right(actor, one) else {},
        "after": _after(actor, one),
        "why": why,
        "waited_for": units,
        "until": next((row.reply_by for row in rows if row.reply_by), None),
    }
    return render(request, "dispatch/decisions.html", context)


def _puts_right(actor: Actor, one: Round) -> bool:
    """True of whoever has a part in it: the leader, who tells when a step happened, and the officer who restates."""
    return bool(LEADER(actor, one).allowed or ROUND.by_name["restate"].may(actor, one).allowed)


def _after(actor: Actor, one: Round) -> bool:
    """True where it is to be told how an error is put right that comes out after approval."""
    return one.state in ("approved", "issued") and _puts_right(actor, one)


def _entered_late(names: Iterable[queries.Named]) -> dict[int, list[tuple[str, str]]]:
    """By the id of a name on whose objection was decided: its tasks that the person may see, by number and address;
    what a person finds on site has no step that could be put right."""
    decided = (name for name in names if name.state in DECIDED)
    items = {name.id: [item for item in name.items if item.model == TASKS] for name in decided}
    addresses = evidence.links(item for found in items.values() for item in found)
    linked = {
        name: [(item.number, addresses[key]) for item in found if (key := (item.model, item.record)) in addresses]
        for name, found in items.items()
    }
    return {name: found for name, found in linked.items() if found}
