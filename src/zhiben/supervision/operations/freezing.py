"""The frame of a round, frozen before anybody can know what will be drawn: with the digest of a secret seed, and the
public number that will be its other part named. What is thawed stays on record."""

from __future__ import annotations

import hashlib
import secrets

from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, effect, perform
from zhiben.foundation.scope.models import let_in
from zhiben.kernel import draw as lots
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import framing, queries
from zhiben.supervision.lifecycle import ROUND
from zhiben.supervision.models import Excusal, Frame, Round, Secret
from zhiben.supervision.vocab import Choosing, Excused


def freeze(one: Round, *, public_source: str = "", actor: Actor) -> Frame:
    """Freeze what the round draws from, as it stands now. `public_source` names the number that will be drawn with, and
    that nobody knows yet; the system's secret is the other part. Raises NotAllowed, Incomplete, Refused where nothing
    can be drawn, or not so much."""
    drawn = one.choosing == Choosing.DRAW
    if drawn and not public_source.strip():
        wrong = N_("请写明用哪个还没有公布的公开数，如“2024年10月18日福彩3D开奖号”")
        raise Incomplete(wrong, fields={"public_source": wrong})
    found = framing.foreseen(one)
    _must_be_enough(one, found)
    with audit.batch():
        one.__dict__["_foreseen"] = found, public_source.strip()[:120]
        perform(one, "freeze", actor)
    frame = queries.standing_frame(one)
    if frame is None:
        raise Refused(N_("抽样框刚由他人退回，请刷新后查看"))
    return frame


def _must_be_enough(one: Round, found: framing.Foreseen) -> None:
    able = found.able
    if able < 1:
        raise Refused(N_("本轮的范围内没有可以列入的对象，请核对区域和行业领域"), code="frame_empty")
    if one.choosing != Choosing.DRAW:
        return
    if one.size > able:
        raise Refused(
            N_("要抽{size}个，能抽的只有{able}个：请先修改安排，少抽一些，或放宽区域、行业领域和近期查过的天数"),
            size=one.size,
            able=able,
            code="frame_too_small",
        )
    sizes = {str(street): count for street, count in found.able_by_street().items()}
    try:
        lots.proportional(one.size, sizes, least=one.least)
    except ValueError:
        raise Refused(
            N_("每个街镇至少{least}个，{strata}个街镇合计超过要抽的{size}个"),
            least=one.least,
            strata=len(sizes),
            size=one.size,
            code="least_too_many",
        ) from None


@effect(ROUND, "freeze")
def _frozen(change: Change) -> None:
    one: Round = change.record
    found: framing.Foreseen
    found, one.public_source = one.__dict__.pop("_foreseen")
    framed = found.framed()
    frame = Frame(
        round=one,
        number=Frame.objects.filter(round=one).count() + 1,
        text="\n".join(framed.lines),
        digest=framed.digest,
        count=len(framed.lines),
        frozen_by=change.actor.id,
        frozen_at=change.at,
    )
    words = secrets.token_hex(16) if one.choosing == Choosing.DRAW else ""
    one.commitment = frame.commitment = hashlib.sha256(words.encode()).hexdigest() if words else ""
    insert([frame])
    if found.excused:
        insert([Excusal(frame=frame, name=name, why=Excused.RECENT, told=why) for name, why in found.excused.items()])
    if words:
        secret = Secret(frame=frame, words=words)
        insert([secret])
        insert([let_in(secret, person, one.office_id, change.at) for person in sorted(one.keepers)])
    change.noted.update(
        frame=frame.number,
        digest=frame.digest,
        of=frame.count,
        excused=len(found.excused),
        commitment=one.commitment,
        public_source=one.public_source,
        size=one.size,
        least=one.least,
        heavier=one.heavier,
        recent_days=one.recent_days,
    )


@effect(ROUND, "thaw")
def _thawed(change: Change) -> None:
    one: Round = change.record
    frame = queries.standing_frame(one)
    if frame is not None:
        change.alter(frame, thawed_why=change.facts["reason"])
    one.commitment = one.public_source = one.approval_no = ""


@effect(ROUND, "approve")
def _approved(change: Change) -> None:
    if not queries.teams_of(change.record):
        raise Refused(N_("还没有编组，不能批准：批准的是安排、人员和个数"), code="no_team")
    change.record.approval_no = change.facts.get("approval_no", "")
