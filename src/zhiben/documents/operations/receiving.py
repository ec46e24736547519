"""What happens to a document at the unit it was sent to: received, replied to, and the reply evaluated."""

from __future__ import annotations

from zhiben.documents.lifecycle import DELIVERY
from zhiben.documents.models import Delivery, OfficialDocument
from zhiben.documents.operations import telling
from zhiben.documents.vocab import REPLIED, RETURNED
from zhiben.foundation.files.storing import attach_own
from zhiben.foundation.lifecycle import Change, effect
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

DELIVERY_FILES = "documents.delivery"
"""The label under which the files of a reply lie."""


@effect(DELIVERY, "receive")
def _received(change: Change) -> None:
    _must_stand(change.record)
    _note_receipt(change)


@effect(DELIVERY, "reply", "record_reply")
def _replied(change: Change) -> None:
    delivery: Delivery = change.record
    _must_stand(delivery)
    if not delivery.received_at:
        _note_receipt(change)
    delivery.reply, delivery.assessment = change.facts["text"], ""
    delivery.replied_at, delivery.replied_by = change.at, change.actor.id
    delivery.on_behalf = ""
    if change.move.name == "record_reply":
        delivery.on_behalf = N_("发文单位代录{by}").format(by=_by(change.facts.get("by_whom", "")))
    files = change.facts.get("files", ())
    attach_own(files, to=(DELIVERY_FILES, delivery.pk), actor_id=change.actor.id, purpose=change.move.name)
    change.noted["late"] = delivery.was_late
    telling.to_office(REPLIED, delivery, actor=change.actor, at=change.at)


@effect(DELIVERY, "evaluate")
def _evaluated(change: Change) -> None:
    change.record.assessment = change.facts["assessment"]


@effect(DELIVERY, "return_reply")
def _returned(change: Change) -> None:
    change.record.assessment = change.facts["reason"]
    change.record.returned += 1
    telling.to_units(RETURNED, change.record, [change.record.unit_id], actor=change.actor, at=change.at)


def _by(whom: str) -> str:
    return f"（{whom}）" if whom else ""


def _note_receipt(change: Change) -> None:
    change.record.received_at, change.record.received_by = change.at, change.actor.id


def _must_stand(delivery: Delivery) -> None:
    """Read anew and held until the end: of a receipt and a withdrawal at one moment, one waits for the other."""
    standing = OfficialDocument._unfiltered().select_for_update().filter(pk=delivery.document_id)
    if standing.values_list("state", flat=True).get() == "withdrawn":
        raise Refused(N_("该公文已撤回，无需签收或答复"))
