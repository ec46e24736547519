"""Breaking a task down: each district or street gets its part of it, and the parts add up. Where a unit has objected to
its share, drafts are given other shares in the same act that gives the rest to others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from zhiben.campaign import policy, queries
from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations.effects import plain_number
from zhiben.campaign.operations.listing import Draft, draft_tasks, must_be_open
from zhiben.campaign.operations.steps import MilestoneDraft, until
from zhiben.campaign.vocab import DEEPEST
from zhiben.foundation import audit, search
from zhiben.foundation.lifecycle import amend
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

ROOM = 355
"""So much of a whole's target stands before a part's share, that the longest amount and unit still fit."""


@dataclass(frozen=True, slots=True)
class Share:
    """One unit's part: how much of the amount, until when, on which measure of its own plan, reported on how often;
    the whole's day, measure and cadence unless told."""

    unit: int
    amount: Decimal | None = None
    due: date | None = None
    measure: int = 0
    number: str = ""
    cadence: str = ""


def break_down(
    task: KeyTask,
    shares: Sequence[Share],
    *,
    again: Mapping[int, Decimal] | None = None,
    actor: Actor,
    at: datetime | None = None,
) -> list[KeyTask]:
    """Draft a part of `task` for each share; topic, evidence, cadence and milestones are the whole's. `again` are other
    amounts for parts that are drafts, by id. Raises NotAllowed, Refused, or Incomplete where the shares do not add up
    to what remains of the whole's amount."""
    grant = policy.must_break_down(actor, task)
    _must_not_be_too_deep(task)
    with audit.batch():
        KeyTask.objects.select_for_update(of=("self",)).get(pk=task.pk)  # whoever else breaks it down waits
        standing = list(queries.parts_of(task))
        other = {part: again[part.pk] for part in standing if again and again.get(part.pk, part.amount) != part.amount}
        if shares or not other:
            _must_be_apart(task, standing, shares)
        if assigned := "、".join(part.number for part in other if part.state != "drafted"):
            raise Refused(N_("{numbers}已下达，承担的量不能再改"), numbers=assigned)
        left = remaining(task, [part for part in standing if part not in other])
        must_add_up(task, left, [*(share.amount for share in shares), *other.values()])
        for part, amount in other.items():
            _reshare(part, amount, actor=actor, grant=grant, at=at)
        parts = draft_tasks(_drafts(task, shares), actor=actor, at=at) if shares else []
        facts: dict[str, object] = {"parts": [part.number for part in parts], "amounts": [one.amount for one in parts]}
        facts |= {"again": {part.number: amount for part, amount in other.items()}} if other else {}
        subject = (KeyTask._meta.label_lower, task.pk)
        audit.record("break_down", actor, subject=subject, facts=facts, grant=grant, at=at)
    return parts


def _reshare(part: KeyTask, amount: Decimal, *, actor: Actor, grant: Grant | None, at: datetime | None) -> None:
    """Another share for a drafted part; its target says it where it said the one before."""
    before, said = {"amount": part.amount, "target": part.target}, KeyTask.found_by.texts(part)
    after = {"amount": amount, "target": target_with(part, amount)}
    amend([part], at=at or clock.now(), **after)
    search.change(KeyTask.found_by, part, said)
    subject = (KeyTask._meta.label_lower, part.pk)
    audit.record("revise_draft", actor, subject=subject, facts={"from": before, "to": after}, grant=grant, at=at)


def remaining(task: KeyTask, parts: Sequence[KeyTask]) -> Decimal | None:
    """How much of the amount no part has; None where the task has no amount."""
    return None if task.amount is None else task.amount - sum((part.amount or Decimal(0) for part in parts), Decimal(0))


def remaining_after(left: Decimal, parts: Sequence[KeyTask], again: Mapping[int, Decimal]) -> Decimal:
    """What is `left` when parts get other amounts, by id."""
    return left + sum(((part.amount or Decimal(0)) - again[part.pk] for part in parts if part.pk in again), Decimal(0))


def equal_shares(amount: Decimal, count: int) -> list[Decimal]:
    """`amount` in so many parts that add up to it: whole numbers where it is one, the first ones taking what is
    over."""
    unit = Decimal(1) if amount == amount.to_integral_value() else Decimal("0.0001")
    each, over = divmod(amount / unit, count)
    return [(each + (1 if place < over else 0)) * unit for place in range(count)]


def _must_not_be_too_deep(task: KeyTask) -> None:
    must_be_open(task)
    depth, above = 1, task.parent_id
    while above is not None:
        depth, above = depth + 1, KeyTask._unfiltered().filter(pk=above).values_list("parent", flat=True).first()
    if depth >= DEEPEST:
        raise Refused(N_("任务最多分解到街道一级，不能再分解"))


