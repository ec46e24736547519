"""S3: a form takes the fields that its page shows. Every field of every table is sent along with each form that works,
and the tables afterwards are those of the form alone: organisation, state, author and times are never sent."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from tests.attacks.trying import read_whole
from tests.doors.answers import (
    ALL_POSTS,
    DOORS,
    UNREMARKABLE,
    WRITES,
    all_rows,
    expected,
    path,
    stored_apart,
    taken_back,
)
from tests.doors.stage import Stage
from tests.faults.record import Recorder

from zhiben.foundation.audit.models import AuditEntry
from zhiben.kernel import clock

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

PLANTED = "planted7"
DAY = "2001-02-03"
NAMED = re.compile(r'name="([^"]+)"')
Rows = dict[str, dict[Any, tuple[Any, ...]]]
"""By table, each row by its first column."""

KNOWN: dict[str, frozenset[str]] = {
    "overview:year_keep": frozenset({"day"}),
    "inbox:commit": frozenset({"reading", "expected", "doubts"}),
    "supervision:again": frozenset({"finding", "hazard"}),
    "finish_upload": frozenset({"sha256"}),
}
"""By hand: parameters of a row that its page does not show, and that it may take all the same."""

CARRIED = frozenset({"seen", "key"})
"""What forms carry along: what was seen of the record, and under which key an upload goes on."""


def test_fields_that_no_page_shows_change_nothing(stage: Stage, rows: Recorder) -> None:
    _measure(stage, rows, sending(0, 12), full=False)


@pytest.fixture(autouse=True)
def _one_luck(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is drawn is drawn alike in all three sendings."""
    monkeypatch.setattr(secrets, "token_hex", lambda size=16: "07" * size)


@pytest.mark.slow
def test_no_field_of_any_table_is_taken_by_any_form(stage: Stage, rows: Recorder) -> None:
    _measure(stage, rows, sending(0, 1), full=True)


def sending(first: int, step: int) -> list[str]:
    """Rows to which something can be sent, every so many of them."""
    return [row for row, door in DOORS.items() if door.send and not door.every_method][first::step]


@dataclass
class Tried:
    """What was tried: forms that worked, those that nobody may send, fields sent along, and what was wrong."""

    worked: int = 0
    idle: list[str] = field(default_factory=list)
    fields: int = 0
    wrong: list[str] = field(default_factory=list)


def _measure(stage: Stage, rows: Recorder, asked: list[str], *, full: bool) -> None:
    tried = Tried()
    with rows.row("S3", "only fields that the page shows change anything", full=full) as row, clock.at(_moment()):
        for one in asked:
            _try(stage, one, tried)
        row.measured = (
            f"{tried.worked} forms that change something, each sent with {tried.fields // max(1, tried.worked)} fields "
            f"more ({len(tried.idle)} others change nothing, or for nobody): {len(tried.wrong)} took one"
        )
        assert tried.wrong == []
        assert tried.worked > len(tried.idle)


def _moment() -> datetime:
    """One moment for all three sendings, past everything on the stage."""
    return datetime.fromisoformat(AuditEntry.objects.latest("seq").at) + timedelta(minutes=1)


def _try(stage: Stage, row: str, tried: Tried) -> None:
    """The form alone twice, for what differs by itself; then with everything else."""
    who = next((one for one in _posts() if expected(DOORS[row], one, "POST") in (200, 201, 204, 302)), "")
    first = _sent(stage, who, row, {}) if who else None
    if first is None:
        tried.idle.append(row)
        return
    again = _sent(stage, who, row, {}) or first
    shown = _shown(stage, who, row)
    more = {name: value for name, value in planted(stage).items() if name not in shown}
    tried.worked, tried.fields = tried.worked + 1, tried.fields + len(more)
    last = _sent(stage, who, row, more)
    if last is None:
        tried.wrong.append(f"{row} by {who}: no longer does what it did, for {_refusing(stage, who, row, list(more))}")
        return
    tried.wrong += [f"{row} by {who}: {one}" for one in _differences(first, again, last)]


def _refusing(stage: Stage, who: str, row: str, names: list[str]) -> list[str]:
    """The name, or the few names, without which it would."""
    values, half = planted(stage), len(names) // 2
    for some in (names[:half], names[half:]):
        if len(names) > 1 and _sent(stage, who, row, {name: values[name] for name in some}) is None:
            return _refusing(stage, who, row, some)
    return names


