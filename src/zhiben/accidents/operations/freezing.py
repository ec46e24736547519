"""Freezing figures: an office says as of when an analysis speaks, and the digest of all rows shows later that they are
still the same."""

from __future__ import annotations

from datetime import datetime

from zhiben.accidents import policy
from zhiben.accidents.models import DataFreeze
from zhiben.accidents.queries import facts
from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs


def freeze_data(title: str, *, as_of: datetime, actor: Actor) -> DataFreeze:
    """Freeze the cases of the ground of the person's office as of a moment gone by. Raises NotAllowed, Incomplete."""
    grant = policy.must_freeze(actor)
    now = clock.now()
    wrong = {}
    if not 0 < len(title.strip()) <= 80:
        wrong["title"] = N_("请填写名称，最多80个字")
    if as_of > now:
        wrong["as_of"] = N_("数据截至日期应在今天以前")
    if wrong:
        raise Incomplete(N_("请核对"), fields=wrong)
    ground = orgs.unit(grant.unit).coordinates.territory
    found = facts(as_of=as_of, ground=ground)
    row = DataFreeze(
        title=title.strip(),
        as_of=as_of,
        cases=len(found),
        dead=sum(one.dead for one in found),
        sha256=found.sha256,
        office_id=grant.unit,
        by=actor.id,
        at=now,
    )
    row.place_at(ground)
    with audit.batch():
        row.save(force_insert=True)
        told = {"as_of": as_of, "cases": row.cases, "dead": row.dead, "sha256": row.sha256}
        audit.record("freeze_data", actor, subject=("accidents.datafreeze", row.pk), facts=told, at=now, grant=grant)
    return row
