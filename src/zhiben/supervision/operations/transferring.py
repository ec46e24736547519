"""Handing over to enforcement: the office's own paper is a letter, and nothing that it writes orders or punishes; the
enforcement unit reads what it is about from the letter's issue on, signs for it and tells what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from zhiben.documents import operations as documents
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Kind as Paper
from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, begin, effect, perform_many, prepare
from zhiben.foundation.lifecycle.door import Step
from zhiben.foundation.scope.models import Participation, Placed, part_in
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.supervision import kinds, policy, queries
from zhiben.supervision.lifecycle import TRANSFER
from zhiben.supervision.lifecycle.transfers import OPEN
from zhiben.supervision.models import Finding, Transfer
from zhiben.supervision.vocab import ANSWERING, ENFORCING, SENDING

restamps(Transfer)
prepare(TRANSFER)(queries.prepare_transfers)

PAPER = Paper.LETTER
"""The only paper of a hand-over: decisions, orders and penalties are papers of the enforcement unit."""


@dataclass(frozen=True, slots=True)
class HandOver:
    """To which unit (id), on what basis, signed for until when, and what else it is told."""

    unit: int
    basis: str
    receipt_due: date
    told: str = ""


def hand_over(one: Finding, said: HandOver, *, actor: Actor) -> Transfer:
    """Hand a finding of a signed visit over to an enforcement unit, by a letter that is drafted. Raises NotAllowed,
    Refused for what is not signed, was struck or is handed over already, Incomplete."""
    grant = policy.must_hand_over(actor, one)
    _must_be_open(one)
    _must_be_complete(one, said)
    office = one.visit.office_id
    with audit.batch():
        letter = documents.write(PAPER, _letter(one, said), office=office, actor=actor)
        made = Transfer(
            finding=one,
            office_id=office,
            unit_id=said.unit,
            letter=letter,
            basis=said.basis.strip(),
            receipt_due=said.receipt_due,
            transferred_by=actor.id,
            transferred_at=clock.now(),
        )
        made.place_at(one.coordinates)
        begin(made, actor, grant, finding=one.pk, unit=said.unit, letter=letter.pk)
        insert([part_in(made, SENDING, office, orgs.unit_coordinates([office])[office])])
    return made


def _parts(record: Placed, part: str, unit: int) -> QuerySet[Participation]:
    return Participation.objects.filter(model=record._meta.label_lower, record=record.pk, part=part, unit=unit)


@documents.follow("issue")
def _went_out(change: Change) -> None:
    """From now on the unit takes part: before it was a draft of the office."""
    for one in _told_in(change):
        if one.state != "sent":
            raise Refused(N_("这份函的移交已撤回，不能印发，请作废这份函"))
        unit = one.unit_id
        at = orgs.unit_coordinates([unit])[unit]
        parts = ((one, ANSWERING), (one.finding, ENFORCING), (one.finding.visit, ENFORCING))
        insert([part_in(row, part, unit, at) for row, part in parts if not _parts(row, part, unit).exists()])


@documents.follow("void", "withdraw_issue")
def _went_back(change: Change) -> None:
    """What the unit has signed for stays with it: whether it goes on is the unit's to decide."""
    reason = N_("移交函作废或撤回：{reason}").format(reason=change.facts["reason"])
    open_still = [one for one in _told_in(change) if one.state == "sent"]
    perform_many([Step(one, "take_back", change.actor, {"reason": reason}) for one in open_still], at=change.at)


def _told_in(change: Change) -> list[Transfer]:
    return queries.transfers_told_in(change.record.pk) if change.record.kind == PAPER else []


def _must_be_open(one: Finding) -> None:
    if one.visit_state != "closed":
        raise Refused(N_("检查签字以后才能移交"))
    if one.state == "struck":
        raise Refused(N_("已撤去的问题不能移交"))
    if Transfer._unfiltered().filter(finding=one, state__in=OPEN).exists():
        raise Refused(N_("这个问题已经移交，还在办理"))


def _must_be_complete(one: Finding, said: HandOver) -> None:
    wrong = {}
    if said.unit not in {card.id for card in queries.enforcing_units(one)}:
        wrong["unit"] = N_("接收单位应是管辖该场所的部门或街道（综合执法）")
    if not said.basis.strip():
        wrong["basis"] = N_("请写明移交依据：涉嫌违反哪一条，由谁管辖")
    if said.receipt_due <= clock.today():
        wrong["receipt_due"] = N_("签收期限应在今天以后")
    if wrong:
        raise Incomplete(N_("请补正下列内容"), fields=wrong)


def _letter(one: Finding, said: HandOver) -> Written:
    """It asks for no reply in writing: the unit signs for it, and tells what came of it, step by step."""
    visit = one.visit
    day = clock.in_words(visit.arrived_at.astimezone(clock.TZ).date())
    lines = [
        N_("{day}督导检查（{title}）发现，{site}存在下列问题，涉嫌违法，属于贵单位职责范围，现予移交：").format(
            day=day, title=visit.title, site=visit.site.name + queries.places_told([one])[visit.site_id]
        ),
        N_("{text}。").format(text=queries.text_told(one)),
        N_("移交依据：{basis}。").format(basis=said.basis.strip().rstrip("。")),
    ]
    if said.told.strip():
        lines.append(said.told.strip())
    asked = N_("请于{due}前在本系统签收，并反馈是否立案和处理结果。是否立案、如何处理，由贵单位依法决定。")
    lines.append(asked.format(due=clock.in_words(said.receipt_due)))
    return Written(
        title=N_("关于移交督导检查发现问题线索的函"),
        to=orgs.unit_name(said.unit),
        basis=kinds.in_letters(said.basis),
        body="\n".join(lines),
    )


@effect(TRANSFER, "receive")
def _received(change: Change) -> None:
    one: Transfer = change.record
    _must_follow(change, one.transferred_at.astimezone(clock.TZ).date(), N_("移交"))
    one.receipt_no, one.received_on = change.facts["receipt_no"], change.facts["day"]


@effect(TRANSFER, "file", "not_file")
def _decided(change: Change) -> None:
    one: Transfer = change.record
    _must_follow(change, one.received_on, N_("签收"))
    one.decided_on, one.case_no = change.facts["day"], change.facts.get("case_no", "")
    one.reason = change.facts.get("reason", "")


@effect(TRANSFER, "conclude")
def _concluded(change: Change) -> None:
    one: Transfer = change.record
    _must_follow(change, one.decided_on, N_("立案"))
    one.result, one.concluded_on = change.facts["result"], change.facts["day"]


@effect(TRANSFER, "give_back", "withdraw", "take_back")
def _went_nowhere(change: Change) -> None:
    """The unit keeps the hand-over that it was sent, and reads neither finding nor visit any more, save by another."""
    one: Transfer = change.record
    one.reason = change.facts["reason"]
    others = queries.with_the_unit(one)
    if not others.filter(finding=one.finding_id).exists():
        _parts(one.finding, ENFORCING, one.unit_id).delete()
    if not others.exists():
        _parts(one.finding.visit, ENFORCING, one.unit_id).delete()


def _must_follow(change: Change, earlier: date | None, what: str) -> None:
    day: date = change.facts["day"]
    if earlier is not None and day < earlier:
        sentence = N_("日期不能早于{what}（{day}）").format(what=what, day=clock.in_words(earlier))
        raise Incomplete(sentence, fields={"day": sentence})
    if day > change.at.astimezone(clock.TZ).date():
        raise Incomplete(N_("日期不能晚于今天"), fields={"day": N_("日期不能晚于今天")})
