"""The digest: on a working morning everybody for whom something waits is told once, what, how urgent, and what is new
since the last one. Days that nobody ticked are not made up for: what waited then waits still."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import date, datetime, time
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from zhiben.foundation import installation
from zhiben.foundation.scope import scope
from zhiben.inbox import queries
from zhiben.inbox.models import Morning
from zhiben.inbox.operations.telling import Recipient, store
from zhiben.inbox.queries import Line
from zhiben.inbox.vocab import DIGEST, Urgency
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

NEVER = date.min
"""The last morning of who has had none."""

Progress = Callable[[int, int], object]
"""Is told how many people of how many were looked at."""

TOLD_EVERY = 100
"""After so many people."""

FIRST_LINES, FIRST_NEW = 8, 5
"""How many lines a digest shows, and how many new ones that are not among them."""


def send_digests(now: datetime, people: Iterable[int] | None = None, progress: Progress | None = None) -> int:
    """Make the digests of `now`'s day that are due by then and not made yet, of everybody or of `people`; how many were
    told. Safe to repeat, and to run twice at once."""
    moment = now.astimezone(clock.TZ)
    due = without_digest(moment)
    with clock.at(moment):
        chosen = due if people is None else sorted(set(due).intersection(people))
        return _tell_each(chosen, moment.date(), progress)


def without_digest(now: datetime) -> list[int]:
    """Who is still to be looked at on `now`'s morning, by id; nobody before its hour and on days off."""
    moment = now.astimezone(clock.TZ)
    day = moment.date()
    if moment.time() < time.fromisoformat(settings.ZHIBEN_DIGEST_AT) or not orgs.workdays().worked(day):
        return []
    if moment > clock.now() and not installation.current().demonstration:
        # A look ahead on a real installation must not use up a morning that is still to come.
        return []
    made = set(Morning.objects.filter(day__gte=day).values_list("person", flat=True))
    with clock.at(moment):
        return sorted(person for person in orgs.people_at_work() if person not in made)


def _tell_each(people: Collection[int], day: date, progress: Progress | None) -> int:
    """One person's trouble is nobody else's: the others are told first, then it is raised."""
    told, trouble = 0, None
    for number, person in enumerate(people, start=1):
        if progress and number % TOLD_EVERY == 1:
            progress(number - 1, len(people))
        try:
            told += _tell(person, day)
        except Exception as error:
            trouble = error
    if trouble is not None:
        raise trouble
    return told


def _tell(person: int, day: date) -> bool:
    """One person's digest. What waits is read before anything is written, for it may take long and others want to
    write meanwhile; the morning is taken and told in one transaction."""
    actor = orgs.actor_of(person)
    with scope(actor):
        lines = queries.waiting_for(actor)
        with transaction.atomic():
            before = _take(person, day)
            if before is None:
                return False
            Morning.objects.filter(person=person).update(keys=[line.key for line in lines])
            return bool(lines) and _sent(person, day, lines, _new(lines, before))


def _sent(person: int, day: date, lines: list[Line], new: frozenset[str]) -> bool:
    told = _told(lines, new)
    title = N_("{day}待办提示：共{count}件").format(day=f"{day.month}月{day.day}日", count=len(lines))
    if told["late"]:
        title += N_("，逾期{late}件").format(late=told["late"])
    values = {"kind": DIGEST, "title": title, "address": reverse("overview:waiting"), "digest": told}
    return bool(store(f"{DIGEST}:{day}", [Recipient(person)], values))


def _take(person: int, day: date) -> Morning | None:
    """The person's last morning, if this one is still free; it is taken then. The row is locked until the end, so that
    of two workers the second finds it taken."""
    Morning.objects.bulk_create([Morning(person_id=person, day=NEVER)], ignore_conflicts=True)
    row = Morning.objects.select_for_update().get(pk=person)
    if row.day >= day:
        return None
    Morning.objects.filter(pk=person).update(day=day)
    return row


def _new(lines: list[Line], before: Morning) -> frozenset[str]:
    """What the last digest did not hold; for who never had one, what has waited only since the working day before."""
    if before.day != NEVER:
        return frozenset(line.key for line in lines) - frozenset(before.keys)
    since = clock.day_start(orgs.workdays().before(clock.today()))
    return frozenset(line.key for line in lines if line.since is not None and line.since >= since)


def _told(lines: list[Line], new: frozenset[str]) -> dict[str, Any]:
    """The digest as it is kept: counts, and the first lines with what of the rest is new."""
    first = lines[:FIRST_LINES]
    first += [line for line in lines[FIRST_LINES:] if line.key in new][:FIRST_NEW]
    return {
        "count": len(lines),
        "kinds": [{"kind": kind, "count": count} for kind, count in queries.by_kind(lines).items()],
        "late": _count(lines, Urgency.LATE),
        "today": _count(lines, Urgency.TODAY),
        "new": len(new),
        "lines": [_kept(line, new=line.key in new) for line in first],
    }


def _count(lines: Iterable[Line], urgency: Urgency) -> int:
    return sum(line.urgency == urgency for line in lines)


def _kept(line: Line, *, new: bool) -> dict[str, Any]:
    return {
        "model": line.about[0],
        "record": line.about[1],
        "kind": line.kind,
        "step": line.step,
        "title": str(line.record),
        "address": line.address,
        "due": line.due,
        "since": line.since,
        "place": line.place,
        "urgency": line.urgency,
        "new": new,
    }
