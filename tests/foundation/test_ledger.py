"""The ledger: one chain however it is written, and whatever is done to it afterwards shows at its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from tests.factories.campaign import task
from tests.factories.orgs import city
from tests.foundation.side_by_side import side_by_side

from zhiben.campaign.models import KeyTask
from zhiben.foundation import audit
from zhiben.foundation.audit import queries as audit_queries
from zhiben.foundation.audit import verify
from zhiben.foundation.audit.ledger import HASHED, plain
from zhiben.foundation.audit.models import AuditEntry, LedgerHead
from zhiben.foundation.audit.queries import latest, of
from zhiben.foundation.importing import run
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import EVERYWHERE, SYSTEM, Actor, Grant
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.django_db
CLERK = Actor(5, "示例人员", (Grant(1, "office_officer", EVERYWHERE, unit=9),))
AT = datetime(2024, 3, 1, 9, tzinfo=clock.TZ)
TABLE, HEAD = AuditEntry._meta.db_table, LedgerHead._meta.db_table


def note(number: int, **facts: object) -> None:
    audit.record("note", CLERK, subject=("orgs.unit", number), facts=facts, at=AT)


def written(number: int = 6) -> list[AuditEntry]:
    for count in range(1, number + 1):
        note(count, text=f"第{count}件")
    return list(AuditEntry.objects.order_by("seq"))


def raw(statement: str, *values: object) -> None:
    """What somebody with the database's password would do."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount == 1


def outcome() -> tuple[int, bool, int | None]:
    found = verify()
    return found.entries, found.ok, found.first_bad


def verbs() -> list[str]:
    return list(AuditEntry.objects.order_by("seq").values_list("verb", flat=True))


def test_an_empty_ledger_holds() -> None:
    assert verify() == audit.Verification(0, True, None, "")


def test_each_entry_stands_on_the_one_before() -> None:
    rows = written()
    assert [row.seq for row in rows] == [1, 2, 3, 4, 5, 6]
    assert [row.previous_hash for row in rows] == ["", *(row.hash for row in rows[:-1])]
    last = rows[-1].hash
    assert verify() == audit.Verification(6, True, None, last, anchor=f"6:{last}")
    assert LedgerHead.objects.values_list("seq", "hash").get() == (6, rows[-1].hash)


def test_an_entry_says_who_when_what_and_which_facts() -> None:
    utc = datetime(2024, 3, 1, 1, 30, tzinfo=UTC)
    facts = {
        "乙": Decimal("1.50"),
        "due": date(2024, 3, 2),
        "at": utc,
        "ids": (3, 1),
        "who": LedgerHead(pk=1),
        "no": None,
    }
    audit.record("note", CLERK, subject=("orgs.unit", 4), facts=facts, at=utc)
    row = AuditEntry.objects.get()
    assert (row.at, row.actor, row.unit, row.verb, row.model, row.record) == (
        "2024-03-01T09:30:00+08:00",
        5,
        9,
        "note",
        "orgs.unit",
        4,
    )
    text = '{"at":"2024-03-01T01:30:00+00:00","due":"2024-03-02","ids":[3,1],"no":null,"who":1,"乙":"1.50"}'
    assert row.facts == text
    assert json.loads(text) == plain(facts)


def test_columns_under_the_hash_are_all_but_the_hash() -> None:
    assert (*HASHED, "hash") == tuple(field.column for field in AuditEntry._meta.concrete_fields)


@pytest.mark.parametrize("column", [*HASHED, "hash"])
@pytest.mark.parametrize("place", [1, 3, 6])
def test_one_altered_value_is_found_at_its_entry(column: str, place: int) -> None:
    row = written()[place - 1]
    value: Any = getattr(row, column)
    if isinstance(value, int):
        value += 100
    elif value:
        value = chr(ord(value[0]) ^ 1) + value[1:]
    else:
        value = "0"
    raw(f"UPDATE {TABLE} SET {column} = %s WHERE seq = %s", value, place)
    assert outcome() == (6, False, place)


