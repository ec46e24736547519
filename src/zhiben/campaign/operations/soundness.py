"""What no task may be: due outside of the campaign's years, after the whole of which it is a part or before a part of
its own, led by a unit that will be gone by then. Said once for pages and workbooks, with the field that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import CharField

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask, PlanMeasure
from zhiben.campaign.operations.steps import MilestoneDraft
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

if TYPE_CHECKING:
    from zhiben.campaign.operations.listing import Draft


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with one draft, by its place, at which field."""

    place: int
    field: str
    sentence: str


def flaws(drafts: Sequence[Draft], *, years: range = range(0)) -> list[Flaw]:
    """Everything that is wrong with `drafts`; `years` are the campaign's for those that hang on no action."""
    ends = orgs.unit_ends({unit for draft in drafts for unit in (draft.lead_unit, *draft.assisting)})
    names = orgs.unit_names(ends)
    by_action = queries.years_of({draft.action for draft in drafts})
    wholes = queries.wholes({draft.parent for draft in drafts})
    grounds = queries.grounds_of_measures({draft.measure for draft in drafts})
    leads = {draft.lead_unit for draft in drafts if draft.parent in wholes or draft.measure in grounds}
    places = orgs.unit_coordinates(leads)
    found: list[Flaw] = []
    for place, draft in enumerate(drafts):
        found += (Flaw(place, field, why) for field, why in _gone(draft, ends, names))
        found += (Flaw(place, field, why) for field, why in _untimely(draft, by_action.get(draft.action, years)))
        found += (Flaw(place, field, why) for field, why in _immeasurable(draft))
        if whole := wholes.get(draft.parent):
            found += (Flaw(place, field, why) for field, why in _beyond(draft, whole, places[draft.lead_unit]))
        if ground := grounds.get(draft.measure):
            found += (Flaw(place, "lead_unit", why) for why in _elsewhere(*ground, places[draft.lead_unit]))
        found += (Flaw(place, field, why) for field, why in _too_long(draft))
    return found


def must_be_sound(drafts: Sequence[Draft]) -> None:
    """Raises Incomplete at the fields that are wrong, with the number of the first task that has it."""
    wrong: dict[str, str] = {}
    for flaw in flaws(drafts):
        wrong.setdefault(flaw.field, f"{drafts[flaw.place].number}：{flaw.sentence}")
    if wrong:
        raise Incomplete(N_("任务不能列入：{what}"), fields=wrong, what="；".join(wrong.values()))


def before_parts(task: KeyTask, due: date) -> str:
    """Why a whole is not due on a day: one of its parts is due later. "" where none is."""
    late = queries.parts_of(task).filter(due__gt=due).order_by("-due", "pk").first()
    if late is None:
        return ""
    sentence = N_("完成时限不能早于分解任务{number}的（{day}）")
    return sentence.format(number=late.number, day=clock.in_words(late.due))


def why_not_among(task: KeyTask, due: date) -> str:
    """Why a task is not due on a day: the whole of which it is a part is due before, or a part of it later; "" where
    neither is."""
    whole = queries.wholes([task.parent_id or 0]).get(task.parent_id or 0)
    return (_after_whole(due, whole) if whole else "") or before_parts(task, due)


def _after_whole(due: date, whole: KeyTask) -> str:
    if due <= whole.due:
        return ""
    return N_("分解任务的完成时限不能晚于上级任务（{day}）").format(day=clock.in_words(whole.due))


def why_not_due(task: KeyTask, due: date) -> str:
    """Why a task that stands may not be due on another day, as far as days go; "" where it may. One that hangs on no
    action stays within the years of the only campaign if it lies there now."""
    years = queries.only_years()
    found = flaws([_due_then(task, due)], years=years if task.due.year in years else range(0))
    return found[0].sentence if found else before_parts(task, due)


