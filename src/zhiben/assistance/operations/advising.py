"""Numbered pieces of advice, and what came of each."""

from __future__ import annotations

from datetime import date

from django.db.models import Max

from zhiben.assistance import policy
from zhiben.assistance.lifecycle import ANSWERED_IN
from zhiben.assistance.models import Advice, HelpRequest
from zhiben.assistance.vocab import LABEL, OUTCOMES
from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def advise(request: HelpRequest, text: str, *, due: date, actor: Actor) -> Advice:
    """Add a piece of advice to a visit. Raises NotAllowed, Refused in another state, Incomplete."""
    grant = policy.must_advise(actor, request)
    if request.state != "visited":
        raise Refused(N_("到场以后、提齐以前才能登记建议"), code="wrong_state")
    wrong = {} if text.strip() else {"text": N_("不能为空")}
    if request.day and due < request.day:
        wrong["due"] = N_("不能早于到场日期")
    if wrong:
        raise Incomplete(N_("请先补正下列内容"), fields=wrong)
    with audit.batch():
        last = request.advice.aggregate(last=Max("number"))["last"] or 0
        one = Advice.objects.create(request=request, number=last + 1, text=text.strip(), due=due)
        facts = {"number": one.number, "due": due.isoformat(), "text": one.text}
        audit.record("advise_help", actor, subject=(LABEL, request.pk), facts=facts, grant=grant)
    return one


def answer_advice(one: Advice, outcome: str, *, reason: str = "", actor: Actor) -> None:
    """Say what came of a piece of advice; it may be said anew as things go on. Raises NotAllowed, Refused, Incomplete
    for advice that is not adopted without a reason."""
    request = one.request
    grant = policy.must_answer(actor, request)
    if request.state not in ANSWERED_IN:
        raise Refused(N_("建议提齐以后、办结以前才能答复"), code="wrong_state")
    if outcome not in OUTCOMES:
        raise Incomplete(N_("请选择结果"), fields={"outcome": N_("请选择")})
    if outcome == "not_adopted" and not reason.strip():
        raise Incomplete(N_("请写明未采纳的理由"), fields={"reason": N_("不能为空")})
    before = one.outcome
    one.outcome, one.reason = outcome, reason.strip()[:200] if outcome == "not_adopted" else ""
    one.answered_by, one.answered_at = actor.id, clock.now()
    with audit.batch():
        one.save()
        facts = {"number": one.number, "outcome": outcome, "before": before, "reason": one.reason}
        audit.record("answer_advice", actor, subject=(LABEL, request.pk), facts=facts, grant=grant)
