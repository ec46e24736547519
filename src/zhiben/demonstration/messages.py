"""The morning on which the demonstration stands: its named people have addresses that lead nowhere, and the digest of
that day. Everybody else has theirs from the first tick of the served demonstration, like on any morning."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.inbox import operations
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

if TYPE_CHECKING:
    from zhiben.demonstration.city import City

NOWHERE = "example.invalid"
"""A domain that can never exist; a demonstration's mail is written to files all the same."""


def morning(city: City) -> int:
    """Enter the addresses and send what is due to them by now; how many people were told."""
    admin = orgs.actor_named(city.logins[Role.SYSTEM_ADMIN.label])
    named = {orgs.actor_named(username).id: username for username in city.logins.values()}
    for person, username in named.items():
        operations.enter_mail(person, f"{username}@{NOWHERE}", actor=admin)
    return operations.send_digests(clock.now(), named)
