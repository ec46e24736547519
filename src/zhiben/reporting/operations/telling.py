"""What a unit tells: saved, submitted with its checks, nothing to tell in one act, and corrected once it was
certified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhiben.foundation import audit
from zhiben.foundation.lifecycle import amend, perform
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_, can_be_kept
from zhiben.reporting import policy
from zhiben.reporting.checking import Found, check
from zhiben.reporting.fields import Values
from zhiben.reporting.models import Return
from zhiben.reporting.queries.returns import computed, held_against

LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Filled:
    """What a return is to say: handed to its move beside the facts."""

    values: dict[str, Any]
    reasons: dict[str, str]
    nil: bool = False


def look_at(one: Return, values: Values) -> Found:
    """What is wrong with values, and what needs a reason."""
    return check(one.form.fields, values, held_against(one))


def save_draft(one: Return, values: Values, reasons: Mapping[str, str], *, actor: Actor) -> Return:
    """Keep what was filled in so far; nobody but the unit sees it. Raises NotAllowed, Refused when it is not open."""
    grant = policy.must_fill(actor, one)
    if not one.is_open:
        raise Refused(N_("现为“{state}”，不能再填"), state=one.state_shown.label, code="wrong_state")
    asked = _asked(one, values)
    kept = {"values": asked, "reasons": _told(reasons), "by": actor.id}
    with audit.batch():
        amend([one], at=clock.now(), draft=kept)
        subject = (one._meta.label_lower, one.pk)
        audit.record("save_return", actor, subject=subject, facts={"fields": len(asked)}, grant=grant)
    return one


def submit(one: Return, values: Values, reasons: Mapping[str, str], *, actor: Actor) -> Return:
    """Tell what a form asks. Raises NotAllowed, Refused, and Incomplete with the fields that are refused or lack a
    reason."""
    return _tell(one, "submit", values, reasons, actor, {})


def correct(one: Return, values: Values, reasons: Mapping[str, str], *, reason: str, actor: Actor) -> Return:
    """Say otherwise what was certified; the version before stays readable, and counts until this one is certified.
    Raises as `submit`."""
    if one.official and not one.official.nil and _asked(one, values) == _asked(one, one.official.values):
        raise Refused(N_("所填内容与已核定的相同，没有要更正的"))
    return _tell(one, "correct", values, reasons, actor, {"reason": reason})


def report_nil(one: Return, *, actor: Actor) -> Return:
    """Tell that there was nothing in the period. Raises NotAllowed, Refused."""
    one.__dict__["filled"] = Filled(computed(one), {}, nil=True)
    try:
        return perform(one, "report_nil", actor)
    finally:
        one.__dict__.pop("filled", None)


def _tell(
    one: Return, move: str, values: Values, reasons: Mapping[str, str], actor: Actor, facts: Mapping[str, str]
) -> Return:
    policy.must_fill(actor, one)
    asked, told = _asked(one, values), _told(reasons)
    found = look_at(one, asked)
    if wrong := found.refused | found.unexplained(told):
        raise Incomplete(N_("有{count}处需要核对，请按各栏提示改正或说明"), fields=wrong, count=len(wrong))
    said = {key: text for key, text in told.items() if key in found.doubted}
    one.__dict__["filled"] = Filled({**asked, **computed(one)}, said)
    try:
        return perform(one, move, actor, **facts)
    finally:
        one.__dict__.pop("filled", None)


def _asked(one: Return, values: Values) -> dict[str, Any]:
    keys = [field.key for field in one.form.asked]
    return {key: values[key] for key in keys if values.get(key) is not None}


def _told(reasons: Mapping[str, str]) -> dict[str, str]:
    return {key: said[:LONGEST_REASON] for key, text in reasons.items() if (said := text.strip()) and can_be_kept(said)}