def _posts() -> list[str]:
    """Those who stand nearest first."""
    return sorted((one for one in ALL_POSTS if not one.endswith("closed")), key=lambda one: not one.endswith(".own"))


def _sent(stage: Stage, who: str, row: str, more: Mapping[str, str]) -> Rows | None:
    """The tables after the form was sent; None when it wrote nothing."""
    body = _body(stage, row)
    wrote: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if WRITES.match(sql):
            wrote.append(sql)
        return execute(sql, params, many, context)

    with taken_back(), _pieces_stay(), connection.execute_wrapper(note):
        answer = stage.posts.browser(who).post(path(row, stage.arguments.get(row, ())), {**more, **body})
        read_whole(answer)
        found = tables()
    lasting = [sql for sql in wrote if UNREMARKABLE not in sql]
    return found if lasting and answer.status_code < 400 else None


@contextmanager
def _pieces_stay() -> Iterator[None]:
    """What has come of a file that is on its way lies beside the database, and is there again."""
    here = {one: one.read_bytes() for one in (Path(settings.MEDIA_ROOT) / "uploads").glob("*")}
    try:
        yield
    finally:
        for one, content in here.items():
            one.write_bytes(content)


_FILES: dict[str, dict[str, SimpleUploadedFile]] = {}


def _body(stage: Stage, row: str) -> dict[str, Any]:
    """The row's body with files that were made once: a document that is made anew bears another moment."""
    body = stage.bodies.get(row, dict)()
    kept = _FILES.setdefault(row, {name: one for name, one in body.items() if isinstance(one, SimpleUploadedFile)})
    for one in kept.values():
        one.seek(0)
    return {**body, **kept}


def _shown(stage: Stage, who: str, row: str) -> frozenset[str]:
    """The names of the fields that the page shows, before something was sent and after something wrong was."""
    client, where = stage.posts.browser(who), path(row, stage.arguments.get(row, ()))
    told = set(stage.bodies.get(row, dict)()) | KNOWN.get(row, frozenset()) | CARRIED
    with taken_back(), _pieces_stay():
        for answer in (client.get(where), client.post(where, {})):
            told |= set(NAMED.findall(stored_apart(read_whole(answer)).decode("utf-8", "replace")))
    return frozenset(told)


def tables() -> Rows:
    """All tables with their rows."""
    return {table: {row[0]: row for row in rows} for table, rows in all_rows()}


def _differences(first: Rows, again: Rows, last: Rows) -> Iterator[str]:
    for table, rows in first.items():
        if rows == last[table]:
            continue
        moving = {at for key, row in rows.items() for at in _unlike(row, again[table].get(key, row))}
        if len(rows) != len(last[table]):
            yield f"{table}: {len(last[table])} rows instead of {len(rows)}"
        for key, row in rows.items():
            for at in _unlike(row, last[table].get(key, row)):
                if at not in moving or PLANTED in str(last[table][key][at]):
                    yield f"{table}, column {at}: {last[table][key][at]!r} instead of {row[at]!r}"


def _unlike(one: tuple[Any, ...], other: tuple[Any, ...]) -> list[int]:
    return [at for at, (mine, theirs) in enumerate(zip(one, other, strict=True)) if mine != theirs]


@cache
def names() -> dict[str, list[models.Field[Any, Any]]]:
    """Every column's name and attribute, of all tables of ours."""
    found: dict[str, list[models.Field[Any, Any]]] = {}
    for model in apps.get_models():
        if model.__module__.startswith("zhiben."):
            for one in model._meta.concrete_fields:
                for name in {one.name, one.attname}:
                    found.setdefault(name, []).append(one)
    return found


def planted(stage: Stage) -> dict[str, str]:
    """For every name a value that could be meant: another district's unit, somebody else, the last state, a day long
    ago."""
    other = str(stage.posts.city.unit("南山区住房建设").pk)
    return {name: _value(name, fields[0], other) for name, fields in names().items()}


def _value(name: str, one: models.Field[Any, Any], other: str) -> str:
    if one.choices:
        return str(list(one.flatchoices)[-1][0])
    if isinstance(one, (models.DateField, models.TimeField)):
        return f"{DAY}T09:00" if isinstance(one, models.DateTimeField) else DAY
    if isinstance(one, models.BooleanField):
        return "on"
    if one.is_relation or "Integer" in type(one).__name__ or "AutoField" in type(one).__name__:
        return other
    return {"state": "closed"}.get(name, PLANTED)
