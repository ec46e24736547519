"""What people make of signals: nothing new, merged, an alert's outcome; and the budget of false alarms."""

from __future__ import annotations

from decimal import Decimal

from zhiben.foundation import audit
from zhiben.foundation.lifecycle import Change, effect
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import policy
from zhiben.supervision.lifecycle import SIGNAL
from zhiben.supervision.models import AccidentSignal, AlertBudget
from zhiben.supervision.queries import signals

MOST_A_MONTH = 20


@effect(SIGNAL, "not_new", "not_blind", "confirm", "call_false", "leave_open")
def _answered(change: Change) -> None:
    one: AccidentSignal = change.record
    one.answer, one.answered_by, one.answered_at = change.facts["reason"], change.actor.id, change.at


@effect(SIGNAL, "merge")
def _merged(change: Change) -> None:
    """Into a signal of the same office that stands, and not into one that was merged itself."""
    one: AccidentSignal = change.record
    said = change.facts["into"].strip()
    standing = {row.pk: row for row in signals.open_signals(one.office_id, [one.pk])}
    into = standing.get(int(said)) if said.isdecimal() else None
    if into is None:
        sentence = N_("没有找到这一条，或它已并入别的线索；请填写线索页面上的序号")
        raise Incomplete(N_("请核对序号"), fields={"into": sentence})
    one.into = into
    _answered(change)


@effect(SIGNAL, "wait_again")
def _waits(change: Change) -> None:
    one: AccidentSignal = change.record
    one.answer, one.answered_by, one.answered_at = "", 0, None


def set_alert_budget(office: int, per_month: Decimal, *, actor: Actor) -> AlertBudget:
    """So many false alarms a month are taken for all series of an office's ground, from the next search on. Raises
    NotAllowed, Incomplete."""
    grant = policy.must_plan(actor, office)
    if not 0 < per_month <= MOST_A_MONTH:
        sentence = N_("应大于0，不超过{most}").format(most=MOST_A_MONTH)
        raise Incomplete(N_("请核对误报预算"), fields={"per_month": sentence})
    with audit.batch():
        before = signals.budget_of(office)
        said = {"per_month": per_month, "set_by": actor.id, "set_at": clock.now()}
        row, _made = AlertBudget.objects.update_or_create(office_id=office, defaults=said)
        facts = {"from": before, "to": float(per_month)}
        audit.record("set_alert_budget", actor, subject=("orgs.unit", office), facts=facts, grant=grant)
    return row
