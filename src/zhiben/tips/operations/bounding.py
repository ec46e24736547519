"""How much strangers are let do within an hour, each by their address and all together. The address is kept as a
digest under a salt of the day, which goes with the day; the clock is the machine's, for in a demonstration the other
one stands still."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta

from django.db.models import F

from zhiben.foundation import retention
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.tips.models import Asked
from zhiben.tips.operations.salting import let_go, salt_of_today
from zhiben.tips.queries.terms import amount

HOUR = timedelta(hours=1)


def seconds_to_wait(what: str, address: str) -> int:
    """Count one thing (`tell_try`, `tell` or `follow`) that somebody does from an address; 0 when it is let in, else
    after how many seconds it may be tried again. What is not let in is not written down."""
    return _wait(what, _digest(address), amount(f"{what}_address"))


def seconds_to_wait_for_all(what: str) -> int:
    """The same for all together. To be asked last, of what would pass: whoever sends what cannot pass must not use up
    what the city may tell."""
    return _wait(what, "", amount(f"{what}_all"))


def give_back(what: str, address: str) -> None:
    """Count off one thing that was let in and came to nothing, for the address and for all."""
    hour = clock.machine().replace(minute=0, second=0, microsecond=0)
    rows = Asked.objects.filter(what=what, who__in=("", _digest(address)), hour=hour, count__gt=0)
    rows.update(count=F("count") - 1)


def _digest(address: str) -> str:
    return hmac.digest(salt_of_today(), address.encode(), "sha256").hex()


def _wait(what: str, who: str, most: int) -> int:
    now = clock.machine()
    hour = now.replace(minute=0, second=0, microsecond=0)
    return 0 if _counted(what, who, hour, most) else max(1, int((hour + HOUR - now).total_seconds()))


def _counted(what: str, who: str, hour: datetime, most: int) -> bool:
    """Whether one more was within the bound."""
    rows = Asked.objects.filter(what=what, who=who, hour=hour)
    if rows.filter(count__lt=most).update(count=F("count") + 1):
        return True
    if rows.exists():
        return False
    # Somebody else may be faster: the row is there in either case.
    Asked.objects.bulk_create([Asked(what=what, who=who, hour=hour)], ignore_conflicts=True)
    return bool(rows.filter(count__lt=most).update(count=F("count") + 1))


def _forget(until: datetime) -> retention.Forgotten:
    """Let go of counts, with the digests, and of the salts of days that are over."""
    let_go()
    return retention.deleted(Asked.objects.filter(hour__lt=until))


retention.declare(retention.Kind("tip_counts", N_("举报页的访问计数"), 1, retention.DEFAULT, _forget, machine=True))
