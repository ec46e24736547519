"""Setting how long the ledger's clocks run."""

from __future__ import annotations

from zhiben.foundation import audit
from zhiben.hazards import policy
from zhiben.hazards.clocks import CLOCKS
from zhiben.hazards.models import ClockSetting
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


def set_clock(key: str, *, amount: int, source: str, actor: Actor) -> ClockSetting:
    """Let a clock run so long, and say where that is written. Raises NotAllowed, NotFound, Incomplete."""
    grant = policy.must_set_clocks(actor)
    if (kind := CLOCKS.get(key)) is None:
        raise NotFound(N_("没有这项时限"))
    wrong = {}
    if not kind.least <= amount <= kind.most:
        wrong["amount"] = N_("应在{least}和{most}之间").format(least=kind.least, most=kind.most)
    if not source.strip():
        wrong["source"] = N_("请写明依据")
    if wrong:
        raise Incomplete(N_("请核对时限"), fields=wrong)
    before = ClockSetting.objects.filter(pk=key).first()
    with audit.batch():
        row = ClockSetting(key=key, amount=amount, source=source.strip()[:300], set_by=actor.id, set_at=clock.now())
        ClockSetting.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["key"], update_fields=["amount", "source", "set_by", "set_at"]
        )
        facts = {
            "key": key,
            "from": before.amount if before else kind.default.amount,
            "to": amount,
            "source": row.source,
        }
        audit.record("set_clock", actor, subject=("orgs.person", actor.id), facts=facts, grant=grant)
    return row
