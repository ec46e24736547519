"""What is ordered or done to keep people safe until a hazard is mended: interim controls, and production suspended in
part or whole."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from zhiben.foundation.audit import batch
from zhiben.foundation.lifecycle import Change, begin_many, effect
from zhiben.foundation.lifecycle.acting import act_beside
from zhiben.hazards.lifecycle import CONTROL, CONTROLLER, SECTOR_DEPARTMENT
from zhiben.hazards.models import Control, Hazard
from zhiben.hazards.vocab import CONTROLLED, RESUMABLE, ControlKind
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.vocab import Role


def order_control(
    hazard: Hazard,
    *,
    kind: str,
    measures: str,
    since: date,
    basis: str = "",
    actor: Actor,
    at: datetime | None = None,
) -> Control:
    """Say that a control holds since a day, or suspend production, which needs a legal basis and the sector
    department."""
    sort, moment = ControlKind(kind), at or clock.now()
    verdict = (CONTROLLER if sort is ControlKind.INTERIM else SECTOR_DEPARTMENT)(actor, hazard)
    if not verdict.allowed:
        raise NotAllowed(N_("您不能登记“{kind}”：{why}"), kind=sort.label, why=verdict.why)
    if hazard.state not in CONTROLLED:
        raise Refused(N_("当前状态为“{state}”，不再登记管控措施"), state=hazard.state_shown.label)
    wrong = {}
    if not measures.strip():
        wrong["measures"] = N_("请填写措施和范围")
    if sort is not ControlKind.INTERIM and not basis.strip():
        wrong["basis"] = N_("停产停业等须写明法律依据")
    if not hazard.found_on <= since <= moment.astimezone(clock.TZ).date():
        wrong["since"] = N_("起始日期应在发现日期和今天之间")
    if wrong:
        raise Incomplete(N_("管控措施不完整"), fields=wrong)
    row = Control(
        hazard=hazard,
        kind=sort,
        measures=measures.strip(),
        basis=basis.strip(),
        since=since,
        ordered_by=actor.id,
        by_department=verdict.grant is not None and verdict.grant.role == Role.DEPARTMENT_OFFICER,
        ordered_at=moment,
    )
    with batch():
        begin_many([row], actor, grants=[verdict.grant], facts={"hazard": hazard.pk, "kind": sort}, at=moment)
        act_beside(hazard)
    return row


@effect(CONTROL, "lift")
def _lifted(change: Change) -> None:
    control: Control = change.record
    if control.suspends and control.hazard.state not in RESUMABLE:
        raise Refused(N_("隐患验收合格后方可批准恢复，现为“{state}”"), state=control.hazard.state_shown.label)
    control.lifted_at, control.grounds = change.at, change.facts["grounds"]
    act_beside(control.hazard)


def still_suspended(hazards: Sequence[Hazard]) -> dict[int, Refused]:
    """Why some of the hazards cannot be closed, by id: work is still suspended for them."""
    rows = Control._unfiltered().filter(hazard__in=[one.pk for one in hazards], state="in_force")
    sentence = N_("“{kind}”尚未解除，不能销号")
    return {
        row.hazard_id: Refused(sentence, kind=ControlKind(row.kind).label, code="still_suspended")
        for row in rows.exclude(kind=ControlKind.INTERIM).order_by("-pk")
    }
