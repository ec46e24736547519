"""What a person may begin around a task beside its moves."""

from __future__ import annotations

from zhiben.campaign.lifecycle import LEAD_UNIT, NOT_EXPIRED
from zhiben.campaign.models import KeyTask
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role


def may_ask_extension(actor: Actor, task: KeyTask) -> bool:
    """The lead unit, before the due day has passed."""
    return task.state == "under_way" and (LEAD_UNIT & NOT_EXPIRED)(actor, task).allowed


def handles_many(actor: Actor) -> bool:
    """Office officers and leaders act on many tasks at once."""
    return any(grant.role in (Role.OFFICE_OFFICER, Role.OFFICE_LEADER) for grant in actor.grants)
