"""The pages on which a bulletin is written section by section."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhiben.dispatch import evidence, examples, foreseeing, operations, queries, studio
from zhiben.dispatch.forms import SectionForm
from zhiben.dispatch.models import Round
from zhiben.dispatch.monthly import news
from zhiben.dispatch.vocab import Part
from zhiben.foundation.lifecycle import hindrances
from zhiben.foundation.lifecycle.views import Aid
from zhiben.foundation.pages import actor_of, done, editing, status_of
from zhiben.foundation.scope import current
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotFound
from zhiben.kernel.machine import Move
from zhiben.kernel.text import N_

ACTS: dict[str, Callable[..., object]] = {
    "take": operations.take_section,
    "release": operations.release_section,
}
"""What a button asks for, besides saving."""


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, pk: int, part: str) -> HttpResponse:
    """One section: the suggestion, what is said instead, who is writing; POST saves, or does what its button says."""
    one, actor = queries.round_of(pk), actor_of(request)
    document = queries.bulletin_of(one)
    if part not in set(Part):
        raise NotFound(N_("简报没有这一部分"))
    which = Part(part)
    wanted = request.POST.get("act", "")
    if wanted == "restore":
        return _restored(request, one, which)
    if act := ACTS.get(wanted):
        try:
            act(one, which, actor=actor)
        except Conflict as slower:
            # Somebody else was faster: the section says who, and what stands there now.
            messages.warning(request, slower.text)
        return HttpResponseRedirect(reverse("dispatch:section", args=[pk, part]))
    form = _form(request, one, which)
    if done(form, lambda: operations.write_section(one, which, **form.cleaned_data, actor=actor)):
        return HttpResponseRedirect(reverse("dispatch:bulletin", args=[pk]))
    shown, offered = studio.opened(queries.round_of(pk), which)
    context = {
        "round": one,
        "document": document,
        "shown": shown,
        "form": form,
        "hindered": hindrances([document], "revise", actor).get(document.pk, ""),
        "mine": shown.held_by == actor.id,
        "others": shown.held_by not in (0, actor.id),
        "free": shown.free_from is None or clock.now() >= shown.free_from,
        "offered": offered,
        "shelves": examples.offered(one, which),
    }
    return render(request, "dispatch/section.html", context, status=status_of(form))


def _restored(request: HttpRequest, one: Round, part: Part) -> HttpResponse:
    """What would be lost is shown first; the words that were shown are the ones that go."""
    if (seen := request.POST.get("seen")) is None:
        return render(request, "dispatch/restore.html", {"round": one, "shown": studio.section(one, part)})
    operations.restore_section(one, part, seen=seen, actor=actor_of(request))
    return HttpResponseRedirect(reverse("dispatch:section", args=[one.pk, part]))


def _form(request: HttpRequest, one: Round, part: Part) -> SectionForm:
    form = SectionForm(part, request.POST if request.method == "POST" else None, _standing(one, part))
    document = queries.bulletin_of(one)
    # The bulletin is held and not the section's row, which may not be there yet: so do all other acts on sections.
    held = type(document)._unfiltered().filter(pk=document.pk)
    return editing(form, lambda: _standing(one, part), subject=(document._meta.label_lower, document.pk), lock=held)


def _standing(one: Round, part: Part) -> dict[str, Any]:
    """The words that stand, and the number of the record on which they rest."""
    shown = studio.section(one, part)
    number = shown.source.removeprefix(N_("重点任务")).removeprefix(N_("隐患")).removeprefix(N_("督导文书"))
    return {"text": shown.text, "source": number} if part in examples.PARTS else {"text": shown.text}


def _beside(one: Round, move: Move, _given: Mapping[str, Any]) -> dict[str, Any]:
    """What a person asks before a step: the paper that is signed or issued, and what else is to be known."""
    return {"paper": _paper(one, move), **_told(one, move)}


def _paper(one: Round, move: Move) -> Any:
    """The paper that a step signs or issues, None of any other step."""
    if move.name in ("approve", "issue"):
        return one.bulletin
    if move.name in ("word_correction", "approve_correction", "issue_correction"):
        correction = queries.correction_of(one)
        return correction and correction.document
    return None


def _told(one: Round, move: Move) -> dict[str, Any]:
    """What a leader asks before signing: which words are not those that facts suggest; what an officer asks before
    papers are drafted again: what is lost by it, and what is new; before a round is closed: what that brings; and
    before figures are restated: which come out otherwise, and why."""
    if move.name == "close":
        return {"foreseen": foreseeing.foreseen(one)} if move.may(current().actor, one).allowed else {}
    if move.name == "restate":
        return {"changed": evidence.changed(one)} if move.may(current().actor, one).allowed else {}
    if one.state != "drafted":
        return {}
    if move.name == "renew":
        return {"replaced": len(queries.papers_of(one)), "news": news.of(one)}
    return {"written": studio.written_by_hand(one)} if move.name == "approve" else {}


AID = Aid("measure", "dispatch/move.html", _beside)
"""What stands beside the steps of a round."""
