"""Ending sessions, and links that would begin one: the row goes, and with it the login, at the next request of whoever
holds its key."""

from __future__ import annotations

from zhiben.foundation import audit
from zhiben.identity.models import Session, SetUpLink
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.models import Person


def end_all(person: int, *, but: str = "") -> int:
    """End all sessions of a person but the one with that key; how many there were."""
    return Session.objects.filter(person=person).exclude(session_key=but).delete()[0]


def rights_changed(person: int) -> None:
    """Somebody has gained or lost rights: their sessions end; those of a closed account with their links, which its
    opening again does not bring back."""
    end_all(person)
    if Person.objects.filter(pk=person, is_active=False).exists():
        void_links(person)


def void_links(person: int) -> None:
    """Let no link that was given somebody and not used set a password any more."""
    SetUpLink.objects.filter(person=person, used__isnull=True).delete()


def end_own(handle: str, *, actor: Actor) -> None:
    """End one of the own sessions. Raises NotFound."""
    with audit.batch():
        if not Session.objects.filter(person=actor.id, handle=handle).delete()[0]:
            raise NotFound(N_("没有这个会话，可能已经结束"))
        audit.record("end_session", actor, subject=("orgs.person", actor.id))


def end_own_others(*, keep: str, actor: Actor) -> int:
    """End all own sessions but the one with that key."""
    with audit.batch():
        count = end_all(actor.id, but=keep)
        audit.record("end_session", actor, subject=("orgs.person", actor.id), facts={"count": count})
    return count


def end_surplus(person: int, *, most: int) -> None:
    """End the oldest sessions of a person above as many as may stand."""
    standing = Session.objects.filter(person=person, expire_date__gt=clock.real()).order_by("-since", "-seen")
    keys = list(standing.values_list("session_key", flat=True))
    if len(keys) > most:
        Session.objects.filter(session_key__in=keys[most:]).delete()