@pytest.mark.parametrize("place", [1, 3, 6])
def test_a_deleted_entry_is_missed_at_its_place(place: int) -> None:
    written()
    raw(f"DELETE FROM {TABLE} WHERE seq = %s", place)
    assert outcome() == (5, False, place)


def test_a_ledger_emptied_under_its_head_is_missed_from_the_first() -> None:
    written(1)
    raw(f"DELETE FROM {TABLE} WHERE seq = 1")
    assert outcome() == (0, False, 1)


@pytest.mark.parametrize(("first", "second"), [(1, 2), (2, 5), (5, 6)])
def test_swapped_entries_are_found_at_the_first_of_them(first: int, second: int) -> None:
    written()
    for old, new in ((first, 99), (second, first), (99, second)):
        raw(f"UPDATE {TABLE} SET seq = %s WHERE seq = %s", new, old)
    assert outcome() == (6, False, first)


def test_entries_renumbered_over_a_gap_are_found() -> None:
    written()
    raw(f"DELETE FROM {TABLE} WHERE seq = 4")
    for number in (5, 6):
        raw(f"UPDATE {TABLE} SET seq = %s WHERE seq = %s", number - 1, number)
    raw(f"UPDATE {HEAD} SET seq = 5")
    assert outcome() == (5, False, 4)


@pytest.mark.parametrize(
    ("seq", "hash_of", "bad"), [(6, 5, 7), (5, 5, 6), (7, 6, 7), (0, None, 1)], ids=["hash", "back", "ahead", "none"]
)
def test_a_changed_head_is_found(seq: int, hash_of: int | None, bad: int) -> None:
    rows = written()
    raw(f"UPDATE {HEAD} SET seq = %s, hash = %s", seq, rows[hash_of - 1].hash if hash_of else "")
    assert outcome() == (6, False, bad)


def test_a_deleted_head_is_found() -> None:
    written()
    raw(f"DELETE FROM {HEAD}")
    assert outcome() == (6, False, 1)


def test_an_entry_added_past_the_head_is_found_though_its_hash_fits() -> None:
    rows = written(3)
    last = rows[-1]
    forged = AuditEntry.objects.get(pk=3)
    forged.seq, forged.previous_hash = 4, last.hash
    from zhiben.foundation.audit.ledger import digest

    forged.hash = digest([str(getattr(forged, name)) for name in HASHED])
    forged.save(force_insert=True)
    assert outcome() == (4, False, 4)


@pytest.mark.embedded
def test_what_a_file_of_sqlite_keeps_though_it_is_no_text_and_no_number_is_found() -> None:
    rows = written()
    raw(f"UPDATE {TABLE} SET facts = CAST(x'22ff22' AS TEXT) WHERE seq = 4")
    assert outcome() == (6, False, 4)
    raw(f"UPDATE {TABLE} SET facts = %s WHERE seq = 4", rows[3].facts)
    assert outcome() == (6, True, None)
    columns = ", ".join((*HASHED[1:], "hash"))
    raw(f"INSERT INTO {TABLE} (seq, {columns}) SELECT 'x', {columns} FROM {TABLE} WHERE seq = 2")
    assert outcome() == (7, False, 7)


@pytest.mark.parametrize("moment", ["foundation_ledgerhead", "foundation_auditentry"])
def test_verifying_while_others_write_raises_no_alarm(moment: str) -> None:
    written(3)
    with writing_after_first_read_of(moment):
        assert verify().ok
    assert outcome() == (4, True, None)


