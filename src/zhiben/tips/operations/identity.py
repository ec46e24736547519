"""Who told a tip, and where they stood: kept apart and locked, read for a purpose by few, forgotten when nobody needs
it any more."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q

from zhiben.foundation import audit, retention, secrets
from zhiben.foundation.scope import past_guard, scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.tips import policy
from zhiben.tips.models import PublicTip
from zhiben.tips.vocab import LABEL

CHECK, COVERED, FIND = "check", "*******", "find"
DONE = ("closed", "declined")
HALF_A_YEAR, LEAST = 180, 30
EARLIEST = timedelta(days=LEAST)
"""Nothing is forgotten of a tip sooner after it was done with, whatever an administrator sets."""


PURPOSES = (
    secrets.Purpose("verify", N_("向举报人核实情况")),
    secrets.Purpose("answer", N_("向举报人反馈结果")),
    secrets.Purpose(CHECK, N_("核对是否同一举报人（只看末尾）"), whole=False),
)
"""What a reporter's name and telephone are read for; as was promised, for nothing else."""

PLACE = (secrets.Purpose(FIND, N_("到现场查找地点")),)
"""What the place where a reporter stood is read for."""


def _numbers(tips: Collection[int]) -> dict[int, str]:
    """For who keeps the readings and sees no tip: they know a tip by its number only."""
    with past_guard():
        return dict(PublicTip._unfiltered().filter(pk__in=tips).values_list("pk", "number"))


NAME = secrets.declare(secrets.SecretKind(LABEL, "name", N_("举报人姓名"), PURPOSES, True, _numbers))
PHONE = secrets.declare(secrets.SecretKind(LABEL, "phone", N_("举报人电话"), PURPOSES, True, _numbers))
POSITION = secrets.declare(secrets.SecretKind(LABEL, "position", N_("举报人位置"), PLACE, True, _numbers))
KINDS = (NAME, PHONE, POSITION)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who told a tip and where they stood, as far as they said and the purpose shows."""

    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)
    position: str = field(default="", repr=False)


def purposes_for(tip: PublicTip) -> list[secrets.Purpose]:
    """What that which is kept of a tip's reporter may be read for; nothing where nothing is kept."""
    kept = [kind for kind in KINDS if secrets.kept_of(LABEL, kind.field, [tip.pk])]
    return list(dict.fromkeys(one for kind in kept for one in kind.purposes))


def read_identity(tip: PublicTip, purpose: str, *, actor: Actor) -> Identity:
    """Name and telephone of who told a tip, or their ends, or where they stood, as the purpose is; each reading is
    noted. Raises NotAllowed, Refused where nothing is kept that is read for such a purpose, or it is gone."""
    grant = policy.must_read_identity(actor, tip)
    asked = [kind.field for kind in KINDS if kind.purpose(purpose)]
    kept = [name for name in asked if secrets.kept_of(LABEL, name, [tip.pk])]
    if not kept:
        raise Refused(N_("举报人没有留下这一用途可看的内容，或已到期清除"), code="nothing_kept")
    with audit.batch():
        read = {name: secrets.disclose(tip, name, purpose=purpose, actor=actor, grant=grant) for name in kept}
    if purpose == CHECK and "phone" in read:
        read["phone"] = f"{COVERED}{read['phone'][-4:]}"
    return Identity(**read)


def _over(until: datetime) -> Q:
    """Tips of which something is kept and that were done with before a moment; one that is handled with another, when
    that one was too."""
    head = {f"same_as__{name}": value for name, value in _answered_long_ago(until).items()}
    merged = Q(same_as__state__in=DONE, same_as__changed_at__lt=until) | Q(**head)
    done = Q(state__in=DONE) | Q(**_answered_long_ago(until)) | Q(merged, state="merged")
    return Q(done, traceable=True, changed_at__lt=until)


def _answered_long_ago(until: datetime) -> dict[str, object]:
    """An answer that nobody could doubt any more by then, whether somebody has closed the tip or not."""
    return {"state": "answered", "may_reopen_until__lt": until.astimezone(clock.TZ).date()}


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
            PublicTip._unfiltered().filter(pk=pk).update(traceable=False)
            audit.record("forget_identity", SYSTEM, subject=(LABEL, pk))
            names.append(pk)
    return retention.forgotten(names, len(kept.intersection(found)))


retention.declare(
    retention.Kind(
        *("reporters", N_("举报人姓名、电话、位置（办结以后）"), HALF_A_YEAR, retention.DEFAULT, _forget),
        least=LEAST,
        model=LABEL,
    )
)
