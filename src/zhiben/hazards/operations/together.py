"""One act on many hazards, with a result per row: verified with the clause that was proposed for each, signed as the
second of two, accepted, closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from zhiben.foundation.lifecycle import MOST, Outcome, act_on_each, perform
from zhiben.hazards import queries
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations.signing import sign_standing
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

__all__ = ["MOST", "TOGETHER", "act_together"]

TOGETHER = {
    "verify": N_("核定（按各自的建议条款）"),
    "reject": N_("不予认定"),
    "sign": N_("会签待会签的现场记录"),
    "accept": N_("验收"),
    "close": N_("销号"),
}
"""What is done to many at once."""


def act_together(
    name: str, hazards: Sequence[Hazard], facts: Mapping[str, Any], *, actor: Actor
) -> list[Outcome[Hazard]]:
    """Do one of `TOGETHER` to each hazard, each on its own."""
    given = {key: value for key, value in facts.items() if value not in (None, "", [])}
    acts: dict[str, Callable[[Hazard], object]] = {
        "verify": lambda hazard: perform(hazard, "verify", actor, **_verified_as(hazard), **given),
        "sign": lambda hazard: sign_standing(hazard, actor=actor),
    }
    act = acts.get(name, lambda hazard: perform(hazard, name, actor, **given))
    return act_on_each(hazards, name, act, actor=actor, verb="move_hazards", name_of=lambda one: one.number)


def _verified_as(hazard: Hazard) -> dict[str, Any]:
    """The clause that was proposed, and the street's office as the unit that answers for it."""
    if not hazard.criterion:
        raise Refused(N_("没有建议条款，请单独核定"))
    return {"criterion": hazard.criterion, "responsible_unit": queries.usual_unit(hazard)}
