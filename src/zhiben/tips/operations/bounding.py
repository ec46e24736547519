"""How much strangers are let do within an hour, each by their address and all together. The address is kept as a keyed
digest of the day, for a day; the clock is the machine's, for in a demonstration the other one stands still."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F
from django.utils.crypto import salted_hmac

from zhiben.kernel import clock
from zhiben.tips.models import Asked
from zhiben.tips.queries.terms import amount

HOUR, KEPT = timedelta(hours=1), timedelta(days=1)


def seconds_to_wait(what: str, address: str) -> int:
    """Count one thing (`tell` or `follow`) that somebody tries from an address; 0 when it is let in, else after how
    many seconds it may be tried again. What is not let in is not written down."""
    today = clock.machine().date()
    who = salted_hmac("zhiben.tips.address", f"{today} {address}", algorithm="sha256").hexdigest()
    return _wait(what, who, amount(f"{what}_address"))


def seconds_to_wait_for_all(what: str) -> int:
    """The same for all together. To be asked last, of what would pass: whoever sends what cannot pass must not use up
    what the city may tell."""
    return _wait(what, "", amount(f"{what}_all"))


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


def forget_counts() -> int:
    """Let go of counts, and the digests with them, that are a day old; how many."""
    return Asked.objects.filter(hour__lte=clock.machine() - KEPT).delete()[0]
