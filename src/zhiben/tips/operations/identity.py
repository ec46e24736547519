"""Who told a tip: kept apart and locked, read for a purpose by few, forgotten when nobody needs it any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from zhiben.foundation import audit, secrets
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.tips import policy
from zhiben.tips.lifecycle import TIP
from zhiben.tips.models import PublicTip
from zhiben.tips.queries.terms import amount
from zhiben.tips.vocab import LABEL

PURPOSES = (
    secrets.Purpose("verify", N_("向举报人核实情况")),
    secrets.Purpose("answer", N_("向举报人反馈结果")),
    secrets.Purpose("check", N_("核对是否同一举报人（只看末尾）"), whole=False),
)
NAME = secrets.declare(secrets.SecretKind(LABEL, "name", N_("举报人姓名"), PURPOSES))
PHONE = secrets.declare(secrets.SecretKind(LABEL, "phone", N_("举报人电话"), PURPOSES))


@dataclass(frozen=True, slots=True)
class Identity:
    """Who told a tip, as far as they said and the purpose shows."""

    name: str = field(repr=False)
    phone: str = field(repr=False)


def read_identity(tip: PublicTip, purpose: str, reason: str = "", *, actor: Actor) -> Identity:
    """Name and telephone of who told a tip, or their ends, for a purpose; each reading is noted. Raises NotAllowed,
    Incomplete, Refused where nothing was left or it is gone."""
    grant = policy.must_read_identity(actor, tip)
    kept = [kind.field for kind in (NAME, PHONE) if secrets.standing_of(tip, kind.field).kept]
    if not kept:
        raise Refused(N_("举报人没有留下姓名、电话，或已到期清除"), code="nothing_kept")
    said = {"purpose": purpose, "reason": reason, "actor": actor, "grant": grant}
    with audit.batch():
        read = {name: secrets.disclose(tip, name, **said) for name in kept}  # type: ignore[arg-type]
    return Identity(read.get("name", ""), read.get("phone", ""))


def forget_identities() -> int:
    """Forget who told tips that were done with so long ago; how many tips."""
    before = clock.now() - timedelta(days=amount("identity"))
    with scope(SYSTEM):
        done = list(
            PublicTip.objects.filter(named=True, state__in=TIP.final, changed_at__lt=before).order_by("pk")[:500]
        )
        for tip in done:
            with audit.batch():
                secrets.forget(tip)
                PublicTip._unfiltered().filter(pk=tip.pk).update(named=False)
                audit.record("forget_identity", SYSTEM, subject=(LABEL, tip.pk))
    return len(done)
