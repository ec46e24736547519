"""Who reads what of a round that is not issued yet: offices their rounds, a named unit its own names."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from zhiben.dispatch.lifecycle.naming import answering
from zhiben.dispatch.vocab import OUTSIDE
from zhiben.foundation.scope import current
from zhiben.foundation.scope.query import EVERYTHING, at_home
from zhiben.kernel.rights import Actor


def in_rounds() -> Q:
    """Rounds that the person of the open scope has business with: whoever works for a unit of the office's territory
    reads the issued bulletin, not the round behind it."""
    opened = current()
    if opened.everything:
        return EVERYTHING
    return at_home(grant for grant in opened.actor.grants if grant.role not in OUTSIDE)


def sees_name(actor: Actor, named: Any) -> bool:
    """True for who answers for the named unit, and for who reads the round."""
    inside = (grant for grant in actor.reading_grants() if grant.role not in OUTSIDE)
    if any(grant.covers(named.coordinates) for grant in inside):
        return True
    return answers(actor, named)


def answers(actor: Actor, named: Any) -> bool:
    """True for who answers, or has answered, for the named unit."""
    return named.reply_by is not None and answering(actor, named) is not None
