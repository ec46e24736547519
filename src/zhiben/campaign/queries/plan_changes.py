"""Two versions of a plan side by side: measures added, removed and changed, with the changed words marked."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhiben.campaign.models import MeasureWording, PlanVersion
from zhiben.campaign.queries.plans import wordings_of
from zhiben.kernel import clock
from zhiben.kernel.text import N_

Piece = tuple[str, str]
"""A stretch of text and how it came about: "" on both sides, "-" on the left only, "+" on the right only."""

COLUMNS: tuple[tuple[str, Callable[[MeasureWording], str]], ...] = (
    (N_("措施"), lambda one: one.text),
    (N_("目标"), lambda one: one.goal),
    (N_("行动"), lambda one: str(one.action or "")),
    (N_("责任单位"), lambda one: str(one.lead_unit or "")),
    (N_("配合单位"), lambda one: "、".join(sorted(str(unit) for unit in one.assisting.all()))),
    (N_("完成时限"), lambda one: clock.in_words(one.due) if one.due else ""),
    (N_("上级措施"), lambda one: str(one.upper or "")),
    (N_("链条环节"), lambda one: str(one.link or "")),
)


@dataclass(frozen=True, slots=True)
class Altered:
    """One column of which two versions say two things, in pieces."""

    label: str
    pieces: tuple[Piece, ...]

    @property
    def left(self) -> list[Piece]:
        """What the older version says."""
        return [piece for piece in self.pieces if piece[0] != "+"]

    @property
    def right(self) -> list[Piece]:
        """What the newer version says."""
        return [piece for piece in self.pieces if piece[0] != "-"]


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """A measure that stands in one of two versions only, or in both with other words."""

    number: str
    old: MeasureWording | None
    new: MeasureWording | None
    altered: tuple[Altered, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """What became of a plan from one version to another."""

    goals: Altered | None
    added: list[MeasureChange]
    removed: list[MeasureChange]
    changed: list[MeasureChange]
    same: int


def compared(old: PlanVersion, new: PlanVersion) -> Comparison:
    """Put two versions of a plan side by side, measure by measure by their numbers."""
    before = {one.measure.number: one for one in wordings_of(old)}
    after = {one.measure.number: one for one in wordings_of(new)}
    both = [MeasureChange(n, before[n], after[n], tuple(_altered(before[n], after[n]))) for n in after if n in before]
    return Comparison(
        _column(N_("目标"), old.goals, new.goals),
        [MeasureChange(n, None, one) for n, one in after.items() if n not in before],
        [MeasureChange(n, one, None) for n, one in before.items() if n not in after],
        [one for one in both if one.altered],
        sum(1 for one in both if not one.altered),
    )


def _altered(old: MeasureWording, new: MeasureWording) -> Iterator[Altered]:
    for label, said in COLUMNS:
        if found := _column(label, said(old), said(new)):
            yield found


def _column(label: str, old: str, new: str) -> Altered | None:
    return None if old == new else Altered(label, tuple(_pieces(old, new)))


def _pieces(old: str, new: str) -> Iterator[Piece]:
    """Character by character: Chinese sets no spaces between words."""
    for how, start, end, new_start, new_end in difflib.SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if how == "equal":
            yield "", old[start:end]
            continue
        if start < end:
            yield "-", old[start:end]
        if new_start < new_end:
            yield "+", new[new_start:new_end]
