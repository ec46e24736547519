"""A closed round's figures counted once more, as of the same cut, from the records as they are now: which come out
otherwise than they stand, and by which records."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.dispatch import closing, facts
from zhiben.foundation.measures import unpacked
from zhiben.foundation.measures.models import FrozenMeasure
from zhiben.foundation.scope import scope
from zhiben.kernel import measure
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.text import N_

if TYPE_CHECKING:
    from zhiben.dispatch.models import Round


@dataclass(frozen=True, slots=True)
class Recounted:
    """A measure that comes out otherwise: the id of its whole at the closing, the whole as it stands now (frozen then,
    or restated since) with all its `stored` rows, and the rows that are counted now, the whole first."""

    frozen: int
    standing: FrozenMeasure
    stored: list[FrozenMeasure]
    rows: list[FrozenMeasure]

    @property
    def was(self) -> str:
        """The figure as it stands."""
        return _shown(self.standing)

    @property
    def now(self) -> str:
        """As it is counted now."""
        return _shown(self.rows[0])

    @property
    def records(self) -> list[int]:
        """The records that are counted on one side only, or in another part."""
        before, after = (_counted(rows) for rows in (self.stored, self.rows))
        return sorted({pk for _part, pk in before ^ after})


def differing(one: Round) -> list[Recounted]:
    """The round's measures that come out otherwise now, in the order of the closing."""
    with scope(closing.reader(one)):
        wholes = FrozenMeasure.objects.filter(bundle=one.bundle, slice="").order_by("pk")
        return [found for whole in wholes if (found := _recounted(one, whole, "")) is not None]


def must_be_all(one: Round, chosen: Collection[int]) -> None:
    """Raises Incomplete while measures besides the `chosen` wholes come out otherwise, too: figures of the same records
    would not agree with one another."""
    with scope(closing.reader(one)):
        others = FrozenMeasure.objects.filter(bundle=one.bundle, slice="").exclude(pk__in=chosen).order_by("pk")
        left = [whole.title for whole in others if _recounted(one, whole, "") is not None]
    if left:
        said = N_("重新计算后还有变动、没有勾选的：{titles}。一并勾选；确不重述的，勾选“其余不重述”").format(
            titles="、".join(left)
        )
        raise Incomplete(said, fields={"only_these": said})


def recounted(one: Round, bundle: str, chosen: Collection[int]) -> list[Recounted]:
    """Some measures by the ids of their wholes, to be stored under the name `bundle`. Raises Refused when one is not
    the round's, no longer declared, or comes out as it stands. The caller has opened the scope of `closing.reader`."""
    wholes = FrozenMeasure.objects.filter(pk__in=chosen, bundle=one.bundle, slice="").order_by("pk")
    if len(wholes) != len(set(chosen)) or any(whole.measure not in measure.registered() for whole in wholes):
        raise Refused(N_("本期没有冻结该指标，或该指标已不再使用"))
    found = []
    for whole in wholes:
        each = _recounted(one, whole, bundle)
        if each is None:
            raise Refused(N_("“{title}”重新计算的结果与现有数据相同，无需重述"), title=whole.title)
        found.append(each)
    return found


def _recounted(one: Round, whole: FrozenMeasure, bundle: str) -> Recounted | None:
    declared = measure.registered().get(whole.measure)
    if declared is None:
        return None
    restated = FrozenMeasure.objects.filter(bundle__startswith=f"{one.bundle}-r", measure=whole.measure, slice="")
    standing = restated.order_by("pk").last() or whole
    stored = list(FrozenMeasure.objects.filter(bundle=standing.bundle, measure=standing.measure))
    rows = closing.counted_of(one, declared, bundle)
    return None if _told(stored) == _told(rows) else Recounted(whole.pk, standing, stored, rows)


def _told(rows: Collection[FrozenMeasure]) -> set[tuple[str, bytes, bytes]]:
    """The ids behind a measure and each of its slices; a part in which nothing is counted says nothing."""
    filled = (row for row in rows if row.numerator or row.denominator)
    return {(row.slice, bytes(row.numerator_ids), bytes(row.denominator_ids)) for row in filled}


def _counted(rows: Collection[FrozenMeasure]) -> set[tuple[tuple[str, str], int]]:
    """((part, side), record) of all that is counted."""
    sides = ((row, side, getattr(row, f"{side}_ids")) for row in rows for side in ("numerator", "denominator"))
    return {((row.slice, side), pk) for row, side, ids in sides for pk in unpacked(bytes(ids))}


def _shown(row: FrozenMeasure) -> str:
    """A fraction with its counts: it may come out the same of others."""
    part = "" if row.denominator is None else f"（{row.numerator}/{row.denominator}）"
    return facts.shown(row) + part
