"""Objections of units to their points: raised within the window, looked at by the office, decided by a leader who did
not score; upheld, the score is put right beside the old one, and places are counted anew."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from zhiben.appraisal import policy
from zhiben.appraisal.lifecycle import OBJECTION
from zhiben.appraisal.models import Card, Correction, Indicator, Objection
from zhiben.appraisal.operations.scoring_runs import score_corrected
from zhiben.appraisal.queries import runs as reads
from zhiben.appraisal.vocab import ANSWERING, DECIDED, OBJECTED, Ground
from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.lifecycle import Change, begin, effect
from zhiben.inbox.operations import tell
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role


def raise_objection(
    card: Card, indicator: Indicator, reason: str, *, actor: Actor, files: Sequence[int] = ()
) -> Objection:
    """A unit objects to its points of one indicator. Raises NotAllowed, Refused outside the window, Incomplete."""
    grant = policy.must_speak_for(actor, card)
    run = card.run
    if run.state != "told":
        raise Refused(N_("本次考评不在申诉期内"))
    if run.window_is_over:
        raise Refused(N_("申诉期已于{until}截止"), until=clock.to_the_minute(run.objections_until))
    if not reason.strip():
        raise Incomplete(N_("请写明申诉理由"), fields={"reason": N_("请写明申诉理由")})
    if indicator.scheme_id != run.scheme_id:
        raise Incomplete(N_("请选择指标"), fields={"indicator": N_("不是本次考评的指标")})
    if Objection.objects.filter(card=card, indicator=indicator, state__in=reads.OPEN_OBJECTIONS).exists():
        raise Refused(N_("该指标已有一件申诉在办理"))
    row = Objection(card=card, indicator=indicator, score=reads.scores_on(card)[0], reason=reason.strip())
    row.raised_by, row.raised_at = actor.id, clock.now()
    with audit.batch():
        begin(row, actor, grant, indicator=indicator.pk, reason=row.reason)
        attach_own(files, to=(row._meta.label_lower, row.pk), actor_id=actor.id, purpose="begin")
        tell(
            OBJECTED,
            N_("{unit}对“{indicator}”得分有异议").format(unit=card.unit_name, indicator=indicator.name),
            address=row.get_absolute_url(),
            units=[run.scheme.office_id],
            roles=[Role.OFFICE_OFFICER.value, Role.OFFICE_LEADER.value],
            about=row,
            actor=actor,
        )
    return row


@effect(OBJECTION, "accept", "reject")
def _looked_at(change: Change) -> None:
    one: Objection = change.record
    points: Decimal | None = change.facts.get("points")
    if points is not None and points > one.indicator.weight:
        most = one.indicator.weight_shown
        raise Incomplete(N_("请核对得分"), fields={"points": N_("应在0至{most}分之间").format(most=most)})
    one.points, one.opinion, one.looked_at_by = points, change.facts["opinion"], change.actor.id


@effect(OBJECTION, "look_again")
def _again(change: Change) -> None:
    one: Objection = change.record
    change.noted |= {"opinion": one.opinion, "points": None if one.points is None else str(one.points)}
    one.points, one.opinion, one.looked_at_by = None, "", 0


@effect(OBJECTION, "uphold")
def _upheld(change: Change) -> None:
    one: Objection = change.record
    _decided(change, N_("采纳"))
    why = N_("{unit}对“{indicator}”的申诉成立：{opinion}")
    said = why.format(unit=one.card.unit_name, indicator=one.indicator.name, opinion=one.opinion)
    correct(one.card, one.indicator, one.points or Decimal(0), why=said, change=change, objection=one)


@effect(OBJECTION, "dismiss")
def _dismissed(change: Change) -> None:
    change.record.decision = change.facts["decision"]
    _decided(change, N_("不采纳"))


def _decided(change: Change, how: str) -> None:
    one: Objection = change.record
    one.decided_by, one.decided_at = change.actor.id, change.at
    tell(
        DECIDED,
        N_("对“{indicator}”得分的申诉：{how}").format(indicator=one.indicator.name, how=how),
        address=one.get_absolute_url(),
        units=[one.card.unit_id],
        roles=[role.value for role in ANSWERING],
        about=one,
        key=f"{DECIDED}:{one.pk}",
        actor=change.actor,
    )


def correct(
    card: Card, indicator: Indicator, points: Decimal, *, why: str, change: Change, objection: Objection | None = None
) -> Correction:
    """Put the points of one indicator right, and score all cards anew beside the last scoring."""
    row = Correction.objects.create(
        card=card,
        indicator=indicator,
        objection=objection,
        ground=(Ground.OBJECTION if objection else Ground.VISIT).value,
        points=points,
        why=why,
        by=change.actor.id,
        at=change.at,
    )
    made = score_corrected(card.run, by=change.actor.id, at=change.at, why=why)
    change.noted |= {"points": str(points), "scoring": made.number}
    return row
