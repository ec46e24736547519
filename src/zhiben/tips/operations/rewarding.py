"""Rewards by number and code: proposed by an office, approved by its leader, paid to whoever shows both. No name is
asked for, and none is written down."""

from __future__ import annotations

from decimal import Decimal

from zhiben.foundation.lifecycle import Change, begin, effect, perform
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.tips import codes, policy
from zhiben.tips.lifecycle import REWARD
from zhiben.tips.models import PublicTip, Reward

LARGEST = Decimal("1000000")
"""More is a slip of the pen."""


def propose_reward(tip: PublicTip, *, amount: Decimal, basis: str, actor: Actor) -> Reward:
    """Propose an amount for a tip that was found true, wholly or partly. Raises NotAllowed, Refused, Incomplete."""
    grant = policy.must_handle(actor, tip)
    if why := policy.why_no_reward(tip):
        raise Refused(why)
    wrong = {}
    if not 0 < amount <= LARGEST or amount != amount.quantize(Decimal("0.01")):
        wrong["amount"] = N_("应大于0，不超过{most}元，最多两位小数").format(most=LARGEST)
    if not basis.strip():
        wrong["basis"] = N_("请写明依据")
    if wrong:
        raise Incomplete(N_("请先补正下列内容"), fields=wrong)
    reward = Reward(tip=tip, amount=amount, basis=basis.strip()[:200])
    reward.proposed_by, reward.proposed_at = actor.id, clock.now()
    return begin(reward, actor, grant, tip=tip.number, amount=amount, basis=reward.basis)


def pay_reward(reward: Reward, *, code: str, voucher: str, actor: Actor) -> None:
    """Record that an approved reward was paid to whoever showed the tip's code. Raises NotAllowed, Incomplete for a
    wrong code, Refused where what the tip was found to be does not stand any more."""
    policy.must_pay(actor, reward)
    tip = reward.tip
    if not codes.matches(code[:60], tip.code_salt, tip.code_hash):
        raise Incomplete(N_("查询码不对"), fields={"code": N_("与这件举报的查询码不符，不能付款")})
    if not tip.is_rewarded:
        raise Refused(N_("核查结论有变化，现在不能付款：重新核查的请等结果，不再属实的请安委办领导“不予奖励”"))
    perform(reward, "pay", actor, voucher=voucher)


@effect(REWARD, "refuse")
def _refused(change: Change) -> None:
    change.record.reason = change.facts["reason"]


@effect(REWARD, "pay")
def _paid(change: Change) -> None:
    reward: Reward = change.record
    reward.voucher, reward.paid_by, reward.paid_at = change.facts["voucher"][:60], change.actor.id, change.at
