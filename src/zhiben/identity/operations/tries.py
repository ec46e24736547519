"""Counting what is tried in vain, by a key: an address, a known device, a second factor. Counted before it is looked
at, in one statement, so that many at once do not share a count."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Case, F, Q, Value, When

from zhiben.identity.models import Tries
from zhiben.kernel import clock


def take(key: str, *, most: int, lock: timedelta) -> bool:
    """Count one try; False while there have been `most` within the time of a lock, which then lasts as long again."""
    now = clock.machine()
    Tries.objects.get_or_create(key=key, defaults={"since": now})
    over = Q(until__lte=now) | Q(until__isnull=True, since__lte=now - lock)
    last = Q(count__gte=most - 1)
    free = Tries.objects.filter(Q(until__isnull=True) | Q(until__lte=now), key=key)
    return bool(
        free.update(
            count=Case(When(over, then=Value(1)), default=F("count") + 1),
            until=Case(When(over, then=Value(None)), When(last, then=Value(now + lock)), default=Value(None)),
            since=Case(When(over, then=Value(now)), default=F("since")),
        )
    )


def give_back(key: str) -> None:
    """What was counted was right after all."""
    Tries.objects.filter(key=key, count__gt=0).update(count=F("count") - 1, until=None)


def clear(*keys: str) -> None:
    """Begin anew."""
    Tries.objects.filter(key__in=keys).delete()


def clear_devices(person: int) -> None:
    """Begin anew for all devices that know the person."""
    Tries.objects.filter(key__startswith="d:", key__endswith=f":{person}").delete()
