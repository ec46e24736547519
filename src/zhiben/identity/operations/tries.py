"""Counting what is tried in vain, by a key: an address, and a person's password or second factor at a browser. Counted
before it is looked at, in one statement, so that many at once do not share a count."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Case, F, Q, Value, When

from zhiben.identity.models import Tries
from zhiben.kernel import clock

PASSWORD, FACTOR = "d", "f"
"""What a person tries."""

QUIET = timedelta(hours=1)
"""After so long without a try a count begins anew. No less: what is promised of an hour holds for tries of any two
counts, however they are spread."""


def key_of(what: str, person: int, device: str = "") -> str:
    """How a person's tries are counted: with a device that they are known by apart from all others."""
    return f"{what}:{device}:{person}"


def take(key: str, *, most: int, lock: timedelta, within: timedelta | None = None) -> bool:
    """Count one try; False while there have been `most` of them, for the length of a lock. The count is held across
    until nobody has tried for an hour; or it begins anew `within` so long after its first, where no hour is promised
    and many people share a key."""
    now = clock.machine()
    Tries.objects.get_or_create(key=key, defaults={"since": now})
    over = Q(until__lte=now) | Q(until__isnull=True, since__lte=now - (within or QUIET))
    last = Q(count__gte=most - 1)
    free = Tries.objects.filter(Q(until__isnull=True) | Q(until__lte=now), key=key)
    return bool(
        free.update(
            count=Case(When(over, then=Value(1)), default=F("count") + 1),
            until=Case(When(over, then=Value(None)), When(last, then=Value(now + lock)), default=Value(None)),
            since=Case(When(over, then=Value(now)), default=F("since") if within else Value(now)),
        )
    )


def give_back(key: str) -> None:
    """What was counted was right after all."""
    Tries.objects.filter(key=key, count__gt=0).update(count=F("count") - 1, until=None)


def clear(*keys: str) -> None:
    """Begin anew."""
    Tries.objects.filter(key__in=keys).delete()


def clear_all(person: int) -> None:
    """Begin anew with all that a person tries, at any browser."""
    own = Q(key__startswith=f"{PASSWORD}:") | Q(key__startswith=f"{FACTOR}:")
    Tries.objects.filter(own, key__endswith=f":{person}").delete()
