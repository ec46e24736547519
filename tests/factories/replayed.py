"""What a factory wrote, written again row by row: a test that begins like one before it in this process need not build
everything anew. A factory is replayed only when all that was written to the database since the empty tables is,
statement for statement, what was written before its first call; otherwise it is called."""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import wraps
from operator import itemgetter
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from django.apps import apps
from django.conf import UserSettingsHolder, settings
from django.core.mail import message
from django.db import connection

from zhiben.kernel import clock

if TYPE_CHECKING:
    import pytest

P = ParamSpec("P")
R = TypeVar("R")
Rows = dict[str, set[tuple[Any, ...]]]

READS = ("SELECT", "PRAGMA", "EXPLAIN", "BEGIN", "SAVEPOINT", "RELEASE")
COUNTERS = "sqlite_sequence"
PLAIN = (str, bytes, int, float, date, type(None))
KEPT = 32
"""Calls of one factory that are kept, those used last."""


@dataclass(frozen=True, slots=True)
class Made:
    """The difference that a call made: rows gone and come by table, files, what it returned, and the history then."""

    gone: Rows
    come: Rows
    files: dict[str, bytes]
    answer: bytes
    history: bytes


class History:
    """What was written to the database since the empty tables, as a digest; None where that can't be told."""

    def __init__(self) -> None:
        self.empty: tuple[Any, ...] | None = None
        self.told: bytes | None = None
        self.answers: list[object] = []
        self.replays = 0
        self.patches: pytest.MonkeyPatch | None = None
        self._begun = self._quiet = False

    def begin(self, *, lived: bool = False) -> None:
        """A test begins; whether its tables are empty is asked when first something is written. In one that is
        `lived` through, nothing is replayed."""
        self._begun, self.told, self.answers, self.patches, self.replays = lived, None, [], None, 0

    def allows(self) -> bool:
        """Whether a call made now can be one made before: the rows so far can be told, and nothing is patched."""
        self.look()
        own = self.patches is not None and (
            self.patches._setitem or any(target is not message for target, *_rest in self.patches._setattr)
        )  # the plugin for Django patches the name of the mail's sender in every test
        return self.told is not None and not own

    def answered(self, answer: R) -> R:
        """What a factory returned, which another may be called with."""
        self.answers.append(answer)
        return answer

    def look(self) -> None:
        """Begin with the empty tables, if they are."""
        if not self._begun:
            self._begun = True
            self.told = b"" if connection.in_atomic_block and self._standing() == self.empty else None

    def remember_empty(self) -> None:
        """The tables are as they should be before a test. From here on every statement of this process is seen."""
        self.empty = self._standing()
        connection.execute_wrappers.append(self._see)

    @contextmanager
    def quiet(self) -> Iterator[None]:
        """Within, nothing is noted."""
        self._quiet = True
        try:
            yield
        finally:
            self._quiet = False

    def _standing(self) -> tuple[Any, ...]:
        counts = ", ".join(f"(SELECT count(*) FROM {quoted(table)})" for table in columns_by_table())
        found = run(f"SELECT {counts}")
        return (*found[0], *(sorted(run(f"SELECT name, seq FROM {COUNTERS}")) if on_sqlite() else ()))

    def _see(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if not self._quiet and not sql.lstrip().upper().startswith(READS):
            self.look()
            if self.told is not None:
                self.told = self._after(sql, params)
        return execute(sql, params, many, context)

    def _after(self, sql: str, params: Any) -> bytes | None:
        # A server's counters go on whatever is taken back: the same statements give other ids.
        if not on_sqlite() or sql.lstrip().upper().startswith("ROLLBACK"):
            return None
        return hashlib.blake2b(f"{self.told!r} {sql} {params!r}".encode(errors="replace")).digest()


HISTORY = History()


def replayed(factory: Callable[P, R]) -> Callable[P, R]:
    """A factory whose effect lies in the database and below MEDIA_ROOT alone. Its arguments, the changed settings and
    the moment tell one call from another; what is no plain value must be what such a factory returned in this test."""
    known: OrderedDict[Any, Made | None] = OrderedDict()

    @wraps(factory)
    def again(*told: P.args, **named: P.kwargs) -> R:
        arguments = _as_told([told, named])
        if not HISTORY.allows():
            return HISTORY.answered(factory(*told, **named))
        key = (HISTORY.told, arguments, _changed_settings(), _moment())
        if key in known:
            known.move_to_end(key)
        if (made := known.get(key)) is not None:
            answer: R = _write(made)
            return HISTORY.answered(answer)
        history = hashlib.blake2b(f"{factory.__module__}.{factory.__qualname__} {key!r}".encode()).digest()
        before, lying = ({}, set()) if key in known else (_rows(), set(_files()))
        found = factory(*told, **named)
        if key not in known:
            known[key] = _made(before, lying, found, history)
        if len(known) > KEPT:
            known.popitem(last=False)
        HISTORY.told = history
        return HISTORY.answered(found)

    return again


def _as_told(value: object) -> str:
    """An argument as it differs from others. Raises TypeError for one that can't be told from another."""
    if isinstance(value, PLAIN):
        return repr(value)
    kind = type(value).__name__
    if isinstance(value, dict):
        return f"{kind}({[(_as_told(name), _as_told(one)) for name, one in value.items()]})"
    if isinstance(value, (list, tuple)):
        return f"{kind}({[_as_told(one) for one in value]})"
    if isinstance(value, (set, frozenset)):
        return f"{kind}({sorted(_as_told(one) for one in value)})"
    for number, answer in enumerate(HISTORY.answers):
        if answer is value:
            return f"answer {number}"
    raise TypeError(f"{value!r} is neither plain nor what a replayed factory returned in this test")


def _changed_settings() -> str:
    """What this test has set, but for where its files go."""
    changed: dict[str, Any] = {}
    holder = settings._wrapped
    while isinstance(holder, UserSettingsHolder):
        changed = {name: value for name, value in vars(holder).items() if name.isupper()} | changed
        changed |= dict.fromkeys(holder._deleted - changed.keys())
        holder = holder.default_settings
    changed.pop("MEDIA_ROOT", None)
    return repr(sorted(changed.items()))


def _moment() -> object:
    now = clock.now()
    return now if clock.now() == now else now.date()


def _made(before: Rows, lying: set[str], found: object, history: bytes) -> Made | None:
    after = _rows()
    gone = {table: before[table] - rows for table, rows in after.items() if before[table] - rows}
    come = {table: rows - before[table] for table, rows in after.items() if rows - before[table]}
    files = {name: (Path(settings.MEDIA_ROOT) / name).read_bytes() for name in _files() if name not in lying}
    try:
        return Made(gone, come, files, pickle.dumps(found), history)
    except (TypeError, AttributeError, pickle.PicklingError):
        return None


def _write(made: Made) -> Any:
    with HISTORY.quiet(), overseeing(), connection.cursor() as cursor:
        for table, rows in made.gone.items():
            key, place = _key(table)
            cursor.executemany(f"DELETE FROM {quoted(table)} WHERE {quoted(key)} = %s", [(row[place],) for row in rows])
        for table, rows in sorted(made.come.items(), key=lambda one: one[0] == COUNTERS):
            _put(cursor, table, sorted(rows, key=itemgetter(_key(table)[1])))
    for name, data in made.files.items():
        path = Path(settings.MEDIA_ROOT) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    HISTORY.told = made.history
    HISTORY.replays += 1
    return pickle.loads(made.answer)


def _put(cursor: Any, table: str, rows: Sequence[tuple[Any, ...]]) -> None:
    columns = _columns(table)
    names = ", ".join(map(quoted, columns))
    if not on_sqlite():
        with cursor.copy(f"COPY {quoted(table)} ({names}) FROM STDIN") as copy:
            copy.write(b"".join(row[1] for row in rows))
        return
    if table == COUNTERS:
        cursor.executemany(f"DELETE FROM {COUNTERS} WHERE name = %s", [(row[0],) for row in rows])
    cursor.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({', '.join(['%s'] * len(columns))})", rows)


def _rows() -> Rows:
    """All rows of all tables, as the database itself keeps them."""
    tables = [*columns_by_table(), *([COUNTERS] if on_sqlite() else [])]
    return {table: set(_of(table)) for table in tables}


def _of(table: str) -> list[tuple[Any, ...]]:
    names = _columns(table)
    if on_sqlite():
        return run(f"SELECT {', '.join('+' + quoted(name) for name in names)} FROM {quoted(table)}")
    key = _key(table)[0]
    ids = [row[0] for row in run(f"SELECT {quoted(key)} FROM {quoted(table)} ORDER BY {quoted(key)}")]
    if not ids:
        return []
    told = ", ".join(map(quoted, names))
    with HISTORY.quiet(), overseeing(), connection.cursor() as cursor:
        query = f"COPY (SELECT {told} FROM {quoted(table)} ORDER BY {quoted(key)}) TO STDOUT"
        with cursor.copy(query) as copy:
            lines = b"".join(copy).splitlines(keepends=True)
    return list(zip(ids, lines, strict=True))


def _key(table: str) -> tuple[str, int]:
    if table == COUNTERS:
        return "name", 0
    model = next(one for one in apps.get_models(include_auto_created=True) if one._meta.db_table == table)
    key = str(model._meta.pk.column)
    return key, _columns(table).index(key) if on_sqlite() else 0


def _columns(table: str) -> list[str]:
    return ["name", "seq"] if table == COUNTERS else columns_by_table()[table]


def columns_by_table() -> dict[str, list[str]]:
    """The columns that are written, by table."""
    if not _TABLES:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                fields = [one for one in model._meta.concrete_fields if not one.generated]
                _TABLES[model._meta.db_table] = [str(one.column) for one in fields]
    return _TABLES


_TABLES: dict[str, list[str]] = {}


def _files() -> Iterator[str]:
    root = Path(settings.MEDIA_ROOT)
    return (str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())


def on_sqlite() -> bool:
    """Whether this run is on SQLite."""
    return bool(connection.vendor == "sqlite")


def quoted(name: str) -> str:
    """A name in a statement."""
    return str(connection.ops.quote_name(name))


@contextmanager
def overseeing() -> Iterator[None]:
    """Within, the server's superuser writes: policies let nobody else copy rows in."""
    if on_sqlite():
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE overseer")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")


def run(sql: str) -> list[Any]:
    """The rows that a statement finds."""
    with HISTORY.quiet(), overseeing(), connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())
