"""Reminding the units that are to mend something, in the site: at most once a day each, noted beside every hazard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from zhiben.foundation import audit
from zhiben.hazards import policy
from zhiben.hazards.models import Hazard
from zhiben.hazards.queries.chasing import Chase, chases
from zhiben.hazards.vocab import CHASED
from zhiben.inbox.operations import tell
from zhiben.inbox.queries import told_before
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role

TOLD_ROLES = (
    Role.STREET_OFFICER,
    Role.DISTRICT_OFFICER,
    Role.DEPARTMENT_OFFICER,
    Role.OFFICE_OFFICER,
    Role.ENTERPRISE_CONTACT,
)


@dataclass(frozen=True, slots=True)
class Chased:
    """What became of one unit: how many people were newly told, or why none was."""

    unit: str
    hazards: int
    told: int
    why: str = ""


def chase(hazards: Iterable[Hazard], units: Sequence[int], *, actor: Actor) -> list[Chased]:
    """Remind some of the units that are to do something about hazards found in scope. Raises NotAllowed."""
    policy.must_chase(actor)
    chosen = [one for one in chases(hazards) if one.unit in units]
    return [_remind(one, actor) for one in chosen]


def _remind(one: Chase, actor: Actor) -> Chased:
    """Its own transaction: another unit's result does not hang on it."""
    title = _("请尽快整改：%(unit)s名下事故隐患%(count)s项") % {"unit": one.name, "count": len(one.hazards)}
    title += _("，逾期%(late)s项") % {"late": one.late} if one.late else ""
    address = f"{reverse('hazards:list')}?{urlencode({'unit': one.name, 'state': 'open'})}"
    key = f"{CHASED}:{one.unit}:{clock.today().isoformat()}"
    with audit.batch():
        told = tell(CHASED, title, address=address, units=[one.unit], roles=TOLD_ROLES, key=key, actor=actor)
        if told:
            for hazard in one.hazards:
                facts = {"unit": one.unit, "told": told}
                audit.record(CHASED, actor, subject=("hazards.hazard", hazard.pk), facts=facts)
    return Chased(one.name, len(one.hazards), told, "" if told else _why_nobody(key))


def _why_nobody(key: str) -> str:
    return N_("今天已提醒过") if told_before(key) else N_("该单位除您以外没有在岗人员，未提醒")
