"""Accounts that want a look, with the reasons: what nobody uses any more should not stay open."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery

from zhiben.foundation.audit.models import AuditEntry
from zhiben.identity.models import Passkey, Totp
from zhiben.identity.queries import rules_in_force
from zhiben.identity.rules import Rules
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs.models import GrantRow, Person
from zhiben.orgs.queries.dated import in_force

REASONS: dict[str, str] = {
    "never": N_("从未登录"),
    "long": N_("久未登录"),
    "ended": N_("授权已全部到期"),
    "none": N_("没有授权"),
    "factor": N_("应有第二因子而未登记"),
    "locked": N_("暂时锁定"),
}
"""Why an account wants a look."""


@dataclass(frozen=True, slots=True)
class StaleAccount:
    """An account with its reasons; `last` is the day of its last login."""

    id: int
    username: str
    name: str
    last: date | None
    reasons: tuple[str, ...]


def accounts(why: str = "") -> list[StaleAccount]:
    """All open accounts that want a look for any reason, or for that one, by user name."""
    rules, last, factors = rules_in_force(), _last_logins(), _with_factors()
    roles, held_ever = _roles()
    found = []
    for person in Person.objects.filter(is_active=True).order_by("username"):
        reasons = [
            *_about_logins(last.get(person.pk), rules),
            *_about_rights(person.pk, roles, held_ever, rules, factors),
        ]
        if person.locked_until and person.locked_until > clock.machine():
            reasons.append("locked")
        if reasons and (not why or why in reasons):
            found.append(StaleAccount(person.pk, person.username, person.name, last.get(person.pk), tuple(reasons)))
    return found


def _last_logins() -> dict[int, date]:
    """Each account's, found backwards from its own last entry: the ledger as a whole is long."""
    own = AuditEntry.objects.filter(model="orgs.person", record=OuterRef("pk"), verb="login")
    last = Person.objects.filter(is_active=True).annotate(at=Subquery(own.order_by("-seq").values("at")[:1]))
    told = last.exclude(at=None).values_list("pk", "at")
    return {person: datetime.fromisoformat(at).astimezone(clock.TZ).date() for person, at in told}


def _with_factors() -> set[int]:
    return {*Totp.objects.values_list("person", flat=True), *Passkey.objects.values_list("person", flat=True)}


def _roles() -> tuple[dict[int, set[str]], set[int]]:
    """The roles that everybody holds today, and who has ever held one."""
    roles = defaultdict(set)
    for person, role in GrantRow.objects.filter(in_force(clock.today())).values_list("person", "role"):
        roles[person].add(role)
    return roles, set(GrantRow.objects.values_list("person", flat=True))


def _about_logins(last: date | None, rules: Rules) -> list[str]:
    if last is None:
        return ["never"]
    return ["long"] if clock.today() - last > timedelta(days=rules.stale_days) else []


def _about_rights(
    person: int, roles: dict[int, set[str]], ever: set[int], rules: Rules, factors: set[int]
) -> list[str]:
    held = roles.get(person, set())
    if not held:
        return ["ended" if person in ever else "none"]
    return ["factor"] if held & set(rules.second_factor) and person not in factors else []
