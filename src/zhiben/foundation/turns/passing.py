"""Writing what can as well be written later: nobody waits for it, and where the database is held it is left."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext

from django.db import DEFAULT_DB_ALIAS, Error, connections

from zhiben.foundation.turns.base import DatabaseWrapper
from zhiben.foundation.turns.waiting import waited_in_vain


def in_passing(act: Callable[[], object]) -> bool:
    """Do what `act` writes; False where somebody else holds the database at the moment."""
    used = connections[DEFAULT_DB_ALIAS]
    hurry = used.in_passing() if isinstance(used, DatabaseWrapper) else nullcontext()
    try:
        with hurry:
            act()
    except Error as error:
        if not waited_in_vain(error):
            raise
        return False
    return True
