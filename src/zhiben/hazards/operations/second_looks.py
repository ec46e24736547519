"""回头看: looking again at some of the hazards that were closed, drawn by chance so that everybody can repeat the draw,
by people who had no part in closing them. What has come back is reopened by those who may."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, datetime

from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, begin_many, effect, prepare
from zhiben.foundation.lifecycle.acting import act_beside
from zhiben.hazards import queries
from zhiben.hazards.lifecycle import OFFICE, SECOND_LOOK
from zhiben.hazards.models import Hazard, LookDraw, SecondLook, load_attempts
from zhiben.hazards.operations.effects import must_have_photos
from zhiben.kernel import clock
from zhiben.kernel.draw import draw
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


def draw_second_looks(
    office: int, *, first: date, last: date, percent: int, actor: Actor, seed: str = "", at: datetime | None = None
) -> LookDraw:
    """Draw `percent` of a hundred (rounded up) of the hazards in the office's territory that were closed from `first`
    to `last` and stand closed, with `seed` or one that chance gives. Raises NotAllowed, Refused when there are none,
    Incomplete."""
    moment = at or clock.now()
    drawn_for = LookDraw(office_id=office, first=first, last=last, percent=percent, drawn_by=actor.id, drawn_at=moment)
    drawn_for.place_at(orgs.unit(office).coordinates)
    verdict = OFFICE(actor, drawn_for)
    if not verdict.allowed or not any(grant.unit == office for grant in actor.grants):
        raise NotAllowed(N_("须为该安委办的工作人员"))
    _must_be_a_stretch(first, last, percent, moment)
    framed = queries.to_look_at(drawn_for.coordinates.territory, first, last)
    if not framed:
        raise Refused(N_("这段时间内没有可以回头看的销号隐患"))
    size = -(-len(framed) * percent // 100)
    drawn = draw(framed, seed=seed.strip() or secrets.token_hex(8), size=size)
    drawn_for.seed, drawn_for.frame, drawn_for.digest = drawn.seed, "\n".join(drawn.frame), drawn.digest
    with audit.batch():
        insert([drawn_for])
        looks = [
            SecondLook(draw=drawn_for, position=place, hazard=framed[name], attempt_no=framed[name].attempt_no)
            for place, name in enumerate(drawn.drawn, start=1)
        ]
        begin_many(looks, actor, grants=[verdict.grant] * len(looks), at=moment)
        facts = {"seed": drawn.seed, "digest": drawn.digest, "of": len(framed), "size": size, "percent": percent}
        subject = ("hazards.lookdraw", drawn_for.pk)
        audit.record("draw_second_looks", actor, subject=subject, facts=facts, grant=verdict.grant, at=moment)
    return drawn_for


def _must_be_a_stretch(first: date, last: date, percent: int, moment: datetime) -> None:
    wrong = {}
    if last < first:
        wrong["last"] = N_("止日不能早于起日")
    if last > moment.astimezone(clock.TZ).date():
        wrong["last"] = N_("止日不能晚于今天")
    if not 1 <= percent <= 100:
        wrong["percent"] = N_("比例应在1和100之间")
    if wrong:
        raise Incomplete(N_("请核对抽取范围"), fields=wrong)


@prepare(SECOND_LOOK)
def _with_attempts(looks: Sequence[SecondLook]) -> None:
    load_attempts([look.hazard for look in looks])


@effect(SECOND_LOOK, "cancel")
def _cancelled(change: Change) -> None:
    look: SecondLook = change.record
    if look.hazard.state == "closed" and look.hazard.attempt_no == look.attempt_no:
        raise Refused(N_("抽中的都要看；只有抽中之后已重新打开的才能不再看"), code="look_stands")


@effect(SECOND_LOOK, "hold", "relapse")
def _looked(change: Change) -> None:
    look: SecondLook = change.record
    hazard: Hazard = look.hazard
    if hazard.state != "closed" or hazard.attempt_no != look.attempt_no:
        raise Refused(N_("该隐患抽中之后已重新打开，请由安委办注明“不再看”"), code="look_outdated")
    must_have_photos(change.facts.get("files", ()), "files", change.actor)
    look.looked_by, look.looked_at = change.actor.id, change.at
    look.conclusion, look.place = change.facts["conclusion"], change.facts["position"][:200]
    attach_own(
        change.facts["files"], to=("hazards.secondlook", look.pk), actor_id=change.actor.id, purpose=change.move.name
    )
    act_beside(hazard)
