"""Who may register systems, keep feeds and say what alerts are."""

from __future__ import annotations

from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import SYSTEM, Actor, Coordinates, Grant
from zhiben.kernel.text import N_
from zhiben.monitoring.lifecycle import TRIAGE_ROLES
from zhiben.monitoring.models import Feed
from zhiben.orgs.vocab import Role


def registers(actor: Actor) -> bool:
    """True for those who register systems somewhere."""
    return any(grant.role in TRIAGE_ROLES for grant in actor.grants)


def registering(actor: Actor, place: Coordinates) -> Grant | None:
    """The grant under which somebody registers a system there."""
    return next((grant for name in TRIAGE_ROLES if (grant := actor.holding(name, place))), None)


def must_register(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not registers(actor):
        raise NotAllowed(N_("监测预警系统由街道、区、部门和安委办工作人员在各自的区域、条线内登记"))


def must_register_at(actor: Actor, place: Coordinates) -> Grant | None:
    """The grant under which a system is registered there; none for the system itself. Raises NotAllowed."""
    found = registering(actor, place)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("该企业的街道或行业不在您负责的区域或条线内，不能登记；请核对街道和行业领域"))
    return found


def offices(actor: Actor) -> list[int]:
    """The offices for which somebody keeps feeds, by id."""
    return sorted({grant.unit for grant in actor.grants if grant.role == Role.OFFICE_OFFICER and grant.unit})


def must_keep_feeds(actor: Actor) -> None:
    """Raises NotAllowed."""
    if not offices(actor):
        raise NotAllowed(N_("监测系统的接入由安委办工作人员登记"))


def keeps(actor: Actor, feed: Feed) -> bool:
    """True for those who change a feed, its systems and its keys."""
    return feed.state != "revoked" and actor.holding(Role.OFFICE_OFFICER, feed.coordinates) is not None


def must_keep(actor: Actor, feed: Feed) -> Grant | None:
    """The grant under which a feed is kept. Raises NotAllowed."""
    grant = actor.holding(Role.OFFICE_OFFICER, feed.coordinates)
    if feed.state == "revoked" or (grant is None and actor is not SYSTEM):
        raise NotAllowed(N_("接入由登记它的安委办工作人员维护；已注销的不能再改"))
    return grant


def sees_to(actor: Actor, feed: Feed) -> bool:
    """True for those who look into it when a feed is dead: its office, and the department on whose line it lies."""
    roles = (Role.OFFICE_OFFICER, Role.DEPARTMENT_OFFICER)
    return any(actor.holding(role, feed.coordinates) for role in roles)


def keeping_list(actor: Actor) -> Grant | None:
    """The grant under which somebody says what may be watched: an office officer's of the city."""
    found = (grant for grant in actor.grants if grant.role == Role.OFFICE_OFFICER)
    return next((grant for grant in found if not grant.at.district), None)


def must_keep_list(actor: Actor) -> Grant | None:
    """Raises NotAllowed."""
    found = keeping_list(actor)
    if found is None and actor is not SYSTEM:
        raise NotAllowed(N_("监测对象清单由市安委办工作人员维护"))
    return found


def judges(actor: Actor) -> bool:
    """True for those who say somewhere what alerts are."""
    return any(grant.role in TRIAGE_ROLES for grant in actor.grants)


def only_of_an_office(actor: Actor) -> bool:
    """True for who works for offices alone: alerts wait for them once nobody on the ground has judged them in time."""
    roles = {grant.role for grant in actor.reading_grants()}
    return bool(roles) and roles <= {Role.OFFICE_OFFICER, Role.OFFICE_LEADER}
