"""Names that rest on what a restatement no longer counts. What was frozen, and who was named by it, stays; whether the
naming is dropped is for a person to decide, who is told here which items it is about."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.dispatch.restating import Restatement, whole_ways
from zhiben.dispatch.vocab import Reason
from zhiben.foundation.measures import unpacked
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.queries import Item, Named

TASK, HAZARD = "campaign.keytask", "hazards.hazard"
COUNTED = {
    "tasks.overdue": (Reason.OVERDUE_TASKS, TASK),
    "tasks.reported_rate": (Reason.MISSING_REPORT, TASK),
    "hazards.overdue": (Reason.OVERDUE_HAZARDS, HAZARD),
    "hazards.overdue_stock": (Reason.OVERDUE_HAZARDS, HAZARD),
    "tasks.missed": (Reason.STATISTICS, TASK),
    "hazards.missed": (Reason.STATISTICS, HAZARD),
}
"""By measure that counts what units are named for: the reason, and whose records it counts."""
BY_AREA = ("hazards.overdue", "hazards.overdue_stock")
"""Those of them that are not broken down by unit."""
NO_LONGER = {
    Reason.OVERDUE_TASKS: N_("逾期"),
    Reason.OVERDUE_HAZARDS: N_("逾期"),
    Reason.MISSING_REPORT: N_("未报"),
    Reason.STATISTICS: N_("未按期"),
}
"""As what the items count no longer."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """Items beside a name that are counted no longer."""

    named: Named
    items: tuple[Item, ...]

    def __str__(self) -> str:
        said = N_("{unit}点名（{reason}，共{count}项）所依据的{items}，按更正后的记录不再计为{what}")
        return said.format(
            unit=self.named.unit_name,
            reason=N_(self.named.reason.label),
            count=len(self.named.items),
            items="、".join(item.number for item in self.items),
            what=N_(NO_LONGER[self.named.reason]),
        )


def fallen(named: Iterable[Named], restated: Sequence[Restatement]) -> list[Fallen]:
    """Of names that stand, those of whose items some are counted no longer since these restatements of their round."""
    ways = [way for way in whole_ways(restated) if way.measure in COUNTED]
    if not ways:
        return []
    found = []
    for one in named:
        gone = set() if one.struck else {key for way in ways for key in _gone(one, way)}
        if items := tuple(item for item in one.items if (item.model, item.record) in gone):
            found.append(Fallen(one, items))
    return found


def _gone(one: Named, way: Restatement) -> Iterator[tuple[str, int]]:
    """(model, id) of what the measure counted against the unit before, and does not count now."""
    reason, model = COUNTED[way.measure]
    if reason is one.reason:
        part = "" if way.measure in BY_AREA else f"unit-{one.unit}"
        before, now = (_against(bundle, way.measure, part) for bundle in (way.before, way.bundle))
        yield from ((model, pk) for pk in before - now)


def _against(bundle: str, measure: str, part: str) -> set[int]:
    """What is counted; of a share of reports, what is missing. Nothing was counted where there is no such part."""
    row = FrozenMeasure.objects.filter(bundle=bundle, measure=measure, slice=part).first()
    if row is None:
        return set()
    counted = set(unpacked(bytes(row.numerator_ids)))
    return set(unpacked(bytes(row.denominator_ids))) - counted if measure == "tasks.reported_rate" else counted
