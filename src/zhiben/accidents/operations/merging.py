"""Saying whether two cases are one accident. A case that is merged stays, with its ledger, and leads to the other; the
departments' records go over to that, so that it is seen who says what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zhiben.accidents import policy
from zhiben.accidents.lifecycle import CASE
from zhiben.accidents.models import AccidentCase, Apart, SourceRow, UpwardReport
from zhiben.accidents.operations.revising import code_causes, draft_of, revise
from zhiben.accidents.queries.doubles import Double
from zhiben.accidents.queries.sources import standing_causes
from zhiben.accidents.vocab import LABEL, VALID
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import Change, effect, perform
from zhiben.foundation.lifecycle.acting import act_beside
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

CHOSEN = (
    *("occurred_on", "hour", "minute", "place", "site", "territory", "sector", "unit_name", "unit_code"),
    *("enterprise", "contractor", "regime", "deaths", "missing", "serious", "minor", "loss"),
    *("type_1986", "type_2025", "legacy_type", "narrative", "learned_at", "reported_at"),
)
"""What may be taken from the case that is given up."""
TOGETHER = {"hour": ("minute",), "site": ("territory",), "territory": ("site",)}
"""What goes along with what was chosen."""


def merge_cases(
    kept: AccidentCase, given_up: AccidentCase, *, reason: str, taken: tuple[str, ...] = (), actor: Actor
) -> AccidentCase:
    """Let `given_up` be the accident that `kept` is; `taken` names what that one told better, by the fields of a draft.
    Causes that only that one
    was found to have go over. Returns the case that is kept. Raises NotAllowed, Refused, Incomplete, Conflict."""
    policy.must_judge(actor, kept, given_up)
    if kept.pk == given_up.pk:
        raise Refused(N_("不能把案件并入自己"))
    if kept.state not in VALID:
        raise Refused(N_("要并入的案件已不再计入，请刷新后核对"))
    if not reason.strip():
        raise Incomplete(N_("请填写理由"), fields={"reason": N_("请写明为什么是同一起事故")})
    if given_up.state in VALID and VALID.index(given_up.state) > VALID.index(kept.state):
        raise Refused(
            N_("{number}的调查办理得更远，请保留它，并入另一件；那一件说得更准的可以一并选用"),
            number=given_up.number,
            code="further",
        )
    changes = _taken(given_up, taken)
    with audit.batch():
        _hold(kept, given_up)
        perform(given_up, "merge", actor, into=kept.pk, reason=reason)
        causes = standing_causes((kept, given_up))
        if given_up.pk in causes and kept.pk not in causes:
            code_causes(kept, causes[given_up.pk], actor=actor)
        if changes:
            revise(kept, reason=N_("与{number}合并").format(number=given_up.number), actor=actor, **changes)
    return kept


def _hold(*cases: AccidentCase) -> None:
    """Let nobody else move or judge these cases meanwhile, always in one order. Raises Conflict when somebody has."""
    for case in sorted(cases, key=lambda one: one.pk):
        act_beside(case)


def _taken(given_up: AccidentCase, names: tuple[str, ...]) -> dict[str, Any]:
    if strange := set(names) - set(CHOSEN):
        raise Incomplete(N_("请重新选择"), fields=dict.fromkeys(sorted(strange), N_("没有这一项")))
    told = draft_of(given_up)
    wanted = {*names, *(other for name in names for other in TOGETHER.get(name, ()))}
    return {name: getattr(told, name) for name in sorted(wanted)}


@effect(CASE, "merge")
def _merged(change: Change) -> None:
    """Its sources go over, and so do its reports to levels that the other has none of. A case that was merged into it
    before leads on through it, so that figures of a past day find what was one by then."""
    case: AccidentCase = change.record
    into = int(change.facts["into"])
    case.merged_into_id = into
    rows = list(SourceRow._unfiltered().filter(case=case.pk))
    for row in rows:
        change.alter(row, case_id=into)
    change.noted["sources"] = sorted(row.pk for row in rows)
    told = set(UpwardReport._unfiltered().filter(case=into).values_list("level", flat=True))
    reports = [row for row in UpwardReport._unfiltered().filter(case=case.pk) if row.level not in told]
    for report in reports:
        change.alter(report, case_id=into)
    change.noted["reports"] = sorted(row.level for row in reports)


def tell_apart(double: Double, *, reason: str, actor: Actor) -> Apart:
    """Say that two cases are not one accident. Raises NotAllowed, Incomplete, Refused when that was said before,
    Conflict."""
    grant = policy.must_judge(actor, double.first, double.second)
    if not reason.strip():
        raise Incomplete(N_("请填写理由"), fields={"reason": N_("请写明为什么不是同一起事故")})
    first, second = double.first.pk, double.second.pk
    if Apart.objects.filter(case=first, other=second).exists():
        raise Refused(N_("这两起案件已认定不是同一起"))
    facts: Mapping[str, Any] = {"other": second, "reason": reason.strip()}
    with audit.batch():
        _hold(double.first, double.second)
        row = Apart.objects.create(
            case_id=first, other_id=second, reason=reason.strip()[:200], by=actor.id, at=clock.now()
        )
        audit.record("tell_apart", actor, subject=(LABEL, first), facts=facts, grant=grant)
    return row
