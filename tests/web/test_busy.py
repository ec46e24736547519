"""A database that is held or away for a moment is told as such; one that is broken is a fault."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import psycopg
import pytest
from django.db.utils import IntegrityError, OperationalError
from django.test import Client
from tests.factories.orgs import city
from tests.factories.pages import PROGRAM, browser
from tests.web.reading import Page

from zhiben.foundation.turns.waiting import waited_in_vain
from zhiben.identity import middleware
from zhiben.orgs.vocab import Role
from zhiben.overview import queries


def caused(cause: BaseException | None, text: str = "x") -> OperationalError:
    error = OperationalError(text)
    error.__cause__ = cause
    return error


def really_held(path: Path) -> sqlite3.OperationalError:
    """What SQLite says itself."""
    with sqlite3.connect(path) as one, sqlite3.connect(path, timeout=0) as other:
        one.execute("BEGIN IMMEDIATE")
        with pytest.raises(sqlite3.OperationalError) as found:
            other.execute("BEGIN IMMEDIATE")
    one.close()
    other.close()
    return found.value


def test_only_what_passes_is_waited_for(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "b") as one, pytest.raises(sqlite3.OperationalError) as broken:
        one.execute("SELECT * FROM nothing")
    one.close()
    passing = (
        caused(None, "database is locked"),
        caused(really_held(tmp_path / "a")),
        caused(psycopg.errors.LockNotAvailable()),
        caused(psycopg.errors.DeadlockDetected()),
        caused(psycopg.errors.AdminShutdown()),
        caused(psycopg.OperationalError("connection refused")),
    )
    lasting = (caused(None), caused(broken.value), caused(psycopg.errors.DiskFull()), IntegrityError(), ValueError())
    assert [waited_in_vain(one) for one in passing] == [True] * len(passing)
    assert [waited_in_vain(one) for one in lasting] == [False] * len(lasting)


@pytest.fixture
def office(db: None) -> Client:
    return browser(city().person(Role.OFFICE_OFFICER, "市安委办"))


def refuse(*_args: object) -> None:
    raise OperationalError("database is locked")


def test_a_held_database_is_a_page_that_reads_nothing(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "cards", refuse)
    answer = office.get("/")
    page = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], Page(page).faults) == (503, "5", [])
    assert "系统正忙" in page and "不会重复办理" in page and "locked" not in page
    document = office.get("/", headers=PROGRAM)
    assert (document.status_code, document.json()["code"], document["Retry-After"]) == (503, "busy", "5")


def test_a_database_that_is_held_below_the_pages_is_the_same(office: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware.queries, "actor_of", refuse)
    office.raise_request_exception = False
    answer = office.get("/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
