"""Former copies of a ledger beside the one that is brought now: whose rows are known again, and what its columns are
called now, though a heading was changed, a column came, went or moved since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from zhiben.reconcile import queries, recalling
from zhiben.reconcile.models import ComparedRow, Comparison
from zhiben.reconcile.recalling import NONE, Key, Places
from zhiben.reconcile.vocab import Side

LATEST = 8
"""Of so many former comparisons rows are known again by the columns that both have; of older ones nothing is told."""
HALF = 0.5
"""A copy with other columns is of the same ledger where so many of its rows are known again."""

Rows = Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Copy:
    """A ledger as it stood in a former comparison. `names`: what its columns are called now; `alike`: it is known to be
    the same ledger; `keys`: of its rows, by their ids, those that they have now; None: they are the kept ones."""

    names: Mapping[str, str]
    alike: bool = True
    keys: Mapping[int, Key] | None = None

    def key(self, row: int, kept: Key) -> Key:
        """The keys in the ledger as it is now of a row that was `kept` with those."""
        return kept if self.keys is None else self.keys.get(row, NONE)


class Brought:
    """A ledger as it is brought now."""

    def __init__(self, office: int, name: str, other: str, headings: Sequence[str], rows: Rows) -> None:
        self._name, self._headings, self._rows = name, list(headings), rows
        self._latest = queries.latest_of(office, name, other, LATEST)
        self._copies: dict[int, Copy] = {}

    @property
    def before(self) -> Comparison | None:
        """The comparison before, of the same two ledgers."""
        return next(iter(self._latest), None)

    def copy(self, then: Comparison) -> Copy:
        """What it was in a comparison of before."""
        if then.pk not in self._copies:
            self._copies[then.pk] = self._copy(then)
        return self._copies[then.pk]

    @cached_property
    def _keys(self) -> list[Key]:
        return recalling.keys(self._headings, self._rows)

    def _copy(self, then: Comparison) -> Copy:
        side = Side.LEFT if then.left_name == self._name else Side.RIGHT
        before = then.headings_of(side)
        if before == self._headings:
            return Copy({name: name for name in before})
        if then not in self._latest:
            return Copy({}, False, {})
        rows = list(ComparedRow._unfiltered().filter(comparison=then, side=side).order_by("pk"))
        return self._known((before, [row.cells for row in rows]), [row.pk for row in rows])

    def _known(self, then: tuple[Sequence[str], Rows], ids: Sequence[int]) -> Copy:
        from zhiben.analysis.linkage.columns import Ledger, same_columns, too_few

        old, now = Ledger(tuple(then[0]), then[1]), Ledger(tuple(self._headings), self._rows)
        pairs = same_columns(old, now, {})
        if not pairs or too_few(old, now, pairs):
            return Copy({}, False, {})
        names = [self._headings[there] for _here, there in pairs]
        former = recalling.keys(names, [[row[here] for here, _there in pairs] for row in old.rows])
        places = Places(recalling.keys(names, [[row[there] for _here, there in pairs] for row in now.rows]))
        known = [(pk, places.of(key)) for pk, key in zip(ids, former, strict=True)]
        found = {pk: self._keys[place] for pk, place in known if place is not None}
        called = dict(zip((old.headings[here] for here, _there in pairs), names, strict=True))
        return Copy(called, len(found) >= HALF * len(ids), found)
