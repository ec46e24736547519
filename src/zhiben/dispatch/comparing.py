"""Two rounds side by side, always of one vintage: as first frozen when each was closed, both as they were restated
since, or both taken again from today's records as of their own cuts; never one of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from zhiben.dispatch import closing, facts, queries, restating
from zhiben.dispatch.models import Round
from zhiben.dispatch.restating import Restatement
from zhiben.foundation.measures import evaluate
from zhiben.foundation.scope import scope
from zhiben.kernel import measure
from zhiben.kernel.measure import Measure, share
from zhiben.kernel.text import N_


class Vintage(StrEnum):
    """As of which knowledge both sides are told."""

    FROZEN = "frozen"
    RESTATED = "restated"
    NOW = "now"

    @property
    def label(self) -> str:
        """As pages and papers say it."""
        return VINTAGE_LABELS[self]


VINTAGE_LABELS = {
    Vintage.FROZEN: N_("均为各期关闭时首次冻结的数据"),
    Vintage.RESTATED: N_("均为各期重述后的数据，未重述的为关闭时冻结的数据"),
    Vintage.NOW: N_("均按现有记录、以各期截止时间重新计算"),
}
COMPARED = (
    *("D1.reported", "hazards.closed", "D1.rate", "hazards.overdue", "hazards.overdue_stock"),
    *("A5.tasks", "tasks.done", "tasks.overdue", "tasks.reported_rate"),
)
"""The figures of the bulletin's comparison, those of them that the cycle freezes."""

Counts = Mapping[str, tuple[int, int | None]]
"""Numerator and denominator (None for a count) by measure."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One figure on both sides; `change` is a difference of counts, or of rates in percentage points."""

    measure: str
    title: str
    now: str
    before: str
    change: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """A round beside the one before. `restated` tells, for the note, which figures were restated since: of the one
    before, and of the round's own where these are shown; `later` by measure the last restatement of
    either side (the round, the one before)."""

    before: Round
    vintage: Vintage
    lines: tuple[Compared, ...]
    restated: tuple[str, ...]
    later: tuple[Mapping[str, Restatement], Mapping[str, Restatement]] = ({}, {})


def comparison(one: Round, vintage: Vintage = Vintage.FROZEN) -> Comparison | None:
    """The round beside the one before of the same office; None when there is none."""
    before = queries.previous(one)
    if before is None:
        return None
    sides = [_counts(side, vintage) for side in (one, before)]
    known = measure.registered()
    names = [name for name in COMPARED if all(name in side for side in sides) and name in known]
    lines = tuple(compared(known[name], sides[0][name], sides[1][name]) for name in names)
    own, others = (_later(side, names) for side in (one, before))
    told = _told(N_("本期"), one, own) if vintage is Vintage.RESTATED else []
    told += _told(N_("上期"), before, others)
    return Comparison(before, vintage, lines, tuple(told), (own, others))


def _counts(one: Round, vintage: Vintage) -> Counts:
    if vintage is Vintage.FROZEN:
        return {row.measure: (row.numerator, row.denominator) for row in restating.wholes({one.bundle})}
    if vintage is Vintage.RESTATED:
        anew = restating.standing([one.bundle]).get(one.bundle, {})
        rows = restating.wholes({one.bundle, *anew.values()})
        stands = (row for row in rows if row.bundle == anew.get(row.measure, one.bundle))
        return {row.measure: (row.numerator, row.denominator) for row in stands}
    known = measure.registered()
    cut = closing.cut_of(one)
    with scope(closing.reader(one)):
        found = {name: evaluate(closing.owned(one, known[name]), cut) for name in COMPARED if name in known}
    return {name: (figure.numerator, figure.denominator) for name, figure in found.items()}


def compared(declared: Measure, now: tuple[int, int | None], before: tuple[int, int | None]) -> Compared:
    """One figure from its counts on both sides."""
    return Compared(
        declared.id, declared.title, _shown(declared, *now), _shown(declared, *before), _change(declared, now, before)
    )


def _shown(declared: Measure, numerator: int, denominator: int | None) -> str:
    if denominator is None:
        return str(numerator)
    return share(numerator, denominator, declared.decimals, declared.minimum)


def _change(declared: Measure, now: tuple[int, int | None], before: tuple[int, int | None]) -> str:
    """What a reader gets who subtracts the two figures as they are printed beside it."""
    if now[1] is None or before[1] is None:
        return _signed(Decimal(now[0] - before[0]))
    if min(now[1], before[1]) < max(declared.minimum, 1):
        return "—"
    points = _points(declared, now[0], now[1]) - _points(declared, before[0], before[1])
    return N_("{points}个百分点").format(points=_signed(points)) if points else N_("持平")


def _points(declared: Measure, numerator: int, denominator: int) -> Decimal:
    exact = Decimal(numerator) / denominator * 100
    return exact.quantize(Decimal(1).scaleb(-declared.decimals), ROUND_HALF_UP)


def _signed(value: Decimal) -> str:
    return f"{value:+}" if value else N_("持平")


def _later(one: Round, names: list[str]) -> dict[str, Restatement]:
    return {found.measure: found for found in restating.restatements(one) if found.measure in names}


def _told(whose: str, one: Round, latest: Mapping[str, Restatement]) -> list[str]:
    said = N_("{whose}“{title}”已重述为{now}（首次冻结为{was}）")
    first = {row.measure: row for row in restating.wholes({one.bundle})} if latest else {}
    return [
        said.format(whose=whose, title=found.title, now=found.now, was=facts.shown(first.get(name)))
        for name, found in latest.items()
    ]
