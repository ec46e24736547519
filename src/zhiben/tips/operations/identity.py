"""Who told a tip: kept apart and locked, read for a purpose by few, forgotten when nobody needs it any more."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Q

from zhiben.foundation import audit, retention, secrets
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.tips import policy
from zhiben.tips.models import PublicTip
from zhiben.tips.vocab import LABEL

CHECK, COVERED = "check", "*******"
DONE = ("closed", "declined")
HALF_A_YEAR = 180

PURPOSES = (
    secrets.Purpose("verify", N_("向举报人核实情况")),
    secrets.Purpose("answer", N_("向举报人反馈结果")),
    secrets.Purpose(CHECK, N_("核对是否同一举报人（只看末尾）"), whole=False),
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
    phone = read.get("phone", "")
    return Identity(read.get("name", ""), f"{COVERED}{phone[-4:]}" if phone and purpose == CHECK else phone)


def _over(until: datetime) -> Q:
    """Named tips that were done with before a moment; one that is handled with another, when that one was too."""
    done = Q(state__in=DONE) | Q(state="merged", same_as__state__in=DONE, same_as__changed_at__lt=until)
    return Q(named=True, changed_at__lt=until) & done


def _forget(until: datetime) -> retention.Forgotten:
    """Forget who told tips that were done with before a moment; each is looked at once more when it is held."""
    kept, names = retention.withheld(LABEL), list[int]()
    with scope(SYSTEM):
        found = list(PublicTip.objects.filter(_over(until)).order_by("pk").values_list("pk", flat=True))
        for pk in found:
            rows = PublicTip.objects.select_for_update(of=("self",)).filter(_over(until), pk=pk)
            if pk in kept or (tip := rows.first()) is None:
                continue
            secrets.forget(tip)
            PublicTip._unfiltered().filter(pk=pk).update(named=False)
            audit.record("forget_identity", SYSTEM, subject=(LABEL, pk))
            names.append(pk)
    return retention.forgotten(names, len(kept.intersection(found)))


retention.declare(
    retention.Kind(
        *("reporters", N_("举报人姓名、电话（办结以后）"), HALF_A_YEAR, retention.DEFAULT, _forget),
        least=30,
        model=LABEL,
    )
)
