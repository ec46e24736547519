"""A person's own address of the calendar. Whoever knows it reads what the person reads, so only its digest is kept, it
is shown once, and a new one ends the old."""

from __future__ import annotations

import secrets

from zhiben.dispatch.feeds import digest_of
from zhiben.dispatch.models import Feed
from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor


def renew_feed(*, actor: Actor) -> str:
    """Make the person's address anew; returns the word in it, which nobody can look up afterwards."""
    word = secrets.token_urlsafe(32)
    with audit.batch():
        values = {"digest": digest_of(word), "renewed_at": clock.now()}
        Feed.objects.update_or_create(person_id=actor.id, defaults=values)
        audit.record("renew_feed", actor, subject=("orgs.person", actor.id))
    return word


def end_feed(*, actor: Actor) -> None:
    """Let the person's address lead nowhere."""
    with audit.batch():
        if Feed.objects.filter(person=actor.id).delete()[0]:
            audit.record("end_feed", actor, subject=("orgs.person", actor.id))
