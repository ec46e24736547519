"""What is filled in by hand: a unit about itself, the office what counts, vetoes. Counts that cannot be and two scales
of one indicator are refused, with where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from zhiben.appraisal import policy, scoring
from zhiben.appraisal.models import Card, Entry, Indicator, VetoEvent, VetoRule
from zhiben.appraisal.operations.drafting import audit_facts
from zhiben.appraisal.queries import runs as reads
from zhiben.appraisal.queries import schemes
from zhiben.appraisal.vocab import Kind
from zhiben.foundation import audit
from zhiben.foundation.files import attach_own
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

TELLING = ("opened", "scored")
"""States of a run in which the office still fills in; what it says after the scoring counts with the next one."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is filled in of one indicator: points, or counts, or a value."""

    points: Decimal | None = None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    note: str = ""

    @property
    def is_empty(self) -> bool:
        """Nothing is said."""
        return (self.points, self.numerator, self.denominator, self.value, self.note.strip()) == (None,) * 4 + ("",)


def self_assess(card: Card, said: Mapping[int, Said], *, actor: Actor, files: Sequence[int] = ()) -> list[Entry]:
    """What a unit says of itself, by indicator: points of what is assessed by hand, a note on anything. Raises
    NotAllowed, Refused, Incomplete at "points-<indicator>"."""
    grant = policy.must_speak_for(actor, card)
    if card.state != "asked" or card.run.state != "opened":
        raise Refused(N_("自评已提交或已截止，需要修改的请安委办退回"))
    indicators = {one.pk: one for one in schemes.indicators_of(card.run.scheme)}
    wrong = {f"points-{pk}": why for pk, one in said.items() if (why := _points_wrong(indicators[pk], one.points))}
    if wrong:
        raise Incomplete(N_("请核对自评分"), fields=wrong)
    moment, standing = clock.now(), {pk: entry for (_card, pk), entry in reads.entries_of([card]).items()}
    rows = []
    for pk, one in said.items():
        entry = standing.get(pk) or Entry(card=card, indicator_id=pk)
        told = (one.points, one.note.strip())
        if told == (entry.self_points, entry.self_note):
            continue
        entry.self_points, entry.self_note = told
        entry.self_at = moment if told != (None, "") else None
        rows.append(entry)
    with audit.batch():
        for entry in rows:
            entry.save()
        subject = (card._meta.label_lower, card.pk)
        attach_own(files, to=subject, actor_id=actor.id, purpose="self_assess")
        facts = {str(entry.indicator_id): [entry.self_points, entry.self_note] for entry in rows}
        if rows or files:
            told_files = {"files": list(files)} if files else {}
            audit.record("self_assess", actor, subject=subject, facts=audit_facts(facts) | told_files, grant=grant)
    return rows


def _points_wrong(indicator: Indicator, points: Decimal | None) -> str:
    if points is not None and not 0 <= points <= indicator.weight:
        return N_("应在0至{most}分之间").format(most=indicator.weight_shown)
    return ""


def assess(card: Card, said: Mapping[int, Said], *, actor: Actor, files: Sequence[int] = ()) -> list[Entry]:
    """What the office says of a unit, by indicator. Raises NotAllowed, Refused, Incomplete at "<field>-<indicator>"."""
    grant = policy.must_run(actor, card.run.scheme.office_id)
    if card.run.state not in TELLING:
        raise Refused(N_("得分已告知各单位，不再改分；有误的由单位申诉后更正"))
    indicators = {one.pk: one for one in schemes.indicators_of(card.run.scheme)}
    if wrong := flaws(card, {indicators[pk]: one for pk, one in said.items()}):
        raise Incomplete(N_("请核对所填数据"), fields=wrong)
    moment, standing = clock.now(), {pk: entry for (_card, pk), entry in reads.entries_of([card]).items()}
    rows, facts = [], {}
    for pk, one in said.items():
        entry = standing.get(pk) or Entry(card=card, indicator_id=pk)
        if _says(entry) == _columns(one) or (entry.pk is None and one.is_empty):
            continue
        facts[str(pk)] = {"now": _columns(one), "before": _says(entry)}
        for name, value in _columns(one).items():
            setattr(entry, name, value)
        entry.assessed_by, entry.assessed_at = actor.id, (None if one.is_empty else moment)
        rows.append(entry)
    subject = (card._meta.label_lower, card.pk)
    with audit.batch():
        for entry in rows:
            entry.save()
        attach_own(files, to=subject, actor_id=actor.id, purpose="assess")
        if rows or files:
            told_files = {"files": list(files)} if files else {}
            audit.record("assess", actor, subject=subject, facts=audit_facts(facts) | told_files, grant=grant)
    return rows


def _columns(said: Said) -> dict[str, Any]:
    return {
        "points": said.points,
        "numerator": said.numerator,
        "denominator": said.denominator,
        "value": said.value,
        "note": said.note.strip(),
    }


def _says(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in ("points", "numerator", "denominator", "value", "note")}


