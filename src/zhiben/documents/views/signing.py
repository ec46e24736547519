"""The leader's page: what waits for a signature, several at once, on a phone; and the last look before issuing."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from zhiben.documents import composing, operations, printing, queries
from zhiben.documents.forms import OpinionForm
from zhiben.documents.lifecycle import ALONE, DOCUMENT
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.lifecycle import offers
from zhiben.foundation.pages import actor_of, ticked
from zhiben.foundation.people import name_of
from zhiben.foundation.rendering import body_characters
from zhiben.kernel.errors import NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor


@require_http_methods(["GET", "POST"])
def signing(request: HttpRequest) -> HttpResponse:
    """What waits for this person's signature: each can be opened, those ticked are signed, each for itself."""
    actor, outcomes = actor_of(request), list[operations.Outcome]()
    form = OpinionForm(request.POST or None)
    asked = set(ticked(request, "document")) if request.method == "POST" else set()
    if request.method == "POST" and form.is_valid():
        chosen = [one for one in queries.to_sign(actor) if one.pk in asked]
        outcomes = operations.sign_each(chosen, actor=actor, opinion=form.cleaned_data["opinion"])
    context = {
        "cards": [_card(one) for one in queries.to_sign(actor)],
        "kept_from": queries.kept_from(actor),
        "outcomes": outcomes,
        "none_ticked": request.method == "POST" and not outcomes,
        "form": OpinionForm() if outcomes else form,
    }
    refused = any(one.sentence for one in outcomes) or context["none_ticked"]
    return render(request, "documents/signing.html", context, status=422 if refused else 200)


def _card(document: OfficialDocument) -> dict[str, object]:
    """What a leader asks before signing: who wrote and who reviewed it, how long it is, what changed since it was
    returned."""
    since = queries.returned_version(document)
    return {
        "document": document,
        "to": composing.printed_to(document),
        "drafted_by": name_of(document.drafted_by),
        "reviewed_by": name_of(document.reviewed_by),
        "characters": body_characters(document.paper),
        "remarks": [line for line in audit.of(document) if line.facts.get("remark")],
        "changes": queries.changes(since.paper, document.paper) if since else [],
        "machine": DOCUMENT,
    }


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, pk: int) -> HttpResponse:
    """The last look: number, day, distribution; then it goes out. The paper is set before the transaction begins."""
    document, actor = queries.document(pk), actor_of(request)
    sentence, status = "", 200
    if request.method == "POST":
        try:
            _must_go_alone(document, actor)
            operations.issue(document, actor=actor)
        except (NotAllowed, NotFound):
            raise
        except Refused as refusal:
            sentence, status = refusal.text, 422
        else:
            return HttpResponseRedirect(document.get_absolute_url())
    context = {
        "document": document,
        "to": composing.recipients_of(document),
        "offer": next((one for one in offers(document, actor) if one.name == "issue"), None),
        "strays": printing.strays(document.paper),
        "sentence": sentence,
    }
    return render(request, "documents/issue.html", context, status=status)


def _must_go_alone(document: OfficialDocument, actor: Actor) -> None:
    """What travels with a record goes out with it and by no address of its own."""
    verdict = ALONE(actor, document)
    if not verdict.allowed:
        raise Refused(verdict.why)
