"""What the moves of a form and of a return do besides changing the state: versions are written, certified and taken
back, and what feeds an outcome is counted anew."""

from __future__ import annotations

from datetime import timedelta

from zhiben.foundation.lifecycle import Change, effect
from zhiben.inbox.operations import tell
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_
from zhiben.reporting.lifecycle import FORM, OFFICERS, RETURN
from zhiben.reporting.models import Return, Vintage
from zhiben.reporting.operations.issuing import let_in, must_be_issuable
from zhiben.reporting.operations.tallying import tally_return
from zhiben.reporting.queries.forms import units_asked
from zhiben.reporting.vocab import SENT_BACK, FieldKind

TAKEN_BACK = (
    *("withdraw_submit_to_due", "withdraw_submit_to_returned"),
    *("withdraw_report_nil_to_due", "withdraw_report_nil_to_returned", "withdraw_correct"),
)


@effect(FORM, "issue")
def _issued(change: Change) -> None:
    form = change.record
    must_be_issuable(form)
    form.issued_at = change.at
    let_in(form, units_asked(form))


@effect(FORM, "supersede")
def _superseded(change: Change) -> None:
    begins = change.record.__dict__.pop("successor_begins", None)
    if begins is None:
        raise Refused(N_("报表随新版下发而换版，不能单独办理"))
    change.record.last_on = begins - timedelta(days=1)


@effect(FORM, "end")
def _ended(change: Change) -> None:
    """Ended before its day, it asks for no period that has not ended by then."""
    today = change.at.astimezone(clock.TZ).date()
    if change.record.ends_on and today < change.record.ends_on:
        change.record.last_on = today


@effect(RETURN, "submit", "report_nil", "correct")
def _told(change: Change) -> None:
    one = change.record
    filled = one.__dict__.pop("filled", None)
    if filled is None:
        raise Refused(N_("请在填报页填写后报送"))
    number = Vintage._unfiltered().filter(told_of=one.pk).count() + 1
    vintage = Vintage(told_of=one, number=number, values=filled.values, reasons=filled.reasons, nil=filled.nil)
    vintage.told_by, vintage.told_at = change.actor.id, change.at
    vintage.correction = change.facts.get("reason", "") or (one.official and _carried(one)) or ""
    vintage.save(force_insert=True)
    one.latest, one.submitted_by, one.draft = vintage, change.actor.id, {}
    one.told_at = one.told_at or change.at
    change.noted["vintage"] = number
    change.noted["nil"] = filled.nil


def _carried(one: Return) -> str:
    """The reason of a correction that came back and is told again."""
    return one.latest.correction if one.latest else ""


@effect(RETURN, *TAKEN_BACK)
def _taken_back(change: Change) -> None:
    one = change.record
    vintage = one.latest
    change.alter(vintage, taken_back_at=change.at)
    if not vintage.nil:
        one.draft = {"values": vintage.values, "reasons": vintage.reasons, "by": vintage.told_by}
    standing = Vintage._unfiltered().filter(told_of=one.pk, taken_back_at__isnull=True).exclude(pk=vintage.pk)
    kept = list(standing.order_by("number"))
    one.latest = kept[-1] if kept else None
    one.told_at = kept[0].told_at if kept else None
    one.submitted_by = kept[-1].told_by if kept else 0


@effect(RETURN, "certify")
def _certified(change: Change) -> None:
    one = change.record
    change.alter(one.latest, certified_at=change.at, certified_by=change.actor.id)
    one.official = one.latest
    _count(one, one.official, change)


@effect(RETURN, "withdraw_certify")
def _uncertified(change: Change) -> None:
    one = change.record
    change.alter(one.latest, certified_at=None, certified_by=0)
    earlier = Vintage._unfiltered().filter(told_of=one.pk, certified_at__isnull=False).exclude(pk=one.latest_id)
    one.official = earlier.order_by("number").last()
    _count(one, one.official, change)


def _count(one: Return, vintage: Vintage | None, change: Change) -> None:
    """Let what feeds an outcome be counted, instead of what this return had brought before."""
    fed = [field for field in one.form.fields if field.outcome and field.kind == FieldKind.INTEGER]
    if not fed:
        return
    told = {} if vintage is None or vintage.nil else vintage.values
    amounts = {field.outcome: int(told[field.key]) for field in fed if told.get(field.key) is not None}
    tally_return(
        one.pk,
        unit_id=one.unit_id,
        place=one.coordinates,
        month=one.period_last,
        amounts=amounts,
        actor=change.actor,
    )


@effect(RETURN, "send_back")
def _sent_back(change: Change) -> None:
    one = change.record
    one.sent_back += 1
    tell(
        SENT_BACK,
        N_("{form}（{period}）被退回：{reason}").format(
            form=one.form.name, period=one.period_label, reason=change.facts["reason"]
        ),
        address=one.get_absolute_url(),
        units=[one.unit_id],
        roles=[role.value for role in OFFICERS],
        about=one,
        key=f"{SENT_BACK}:{one.pk}:{one.sent_back}:{one.version}",
        actor=change.actor,
    )


@effect(RETURN, "withdraw_send_back")
def _not_sent_back(change: Change) -> None:
    change.record.sent_back -= 1


@effect(RETURN, "excuse")
def _excused(change: Change) -> None:
    change.record.excuse = change.facts["reason"]


@effect(RETURN, "withdraw_excuse_to_due", "withdraw_excuse_to_returned")
def _not_excused(change: Change) -> None:
    change.record.excuse = ""