@contextmanager
def writing_after_first_read_of(table: str) -> Iterator[None]:
    """Somebody adds an entry right after the first statement that reads `table`."""
    done: list[bool] = []

    def between(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        result = execute(sql, *rest)
        if table in sql and sql.startswith("SELECT") and not done:
            done.append(True)
            note(99)
        return result

    with connection.execute_wrapper(between):
        yield
    assert done


def test_a_nested_batch_that_fails_leaves_no_entry() -> None:
    with audit.batch():
        note(1)
        with pytest.raises(ZeroDivisionError), audit.batch():
            note(2)
            with audit.batch():
                note(3)
            raise ZeroDivisionError
        note(4)
        assert verbs() == [], "entries are chained when the transaction ends"
    assert list(AuditEntry.objects.order_by("seq").values_list("record", flat=True)) == [1, 4]
    assert verify().ok


def test_a_batch_that_fails_leaves_neither_entry_nor_rows_nor_head() -> None:
    with pytest.raises(ZeroDivisionError), audit.batch():
        note(1)
        raise ZeroDivisionError
    note(2)
    assert list(AuditEntry.objects.values_list("seq", "record")) == [(1, 2)]
    assert verify().ok


def test_a_transaction_around_a_batch_takes_its_entries_back() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        note(1)
        raise ZeroDivisionError
    assert outcome() == (0, True, None)


def test_a_bulk_import_of_rows_without_states_is_one_entry() -> None:
    city()
    before = AuditEntry.objects.count()
    rows = "".join(f"示例厂{n},,LH-{n:04d},民治街道,工贸通用\n" for n in range(40))
    data = f"场所名称,统一社会信用代码,本地编号,所在街道,行业领域\n{rows}".encode()
    with scope(SYSTEM):
        report = run(catalogue()["sites"], data, name="场所.csv", actor=SYSTEM)
    assert (report.refused, report.created) == ((), 40)
    entry = AuditEntry.objects.get(seq__gt=before)
    facts = json.loads(entry.facts)
    assert (entry.verb, entry.model, facts["file"], facts["created"]) == ("import", "sheet.sites", "场所.csv", 40)
    assert (facts["sha256"], len(facts["rows_sha256"])) == (report.sha256, 64)


def test_a_bulk_import_of_records_with_states_notes_each_beginning_too() -> None:
    city()
    before = AuditEntry.objects.count()
    rows = "".join(f"ZD-{n},排查,全覆盖,市住房建设,2024-12-31\n" for n in range(3))
    with unscoped(reason="test of an import"):
        run(catalogue()["tasks"], f"编号,任务,目标,牵头单位,完成时限\n{rows}".encode(), name="清单.csv", actor=SYSTEM)
    assert verbs()[before:] == ["begin", "begin", "begin", "import"]


def test_where_looking_stopped_is_told_so_that_older_ones_can_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    built = city()
    record = task(built, "accepted")
    monkeypatch.setattr(audit_queries, "BLOCK", 2)
    monkeypatch.setattr(audit_queries, "BLOCKS", 1)
    with scope(SYSTEM):
        audit.record("note", SYSTEM, subject=("nothing.here", 1))
        audit.record("note", SYSTEM, subject=("nothing.here", 1))
        first = latest(10)
        assert (first.lines, first.older > 0) == ([], True)
        assert [line.verb for line in latest(10, before=first.older).lines] == ["accept", "assign"]
    assert record.state == "accepted"


def test_a_record_shows_its_entries_and_strangers_see_none() -> None:
    built = city()
    record = task(built, "accepted")
    with scope(SYSTEM):
        assert [line.verb for line in of(record)] == ["begin", "assign", "accept"]
        assert [line.verb for line in of(record, newest=2)] == ["assign", "accept"]
        assert [line.verb for line in latest(2).lines] == ["accept", "assign"]
    with scope(built.actor(Role.OFFICE_OFFICER, "南山区安委办")):
        assert (latest(10).lines, latest(10).older) == ([], 0)
        assert KeyTask.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_writers_side_by_side_do_not_fork_the_chain() -> None:
    def write(writer: int) -> None:
        for number in range(10):
            with audit.batch():
                note(writer * 100 + number)
                note(writer * 100 + number + 50)

    results = side_by_side(*(lambda writer=writer: write(writer) for writer in range(4)))  # type: ignore[misc]
    assert results == [None] * 4
    assert outcome() == (80, True, None)
    for writer in range(4):
        mine = [row.record for row in AuditEntry.objects.order_by("seq") if row.record // 100 == writer]
        assert mine == [writer * 100 + n + extra for n in range(10) for extra in (0, 50)]


@pytest.mark.django_db(transaction=True)
def test_two_first_writers_share_one_chain() -> None:
    assert side_by_side(lambda: note(1), lambda: note(2), lambda: note(3)) == [None] * 3
    assert outcome() == (3, True, None)
