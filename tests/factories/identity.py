"""People who come in as people do: accounts with a password, with an authenticator, and what they send to the forms."""

from __future__ import annotations

from typing import Any

import pyotp
from django.test import Client
from django.urls import reverse
from tests.factories.orgs import City

from zhiben.identity.operations import add_totp, set_rules
from zhiben.identity.rules import DEFAULTS, Rules
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of

WORD, OTHER = "Lantern-harbour-27", "Quiet-meadow-81"
"""Passwords that the rules let pass."""

SEED = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def with_password(city: City, role: str, unit: str = "市安委办", word: str = WORD) -> Person:
    """Somebody of a role who has a password."""
    person = city.person(role, unit)
    person.set_password(word)
    person.save()
    return person


def code_now(seed: str = SEED, steps: int = 0) -> str:
    """The code that an authenticator shows now, or so many steps later."""
    return pyotp.TOTP(seed).at(int(clock.machine().timestamp()) + 30 * steps)


def with_authenticator(person: Person, seed: str = SEED) -> Person:
    """The same, with an authenticator whose code of a step ago is spent."""
    add_totp(person, seed=seed, code=code_now(seed, -1), actor=actor_of(person))
    return person


def log_in(person: Person, word: str = WORD, client: Client | None = None, **given: Any) -> Client:
    """A browser after the password; what the form answered stands in `client.said`."""
    client = client or Client(**given)
    client.said = client.post(reverse("login"), {"username": person.username, "password": word})  # type: ignore[attr-defined]
    return client


def ruled(**other: Any) -> Rules:
    """Let other rules be in force than those of the product; who owes a second factor is free as in a demonstration."""
    rules = Rules(**{**DEFAULTS.told(), **other})
    set_rules(rules, actor=SYSTEM, demonstration="second_factor" in other)
    return rules
