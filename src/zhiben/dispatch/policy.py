"""Who reads a name: the office that names, and who answers for the named unit; no other unit on its line or in its
territory."""

from __future__ import annotations

from typing import Any

from zhiben.dispatch.lifecycle.naming import answering
from zhiben.kernel.rights import Actor


def sees_name(actor: Actor, named: Any) -> bool:
    """True for who answers for the named unit, and for who reads the round."""
    return named.is_home_to(actor) or answers(actor, named)


def answers(actor: Actor, named: Any) -> bool:
    """True for who answers, or has answered, for the named unit."""
    return named.reply_by is not None and answering(actor, named) is not None
