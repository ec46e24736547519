"""Django's PostgreSQL backend, whose connections are told whose scope is open before the first statement that is sent
in it. Told is what differs from what the session was told last, with one statement; what may have been taken back (by a
rollback, an error, another connection) counts as unknown, and is told again. Django loads a backend when the first
model is declared: what knows models is loaded when something is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.db.backends.postgresql import base, operations, schema
from django.db.backends.postgresql.psycopg_any import register_tzloader

from zhiben.foundation.scope import context
from zhiben.kernel import clock

CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT", "BEGIN", "START", "END", "ABORT", "RESET", "DISCARD", "SET")
"""Statements that look at no row. In a transaction that has failed, nothing else can be sent before them."""
TAKES_BACK = ("ROLLBACK", "ABORT", "RESET", "DISCARD", "SET", "COMMIT", "END")
ALL = "*"
Wanted = tuple[tuple[str, ...], frozenset[str], str]
"""What a scope comes to, the tables of which all rows are shown for this statement, the moment if it is asked for."""


class Telling:
    """A cursor that tells before it asks."""

    guard: DatabaseWrapper | None = None

    def execute(self, query: Any, *told: Any, **named: Any) -> Any:
        with self._told(query):
            return super().execute(query, *told, **named)  # type: ignore[misc]

    def executemany(self, query: Any, *told: Any, **named: Any) -> Any:
        with self._told(query):
            return super().executemany(query, *told, **named)  # type: ignore[misc]

    @contextmanager
    def copy(self, statement: Any, *told: Any, **named: Any) -> Iterator[Any]:
        with self._told(statement), super().copy(statement, *told, **named) as found:  # type: ignore[misc]
            yield found

    @contextmanager
    def _told(self, query: Any) -> Iterator[None]:
        if self.guard is None:  # psycopg's own, while it connects
            yield
            return
        text = query if isinstance(query, str) else ""
        first = text.lstrip()[:9].upper()
        several = ";" in text or not text or first.startswith(("--", "/*"))  # or who knows
        if several or not first.startswith(CONTROL):
            self._tell(self.guard, text)
        try:
            yield
        except BaseException:
            self.guard.forget()
            raise
        if several or first.startswith(TAKES_BACK):
            self.guard.forget()

    def _tell(self, guard: DatabaseWrapper, text: str) -> None:
        guard.tell(guard.wanted(text))


class Cursor(Telling, base.Cursor):
    """All rows come with the answer."""


class ServerCursor(Telling, base.ServerSideCursor):
    """The server looks at rows as they are fetched: each time it is told what it was told at first."""

    _first: Wanted | None = None

    def _tell(self, guard: DatabaseWrapper, text: str) -> None:
        # It tells for itself alone: what rows are fetched under may be asked long after.
        self._first = self._first or guard.wanted(text, always=True)
        guard.tell(self._first)

    def fetchone(self) -> Any:
        self._again()
        return super().fetchone()  # type: ignore[misc]

    def fetchmany(self, size: int = 0) -> Any:
        self._again()
        return super().fetchmany(size)  # type: ignore[misc]

    def fetchall(self) -> Any:
        self._again()
        return super().fetchall()  # type: ignore[misc]

    def __iter__(self) -> Iterator[Any]:
        while row := self.fetchone():
            yield row

    def _again(self) -> None:
        if self.guard is not None and self._first is not None:
            self.guard.tell(self._first)


class DatabaseOperations(operations.DatabaseOperations):
    """With statements that say where they look."""

    compiler_module = "zhiben.foundation.rls.compiler"


class DatabaseSchemaEditor(schema.DatabaseSchemaEditor):
    """Whoever changes tables, and fills them on the way, sees all rows."""

    connection: Any

    def __enter__(self) -> Any:
        entered = super().__enter__()
        self.connection.open_doors += 1
        return entered

    def __exit__(self, *told: Any) -> None:
        try:
            super().__exit__(*told)
        finally:
            self.connection.open_doors -= 1


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that knows what its session was told."""

    ops_class = DatabaseOperations
    SchemaEditorClass = DatabaseSchemaEditor

    def __init__(self, *told: Any, **named: Any) -> None:
        super().__init__(*told, **named)
        self.open_doors = 0
        self._known: Wanted | None = None
        self._statements: list[set[str]] = []

    @contextmanager
    def one_statement(self) -> Iterator[None]:
        """Within, one statement is made and sent; until a part of it says otherwise, it looks at the scope alone."""
        self._statements.append(set())
        try:
            yield
        finally:
            self._statements.pop()

    def look_past(self) -> None:
        """The statement being made looks past the scope."""
        self.join({ALL})

    def join(self, tables: set[str]) -> None:
        """The statement being made joins these tables to what it has filtered."""
        if self._statements:
            self._statements[-1] |= tables

    def sees_everything(self) -> bool:
        """Whether all rows lie open, whatever a statement says."""
        opened = context.opened()
        return bool(self.open_doors) or context.is_past_guard() or (opened is not None and opened.everything)

    def wanted(self, text: str, *, always: bool = False) -> Wanted:
        """What a statement is to be told; "" for a moment that it does not ask for."""
        from zhiben.foundation.rls import policies, telling

        joined = frozenset(self._statements[-1]) if self._statements else frozenset()
        if self.sees_everything() or ALL in joined:
            return telling.everything(), frozenset(), ""
        opened = context.opened()
        if opened is None:
            return telling.nothing(), joined, ""
        asks = always or not text or any(table in text for table in policies.momentary())
        return telling.told_of(opened), joined, clock.now().isoformat() if asks else ""

    def tell(self, wanted: Wanted) -> None:
        """Tell the session, unless it knows."""
        from zhiben.foundation.rls import telling

        told, joined, moment = wanted
        if self._known is not None and self._known[:2] == (told, joined) and moment in ("", self._known[2]):
            return
        self.forget()
        names = (*telling.names(), telling.JOINED, telling.MOMENT)
        values = dict(zip(names, (*told, f"{{{','.join(sorted(joined))}}}", moment), strict=True))
        settings = ", ".join(["set_config(%s, %s, false)"] * len(values))
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT {settings}", [one for pair in values.items() for one in pair])
        self._known = wanted

    def forget(self) -> None:
        """Nobody knows what the session was told."""
        self._known = None

    def create_cursor(self, name: Any = None) -> Any:
        """A cursor that tells before it asks."""
        if name:
            make: Any = ServerCursor
            found = make(self.connection, name=name, scrollable=False, withhold=self.connection.autocommit)
            register_tzloader(self.timezone, found)
        else:
            self.connection.cursor_factory = Cursor
            found = super().create_cursor()
        found.guard = self
        return found

    def unseen_cursor(self) -> Any:
        """A cursor for what the guard itself asks: no query of the page's."""
        return closing(self.create_cursor())

    def get_new_connection(self, conn_params: Any) -> Any:
        """A session that was told nothing, or was somebody else's."""
        self.forget()
        return super().get_new_connection(conn_params)

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        except BaseException:
            self.forget()
            raise

    def _rollback(self) -> Any:
        self.forget()
        return super()._rollback()  # type: ignore[misc]

    def _close(self) -> Any:
        self.forget()
        return super()._close()  # type: ignore[misc]
