"""Keeping an index in step with its records: the verb that writes a record enters it, in the same transaction."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from zhiben.foundation.inserting import insert
from zhiben.foundation.search import bits
from zhiben.foundation.search.models import SearchBlock
from zhiben.foundation.search.words import fold, grams

AT_ONCE = 500
Blocks = dict[tuple[str, int], int]
"""Bits by gram and block."""


@dataclass(frozen=True, slots=True)
class Index:
    """The texts by which records of one table are found."""

    name: str
    fields: tuple[str, ...]

    def texts(self, record: Any) -> tuple[str, ...]:
        """What a record says, as it is searched."""
        return self.folded([getattr(record, name) for name in self.fields])

    def folded(self, said: Sequence[str]) -> tuple[str, ...]:
        """Texts as they are searched."""
        return tuple(map(fold, said))


def enter(index: Index, records: Iterable[Any]) -> None:
    """Let new records be found. The caller has opened the transaction."""
    enter_texts(index.name, {record.pk: index.texts(record) for record in records})


def enter_texts(index: str, texts: Mapping[int, Sequence[str]]) -> None:
    """The same for folded texts by id, under the index's name; what many of them say is taken apart once."""
    holding: dict[str, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for record, said in texts.items():
        block, bit = bits.split(record)
        for text in said:
            holding[text][block] |= bit
    _merge(index, _spread(holding), {})


def change(index: Index, record: Any, before: Sequence[str]) -> None:
    """Let a record be found by what it says now, and no more by what it said `before`: the index's texts of then."""
    block, bit = bits.split(record.pk)
    now, then = ({gram for text in said for gram in grams(text)} for said in (index.texts(record), before))
    added, removed = ({(gram, block): bit for gram in some} for some in (now - then, then - now))
    _merge(index.name, added, removed)


def _spread(holding: Mapping[str, Mapping[int, int]]) -> Blocks:
    found: Blocks = defaultdict(int)
    for text, blocks in holding.items():
        for gram in set(grams(text)):
            for block, some in blocks.items():
                found[gram, block] |= some
    return found


def _merge(index: str, added: Blocks, removed: Blocks) -> None:
    if not added and not removed:
        return
    _hold(index)
    wanted = {*added, *removed}
    standing = _standing(index, wanted)
    changed, new = [], []
    for key in sorted(wanted):
        row = standing.get(key)
        now = bits.unpacked(row[1]) if row else 0
        later = (now | added.get(key, 0)) & ~removed.get(key, 0)
        if row is None:
            new.append(SearchBlock(index=index, gram=key[0], block=key[1], bits=bits.packed(later)))
        elif later != now:
            changed.append((bits.packed(later), row[0]))
    insert(new)
    table = connection.ops.quote_name(SearchBlock._meta.db_table)
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {table} SET bits = %s WHERE id = %s", changed)  # noqa: S608


def _hold(index: str) -> None:
    """One writer at a time: two would each put their own bit into what they both have read."""
    held = SearchBlock.objects.select_for_update().filter(index=index, gram="", block=0)
    if not list(held.values_list("pk")):
        SearchBlock.objects.bulk_create([SearchBlock(index=index)], ignore_conflicts=True)
        list(held.values_list("pk"))


def _standing(index: str, wanted: Iterable[tuple[str, int]]) -> dict[tuple[str, int], tuple[int, bytes]]:
    """Row id and stored bits of those blocks that stand already."""
    by_block: dict[int, list[str]] = defaultdict(list)
    for gram, block in wanted:
        by_block[block].append(gram)
    found = {}
    for block, known in by_block.items():
        for start in range(0, len(known), AT_ONCE):
            part = SearchBlock.objects.filter(index=index, block=block, gram__in=known[start : start + AT_ONCE])
            for pk, gram, stored in part.values_list("pk", "gram", "bits"):
                found[gram, block] = (pk, bytes(stored))
    return found
