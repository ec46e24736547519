"""Second looks: drawn for a round of supervision from the tips that were verified, by chance that everybody can repeat,
and told by people of another unit than the verifier's."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime

from zhiben.foundation.files import attach_own, must_be_evidence, take_away
from zhiben.foundation.lifecycle import Change, begin_many, effect, prepare
from zhiben.kernel import clock
from zhiben.kernel.draw import Draw, draw
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Coordinates, Grant
from zhiben.kernel.text import N_
from zhiben.tips.lifecycle import RECHECK
from zhiben.tips.models import Recheck, load_verifiers
from zhiben.tips.queries.looking_again import to_look_at
from zhiben.tips.vocab import RECHECK as LABEL

MOST = 500


def draw_tips(
    number: int,
    title: str,
    *,
    at: Coordinates,
    territories: Collection[int] = (),
    since: datetime,
    size: int,
    actor: Actor,
    grant: Grant | None = None,
    seed: str = "",
) -> Draw:
    """Draw so many of the verified tips of a round's ground, with a seed that chance gives unless one is told; what
    allows it is the calling room's question. Raises Incomplete, Refused where there is nothing to draw from."""
    if not 1 <= size <= MOST:
        raise Incomplete(N_("请核对件数"), fields={"size": N_("应在1和{most}之间").format(most=MOST)})
    framed = to_look_at(at, territories, since)
    if not framed:
        raise Refused(N_("本轮区域内没有可以抽查的已核查举报"))
    drawn = draw(framed, seed=seed.strip() or secrets.token_hex(16), size=size)
    now = clock.now()
    rows = [
        Recheck(
            tip=framed[name],
            round=number,
            round_title=title[:80],
            position_no=place,
            drawn_at=now,
            verifier_unit=framed[name].unit,
            conclusion=framed[name].conclusion,
        )
        for place, name in enumerate(drawn.drawn, start=1)
    ]
    begin_many(rows, actor, grants=[grant] * len(rows), facts={"round": number}, at=now)
    return drawn


@prepare(RECHECK)
def _with_verifiers(rows: Sequence[Recheck]) -> None:
    load_verifiers([row.tip for row in rows])


@effect(RECHECK, "agree", "differ", "cannot_tell")
def _looked(change: Change) -> None:
    one, actor = change.record, change.actor
    files = change.facts.get("files", ())
    if files:
        must_be_evidence(files, field="files", actor_id=actor.id)
        attach_own(files, to=(LABEL, one.pk), actor_id=actor.id, purpose=change.move.name)
    one.note, one.position = change.facts["note"], change.facts.get("position", "")
    one.checked_by, one.checked_at = actor.id, change.at
    one.checked_unit = change.grant.unit if change.grant else 0


@effect(RECHECK, "withdraw_agree", "withdraw_differ", "withdraw_cannot_tell")
def _not_looked(change: Change) -> None:
    one = change.record
    take_away((LABEL, one.pk), purpose=change.move.undoes)
    one.note = one.position = ""
    one.checked_by = one.checked_unit = 0
    one.checked_at = None
