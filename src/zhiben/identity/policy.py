"""Who may do what about others' coming in. The three administrators divide it: the system administrator gives links,
the security administrator sets rules, unlocks and resets; nobody does it to the own account."""

from __future__ import annotations

from zhiben.identity.rules import Rules
from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import ADMINISTRATORS, Role


def _holds(actor: Actor, role: Role) -> bool:
    return any(grant.role == role for grant in actor.grants)


def administers(actor: Actor) -> bool:
    """One of the three administrators, or the console."""
    return actor is SYSTEM or any(_holds(actor, role) for role in ADMINISTRATORS)


def must_administer(actor: Actor) -> None:
    """Raise NotAllowed unless the person is one of the three administrators."""
    if not administers(actor):
        raise NotAllowed(N_("须为系统管理员、安全管理员或审计管理员"))


def sets_rules(actor: Actor) -> bool:
    """May change the rules of coming in."""
    return actor is SYSTEM or _holds(actor, Role.SECURITY_ADMIN)


def must_set_rules(actor: Actor) -> None:
    """Raise NotAllowed unless the person may change the rules."""
    if not sets_rules(actor):
        raise NotAllowed(N_("登录规则由安全管理员修改"))


def must_issue_links(actor: Actor, person: int) -> None:
    """Raise NotAllowed unless the person may give `person` a link to set a password."""
    if not (actor is SYSTEM or (_holds(actor, Role.SYSTEM_ADMIN) and person != actor.id)):
        raise NotAllowed(N_("设置链接由系统管理员发放，且不能发给本人"))


def must_reset(actor: Actor, person: int) -> None:
    """Raise NotAllowed unless the person may take away `person`'s second factor, or a lock."""
    if not (actor is SYSTEM or (_holds(actor, Role.SECURITY_ADMIN) and person != actor.id)):
        raise NotAllowed(N_("由安全管理员办理，且不能办理本人的账号"))


def may_come_from(actor: Actor, rules: Rules, address: str) -> bool:
    """Whether somebody may be in from there: only administrators are bound to networks."""
    return not any(grant.role in ADMINISTRATORS for grant in actor.grants) or rules.allows(address)


def owes_factor(actor: Actor, rules: Rules) -> bool:
    """Whether a password alone is not enough for them, be a role their own or lent."""
    return any(grant.role in rules.second_factor for grant in actor.grants)
