"""A person's own address of the calendar, with a word that a test knows."""

from __future__ import annotations

from zhiben.dispatch.feeds import digest_of
from zhiben.dispatch.models import Feed
from zhiben.kernel import clock
from zhiben.orgs.models import Person


def feed_of(person: Person, word: str) -> Feed:
    """The person's address with this word in it."""
    return Feed.objects.create(person=person, digest=digest_of(word), renewed_at=clock.now())
