"""Django's SQLite backend, with a turn taken before every transaction, and before every statement that writes outside
of one, and given back after it. Waiting for the turn and for whoever writes without one is one waiting, with one
end."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from zhiben.foundation.turns.queue import Queue, queue_of
from zhiben.kernel.disk import own_file

SHORT = 0.05
"""Seconds of waiting that are not worth being counted off."""

WRITES = ("INSERT", "UPDATE", "DELETE", "REPLAC")


class Cursor(base.SQLiteCursorWrapper):
    """Takes a turn for a statement that is a transaction of its own: by SQLite's naps alone it would starve beside
    those who queue."""

    def __init__(self, connection: Any, wrapper: DatabaseWrapper) -> None:
        super().__init__(connection)
        self._wrapper = wrapper

    def execute(self, query: Any, params: Any = None) -> Any:
        with self._turn_for(query):
            return super().execute(query, params)

    def executemany(self, query: Any, param_list: Any) -> Any:
        with self._turn_for(query):
            return super().executemany(query, param_list)

    def _turn_for(self, query: Any) -> AbstractContextManager[None]:
        alone = not self._wrapper.in_atomic_block and str(query).lstrip()[:6].upper() in WRITES
        return self._wrapper.turn() if alone else nullcontext()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to one file. Reads outside of transactions wait for nobody."""

    _turn: Queue | None = None
    _hurried = False

    def get_new_connection(self, conn_params: Any) -> Any:
        """A file that is not there yet is made for its owner alone."""
        if not self.is_in_memory_db() and not Path(name := self.settings_dict["NAME"]).exists():
            own_file(Path(name))
        return super().get_new_connection(conn_params)

    @contextmanager
    def in_passing(self) -> Iterator[None]:
        """Within it a write waits for nobody longer than a moment: what can as well be written later."""
        self.ensure_connection()
        self._hurried = True
        self._be_patient(SHORT)
        try:
            yield
        finally:
            self._hurried = False
            self._be_patient(self._most())

    def _most(self) -> float:
        """Seconds for which a write waits."""
        return SHORT if self._hurried else float(self.settings_dict["OPTIONS"].get("timeout", 5.0))

    def _start_transaction_under_autocommit(self) -> None:
        left = self._take_turn()
        try:
            self._begin(left)
        except BaseException:
            self._give_turn_back()
            raise

    def create_cursor(self, name: Any = None) -> Any:
        """A cursor that knows whether a transaction is open."""
        return self.connection.cursor(factory=lambda connection: Cursor(connection, self))

    @contextmanager
    def turn(self) -> Iterator[None]:
        """The turn for what is done inside, unless it is had already."""
        if self._turn is not None:
            yield
            return
        self._take_turn()
        try:
            yield
        finally:
            self._give_turn_back()

    def _take_turn(self) -> float:
        """Seconds that are left for waiting once the turn has come."""
        patience = self._most()
        name = str(self.settings_dict["NAME"])
        if self._turn is not None or self.is_in_memory_db():
            return patience
        began = time.monotonic()
        queue = queue_of(name)
        try:
            came = queue.take(patience)
        except OSError as error:  # no room, no descriptor left: it may pass like a lock
            raise OperationalError("no turn could be taken") from error
        if not came:
            raise OperationalError("database is locked")
        self._turn = queue
        return patience - (time.monotonic() - began)

    def _begin(self, left: float) -> None:
        """Another program, one that takes no turns, may be writing: SQLite itself waits for it, no longer than we have
        left."""
        patience = self._most()
        if patience - left < SHORT:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
            return
        self._be_patient(max(left, 0))
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        finally:
            self._be_patient(patience)

    def _be_patient(self, seconds: float) -> None:
        self.connection.execute(f"PRAGMA busy_timeout={round(seconds * 1000)}")

    def _give_turn_back(self) -> None:
        queue, self._turn = self._turn, None
        if queue is not None:
            queue.give_back()

    def _commit(self) -> Any:
        done = super()._commit()  # type: ignore[misc]
        self._give_turn_back()  # a commit that fails is rolled back, which gives the turn back
        return done

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._give_turn_back()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._give_turn_back()
