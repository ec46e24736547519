"""Drawing verified tips for a comprehensive round, to be looked at again on site."""

from __future__ import annotations

from datetime import timedelta

from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import policy
from zhiben.supervision.models import Round, TipDraw
from zhiben.supervision.vocab import Kind
from zhiben.tips import operations as tips

LOOKED_BACK = timedelta(days=365)
"""Tips that were verified so long ago are drawn no more: a default of this product, no law."""


def draw_tips(one: Round, size: int, *, actor: Actor, seed: str = "") -> TipDraw:
    """Draw so many of the verified tips of a round's ground, once a round, with a seed that chance gives and nobody
    chooses (`seed` is for replays). Raises NotAllowed, Refused, Incomplete, Conflict."""
    grant = policy.must_keep(actor, one)
    if one.kind != Kind.COMPREHENSIVE or one.state != "under_way":
        raise Refused(N_("综合督导抽取以后、结束以前才能抽查举报核查"))
    if TipDraw.objects.filter(round=one).exists():
        raise Refused(N_("本轮已经抽过，抽中的都要复核"))
    with audit.batch():
        now = clock.now()
        drawn = tips.draw_tips(
            one.pk,
            one.title,
            at=one.coordinates,
            territories=one.territories,
            since=now - LOOKED_BACK,
            size=size,
            actor=actor,
            grant=grant,
            seed=seed,
        )
        frame = "\n".join(drawn.frame)
        row = TipDraw(round=one, seed=drawn.seed, frame=frame, digest=drawn.digest, size=len(drawn.drawn))
        row.drawn_by, row.drawn_at = actor.id, now
        row.save(force_insert=True)
        facts = {"seed": drawn.seed, "digest": drawn.digest, "of": len(drawn.frame), "size": row.size}
        audit.record("draw_tips", actor, subject=("supervision.round", one.pk), facts=facts, grant=grant)
    return row
