"""Reads of coming in: the rules in force, who has a second factor, where somebody is logged in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhiben.foundation.audit.models import AuditEntry
from zhiben.identity import rules as known
from zhiben.identity.models import Passkey, PasswordMark, RecoveryCode, Ruling, Session, Totp
from zhiben.identity.policy import administers, owes_factor
from zhiben.identity.rules import Rules
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor

__all__ = [
    "FactorsCard",
    "administers",
    "factors_of",
    "has_factor",
    "password_since",
    "rules_in_force",
    "ruling",
    "sessions_of",
    "stands_without_login",
]


def rules_in_force() -> Rules:
    """The newest rules; those of the product where none were ever set."""
    row = ruling()
    return known.read(row.rules) if row else known.DEFAULTS


def ruling() -> Ruling | None:
    """The row in force, if any was ever set."""
    return Ruling.objects.order_by("-pk").first()


def has_factor(person: int) -> bool:
    """Whether somebody has a second factor that they can show (recovery codes are none)."""
    return Totp.objects.filter(person=person).exists() or Passkey.objects.filter(person=person).exists()


def stands_without_login(actor: Actor) -> bool:
    """Whether what is read by a secret address alone, such as a calendar, may be read for this person: they hold a
    role, and a second factor where they owe one."""
    if not actor.grants:
        return False
    return not owes_factor(actor, rules_in_force()) or has_factor(actor.id)


@dataclass(frozen=True, slots=True)
class FactorsCard:
    """What somebody has to show besides the password."""

    totp: Totp | None
    passkeys: tuple[Passkey, ...]
    codes_left: int

    @property
    def any(self) -> bool:
        """Whether there is one."""
        return bool(self.count)

    @property
    def count(self) -> int:
        """How many there are, without the codes for the day on which they are lost."""
        return len(self.passkeys) + (self.totp is not None)


def factors_of(person: int) -> FactorsCard:
    """The second factors of an account."""
    return FactorsCard(
        Totp.objects.filter(person=person).first(),
        tuple(Passkey.objects.filter(person=person).order_by("pk")),
        RecoveryCode.objects.filter(person=person, used__isnull=True).count(),
    )


def sessions_of(person: int) -> list[Session]:
    """Where somebody is logged in, the newest first."""
    return list(Session.objects.filter(person=person, expire_date__gt=clock.real()).order_by("-since", "-pk"))


def done_since_login(person: int) -> list[tuple[str, datetime, int]]:
    """Resets and links of an account since somebody last came in with it, with moment and who did it, the oldest first;
    not the first link, which everybody begins with."""
    told = AuditEntry.objects.filter(model="orgs.person", record=person)
    last = told.filter(verb="login").order_by("-seq").values_list("seq", flat=True).first()
    found = told.filter(verb__in=("reset_factors", "issue_link"), seq__gt=last or 0).order_by("seq")
    rows = [(one.verb, datetime.fromisoformat(one.at), one.actor) for one in found]
    return rows if last or any(verb == "reset_factors" for verb, _at, _by in rows) else []


def password_since(person: int) -> datetime | None:
    """Since when somebody has their password, as far as that is known."""
    return PasswordMark.objects.filter(person=person).order_by("-at").values_list("at", flat=True).first()
