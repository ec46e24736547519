"""Something told at once: written to everybody whom it concerns at that moment, and to those who stand in for them; on
its way out of the site as soon as the caller's transaction has succeeded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import models

from zhiben.foundation.jobs import ask
from zhiben.inbox import channels
from zhiben.inbox.models import Delivery, Notice
from zhiben.inbox.operations.delivering import deliver
from zhiben.inbox.vocab import kind_label
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs

LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who is told; `instead_of` is whom they stand in for, 0 when they are told on their own account."""

    person: int
    instead_of: int = 0


def tell(
    kind: str,
    title: str,
    *,
    address: str,
    people: Iterable[int] = (),
    units: Iterable[int] = (),
    roles: Iterable[str] = (),
    about: models.Model | None = None,
    key: str = "",
    actor: Actor,
) -> int:
    """Tell `people`, and who holds one of `roles` for one of `units`, and whoever stands in for any of them today, but
    never `actor`, who knows. Part of the caller's transaction; returns how many were newly told.

    `kind` was named with `vocab.name_kind`; `address` is a path of this site; `about` is the scoped record that decides
    who may read the title: whoever no longer sees it is shown none. The same `key` (by default kind and record) tells
    nobody twice. Raises KeyError on an unnamed kind, ValueError on an address elsewhere or without an occasion.
    """
    kind_label(kind)
    if not address.startswith("/") or address.startswith("//"):
        raise ValueError("a notice leads to a page of this site")
    model, record = (about._meta.label_lower, about.pk) if about is not None else ("", 0)
    occasion = key or (f"{kind}:{model}:{record}" if record else "")
    if not occasion:
        raise ValueError("without a record the occasion needs a key")
    told = {"kind": kind, "title": _short(title), "address": address, "about_model": model, "about_record": record}
    concerned = {*people, *orgs.holders(units, roles)} - {0}
    recipients = _recipients(concerned, orgs.standing_in(concerned), without=actor.id)
    return store(occasion, recipients, told)


def audiences(units: Iterable[int], roles: Iterable[str], *, without: int) -> dict[int, set[int]]:
    """By unit, who is told today when those who hold one of `roles` for it are, whoever stands in for any of them
    included, but never `without`; units for which nobody is are left out."""
    found = orgs.holders_by_unit(units, roles)
    standing_in = orgs.standing_in(set().union(*found.values()))
    told = {unit: _recipients(people, standing_in, without=without) for unit, people in found.items()}
    return {unit: {one.person for one in recipients} for unit, recipients in told.items() if recipients}


def _short(title: str) -> str:
    line = " ".join(title.split())
    return line if len(line) <= LONGEST_TITLE else f"{line[: LONGEST_TITLE - 1]}…"


def _recipients(people: set[int], standing_in: Iterable[tuple[int, int]], *, without: int) -> list[Recipient]:
    found = {person: Recipient(person) for person in sorted(people)}
    for substitute, person in standing_in:
        if person in people:
            found.setdefault(substitute, Recipient(substitute, person))
    found.pop(without, None)
    return list(found.values())


def store(key: str, recipients: Iterable[Recipient], told: dict[str, Any]) -> int:
    """Write a notice to each recipient who has none under `key`, and send it on its way; how many were written."""
    people = {one.person: one for one in recipients}
    standing = set(Notice.objects.filter(key=key, person__in=people).values_list("person", flat=True))
    new = [one for person, one in people.items() if person not in standing]
    now = clock.now()
    Notice.objects.bulk_create(
        # Whoever tells the same at the same moment waits here for the other's end, and then adds nothing.
        [Notice(key=key, person_id=one.person, instead_of=one.instead_of, at=now, **told) for one in new],
        ignore_conflicts=True,
    )
    written = Notice.objects.filter(key=key, person__in=[one.person for one in new], deliveries__isnull=True)
    wanted = channels.wanted(told["kind"], [one.person for one in new])
    ways = [(notice, channel) for notice in written.order_by("pk") for channel in wanted.get(notice.person_id, ())]
    for notice, channel in (way for way in ways if way[1] in channels.CHANNELS):
        row, made = Delivery.objects.get_or_create(notice=notice, channel=channel)
        if made:
            ask(deliver, {"delivery": row.pk, "attempt": 0}, key=f"deliver:{row.pk}:0")
    # Robots are told of many at once, when the clock asks for it.
    gathered = [
        Delivery(notice=notice, channel=channel) for notice, channel in ways if channel not in channels.CHANNELS
    ]
    Delivery.objects.bulk_create(gathered, ignore_conflicts=True)
    return len(new)


def opened(notice: Notice) -> None:
    """The person has opened a message of theirs."""
    Notice.objects.filter(pk=notice.pk, read_at__isnull=True).update(read_at=clock.now())


def opened_all(actor: Actor) -> int:
    """Take all the person's messages as opened; how many were not."""
    return Notice.objects.unread(actor.id).update(read_at=clock.now())
