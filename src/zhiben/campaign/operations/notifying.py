"""Liaison notices: sent to units at once, received by somebody of each, chased where nobody has. An informal word among
liaison persons; whatever needs a number or a signature is an official document."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from zhiben.campaign import policy, queries
from zhiben.campaign.lifecycle import RECEIPT
from zhiben.campaign.models import LiaisonNotice, Receipt
from zhiben.campaign.vocab import ADDRESSED, NOTIFIED, REMINDED
from zhiben.documents.lifecycle import ANSWERING
from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, begin_many, effect
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.inbox.operations import tell
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps

restamps(Receipt)


@dataclass(frozen=True, slots=True)
class NoticeDraft:
    """A notice as the office writes it: until the end of `read_by` a unit is to have read it."""

    title: str
    text: str
    read_by: date
    asks_reply: bool = False


def send_notice(
    office: int, draft: NoticeDraft, *, to: Collection[int], files: Sequence[int] = (), actor: Actor
) -> LiaisonNotice:
    """Send a notice to units: their liaison persons with an account and whoever answers for them are told. Raises
    NotAllowed, Incomplete."""
    grant = policy.must_convene(actor, office)
    units = _checked(office, draft, to)
    now = clock.now()
    notice = LiaisonNotice(
        office_id=office,
        title=draft.title.strip(),
        text=draft.text.strip(),
        read_by=draft.read_by,
        asks_reply=draft.asks_reply,
        sent_at=now,
        sent_by=actor.id,
    )
    places = orgs.unit_coordinates([office, *units])
    notice.place_at(places[office])
    with audit.batch():
        notice.save(force_insert=True)
        receipts = [Receipt(notice=notice, unit_id=unit) for unit in units]
        for one in receipts:
            one.place_at(places[office])
        begin_many(receipts, actor, grants=[grant] * len(receipts), at=now, facts={"notice": notice.pk})
        parts = [part_in(notice, ADDRESSED, unit, places[unit]) for unit in units]
        parts += [part_in(one, ADDRESSED, one.unit_id, places[one.unit_id], state=one.state) for one in receipts]
        Participation.objects.bulk_create(parts, batch_size=500)
        attach_own(files, to=(notice._meta.label_lower, notice.pk), actor_id=actor.id, purpose="send")
        facts = {"title": notice.title, "to": units, "read_by": notice.read_by, "asks_reply": notice.asks_reply}
        audit.record("send_notice", actor, subject=(notice._meta.label_lower, notice.pk), facts=facts, grant=grant)
        _tell(NOTIFIED, notice, units, actor=actor)
    return notice


def remind(notice: LiaisonNotice, *, actor: Actor) -> int:
    """Tell the units that have not read a notice once more; how many units. Raises NotAllowed, Refused where all
    have."""
    grant = policy.must_convene(actor, notice.office_id)
    units = list(Receipt.objects.filter(notice=notice, state="sent").order_by("pk").values_list("unit", flat=True))
    if not units:
        raise Refused(N_("各单位都已签收，无需催办"))
    with audit.batch():
        facts = {"units": units}
        audit.record("remind_notice", actor, subject=(notice._meta.label_lower, notice.pk), facts=facts, grant=grant)
        _tell(REMINDED, notice, units, actor=actor, again=f":{clock.now().isoformat()}")
    return len(units)


def _checked(office: int, draft: NoticeDraft, to: Collection[int]) -> list[int]:
    wrong = {}
    if not draft.title.strip():
        wrong["title"] = N_("请填写标题")
    if not draft.text.strip():
        wrong["text"] = N_("请填写内容")
    if draft.read_by < clock.today():
        wrong["read_by"] = N_("签收期限不能早于今天")
    units = [one for one in dict.fromkeys(to) if one != office]
    if not units:
        wrong["units"] = N_("请至少选择一个单位")
    elif strange := set(units) - {card.id for card in queries.addressable(office)}:
        names = "、".join(orgs.unit_names(strange).values()) or N_("所选单位")
        wrong["units"] = N_("{names}不在本安委办的发文范围，请选择本辖区现有的单位").format(names=names)
    if wrong:
        raise Incomplete(N_("请核对所填内容"), fields=wrong)
    return units


def _tell(kind: str, notice: LiaisonNotice, units: Iterable[int], *, actor: Actor, again: str = "") -> None:
    tell(
        kind,
        notice.title,
        address=notice.get_absolute_url(),
        people=orgs.liaison_accounts(units),
        units=units,
        roles=[role.value for role in ANSWERING],
        about=notice,
        key=f"{kind}:{notice.pk}{again}",
        actor=actor,
    )


@effect(RECEIPT, "receive")
def _received(change: Change) -> None:
    change.record.received_at, change.record.received_by = change.at, change.actor.id


@effect(RECEIPT, "reply")
def _replied(change: Change) -> None:
    receipt: Receipt = change.record
    if receipt.received_at is None:
        _received(change)
    receipt.reply, receipt.replied_at, receipt.replied_by = change.facts["text"], change.at, change.actor.id
    to = (receipt._meta.label_lower, receipt.pk)
    attach_own(change.facts.get("files", ()), to=to, actor_id=change.actor.id, purpose="reply")
