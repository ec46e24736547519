"""Who is to be chased for which of some hazards, and in which words: one block of plain text a unit, for the chat tools
that people really use."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhiben.hazards.models import Hazard
from zhiben.hazards.vocab import NO_DUE
from zhiben.kernel import clock
from zhiben.kernel.text import N_, lines_taken
from zhiben.orgs import queries as orgs

TO_DO = {
    "verified": N_("请启动整改"),
    "rectifying": N_("请抓紧整改，完成后报整改完成"),
}
"""What the responsible unit is to do next; in other states it waits for others, and is not chased."""


@dataclass(frozen=True, slots=True)
class Chase:
    """A unit, its hazards with the nearest deadline first, and what it is told."""

    unit: int
    name: str
    hazards: tuple[Hazard, ...]
    text: str

    @property
    def lines(self) -> int:
        """How many lines the text takes in a box."""
        return lines_taken(self.text)

    @property
    def late(self) -> int:
        """How many of them are overdue."""
        return sum(one.is_overdue for one in self.hazards)


def chases(hazards: Iterable[Hazard]) -> list[Chase]:
    """Those of some hazards with which their responsible unit must do something, by unit, the most overdue first."""
    by_unit: dict[int, list[Hazard]] = {}
    for one in hazards:
        if one.state in TO_DO and one.responsible_unit_id:
            by_unit.setdefault(one.responsible_unit_id, []).append(one)
    units = orgs.unit_names(by_unit)
    sites = orgs.site_names(one.site_id for rows in by_unit.values() for one in rows)
    found = [
        Chase(unit, units[unit], tuple(rows), _text(units[unit], rows, sites))
        for unit, rows in ((unit, sorted(rows, key=lambda one: (one.due, one.pk))) for unit, rows in by_unit.items())
    ]
    return sorted(found, key=lambda one: (-one.late, one.hazards[0].due, one.unit))


def _text(unit: str, rows: list[Hazard], sites: dict[int, str]) -> str:
    late = sum(one.is_overdue for one in rows)
    head = _("【催办】%(unit)s：事故隐患%(count)s项") % {"unit": unit, "count": len(rows)}
    head += _("，其中逾期%(late)s项") % {"late": late} if late else ""
    lines = [f"{number}. {_line(one, sites)}" for number, one in enumerate(rows, start=1)]
    return "\n".join([f"{head}（{clock.in_words(clock.today())}）", *lines])


def _line(one: Hazard, sites: dict[int, str]) -> str:
    parts = [f"{one.number} {one.title}", sites[one.site_id]]
    if one.due < NO_DUE:
        over = (clock.today() - one.due).days
        parts.append(_("期限%(day)s") % {"day": clock.in_words(one.due)})
        parts += [_("已逾期%(days)s天") % {"days": over}] if one.is_overdue else []
    return "；".join([*parts, _(TO_DO[one.state])])
