"""Django's SQLite backend, with a turn taken before every transaction and given back after it."""

from __future__ import annotations

from typing import Any

from django.db.backends.sqlite3 import base
from django.db.utils import OperationalError

from zhiben.foundation.turns.queue import Queue, queue_of


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection to one file. Reads outside of transactions wait for nobody."""

    _turn: Queue | None = None

    def _start_transaction_under_autocommit(self) -> None:
        self._take_turn()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._give_turn_back()
            raise

    def _take_turn(self) -> None:
        name = str(self.settings_dict["NAME"])
        if self._turn is not None or self.is_in_memory_db():
            return
        queue = queue_of(name)
        if not queue.take(self.settings_dict["OPTIONS"].get("timeout", 5.0)):
            raise OperationalError("database is locked")
        self._turn = queue

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
