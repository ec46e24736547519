"""The ledger beside what it is about: entries taken away from its end, or rewritten tables, show against each other and
against anchors kept outside."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.db import connection
from tests.factories.hazards import cast_in_city, hazard

from zhiben.cli.assurance import audit as command
from zhiben.config.doctor import examine
from zhiben.foundation import audit
from zhiben.foundation.audit import Anchor, Mismatch, verify
from zhiben.foundation.audit.models import AuditEntry, LedgerHead
from zhiben.foundation.lifecycle.models import StateInterval
from zhiben.foundation.scope import past_guard
from zhiben.hazards.models import Hazard
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor

pytestmark = pytest.mark.django_db
ENTRIES, HEAD = AuditEntry._meta.db_table, LedgerHead._meta.db_table
INTERVALS, HAZARDS = StateInterval._meta.db_table, Hazard._meta.db_table


@pytest.fixture
def closed() -> Hazard:
    return hazard(cast_in_city(), "closed")


def raw(statement: str, *values: object) -> None:
    """What somebody with the database's password would do."""
    with past_guard(), connection.cursor() as cursor:
        cursor.execute(statement, values)
        assert cursor.rowcount


def cut(after: int) -> None:
    """Delete the entries after number `after` and put the head back to it."""
    last = AuditEntry.objects.get(pk=after)
    raw(f"DELETE FROM {ENTRIES} WHERE seq > %s", after)
    raw(f"UPDATE {HEAD} SET seq = %s, hash = %s", after, last.hash)


def troubles() -> list[tuple[str, str]]:
    return [(one.model, one.why) for one in verify().mismatched]


def test_records_and_ledger_agree_after_ordinary_work(closed: Hazard) -> None:
    found = verify()
    head = LedgerHead.objects.get()
    assert (found.ok, found.mismatched, found.missing) == (True, (), ())
    assert found.anchor == f"{head.seq}:{head.hash}"


def test_a_tail_cut_with_the_head_put_back_shows_at_its_records(closed: Hazard) -> None:
    cut(AuditEntry.objects.filter(model="hazards.hazard", record=closed.pk, verb="accept").get().seq)
    found = verify()
    assert (found.ok, found.first_bad) == (False, None)
    assert found.mismatched == (Mismatch("hazards.hazard", closed.pk, "现为“销号”，台账最后记为“验收合格”"),)


def test_a_repeated_step_that_leaves_the_state_is_missed_when_it_is_cut() -> None:
    cast = cast_in_city()
    record = hazard(cast, "rectifying")
    for _ in range(2):
        cast.step(record, "progress", cast.enterprise)
    assert verify().ok
    cut(AuditEntry.objects.latest("seq").seq - 1)
    assert verify().mismatched == (Mismatch("hazards.hazard", record.pk, "最后一步或办理次数与台账不符"),)


@pytest.mark.parametrize("column", ["at", "facts", "verb", "source", "target", "model"])
def test_an_entry_that_no_longer_reads_is_named_all_the_same(closed: Hazard, column: str) -> None:
    entry = AuditEntry.objects.get(model="hazards.hazard", record=closed.pk, verb="accept")
    raw(f"UPDATE {ENTRIES} SET {column} = {column} || 'x' WHERE seq = %s", entry.seq)
    assert (verify().ok, verify().first_bad) == (False, entry.seq)


def test_an_empty_ledger_beside_records_is_broken(closed: Hazard) -> None:
    raw(f"DELETE FROM {ENTRIES}")
    raw(f"DELETE FROM {HEAD}")
    found = verify()
    assert (found.entries, found.ok, found.first_bad, found.anchor) == (0, False, 1, "")
    assert ("hazards.hazard", "台账没有该记录的条目") in troubles()


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("state = 'rejected'", "现为“不予认定”，台账最后记为“销号”"),
        ("last_actor = last_actor + 1", "最后一步或办理次数与台账不符"),
        ("last_move = 'accept'", "最后一步或办理次数与台账不符"),
        ("last_source = 'reported'", "最后一步或办理次数与台账不符"),
        ("version = version + 1", "最后一步或办理次数与台账不符"),
    ],
)
def test_a_record_rewritten_in_its_table_is_named(closed: Hazard, change: str, why: str) -> None:
    raw(f"UPDATE {HAZARDS} SET {change} WHERE id = %s", closed.pk)
    assert verify().mismatched == (Mismatch("hazards.hazard", closed.pk, why),)


@pytest.mark.parametrize(
    "change",
    [
        f"UPDATE {INTERVALS} SET state = 'rejected' WHERE machine = 'hazard' AND until IS NULL AND record = %s",
        f"UPDATE {INTERVALS} SET state = 'rejected' WHERE machine = 'hazard' AND state = 'accepted' AND record = %s",
        f"DELETE FROM {INTERVALS} WHERE machine = 'hazard' AND state = 'accepted' AND record = %s",
        f"DELETE FROM {INTERVALS} WHERE machine = 'hazard' AND record = %s",
    ],
    ids=["present", "past", "gap", "all"],
)
def test_rewritten_intervals_are_named(closed: Hazard, change: str) -> None:
    raw(change, closed.pk)
    assert troubles() == [("hazards.hazard", "各阶段的起止与台账不符")]


