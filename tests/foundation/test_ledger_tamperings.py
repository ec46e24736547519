"""Random tamperings by somebody who has the database's password and knows the program: each is found, and the first
bad entry named, against heads that were carried outside before."""

from __future__ import annotations

import hashlib
import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import connection, transaction
from pytest_django import Settings
from tests.faults.record import Recorder

from zhiben.foundation import audit
from zhiben.foundation.audit import Entry, heads, outside
from zhiben.foundation.audit.ledger import HASHED, digest
from zhiben.foundation.audit.models import AuditEntry, LedgerHead
from zhiben.foundation.audit.verify import stored
from zhiben.kernel import clock

pytestmark = pytest.mark.django_db
AT = datetime(2024, 3, 1, 9, tzinfo=clock.TZ)
TABLE, HEAD = AuditEntry._meta.db_table, LedgerHead._meta.db_table
TEXTS = ("at", "verb", "model", "source", "target", "facts")
LIMIT = "500/500 found, first bad entry named; 100,000 entries proved within 10 s and 5 x the bare rows"
NUMBERS = ("actor", "unit", "substitute_for", "record")


def raw(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def write(first: int, last: int, who: int = 5) -> None:
    with audit.batch() as entries:
        for number in range(first, last + 1):
            at = AT + timedelta(seconds=number)
            facts = {"reason": f"第{number}件，现场核实，资料齐全"}
            entries.append(Entry("note", who, "orgs.unit", number, at, 9, source="a", target="b", facts=facts))


def chained_anew(first: int) -> None:
    """Hash entry `first` and all after it again, and put the head to the last."""
    rows = [row for row in stored() if row[0] >= first - 1]
    last = rows.pop(0)[-1] if first > 1 else ""
    changed = []
    for row in rows:
        previous, last = last, digest([*(str(value) for value in row[:-2]), last])
        changed.append((previous, last, row[0]))
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {TABLE} SET previous_hash = %s, hash = %s WHERE seq = %s", changed)
    raw(f"UPDATE {HEAD} SET seq = (SELECT MAX(seq) FROM {TABLE}), hash = %s", last)


def shift(after: int, by: int) -> None:
    """Number the entries after a number anew."""
    raw(f"UPDATE {TABLE} SET seq = -seq - %s WHERE seq > %s", by, after)
    raw(f"UPDATE {TABLE} SET seq = -seq WHERE seq < 0")


def alter(luck: random.Random, place: int) -> None:
    if luck.random() < 0.5:
        raw(f"UPDATE {TABLE} SET {luck.choice(NUMBERS)} = %s WHERE seq = %s", luck.randrange(10**9, 10**12), place)
    else:
        raw(f"UPDATE {TABLE} SET {(column := luck.choice(TEXTS))} = {column} || 'x' WHERE seq = %s", place)


def altered(luck: random.Random, count: int) -> int:
    place = luck.randint(1, count)
    alter(luck, place)
    return place


def altered_with_its_hash(luck: random.Random, count: int) -> int:
    place = altered(luck, count)
    values = AuditEntry.objects.filter(pk=place).values_list(*HASHED).get()
    raw(f"UPDATE {TABLE} SET hash = %s WHERE seq = %s", digest([str(value) for value in values]), place)
    return place


def rewritten(luck: random.Random, count: int) -> int:
    place = altered(luck, count)
    chained_anew(place)
    return place


def deleted(luck: random.Random, count: int) -> int:
    raw(f"DELETE FROM {TABLE} WHERE seq = %s", place := luck.randint(1, count))
    return place


def taken_out(luck: random.Random, count: int) -> int:
    place = deleted(luck, count)
    shift(place, -1)
    chained_anew(place)
    return place


def put_in(luck: random.Random, count: int) -> int:
    place = luck.randint(2, count)
    shift(place - 1, 1)
    columns = ", ".join((*HASHED[1:], "hash"))
    raw(f"INSERT INTO {TABLE} (seq, {columns}) SELECT %s, {columns} FROM {TABLE} WHERE seq = %s", place, place - 1)
    chained_anew(place)
    return place


def swapped(luck: random.Random, count: int) -> int:
    first, second = sorted(luck.sample(range(1, count + 1), 2))
    for old, new in ((first, -1), (second, first), (-1, second)):
        raw(f"UPDATE {TABLE} SET seq = %s WHERE seq = %s", new, old)
    return first


def swapped_anew(luck: random.Random, count: int) -> int:
    first = swapped(luck, count)
    chained_anew(first)
    return first


def cut(luck: random.Random, count: int) -> int:
    kept = luck.randint(1, count - 1)
    raw(f"DELETE FROM {TABLE} WHERE seq > %s", kept)
    raw(f"UPDATE {HEAD} SET seq = %s, hash = (SELECT hash FROM {TABLE} WHERE seq = %s)", kept, kept)
    return kept + 1


def taken_back(luck: random.Random, count: int) -> int:
    """An old backup is put back, and work goes on: as many entries as before, or fewer, or more."""
    first = cut(luck, count)
    write(first, first + luck.randint(1, count // 2), who=6)
    return first


KINDS: tuple[Callable[[random.Random, int], int], ...] = (
    altered,
    altered_with_its_hash,
    rewritten,
    deleted,
    taken_out,
    put_in,
    swapped,
    swapped_anew,
    cut,
    taken_back,
)


@pytest.fixture(autouse=True)
def outside_folder(settings: Settings, tmp_path: Path) -> Path:
    settings.ZHIBEN_LEDGER_KEY = tmp_path / "key.pem"
    settings.ZHIBEN_LEDGER_HEADS = tmp_path / "heads"
    return tmp_path / "heads"


def missed(count: int, tamperings: int, place: Path) -> list[tuple[str, int, int | None]]:
    """Write a ledger with three heads, tamper with it that often, each time with the whole one: which were not found
    with the right entry (kind, where it was, what was named)."""
    bounds = (0, count // 3, 2 * count // 3, count)
    for last, upto in pairwise(bounds):
        write(last + 1, upto)
        heads.keep()
    kept = heads.read([place])
    assert audit.verify(heads=kept).ok
    luck = random.Random(20240301)
    wrong = []
    for number in range(tamperings):
        kind = KINDS[number % len(KINDS)]
        with transaction.atomic():
            bad = kind(luck, count)
            found = audit.verify(heads=kept)
            if found.ok or found.first_bad != bad:
                wrong.append((kind.__name__, bad, found.first_bad))
            transaction.set_rollback(True)
    assert audit.verify(heads=kept).ok, "every tampering was taken back"
    return wrong


def test_random_tamperings_are_found_at_their_first_entry(outside_folder: Path) -> None:
    assert missed(240, 100, outside_folder) == []


@pytest.mark.slow
@pytest.mark.embedded
def test_five_hundred_tamperings_of_a_hundred_thousand_entries_are_found(outside_folder: Path, rows: Recorder) -> None:
    """The same ledger is then proved as a whole, beside reading and hashing its bare rows."""
    with rows.row("S13", LIMIT, full=True) as row:
        count, tamperings = 100_000, 500
        wrong = missed(count, tamperings, outside_folder)
        row.measured = f"{tamperings - len(wrong)} of {tamperings} tamperings of {count:,} entries found"
        assert wrong == []
        kept = heads.read([outside_folder])
        bare = min(seconds(read_and_hash) for _ in range(3))
        ours = min(seconds(lambda: audit.verify(heads=kept)) for _ in range(3))
        row.measured += (
            f" at their first entry, in {len(KINDS)} kinds (cutting and putting back an old ledger among them); proved "
            f"against {len(kept)} heads in {ours:.1f} s, {ours / bare:.2f} x reading and hashing the bare rows"
        )
        assert ours <= 5 * bare
        assert ours <= 10


def read_and_hash() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(outside.COLUMNS)} FROM {TABLE} ORDER BY seq")
        for row in cursor.fetchall():
            hashlib.sha256("|".join(map(str, row)).encode()).hexdigest()


def seconds(do: Callable[[], object]) -> float:
    began = time.perf_counter()
    do()
    return time.perf_counter() - began
