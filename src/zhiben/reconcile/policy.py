"""Who compares ledgers for an office, and who keeps what was compared."""

from __future__ import annotations

from typing import TYPE_CHECKING

from zhiben.kernel.errors import NotAllowed
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reconcile.lifecycle import OFFICER

if TYPE_CHECKING:
    from zhiben.reconcile.models import Comparison


def must_compare(actor: Actor, office: int) -> Grant:
    """The grant under which somebody compares ledgers for an office. Raises NotAllowed."""
    found = orgs.offices_run(actor).get(office)
    if found is None:
        raise NotAllowed(N_("须为该安委办的经办人员才能比对台账"))
    return found


def must_keep(actor: Actor, one: Comparison) -> Grant | None:
    """The grant under which somebody says what is one. Raises NotAllowed."""
    verdict = OFFICER(actor, one)
    if not verdict.allowed:
        raise NotAllowed(N_("不能核对：{why}"), why=verdict.why)
    return verdict.grant
