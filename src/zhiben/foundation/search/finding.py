"""Which records hold all words of a query: the bits of their pairs of characters, laid over each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db import connection

from zhiben.foundation.search import bits
from zhiben.foundation.search.index import Index
from zhiben.foundation.search.models import SearchBlock
from zhiben.foundation.search.words import asked, needed


@dataclass(frozen=True)
class Hits:
    """Records that hold the pairs of characters of all `words`, by block. For words of up to two characters that is all
    there is to know; longer ones are compared with the texts (`holds`)."""

    index: Index
    words: tuple[str, ...]
    blocks: Mapping[int, int]

    def __contains__(self, record: int) -> bool:
        block, bit = bits.split(record)
        return bool(self.blocks.get(block, 0) & bit)

    @cached_property
    def count(self) -> int:
        """How many there are."""
        return sum(some.bit_count() for some in self.blocks.values())

    @property
    def certain(self) -> bool:
        """True when no text need be compared."""
        return all(len(word) <= 2 for word in self.words)

    def records(self) -> Iterator[int]:
        """Their ids, in order."""
        for block in sorted(self.blocks):
            yield from bits.records(block, self.blocks[block])

    def holds(self, texts: Sequence[str]) -> bool:
        """True when each word stands in one of the folded texts."""
        return all(any(word in text for text in texts) for word in self.words)


def find(index: Index, query: str) -> Hits | None:
    """What `query` finds, whatever is written in it; None when it asks for nothing."""
    words = asked(query)
    if not words:
        return None
    wanted = {gram for word in words for gram in needed(word)}
    seen: dict[int, list[int]] = defaultdict(list)
    for block, stored in _stored(index.name, sorted(wanted)):
        seen[block].append(bits.unpacked(stored))
    met = {}
    for block, several in seen.items():
        if len(several) == len(wanted):
            together = several[0]
            for one in several[1:]:
                together &= one
            if together:
                met[block] = together
    return Hits(index, words, met)


def _stored(index: str, wanted: Sequence[str]) -> list[tuple[int, bytes]]:
    """Blocks as they are stored: thousands for frequent words, which are not to become objects first."""
    quote = connection.ops.quote_name
    marks = ", ".join(["%s"] * len(wanted))
    table, named = quote(SearchBlock._meta.db_table), quote("index")
    sql = f"SELECT block, bits FROM {table} WHERE {named} = %s AND gram IN ({marks})"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, [index, *wanted])
        return list(cursor.fetchall())
