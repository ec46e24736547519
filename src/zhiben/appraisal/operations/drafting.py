"""Schemes drafted, changed while they are drafts, published, followed by a new version. What is published never
changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from zhiben.appraisal import policy, scoring
from zhiben.appraisal.lifecycle import SCHEME
from zhiben.appraisal.models import Indicator, Scheme, VetoRule
from zhiben.appraisal.queries import measuring
from zhiben.appraisal.queries import schemes as reads
from zhiben.appraisal.vocab import (
    APPRAISED,
    EXAMPLE,
    FLOORS,
    LONGEST_OBJECTION_DAYS,
    OBJECTION_DAYS,
    Aggregation,
    Audience,
    Better,
    Grade,
    Kind,
    VetoEffect,
)
from zhiben.foundation import audit
from zhiben.foundation.lifecycle import Change, amend, begin, effect, perform, prepare
from zhiben.foundation.scope.models import part_in
from zhiben.kernel import clock, measure
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps

CARRIED = (
    *("name", "year", "audience", "chosen", "basis", "aggregation", "excellent", "good", "passed"),
    *("bonus_cap", "objection_days"),
)
"""What a new version says as the one before it until it is changed."""

restamps(Scheme)
prepare(SCHEME)(reads.prepare)


@dataclass(frozen=True, slots=True)
class SchemeDraft:
    """A scheme as a person fills it in."""

    name: str
    year: int
    audience: Audience
    chosen: tuple[int, ...] = ()
    basis: str = ""
    aggregation: Aggregation = Aggregation.SUM
    excellent: Decimal = FLOORS[0]
    good: Decimal = FLOORS[1]
    passed: Decimal = FLOORS[2]
    bonus_cap: Decimal = Decimal(0)
    objection_days: int = OBJECTION_DAYS


@dataclass(frozen=True, slots=True)
class IndicatorDraft:
    """An indicator as a person fills it in."""

    pillar: str
    name: str
    kind: Kind
    weight: Decimal
    better: Better = Better.MORE
    measure: str = ""
    whole: str = ""
    worst: Decimal | None = None
    best: Decimal | None = None
    minimum: int = 1
    per_item: Decimal = Decimal(0)
    most: Decimal | None = None
    guidance: str = ""
    position: int = 0


def draft_scheme(draft: SchemeDraft, *, office: int, actor: Actor, example: bool = False) -> Scheme:
    """A new scheme of an office; with `example`, begun with the seven shares of the example. Raises NotAllowed,
    Incomplete."""
    grant = policy.must_run(actor, office)
    _must_be_right(draft, office)
    row = Scheme(office_id=office, drafted_by=actor.id, **_columns(draft))
    row.place_at(orgs.unit_coordinates([office])[office])
    with audit.batch():
        begin(row, actor, grant, name=draft.name, year=draft.year, audience=draft.audience.value)
        if example:
            for number, (name, weight) in enumerate(EXAMPLE, start=1):
                said = N_("示例权重，请按本地文件修改")
                add_indicator(
                    row, IndicatorDraft(name, name, Kind.MANUAL, weight, guidance=said, position=number), actor=actor
                )
    return row


def change_scheme(scheme: Scheme, draft: SchemeDraft, *, actor: Actor) -> Scheme:
    """Let a drafted scheme say something else. Raises NotAllowed, Refused once it is published, Incomplete."""
    grant = _must_be_draft(scheme, actor)
    _must_be_right(draft, scheme.office_id)
    columns = _columns(draft)
    if scheme.follows_id and columns["audience"] != scheme.audience:
        raise Incomplete(
            N_("新版不能改换对象"), fields={"audience": N_("新版与原方案的对象须相同，改换对象的请另起草方案")}
        )
    before = {name: getattr(scheme, name) for name in columns}
    changed = {name: value for name, value in columns.items() if value != before[name]}
    if not changed:
        return scheme
    with audit.batch():
        amend([scheme], at=clock.now(), **changed)
        facts = {**changed, "before": {name: before[name] for name in changed}}
        audit.record("change_scheme", actor, subject=_subject(scheme), facts=audit_facts(facts), grant=grant)
    return scheme


def audit_facts(facts: dict[str, Any]) -> dict[str, Any]:
    """Facts as the ledger keeps them: exact numbers as text."""
    from zhiben.foundation.audit.ledger import plain

    found: dict[str, Any] = plain(facts)
    return found


def _columns(draft: SchemeDraft) -> dict[str, Any]:
    return {
        **asdict(draft),
        "name": draft.name.strip(),
        "basis": draft.basis.strip(),
        "audience": draft.audience.value,
        "aggregation": draft.aggregation.value,
        "chosen": list(draft.chosen),
    }


def _must_be_right(draft: SchemeDraft, office: int) -> None:
    wrong: dict[str, str] = {}
    if not draft.name.strip():
        wrong["name"] = N_("请填写名称")
    if not draft.excellent > draft.good > draft.passed > 0:
        wrong["excellent"] = N_("等次分数线应从高到低：优秀＞良好＞合格＞0")
    if not 1 <= draft.objection_days <= LONGEST_OBJECTION_DAYS:
        wrong["objection_days"] = N_("申诉期应为1至{most}个工作日").format(most=LONGEST_OBJECTION_DAYS)
    known = {one.id for one in reads.units_of(draft.audience, office)}
    if set(draft.chosen) - known:
        wrong["chosen"] = N_("所选单位不都是本辖区的{audience}，各类单位不混在一起考评").format(
            audience=draft.audience.label
        )
    elif not known:
        wrong["audience"] = N_("本辖区没有这类单位")
    if wrong:
        raise Incomplete(N_("请核对方案"), fields=wrong)


def _must_be_draft(scheme: Scheme, actor: Actor) -> Grant:
    grant = policy.must_run(actor, scheme.office_id)
    if scheme.state != "drafted":
        raise Refused(N_("方案已发布，不再修改；需要修改的请起草新版"), code="published")
    return grant


def _subject(scheme: Scheme) -> tuple[str, int]:
    return (scheme._meta.label_lower, scheme.pk)


def add_indicator(scheme: Scheme, draft: IndicatorDraft, *, actor: Actor) -> Indicator:
    """A new indicator of a drafted scheme, the last one unless it says where. Raises as `change_scheme` does."""
    grant = _must_be_draft(scheme, actor)
    indicator_must_be_right(draft, Audience(scheme.audience))
    columns = _indicator_columns(draft)
    if not draft.position:
        last = Indicator.objects.filter(scheme=scheme).order_by("-position").first()
        columns["position"] = (last.position if last else 0) + 1
    if Indicator.objects.filter(scheme=scheme, name=columns["name"]).exists():
        raise Incomplete(N_("请核对指标"), fields={"name": N_("本方案已有同名指标")})
    with audit.batch():
        row = Indicator.objects.create(scheme=scheme, **columns)
        facts = audit_facts({"indicator": row.pk, **columns})
        audit.record("add_indicator", actor, subject=_subject(scheme), facts=facts, grant=grant)
    return row


def change_indicator(row: Indicator, draft: IndicatorDraft, *, actor: Actor) -> Indicator:
    """Let an indicator of a drafted scheme say something else."""
    scheme = row.scheme
    grant = _must_be_draft(scheme, actor)
    indicator_must_be_right(draft, Audience(scheme.audience))
    columns = _indicator_columns(draft)
    columns["position"] = draft.position or row.position
    if Indicator.objects.filter(scheme=scheme, name=columns["name"]).exclude(pk=row.pk).exists():
        raise Incomplete(N_("请核对指标"), fields={"name": N_("本方案已有同名指标")})
    changed = {name: value for name, value in columns.items() if value != getattr(row, name)}
    if not changed:
        return row
    before = {name: getattr(row, name) for name in changed}
    facts = {"indicator": row.pk, "called": row.name, **changed, "before": before}
    for name, value in changed.items():
        setattr(row, name, value)
    with audit.batch():
        row.save()
        audit.record("change_indicator", actor, subject=_subject(scheme), facts=audit_facts(facts), grant=grant)
    return row


def drop_indicator(row: Indicator, *, actor: Actor) -> None:
    """Take an indicator out of a drafted scheme; what it said stays in the ledger."""
    grant = _must_be_draft(row.scheme, actor)
    facts = audit_facts({"name": row.name, "pillar": row.pillar, "weight": row.weight, "kind": row.kind})
    with audit.batch():
        audit.record("drop_indicator", actor, subject=_subject(row.scheme), facts=facts, grant=grant)
        row.delete()


def _indicator_columns(draft: IndicatorDraft) -> dict[str, Any]:
    bound = draft.kind in (Kind.AUTO, Kind.DEDUCTION)
    laid = draft.kind in (Kind.AUTO, Kind.MANUAL)
    return {
        **asdict(draft),
        "pillar": draft.pillar.strip(),
        "name": draft.name.strip(),
        "guidance": draft.guidance.strip(),
        "kind": draft.kind.value,
        "better": draft.better.value,
        "measure": draft.measure if bound else "",
        "whole": draft.whole if draft.kind is Kind.AUTO else "",
        "worst": draft.worst if laid else None,
        "best": draft.best if laid else None,
        "per_item": draft.per_item if draft.kind is Kind.DEDUCTION else Decimal(0),
        "most": draft.most if draft.kind is Kind.DEDUCTION else None,
    }


def indicator_must_be_right(draft: IndicatorDraft, audience: Audience) -> None:
    """Raises Incomplete at every field that is wrong."""
    if wrong := flaws_of(draft, audience):
        raise Incomplete(N_("请核对指标"), fields=wrong)


def flaws_of(draft: IndicatorDraft, audience: Audience) -> dict[str, str]:
    """What is wrong with an indicator, by field. The caller has opened a scope."""
    wrong: dict[str, str] = {}
    for name in ("pillar", "name"):
        if not getattr(draft, name).strip():
            wrong[name] = N_("请填写")
    if draft.weight <= 0:
        wrong["weight"] = N_("权重应大于0")
    if draft.kind is Kind.DEDUCTION and draft.per_item <= 0:
        wrong["per_item"] = N_("请填写每项扣多少分")
    if draft.most is not None and draft.most <= 0:
        wrong["most"] = N_("最多扣分应大于0；不限的留空")
    return wrong | _goalposts_wrong(draft) | _binding_wrong(draft, audience)


def _goalposts_wrong(draft: IndicatorDraft) -> dict[str, str]:
    given = draft.worst is not None or draft.best is not None
    if draft.kind is not Kind.AUTO and not (draft.kind is Kind.MANUAL and given):
        return {}
    why = scoring.goalposts_must_fit(draft.worst, draft.best, draft.better)
    return {"best": why} if why else {}


def _binding_wrong(draft: IndicatorDraft, audience: Audience) -> dict[str, str]:
    if draft.kind not in (Kind.AUTO, Kind.DEDUCTION):
        return {}
    if not draft.measure:
        return {"measure": N_("自动取数的指标须选定取数口径")} if draft.kind is Kind.AUTO else {}
    wrong: dict[str, str] = {}
    known = measure.registered()
    for field in ("measure", "whole"):
        name = getattr(draft, field)
        if not name:
            continue
        declared = known.get(name)
        if declared is None:
            wrong[field] = N_("没有这个口径，请从指标目录中选")
        elif measuring.way_of(declared, audience) is None:
            said = N_("“{title}”不能分到{audience}，请另选口径或改为人工评分")
            wrong[field] = said.format(title=declared.title, audience=audience.label)
        elif field == "whole" and (declared.is_rate or known[draft.measure].is_rate):
            wrong[field] = N_("比率本身已有分母，不能再除以另一个口径")
    return wrong


def add_veto_rule(scheme: Scheme, name: str, effect_: VetoEffect, *, cap: Grade = Grade.GOOD, actor: Actor) -> VetoRule:
    """A new veto of a drafted scheme."""
    grant = _must_be_draft(scheme, actor)
    if not name.strip():
        raise Incomplete(N_("请核对情形"), fields={"name": N_("请写明情形")})
    with audit.batch():
        row = VetoRule.objects.create(scheme=scheme, name=name.strip(), effect=effect_.value, cap=cap.value)
        facts = {"rule": row.pk, "name": row.name, "effect": row.effect, "cap": row.cap}
        audit.record("add_veto_rule", actor, subject=_subject(scheme), facts=facts, grant=grant)
    return row


def drop_veto_rule(row: VetoRule, *, actor: Actor) -> None:
    """Take a veto out of a drafted scheme."""
    grant = _must_be_draft(row.scheme, actor)
    with audit.batch():
        facts = {"name": row.name, "effect": row.effect}
        audit.record("drop_veto_rule", actor, subject=_subject(row.scheme), facts=facts, grant=grant)
        row.delete()


def new_version(scheme: Scheme, *, actor: Actor) -> Scheme:
    """A draft of the next version, which says what this one says until it is changed. Raises NotAllowed, Refused."""
    grant = policy.must_run(actor, scheme.office_id)
    if scheme.state != "published":
        raise Refused(N_("只有现行的方案能起草新版；草拟中的直接修改"))
    if Scheme.objects.filter(follows=scheme.pk).exclude(state="dropped").exists():
        raise Refused(N_("新版已在起草，请直接修改新版"))
    row = Scheme(office_id=scheme.office_id, follows=scheme, drafted_by=actor.id)
    for name in CARRIED:
        setattr(row, name, getattr(scheme, name))
    row.edition = reads.versions_of(scheme)[0].edition + 1
    row.place_at(scheme.coordinates)
    with audit.batch():
        begin(row, actor, grant, follows=scheme.pk, edition=row.edition)
        _copy(scheme, row)
    return row


def _copy(scheme: Scheme, into: Scheme) -> None:
    rows: Sequence[Any]
    for model in (Indicator, VetoRule):
        rows = list(model.objects.filter(scheme=scheme).order_by("pk"))
        for row in rows:
            row.pk, row.scheme = None, into
        model.objects.bulk_create(rows)


def publish(scheme: Scheme, *, actor: Actor) -> Scheme:
    """Let a scheme be in force. Raises Refused with the sum unless shares come to 100, or while a run by the version
    before it is being scored."""
    return perform(scheme, "publish", actor)


@effect(SCHEME, "publish")
def _published(change: Change) -> None:
    scheme: Scheme = change.record
    indicators = reads.indicators_of(scheme)
    if not indicators:
        raise Refused(N_("方案还没有指标"))
    scoring.weights_must_be_whole(one.weight for one in indicators if one.kind != Kind.BONUS)
    for one in indicators:
        if one.measure and (wrong := flaws_of(draft_of(one), Audience(scheme.audience))):
            said = N_("指标“{name}”：{why}")
            raise Refused(said, name=one.name, why="；".join(wrong.values()))
    units = reads.units_of(Audience(scheme.audience), scheme.office_id, scheme.chosen)
    scheme.published_at = change.at
    change.related += [part_in(scheme, APPRAISED, one.id, one.coordinates) for one in units]
    change.noted |= {"units": len(units), "indicators": len(indicators)}
    if scheme.follows is not None and scheme.follows.state == "published":
        perform(scheme.follows, "supersede", change.actor)


def draft_of(one: Indicator) -> IndicatorDraft:
    """An indicator as a person would have filled it in."""
    return IndicatorDraft(
        one.pillar,
        one.name,
        Kind(one.kind),
        one.weight,
        Better(one.better),
        one.measure,
        one.whole,
        one.worst,
        one.best,
        one.minimum,
        one.per_item,
        one.most,
        one.guidance,
        one.position,
    )