def _due_then(task: KeyTask, due: date) -> Draft:
    """What stands, with another due day. Milestones that were reached and a day of acceptance that has had its day
    are no matter any more."""
    from zhiben.campaign.operations.listing import Draft

    steps = task.milestones.filter(reached_on__isnull=True).order_by("position")
    return Draft(
        task.number,
        task.title,
        task.target,
        task.lead_unit_id,
        due,
        action=task.action_id or 0,
        parent=task.parent_id or 0,
        accept_by=task.accept_by if task.state in ("drafted", "assigned") else None,
        milestones=tuple(MilestoneDraft(one.name, one.due) for one in steps),
    )


def _gone(draft: Draft, ends: Mapping[int, date], names: Mapping[int, str]) -> Iterator[tuple[str, str]]:
    for field, units in (("lead_unit", (draft.lead_unit,)), ("assisting", draft.assisting)):
        for unit in units:
            if unit in ends and ends[unit] <= draft.due:
                sentence = N_("“{unit}”自{day}起撤销，到完成时限时已不存在")
                yield field, sentence.format(unit=names[unit], day=clock.in_words(ends[unit]))


def _beyond(draft: Draft, whole: KeyTask, place: Coordinates) -> Iterator[tuple[str, str]]:
    if late := _after_whole(draft.due, whole):
        yield "due", late
    if not whole.coordinates.territory.covers(place):
        yield "lead_unit", N_("承担单位不在上级任务所在的区域内")


def _elsewhere(plan: str, ground: Coordinates, place: Coordinates) -> Iterator[str]:
    if not ground.covers(place):
        yield N_("牵头单位不在“{plan}”所在的区域内").format(plan=plan)


def why_not_under(measure: PlanMeasure, action: int, tasks: Sequence[KeyTask]) -> str:
    """Why tasks that stand may not hang on a measure and its action: one is led from elsewhere than where the plan
    lies, or due in no year of the campaign. "" where all may."""
    years, ground = queries.years_of([action]).get(action, range(0)), queries.grounds_of_measures([measure.pk])
    for task in tasks:
        wrong = [*_elsewhere(*ground[measure.pk], task.coordinates), outside(task.due, years)]
        if told := "；".join(filter(None, wrong)):
            return f"{task.number}：{told}"
    return ""


def outside(day: date | None, years: range) -> str:
    """Why nothing is due on a day: it lies outside of a campaign's years. "" where it doesn't, or there is none."""
    if day is None or not years or day.year in years:
        return ""
    sentence = N_("{day}不在本次行动的年份（{first}年至{last}年）内")
    return sentence.format(day=clock.in_words(day), first=years[0], last=years[-1])


def _untimely(draft: Draft, years: range) -> Iterator[tuple[str, str]]:
    told = [("due", draft.due), ("accept_by", draft.accept_by), *(("milestones", one.due) for one in draft.milestones)]
    for field, day in told:
        if why := outside(day, years):
            yield field, why


def _too_long(draft: Draft) -> Iterator[tuple[str, str]]:
    """What one database would cut off in silence and the other refuse; a part's number grows with its task's."""
    for name in ("number", "title", "topic", "target", "evidence_required", "leader", "responsible"):
        field = KeyTask._meta.get_field(name)
        if isinstance(field, CharField) and len(getattr(draft, name)) > (field.max_length or 0):
            yield name, N_("{field}最多{longest}字，请缩短").format(field=field.verbose_name, longest=field.max_length)


def _immeasurable(draft: Draft) -> Iterator[tuple[str, str]]:
    for one in draft.milestones:
        if one.due > draft.due:
            yield "milestones", N_("节点“{name}”晚于完成时限").format(name=one.name)
    if draft.amount is not None and draft.amount <= 0:
        yield "amount", N_("目标量须大于零")
    if draft.amount is not None and not draft.amount_unit:
        yield "amount_unit", N_("有目标量的，请填写计量单位")
    if draft.accept_by is not None and draft.accept_by > draft.due:
        yield "accept_by", N_("签收期限不能晚于完成时限")