def flaws(card: Card, said: Mapping[Indicator, Said]) -> dict[str, str]:
    """What is wrong with what is filled in, by "<field>-<indicator>"."""
    wrong: dict[str, str] = {}
    for one, told in said.items():
        for field, why in flaws_of(one, told).items():
            wrong[f"{field}-{one.pk}"] = why
    measured = [one.pk for one in said if one.is_measured]
    others = Entry.objects.filter(card__run=card.run_id, indicator__in=measured, value__isnull=False).exclude(card=card)
    known: dict[int, list[Decimal]] = {}
    for pk, value in others.values_list("indicator", "value"):
        known.setdefault(pk, []).append(value or Decimal(0))
    for one, told in said.items():
        asked = told.value is not None and one.is_measured and in_hundredths(one)
        if asked and scoring.scales_mixed([*known.get(one.pk, ()), told.value or Decimal(0)]):
            wrong[f"value-{one.pk}"] = N_("本指标其他单位按另一种写法填（0至1与0至100混用），请统一按百分数填，如95.3")
    return wrong


def in_hundredths(indicator: Indicator) -> bool:
    """Told as a percentage: both goalposts lie within 0 to 100."""
    posts = (indicator.worst, indicator.best)
    return all(one is not None and 0 <= one <= 100 for one in posts) and max(one or 0 for one in posts) > 1


def flaws_of(one: Indicator, told: Said) -> dict[str, str]:
    """What is wrong with what is said of one indicator, by field."""
    if one.measure:
        return (
            {}
            if (told.points, told.numerator, told.value) == (None, None, None)
            else {"points": N_("自动取数的指标不手工评分")}
        )
    if one.kind == Kind.DEDUCTION:
        return _items_wrong(told)
    if not one.is_measured:
        return {"points": why} if (why := _points_wrong(one, told.points)) else {}
    return _measured_wrong(told)


def _items_wrong(told: Said) -> dict[str, str]:
    if told.numerator is not None and (told.numerator < 0 or told.numerator % 1):
        return {"numerator": N_("项数应为不小于0的整数")}
    return {}


def _measured_wrong(told: Said) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if (told.numerator is None) != (told.denominator is None):
        wrong["denominator"] = N_("分子、分母须同时填写")
    elif told.numerator is not None and told.denominator is not None:
        if told.numerator < 0 or told.denominator < 0:
            wrong["numerator"] = N_("不能小于0")
        elif told.numerator > told.denominator:
            wrong["numerator"] = N_("分子{numerator}大于分母{denominator}").format(
                numerator=told.numerator, denominator=told.denominator
            )
        if told.value is not None:
            wrong["value"] = N_("已填分子、分母的，数值由系统计算，不再填")
    return wrong


def note_veto(card: Card, rule: VetoRule, *, on: date, what: str, actor: Actor, files: Sequence[int] = ()) -> VetoEvent:
    """Note what vetoes a unit. Raises NotAllowed, Refused, Incomplete."""
    grant = policy.must_run(actor, card.run.scheme.office_id)
    if card.run.state not in TELLING:
        raise Refused(N_("得分已告知各单位，不再登记一票否决事项；确有遗漏的，通报后重新考评"))
    wrong: dict[str, str] = {}
    if rule.scheme_id != card.run.scheme_id:
        wrong["rule"] = N_("不是本方案的一票否决情形")
    if not what.strip():
        wrong["what"] = N_("请写明事由")
    if on > clock.today() or on.year != card.run.last.year:
        wrong["on"] = N_("应是{year}年内、不晚于今天的日期").format(year=card.run.last.year)
    if wrong:
        raise Incomplete(N_("请核对一票否决事项"), fields=wrong)
    subject = (card._meta.label_lower, card.pk)
    with audit.batch():
        row = VetoEvent.objects.create(
            card=card, rule=rule, on=on, what=what.strip(), noted_by=actor.id, noted_at=clock.now()
        )
        attach_own(files, to=subject, actor_id=actor.id, purpose="note_veto")
        facts = {"veto": row.pk, "rule": rule.name, "on": on.isoformat(), "what": row.what, "files": list(files)}
        audit.record("note_veto", actor, subject=subject, facts=facts, grant=grant)
    return row


def strike_veto(event: VetoEvent, reason: str, *, actor: Actor) -> VetoEvent:
    """Let a veto count no longer; what was noted stays. Raises NotAllowed, Refused, Incomplete."""
    card = event.card
    grant = policy.must_run(actor, card.run.scheme.office_id)
    if card.run.state not in TELLING or event.struck_at is not None:
        raise Refused(N_("该事项已撤去，或得分已告知各单位"))
    if not reason.strip():
        raise Incomplete(N_("请写明原因"), fields={"reason": N_("请写明撤去的原因")})
    event.struck_by, event.struck_at, event.struck_for = actor.id, clock.now(), reason.strip()
    with audit.batch():
        event.save()
        facts = {"veto": event.pk, "reason": event.struck_for}
        subject = (card._meta.label_lower, card.pk)
        audit.record("strike_veto", actor, subject=subject, facts=facts, grant=grant)
    return event