def test_an_interval_moved_in_time_is_named(closed: Hazard) -> None:
    rows = StateInterval.objects.filter(machine="hazard", record=closed.pk)
    present = rows.get(until=None)
    earlier = present.since - timedelta(days=20)
    rows.filter(until=present.since).exclude(pk=present.pk).update(until=earlier, since=earlier)
    rows.filter(pk=present.pk).update(since=earlier)
    assert troubles() == [("hazards.hazard", "各阶段的起止与台账不符")]


def test_neighbouring_intervals_of_one_state_are_one_stay(closed: Hazard) -> None:
    present = StateInterval.objects.get(machine="hazard", record=closed.pk, until=None)
    later = present.since + timedelta(days=2)
    StateInterval.objects.filter(pk=present.pk).update(until=later)
    StateInterval.objects.create(machine="hazard", record=closed.pk, state=present.state, since=later)
    assert verify().ok


def test_a_record_deleted_from_its_table_is_named(closed: Hazard) -> None:
    with audit.batch() as entries:
        entries.append(audit.Entry("begin", 1, "hazards.hazard", closed.pk + 1, clock.now(), target="draft"))
    assert troubles() == [("hazards.hazard", "台账或状态区间记有该记录，表中没有")]


def test_a_move_made_while_records_are_compared_raises_no_alarm() -> None:
    cast = cast_in_city()
    record = hazard(cast, "verified")
    with moving_after_first_read_of(HAZARDS, lambda: cast.step(record, "start")):
        assert verify().ok
    assert verify().ok


@contextmanager
def moving_after_first_read_of(table: str, move: Callable[[], object]) -> Iterator[None]:
    """Somebody moves a record right after the first statement that reads `table`."""
    done: list[bool] = []

    def between(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        result = execute(sql, *rest)
        if f'FROM "{table}"' in sql and not done:
            done.append(True)
            move()
        return result

    with connection.execute_wrapper(between):
        yield
    assert done


def test_an_anchor_kept_outside_must_be_in_the_chain(closed: Hazard) -> None:
    login()
    kept, newest = audit.present(), AuditEntry.objects.latest("seq")
    assert kept == Anchor(newest.seq, newest.hash[:16])
    assert verify([kept]).ok
    cut(newest.seq - 1)
    assert verify().ok, "no table stands for a login"
    assert (verify([kept]).ok, verify([kept]).missing) == (False, (str(kept),))
    login(5)
    assert verify().ok
    assert verify([kept]).missing == (str(kept),), "another entry took its number"


def login(person: int = 1) -> None:
    audit.record("login", Actor(person, ""), subject=("orgs.person", person))


def test_an_empty_ledger_has_no_anchor() -> None:
    assert audit.present() is None
    assert verify([Anchor(1, "0" * 16)]).missing == ("1:0000000000000000",)


@pytest.mark.parametrize(
    "text", ["", "5", "5:", "5:0a1b", "x:0a1b2c3d4e5f6071", "5:0a1b2c3d4e5f607g", "-1:0a1b2c3d4e5f6071"]
)
def test_what_is_no_anchor_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        audit.anchor(text)


def asked(*options: str) -> tuple[int, dict[str, Any]]:
    found = CliRunner().invoke(command, ["verify", "--json", *options])
    return found.exit_code, json.loads(found.stdout) if found.exit_code < 2 else {}


def test_the_command_prints_the_anchor_and_takes_it_back(closed: Hazard) -> None:
    code, told = asked()
    head = LedgerHead.objects.get()
    assert (code, told) == (
        0,
        {
            "entries": head.seq,
            "ok": True,
            "first_bad": None,
            "head": head.hash,
            "anchor": f"{head.seq}:{head.hash}",
            "mismatched": [],
            "missing": [],
            "why": "",
            "heads": 0,
        },
    )
    assert asked("--expect", told["anchor"], "--expect", str(audit.present()))[0] == 0
    wrong = f"{head.seq}:{'0' * 16}"
    code, told = asked("--expect", wrong)
    assert (code, told["ok"], told["missing"]) == (1, False, [wrong])
    assert asked("--expect", "newest")[0] == 2


def test_the_command_and_the_doctor_name_what_differs(closed: Hazard) -> None:
    raw(f"UPDATE {HAZARDS} SET state = 'rejected' WHERE id = %s", closed.pk)
    why = "现为“不予认定”，台账最后记为“销号”"
    assert asked()[1]["mismatched"] == [{"model": "hazards.hazard", "record": closed.pk, "why": why}]
    remedies = [check.remedy for check in examine() if why in check.remedy]
    assert remedies == [f"hazards.hazard {closed.pk}：{why}；从备份核对该处，勿再写入，并报告审计管理员"]