def _must_be_apart(task: KeyTask, standing: Sequence[KeyTask], shares: Sequence[Share]) -> None:
    if not shares:
        raise Incomplete(N_("请选择承担单位"), fields={"units": N_("请选择承担单位")})
    units = [share.unit for share in shares]
    names = orgs.unit_names(units)
    leading = {card.id for card in queries.leading_units()}
    wrong = ""
    if doubled := [names[unit] for unit in dict.fromkeys(units) if units.count(unit) > 1]:
        wrong = N_("{units}填了两次").format(units="、".join(doubled))
    elif taken := [names[part.lead_unit_id] for part in standing if part.lead_unit_id in units]:
        wrong = N_("{units}已承担本任务的分解任务").format(units="、".join(taken))
    elif task.lead_unit_id in units:
        wrong = N_("{units}是本任务的牵头单位").format(units=names[task.lead_unit_id])
    elif unfit := [unit for unit in units if unit not in leading]:
        wrong = N_("{units}不能承担任务").format(units="、".join(names.get(unit, str(unit)) for unit in unfit))
    if wrong:
        raise Incomplete(N_("不能这样分解：{why}"), fields={"units": wrong}, why=wrong)


def must_add_up(task: KeyTask, left: Decimal | None, amounts: Sequence[Decimal | None]) -> None:
    """Raise Incomplete unless `amounts` come to what is `left` of a task's amount; None where it has none, and its
    parts neither."""
    given = [amount for amount in amounts if amount is not None]
    if left is None:
        wrong = N_("任务没有目标量，分出的各项不填量") if given else ""
    elif len(given) < len(amounts) or any(amount <= 0 for amount in given):
        wrong = N_("每一项都要填大于零的量")
    else:
        wrong = _difference(task, left, sum(given, Decimal(0)))
    if wrong:
        raise Incomplete(N_("分出的量不符：{why}"), fields={"amounts": wrong}, why=wrong)


def _difference(task: KeyTask, left: Decimal, total: Decimal) -> str:
    """Said of the whole, with what stands and is not given anew."""
    if total == left:
        return ""
    whole = task.amount or left
    total += whole - left
    words = {
        "all": N_("全部分解任务") if whole != left else "",
        "total": plain_number(total),
        "whole": plain_number(whole),
        "off": plain_number(abs(total - whole)),
        "unit": task.amount_unit,
        "percent": int(total * 100 / whole),
    }
    if total < whole:
        return N_("{all}合计{total}{unit}，还差{off}{unit}没有分下去（应为{whole}{unit}）").format(**words)
    return N_("{all}合计{total}{unit}，超出{off}{unit}（应为{whole}{unit}，为其{percent}%）").format(**words)


def _drafts(task: KeyTask, shares: Sequence[Share]) -> list[Draft]:
    """Milestones keep their days. Raises Incomplete where a part is due before one of them."""
    numbers = queries.next_numbers(len(shares), like=f"{task.number}-01")
    steps = [MilestoneDraft(one.name, one.due, one.weight) for one in task.milestones.order_by("position")]
    drafts, lost = [], []
    for share, number in zip(shares, numbers, strict=True):
        due = share.due or task.due
        kept, later = until(steps, due, task.recurrence)
        lost += [(share.unit, due, step) for step in later]
        drafts.append(
            Draft(
                number=share.number or number,
                title=task.title,
                target=_target(task, share.amount),
                lead_unit=share.unit,
                due=due,
                topic=task.topic,
                evidence_required=task.evidence_required,
                measure=share.measure or task.measure_id or 0,
                action=task.action_id or 0,
                parent=task.pk,
                amount=share.amount,
                amount_unit=task.amount_unit if share.amount is not None else "",
                cadence=share.cadence or task.cadence,
                recurrence=task.recurrence,
                milestones=kept,
            )
        )
    _must_lose_none(lost)
    return drafts


def _must_lose_none(lost: Sequence[tuple[int, date, MilestoneDraft]]) -> None:
    if not lost:
        return
    names, told = orgs.unit_names({unit for unit, _due, _step in lost}), []
    for unit, due, step in lost:
        sentence = N_("{unit}的节点“{name}”（{day}）晚于该分解任务的完成时限（{due}）")
        days = {"day": clock.in_words(step.due), "due": clock.in_words(due)}
        told.append(sentence.format(unit=names[unit], name=step.name, **days))
    why = "；".join(told)
    way = N_("{why}。请改晚该分解任务的时限，或先按上级任务的时限分解，再在“修改拟稿”中把节点和时限一起改早")
    raise Incomplete(way, fields={"due": why}, why=why)


def target_with(task: KeyTask, amount: Decimal) -> str:
    """What a task is to reach, said with another share where it says its own."""
    own = _own_share(task.amount, task.amount_unit) if task.amount is not None else ""
    told = bool(own) and task.target.endswith(own)
    return task.target.removesuffix(own)[:ROOM] + _own_share(amount, task.amount_unit) if told else task.target


def _target(task: KeyTask, share: Decimal | None) -> str:
    return task.target if share is None else task.target[:ROOM] + _own_share(share, task.amount_unit)


def _own_share(amount: Decimal, unit: str) -> str:
    return N_("（本单位{amount}{unit}）").format(amount=plain_number(amount), unit=unit)
