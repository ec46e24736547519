"""The morning on which the demonstration stands: its named people have addresses that lead nowhere, and everybody for
whom something waits has the digest of that day, sent as every tick sends it."""

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
    """Enter the addresses and send what is due by now; how many people were told."""
    admin = orgs.actor_named(city.logins[Role.SYSTEM_ADMIN.label])
    for username in city.logins.values():
        operations.enter_mail(orgs.actor_named(username).id, f"{username}@{NOWHERE}", actor=admin)
    return operations.send_digests(clock.now())
