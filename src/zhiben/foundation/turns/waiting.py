"""Telling a database that cannot be written just now (somebody holds it, it is starting or stopping) from one that is
broken: of the first, nothing is lost and waiting helps."""

from __future__ import annotations

import sqlite3

from django.db.utils import InterfaceError, OperationalError

AGAIN = 5
"""Seconds after which trying again is worth while."""
HELD = ("SQLITE_BUSY", "SQLITE_LOCKED")
PASSING = ("08", "40", "53300", "55P03", "57P")
"""Beginnings of PostgreSQL's codes: no connection, two that waited for each other, none free, a lock not had in
time, a server that stops or starts."""


def waited_in_vain(error: BaseException) -> bool:
    """True when the same may well succeed a little later."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    if cause is None:
        return str(error) == "database is locked"  # our own: the turn did not come
    if isinstance(cause, sqlite3.Error):
        return str(getattr(cause, "sqlite_errorname", "")).startswith(HELD)
    code = getattr(cause, "sqlstate", None)
    return code is None or code.startswith(PASSING)
