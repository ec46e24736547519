"""A morning on which somebody is told, mail that could not be delivered, and robots."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from zhiben.foundation import secrets
from zhiben.inbox import operations
from zhiben.inbox.models import Delivery, Notice, Robot
from zhiben.inbox.vocab import name_kind
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of, workdays

KIND = "test.news"
name_kind(KIND, "测试消息")


def morning() -> datetime:
    """09:00 of the next working day."""
    day = workdays().after(clock.today(), 1)
    return datetime.combine(day, time(9), clock.TZ)


def digest(person: Person) -> Notice:
    """The person's digest of the next morning; something must wait for them."""
    at = morning()
    with clock.at(at):
        operations.send_digests(at, [person.pk])
    return Notice.objects.get(person=person, key__endswith=f"{at:%Y-%m-%d}")


def reached(person: Person, admin: Person, mail: str = "") -> Actor:
    """The person with a confirmed address."""
    operations.enter_mail(person.pk, mail or f"{person.username}@example.org", actor=actor_of(admin))
    return actor_of(person)


def told(person: Person, title: str = "收到公文", *, key: str = "", address: str = "/waiting/") -> Notice:
    """A message of its own."""
    occasion = key or f"test:{Notice.objects.count()}"
    operations.tell(KIND, title, address=address, people=[person.pk], key=occasion, actor=SYSTEM)
    return Notice.objects.get(person=person, key=occasion)


def given_up(person: Person, admin: Person) -> Delivery:
    """Mail to the person that was given up."""
    reached(person, admin)
    row: Delivery = told(person).deliveries.get()
    Delivery.objects.filter(pk=row.pk).update(
        given_up_at=clock.now() - timedelta(hours=1), error="ConnectionRefusedError: [Errno 111]", attempts=8
    )
    row.refresh_from_db()
    return row


OUTSIDE = "https://8.8.8.8/hook"
"""An address that leads outside, of which no name needs be looked up. Tests enter it, and send nothing there."""


def robot_told(**given: Any) -> dict[str, Any]:
    """What the form of a robot is filled in with."""
    usual = {"kind": "webhook", "name": "值班群", "unit": 0, "active": "on"}
    return {**usual, "quiet_from": "22:00", "quiet_until": "07:00", **given}


def robot(admin: Person, **given: Any) -> Robot:
    """A robot that is told what everybody is told, at any hour unless said otherwise."""
    usual: dict[str, Any] = {"kind": "webhook", "name": "值班群", "unit": 0, "address": OUTSIDE, "secret": ""}
    usual |= {"quiet_from": time(0), "quiet_until": time(0), "active": True}
    return operations.keep_robot(None, **{**usual, **given}, actor=actor_of(admin))


def mute_robot(admin: Person) -> Robot:
    """A robot out of use, to which nothing goes even when it is tried: its address leads inside by now."""
    one = robot(admin, active=False)
    lead(one, "https://127.0.0.1:9/hook")
    return one


def lead(one: Robot, address: str) -> None:
    """Let a robot be reached elsewhere, past every check."""
    secrets.keep(one, "address", address)
