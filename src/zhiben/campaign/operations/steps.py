"""The milestones of a task: as a person writes them, as they recur, as they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from zhiben.campaign.models import KeyTask, Milestone
from zhiben.campaign.vocab import Recurrence
from zhiben.foundation.inserting import insert
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.periods import month_of
from zhiben.kernel.text import N_

WRITTEN = re.compile(r"(?P<name>.+?)\s*(?:[x×*](?P<weight>\d{1,3}))?\s*[@＠]\s*(?P<day>\S+)")
BETWEEN = re.compile(r"[；;\n\r]+")
LONGEST, MOST = 120, 60


@dataclass(frozen=True, slots=True)
class MilestoneDraft:
    """A milestone as it is to stand: what, until when, how much it weighs."""

    name: str
    due: date
    weight: int = 1


def read_steps(text: str) -> tuple[MilestoneDraft, ...]:
    """What a person writes: “方案印发@2024-06-30；验收x2@2024-11-30”, parted by ； or line; x2 weighs double. Raises
    Refused that tells which one cannot be read."""
    parts = [part.strip() for part in BETWEEN.split(text) if part.strip()]
    if len(parts) > MOST:
        raise Refused(N_("节点最多{most}个"), most=MOST)
    return tuple(_read(place, part) for place, part in enumerate(parts, start=1))


def _read(place: int, part: str) -> MilestoneDraft:
    match = WRITTEN.fullmatch(part)
    try:
        day = date.fromisoformat(match["day"].replace("/", "-")) if match else None
    except ValueError:
        day = None
    if match is None or day is None or not clock.FIRST_DAY <= day <= clock.LAST_DAY:
        raise Refused(
            N_("第{place}个节点“{part}”应写成：名称@日期，如 方案印发@2024-06-30"), place=place, part=part[:40]
        )
    weight = int(match["weight"] or 1)
    if weight < 1 or len(match["name"]) > LONGEST:
        raise Refused(N_("第{place}个节点的名称过长或权重不对"), place=place)
    return MilestoneDraft(match["name"], day, weight)


def written_steps(steps: Iterable[Milestone | MilestoneDraft], between: str = "；") -> str:
    """The text from which `read_steps` makes the same again."""
    return between.join(
        f"{one.name}{f'x{one.weight}' if one.weight > 1 else ''}@{one.due.isoformat()}" for one in steps
    )


def recurring(recurrence: str, due: date, *, since: date | None = None) -> tuple[MilestoneDraft, ...]:
    """One milestone for every month or quarter from `since` (today) until `due`, on the period's last day, the last
    one on the due day at the latest."""
    if not recurrence:
        return ()
    found: list[MilestoneDraft] = []
    month = month_of(since or clock.today())
    while month.first <= due:
        if recurrence == Recurrence.MONTH:
            found.append(MilestoneDraft(month.label, min(month.last, due)))
        elif month.last.month % 3 == 0 or month.last >= due:
            name = N_("{year}年第{quarter}季度").format(year=month.first.year, quarter=(month.first.month + 2) // 3)
            found.append(MilestoneDraft(name, min(month.last, due)))
        month = month_of(month.last + timedelta(days=1))
    return tuple(found)


def until(
    steps: Sequence[MilestoneDraft], due: date, recurrence: str
) -> tuple[tuple[MilestoneDraft, ...], list[MilestoneDraft]]:
    """Those of a whole's milestones that a part due on a day has, and those that it would lose because they come later.
    What recurs recurs until the part is due, and its last time is cut short."""
    later = [one for one in steps if one.due > due]
    if not later:
        return tuple(steps), []
    since = min(one.due for one in steps)
    times = {one.name for one in recurring(recurrence, max(one.due for one in later), since=since)}
    ends = {one.name: one.due for one in recurring(recurrence, due, since=since)}
    kept = [one for one in steps if one.due <= due]
    kept += (replace(one, due=ends[one.name]) for one in later if one.name in ends)
    return tuple(kept), [one for one in later if one.name not in times]


def milestones_of(task: KeyTask, told: Sequence[MilestoneDraft]) -> list[Milestone]:
    """The unsaved milestones of a task, by their days."""
    return [
        Milestone(task_id=task.pk, position=place, name=one.name, due=one.due, weight=one.weight)
        for place, one in enumerate(sorted(told, key=lambda one: one.due), start=1)
    ]


def replace_milestones(task: KeyTask, told: Sequence[MilestoneDraft]) -> None:
    """Put others in the place of a drafted task's milestones, within the caller's transaction, which keeps the
    ledger."""
    Milestone.objects.filter(task=task).delete()
    insert(milestones_of(task, told))
