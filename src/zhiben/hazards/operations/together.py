"""One act on many hazards, with a result per row: verified with the clause that was proposed for each, signed as the
second of two, accepted, closed. Before it is done, it is told what each would get, and which are in no state for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from zhiben.foundation.lifecycle import MOST, Outcome, act_on_each, hindrances, perform
from zhiben.hazards import queries
from zhiben.hazards.models import Hazard, SiteRecord
from zhiben.hazards.operations.controlling import still_suspended
from zhiben.hazards.operations.effects import still_listed, still_unsigned
from zhiben.hazards.operations.signing import NONE_STANDS, sign_standing, signing_grant
from zhiben.hazards.queries.criteria import Catalogue
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.queries import UnitCard

__all__ = ["MOST", "TOGETHER", "Foreseen", "act_together", "foresee"]

TOGETHER = {
    "verify": N_("核定（按各自的建议条款）"),
    "reject": N_("不予认定"),
    "sign": N_("会签待会签的现场记录"),
    "accept": N_("验收"),
    "close": N_("销号"),
}
"""What is done to many at once."""


STILL = {"reject": (still_unsigned,), "close": (still_suspended, still_listed)}
"""What keeps a hazard from an act beside its state and who asks."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What one hazard would get by an act on many, in words; or why the act cannot be done on it."""

    told: tuple[str, ...] = ()
    why: str = ""


def act_together(
    name: str, hazards: Sequence[Hazard], facts: Mapping[str, Any], *, actor: Actor
) -> list[Outcome[Hazard]]:
    """Do one of `TOGETHER` to each hazard, each on its own."""
    given = {key: value for key, value in facts.items() if value not in (None, "", [])}
    units = queries.usual_units(hazards) if name == "verify" else {}
    acts: dict[str, Callable[[Hazard], object]] = {
        "verify": lambda hazard: perform(hazard, "verify", actor, **_verified_as(hazard, units), **given),
        "sign": lambda hazard: sign_standing(hazard, actor=actor),
    }
    act = acts.get(name, lambda hazard: perform(hazard, name, actor, **given))
    return act_on_each(hazards, name, act, actor=actor, verb="move_hazards", name_of=lambda one: one.number)


def _verified_as(hazard: Hazard, units: Mapping[int, UnitCard]) -> dict[str, Any]:
    """The clause that was proposed, and the street's office as the unit that answers for it."""
    if not hazard.criterion:
        raise Refused(N_("没有建议条款，请单独核定"))
    if hazard.pk not in units:
        raise Refused(N_("所在街道没有登记街道办事处，请单独核定"))
    return {"criterion": hazard.criterion, "responsible_unit": units[hazard.pk].id}


def foresee(name: str, hazards: Sequence[Hazard], *, actor: Actor) -> dict[int, Foreseen]:
    """By its id, what one of `TOGETHER` would do to each hazard as it stands, without doing it; so many queries,
    however many hazards."""
    whys = _unsignable(hazards, actor) if name == "sign" else hindrances(hazards, name, actor)
    for still in STILL.get(name, ()):
        whys = {pk: refusal.text for pk, refusal in still(hazards).items()} | whys
    open_ones = [one for one in hazards if one.pk not in whys]
    found = _verified(open_ones) if name == "verify" else dict.fromkeys((one.pk for one in open_ones), Foreseen())
    return found | {pk: Foreseen(why=why) for pk, why in whys.items()}


def _verified(hazards: Sequence[Hazard]) -> dict[int, Foreseen]:
    units, catalogue, found = queries.usual_units(hazards), Catalogue(), {}
    for one in hazards:
        try:
            _verified_as(one, units)
        except Refused as refusal:
            found[one.pk] = Foreseen(why=refusal.text)
            continue
        clause = catalogue.cited(one.criterion, one.found_on)
        general = N_("{text}（目录里没有这一条款，只能核定为一般事故隐患）").format(text=one.criterion)
        by = f"{clause.code} {clause.summary}" if clause else general
        found[one.pk] = Foreseen((by, units[one.pk].name))
    return found


def _unsignable(hazards: Sequence[Hazard], actor: Actor) -> dict[int, str]:
    """Why `actor` can't sign as the second what stands beside some of the hazards."""
    rows = SiteRecord.objects.filter(hazard__in=[one.pk for one in hazards], state="drafted")
    records = {row.hazard_id: row for row in rows}
    whys = {one.pk: NONE_STANDS for one in hazards if one.pk not in records}
    for kind in {row.kind for row in records.values()}:
        of_kind = [one for one in hazards if one.pk in records and records[one.pk].kind == kind]
        whys |= hindrances(of_kind, kind, actor)
        for one in of_kind:
            records[one.pk].hazard = one
            try:
                signing_grant(records[one.pk], actor)
            except Refused as refusal:
                whys[one.pk] = refusal.text
    return whys
