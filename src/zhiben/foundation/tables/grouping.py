"""Which rows a total row holds: those above it or below it, down to the next total of its grade, its own group alone.

Where the layout can be read in more than one way, every reading is given, the likeliest first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zhiben.foundation.tables.rows import Entry, Kind, key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from zhiben.foundation.tables.found import FoundTable

HEADING_LEVEL = 15


@dataclass(frozen=True, slots=True)
class Reading:
    """Rows that may stand behind a total. One that is `sure` is believed even when no column closes over it."""

    rows: tuple[int, ...]
    sure: bool = True


class Grouping:
    """The rows of one table, and who holds whom."""

    def __init__(self, table: FoundTable, entries: Sequence[Entry]) -> None:
        self.table, self.entries = table, entries
        self.counting = [one for one in entries if one.kind not in (Kind.ASIDE, Kind.PART)]
        self.place = {one.row: place for place, one in enumerate(self.counting)}
        self.at = {one.row: place for place, one in enumerate(entries)}
        self.keys: dict[int, list[str]] = {}
        self.peers: dict[tuple[Kind, int], list[int]] = {}
        for place, one in enumerate(self.counting):
            self.peers.setdefault((one.kind, one.level), []).append(place)

    def readings(self, total: Entry) -> list[Reading]:
        """What the total may hold; nothing when there is no row for it."""
        group = self.group(total)
        if len(group) >= 1:
            return self.widened(total, [group])
        sets = [rows for rows in self.by_side(total) if rows]
        return self.widened(total, list(dict.fromkeys(sets)))

    def widened(self, total: Entry, sets: list[tuple[int, ...]]) -> list[Reading]:
        """With the readings that only figures can bear out: outlines, rows set in, parts of a row above."""
        held = {row for rows in sets for row in rows}
        around = self.entries[self.at[min(held)] : self.at[max(held)] + 2] if held else []
        inside = [one for one in around if one.row in held]
        nested = _shallowest(inside, "depth") + _shallowest(inside, "indent")
        parts = any(one.kind is Kind.PART for one in around)
        sure = len(sets) == 1 and not nested and not parts and total.kind is Kind.TOTAL
        found = [Reading(rows, sure) for rows in sets]
        found += [Reading(rows, sure=False) for rows in nested]
        return found

    def by_side(self, total: Entry) -> list[tuple[int, ...]]:
        """Rows above, below, or either."""
        peers, entries = self.peers[total.kind, total.level], self.peers.get((Kind.ENTRY, 0), [])
        first = not entries or peers[0] < entries[0]
        last = not entries or peers[-1] > entries[-1]
        above, below = self.above(total), self.below(total)
        if total.level > HEADING_LEVEL:
            above, below = above[:1], below[:1]
        if first and not last:
            return below
        footed = self.counting[-1].kind is Kind.TOTAL and self.counting[-1].level > total.level
        return above if (last or footed) and not first else above + below

    def above(self, total: Entry) -> list[tuple[int, ...]]:
        """The entries above, to the last total that holds as much; and, nearer, to the last heading."""
        return self.run(total, range(self.place[total.row] - 1, -1, -1))

    def below(self, total: Entry) -> list[tuple[int, ...]]:
        """The entries below, to the next total that holds as much."""
        return self.run(total, range(self.place[total.row] + 1, len(self.counting)))

    def run(self, total: Entry, way: range) -> list[tuple[int, ...]]:
        """The entries met on the way, whole, and those before the first heading when one is met."""
        found: list[int] = []
        nearer: tuple[int, ...] = ()
        for one in (self.counting[place] for place in way):
            if one.kind in (Kind.TOTAL, Kind.LIKELY) and one.level >= total.level:
                break
            if one.kind is Kind.HEADING and not nearer:
                nearer = tuple(sorted(found))
            if one.kind is Kind.ENTRY:
                found.append(one.row)
        return [tuple(sorted(found)), *([nearer] if nearer and len(nearer) < len(found) else [])]

    def group(self, total: Entry) -> tuple[int, ...]:
        """The entries that share the group's cell to the left of the total's word (福田区 | 小计)."""
        column = total.where - 1
        if column < 0:
            return ()
        keys = self.keys_of(column)
        here = self.place[total.row]
        own = key_of(self.table, total.row, column)
        if not keys[here] or not (own or len(self.peers[total.kind, total.level]) > 1):
            return ()
        found, same = [], (total.kind, total.level, total.where)
        for way in (range(here - 1, -1, -1), range(here + 1, len(keys))):
            for place in way:
                peer = self.counting[place]
                if keys[place] != keys[here] or (peer.kind, peer.level, peer.where) == same:
                    break
                if peer.kind is Kind.ENTRY:
                    found.append(peer.row)
        return tuple(sorted(found))

    def keys_of(self, column: int) -> list[str]:
        """What the column says for every row: its own word, its merged cell's, or in a sparse column the last above."""
        if column not in self.keys:
            keys = [key_of(self.table, one.row, column) for one in self.counting]
            sparse = any(not key for key, one in zip(keys, self.counting, strict=True) if one.kind is Kind.ENTRY)
            for place in range(1, len(keys) if sparse else 0):
                above = self.counting[place].where > column or self.counting[place].kind is Kind.ENTRY
                keys[place] = keys[place] or (keys[place - 1] if above else "")
            self.keys[column] = keys
        return self.keys[column]


def _shallowest(entries: Sequence[Entry], by: str) -> list[tuple[int, ...]]:
    """The entries that are set in least, when there are several and others are set in deeper."""
    degrees = {getattr(one, by) for one in entries if one.kind is Kind.ENTRY}
    if len(degrees) < 2:
        return []
    least = min(degrees - {0}, default=0) if by == "depth" else min(degrees)
    rows = tuple(one.row for one in entries if one.kind is Kind.ENTRY and getattr(one, by) == least)
    return [rows] if len(rows) >= 1 else []
