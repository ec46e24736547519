"""Several tasks made into one, which keeps its number, and one made into several, which together are what it was. What
is replaced is taken off the list by its own move and stays to be read, with everything that was reported on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from zhiben.campaign import queries
from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations.breaking import must_add_up, target_with
from zhiben.campaign.operations.deciding import move_decisions
from zhiben.campaign.operations.listing import Draft, draft_tasks
from zhiben.campaign.operations.taking_part import read_merged, set_assisting, take_part_across
from zhiben.campaign.policy import must_keep_list, must_split
from zhiben.foundation import audit, search
from zhiben.foundation.lifecycle import Step, amend, perform_many
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

REPLACEABLE = TASK.by_name["replace"].sources


def merge(into: KeyTask, others: Sequence[KeyTask], *, leads_differ: bool = False, actor: Actor) -> KeyTask:
    """Let `into` stand for `others` too, all or none; who led or assisted them assists it, and what meetings decided of
    them it carries out. `leads_differ` says that it is meant so where their lead units differ. Raises Refused,
    NotAllowed."""
    grant = must_keep_list(actor, into)
    others = [one for one in others if one.pk != into.pk]
    _must_be_mergeable(into, others)
    strangers = {one.lead_unit_id for one in others} - {into.lead_unit_id}
    if strangers and not leads_differ:
        named = "、".join(orgs.unit_names(strangers).values())
        told = N_("牵头单位不同：{named}将改为配合单位，请确认后再并入").format(named=named)
        raise Incomplete(told, fields={"leads_differ": told})
    partners = queries.assisting_by_task([into.pk, *(one.pk for one in others)])
    helpers = {unit for units in partners.values() for unit in units} | strangers
    with audit.batch():
        amounts = _take_over_shares(into, others)
        _replace(others, N_("并入{number}").format(number=into.number), actor)
        amend(others, at=clock.now(), merged_into_id=into.pk)
        take_part_across({into.parent_id})
        read_merged(into)
        set_assisting(into, sorted(helpers - {into.lead_unit_id}))
        moved = move_decisions(others, into, actor)
        facts: dict[str, object] = {"from": [one.number for one in others], "assisting": sorted(helpers)}
        facts |= {"decisions": moved, **amounts}
        audit.record("merge", actor, subject=(KeyTask._meta.label_lower, into.pk), facts=facts, grant=grant)
    return into


def _take_over_shares(into: KeyTask, others: Sequence[KeyTask]) -> dict[str, object]:
    """Of parts of one whole, the one that stays carries what all of them carried, so that the whole still adds up. What
    stands by itself keeps its amount: the same said twice is not twice as much."""
    shares = [one.amount for one in others if one.amount is not None]
    if into.parent_id is None or into.amount is None or not shares:
        return {}
    before, said = into.amount, KeyTask.found_by.texts(into)
    after = sum(shares, before)
    amend([into], at=clock.now(), amount=after, target=target_with(into, after))
    search.change(KeyTask.found_by, into, said)
    return {"amount": {"from": before, "to": after}}


def _must_be_mergeable(into: KeyTask, others: Sequence[KeyTask]) -> None:
    if not others:
        raise Refused(N_("请至少选择两项任务"))
    every = [into, *others]
    _must_be_replaceable(every)
    if into.state == "drafted" and any(one.state != "drafted" for one in others):
        raise Refused(N_("{number}还在拟稿，不能并入已下达的任务，请保留已下达的那一项"), number=into.number)
    if len({one.parent_id for one in every}) > 1:
        raise Refused(N_("所选任务不在同一上级任务之下，不能合并"))


def _must_be_replaceable(tasks: Sequence[KeyTask]) -> None:
    over = [one for one in tasks if one.state not in REPLACEABLE]
    if over:
        named = "、".join(f"{one.number}（{one.state_shown.label}）" for one in over)
        raise Refused(N_("已报送完成、办结或取消的任务不能合并或拆分：{named}"), named=named)
    above = set(KeyTask._unfiltered().filter(parent__in=[one.pk for one in tasks]).values_list("parent", flat=True))
    if above:
        named = "、".join(one.number for one in tasks if one.pk in above)
        raise Refused(N_("{named}已分解到下级，请先处理分解的任务"), named=named)


def split(task: KeyTask, drafts: Sequence[Draft], *, actor: Actor, at: datetime | None = None) -> list[KeyTask]:
    """Make several drafted tasks of one, which is taken off the list; they hang where it hung, and what is to be
    brought adds up. Raises Refused, NotAllowed, Incomplete."""
    grant = must_split(actor, task)
    if len(drafts) < 2:
        raise Refused(N_("至少拆分为两项任务"))
    _must_be_replaceable([task])
    must_add_up(task, task.amount, [draft.amount for draft in drafts])
    numbers = [draft.number for draft in drafts]
    taken = set(KeyTask._unfiltered().filter(number__in=numbers).values_list("number", flat=True))
    if repeated := taken | {one for one in numbers if numbers.count(one) > 1}:
        raise Refused(N_("编号{numbers}已使用或重复，请另编"), numbers="、".join(sorted(repeated)))
    with audit.batch():
        made = draft_tasks([_in_place_of(task, one) for one in drafts], actor=actor, at=at)
        named = "、".join(numbers)
        _replace([task], N_("拆分为{numbers}").format(numbers=named), actor)
        take_part_across({task.parent_id})
        subject = (KeyTask._meta.label_lower, task.pk)
        audit.record("split", actor, subject=subject, facts={"into": numbers}, grant=grant)
    return made


def _in_place_of(task: KeyTask, draft: Draft) -> Draft:
    """The draft, hung where `task` hangs."""
    measure, action, parent = task.measure_id or 0, task.action_id or 0, task.parent_id or 0
    return replace(draft, measure=measure, action=action, parent=parent, split_from=task.pk)


def _replace(tasks: Sequence[KeyTask], reason: str, actor: Actor) -> None:
    perform_many([Step(task, "replace", actor, {"reason": reason}) for task in tasks])
