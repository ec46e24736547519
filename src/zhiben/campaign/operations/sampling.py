"""Drawing some of a half-month's reports, which cannot all be checked, and checking those: by a draw that everybody can
repeat, and by nobody of the unit that has reported."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from zhiben.campaign import policy, queries
from zhiben.campaign.lifecycle import CHECK
from zhiben.campaign.models import Sample, SampledReport, TaskReport, load_sampled_at
from zhiben.campaign.operations.effects import keep_evidence
from zhiben.campaign.vocab import SAMPLE_LEAST, SAMPLE_PERCENT
from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, begin_many, effect, prepare
from zhiben.kernel import clock
from zhiben.kernel.draw import draw
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.periods import Period
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


def draw_sample(
    office: int, period: Period, *, actor: Actor, seed: str = "", size: int = 0, at: datetime | None = None
) -> Sample:
    """Draw `size` of the reports on the office's tasks for a half-month that is over (a default share of them, unless
    told), with `seed` or one that chance gives. Nil returns say that there is nothing, and are not drawn. Raises
    NotAllowed, Refused, Incomplete."""
    grant = policy.must_plan(actor, office)
    moment = at or clock.now()
    if moment < period.ends:
        raise Refused(N_("{period}还没有结束，不能抽查"), period=period.label)
    reports = framed(office, period)
    if not reports:
        raise Refused(N_("{period}没有可以抽查的报送"), period=period.label)
    if not 0 <= size <= len(reports):
        wrong = N_("最多可抽{most}份").format(most=len(reports))
        raise Incomplete(wrong, fields={"size": wrong})
    drawn = draw(reports, seed=seed.strip() or secrets.token_hex(8), size=size or usual_size(len(reports)))
    sample = Sample(
        office_id=office,
        period_first=period.first,
        seed=drawn.seed,
        frame="\n".join(drawn.frame),
        digest=drawn.digest,
        drawn_by=actor.id,
        drawn_at=moment,
    )
    sample.place_at(orgs.unit(office).coordinates)
    with audit.batch():
        insert([sample])
        rows = [
            SampledReport(sample=sample, position=place, report=reports[name])
            for place, name in enumerate(drawn.drawn, start=1)
        ]
        begin_many(rows, actor, grants=[grant] * len(rows), at=moment)
        facts = {
            "period": period.first,
            "seed": drawn.seed,
            "digest": drawn.digest,
            "of": len(reports),
            "size": len(rows),
        }
        audit.record("draw_sample", actor, subject=("campaign.sample", sample.pk), facts=facts, grant=grant, at=moment)
    return sample


def framed(office: int, period: Period) -> dict[str, TaskReport]:
    """What can be drawn, by the names that the frame has: the task's number and the unit's name."""
    rows = queries.reports_under(office, period).select_related("task", "unit")
    return {f"{row.task.number} {row.unit.name}": row for row in rows}


def usual_size(reports: int) -> int:
    """How many are drawn unless the office says otherwise."""
    share = -(-reports * SAMPLE_PERCENT // 100)
    return min(max(share, SAMPLE_LEAST), reports)


@prepare(CHECK)
def _with_where_drawn(checks: Sequence[SampledReport]) -> None:
    """What the permission asks of each of them, read for all at once."""
    load_sampled_at(checks)


@effect(CHECK, "confirm", "ask_more", "refute")
def _checked(change: Change) -> None:
    change.record.note, change.record.checked_at = change.facts.get("note", "")[:400], change.at


@effect(CHECK, "supplement")
def _supplemented(change: Change) -> None:
    change.record.supplement = change.facts["supplement"]
    keep_evidence(change)
