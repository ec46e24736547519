"""A round's plan said otherwise, as long as nothing is frozen: the ledger keeps what stood there before."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from zhiben.foundation.lifecycle import Change, effect, perform
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision import policy
from zhiben.supervision.lifecycle import ROUND
from zhiben.supervision.models import Round
from zhiben.supervision.operations.planning import Plan, planned

FOLLOWS_KIND = ("basis", "from_outside", "team_size")
"""What a round keeps of its kind; the ledger tells the kind."""

SAID = tuple(each.name for each in fields(Plan) if each.name != "office")
"""What a plan says, by column."""


def must_amend(one: Round, *, actor: Actor) -> None:
    """Raise NotAllowed for who does not keep the round's list, Refused once its frame is frozen."""
    policy.must_keep(actor, one)
    if one.state != "planned":
        raise Refused(N_("筹备中的轮次才能修改安排；抽样框已经冻结、还没有抽取的，先退回筹备"), code="frame_frozen")


def amend_round(one: Round, plan: Plan, *, actor: Actor) -> Round:
    """Let a round that is being planned say what `plan` says; its office stays. Raises NotAllowed, Refused once the
    frame is frozen, Incomplete at what does not fit the kind, Conflict."""
    must_amend(one, actor=actor)
    new = planned(replace(plan, office=one.office_id, sites=tuple(one.sites)))
    told = {name: getattr(new, name) for name in (*SAID, *FOLLOWS_KIND) if getattr(new, name) != getattr(one, name)}
    if told:
        one.__dict__["_amended"] = told
        perform(one, "amend", actor)
    return one


@effect(ROUND, "amend")
def _amended(change: Change) -> None:
    one: Round = change.record
    told: dict[str, Any] = one.__dict__.pop("_amended")
    said = {name: getattr(one, name) for name in told}
    change.noted.update({"from": _worded(said), "to": _worded(told)})
    for name, value in told.items():
        setattr(one, name, value)


def _worded(said: dict[str, Any]) -> dict[str, Any]:
    """What a plan says as the ledger tells it: places and sectors by their names, none for all."""
    known = {"territories": orgs.territory_names(said.get("territories", ())), "sectors": dict(orgs.sectors())}
    told = {name: value for name, value in said.items() if name in SAID and name not in known}
    listed = {name: [names[one] for one in said[name] if one in names] for name, names in known.items() if name in said}
    return told | {name: "、".join(names) or N_("全部") for name, names in listed.items()}
