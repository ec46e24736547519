"""How many days each kind is kept: the default, or what somebody has set."""

from __future__ import annotations

from zhiben.foundation import audit
from zhiben.foundation.retention.kinds import known
from zhiben.foundation.retention.models import KeepingTerm
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

SUBJECT = ("foundation.keepingterm", 0)
LONGEST = 36_500


def days_of() -> dict[str, int]:
    """The term of each kind, in days."""
    told = dict(KeepingTerm.objects.values_list("kind", "days"))
    return {key: told.get(key, kind.days) for key, kind in known().items()}


def set_days(key: str, days: int, *, actor: Actor) -> None:
    """Let a kind be kept so many days. Who may, the caller has asked. Raises NotFound; Incomplete for less than the law
    says, and for what is never deleted."""
    kind = known().get(key)
    if kind is None or kind.forget is None:
        raise NotFound(N_("没有这类可以设定期限的内容"))
    if not kind.least <= days <= LONGEST:
        sentence = N_("至少{least}天，最多{most}天").format(least=kind.least, most=LONGEST)
        raise Incomplete(N_("请核对所填内容"), fields={"days": sentence})
    before = days_of()[key]
    if before == days:
        return
    with audit.batch():
        KeepingTerm.objects.update_or_create(
            kind=key, defaults={"days": days, "set_by": actor.id, "set_at": clock.now()}
        )
        audit.record("set_term", actor, subject=SUBJECT, facts={"kind": key, "days": days, "before": before})
