"""Who reads what lies on a ground and nothing beside: what answers look up in other rooms."""

from __future__ import annotations

from zhiben.insight.questions import Asked
from zhiben.kernel.rights import Actor, Grant
from zhiben.orgs.vocab import Role


def reader_of(asked: Asked) -> Actor:
    """An auditor of the ground: whoever may read a study of it reads as much."""
    return Actor(0, "", (Grant(0, Role.AUDITOR, asked.at, asked.unit),))
