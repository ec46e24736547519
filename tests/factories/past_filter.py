"""PostgreSQL as it shows rows by itself: asked by plain SQL, or with the managers' own filter taken away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet

from zhiben.foundation.rls.base import DatabaseWrapper
from zhiben.foundation.scope.models import ScopedManager


def shown(model: type[Model], where: str = "true") -> set[int]:
    """The ids that a plain statement finds, in whatever scope is open."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM {model._meta.db_table} WHERE {where}")
        return {row[0] for row in cursor.fetchall()}


def changed(statement: str) -> int:
    """How many rows a plain statement has changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return int(cursor.rowcount)


@contextmanager
def filter_off(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Managers that have forgotten all about scope."""

    def plain(manager: ScopedManager[Any]) -> QuerySet[Any]:
        return QuerySet(manager.model, using=manager._db)

    with monkeypatch.context() as patch:
        patch.setattr(ScopedManager, "get_queryset", plain)
        yield


@contextmanager
def told(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What connections are really told within, as the word for everything each time."""
    heard: list[str] = []
    plain = DatabaseWrapper.tell

    def listening(guard: DatabaseWrapper, wanted: Any) -> None:
        before = guard._known
        plain(guard, wanted)
        if guard._known is not before:
            heard.append("everything" if wanted[0][0] else "nothing" if not wanted[0][1] else wanted[0][1])

    with monkeypatch.context() as patch:
        patch.setattr(DatabaseWrapper, "tell", listening)
        yield heard
