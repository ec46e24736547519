"""Asking at a door and reading the table: which answer a post is to get, which one it got, and whether anything was
left behind."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from tests.doors.posts import LETTERS, RELATIONS, UNITS, post
from tests.doors.stage import Arguments, Stage
from tests.oracles.doors import DOORS, GROUPS, LOGIN, REFUSED_METHOD, Door

from zhiben.foundation.scope import past_guard
from zhiben.orgs.vocab import ADMINISTRATORS

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
NOBODY = ""
"""Who is not logged in."""

WORD = "(?:一|二|三|四|五|六|七|八|九|十)+"
TOKEN = re.compile(
    rb'name="(?:csrfmiddlewaretoken|once|sealed|pass)" value="[^"]+"|data-zb-options="[^"]+"|'
    + f"{WORD}(?:加|减){WORD}等于多少".encode()
)
"""What is new with every page: the words of its forms, the sum that a stranger is asked, what a passkey is to sign."""
WRITES = re.compile(r"\s*(INSERT|UPDATE|DELETE|REPLACE)", re.IGNORECASE)
UNREMARKABLE = "identity_session"
"""That somebody is there is written down once a minute, whatever is asked for."""
SETTING = ("SAVEPOINT", "RELEASE", "ROLLBACK")


def stored_apart(content: bytes) -> bytes:
    """Without the number of the upload, which is the next one whoever uploads."""
    return re.sub(rb'name="(?:file|stored|kept)" value="\d+"', b"", content)


# Who is who


def standing(letter: str) -> list[str]:
    """The relations at which a role stands."""
    held = next(units for letters, units in UNITS.items() if letter in letters)
    also = ("closed",) if LETTERS[letter] in ADMINISTRATORS else ("closed", "substitute")
    return [one for one in RELATIONS if one in held or one in also]


ALL_POSTS = [post(letter, relation) for letter in LETTERS for relation in standing(letter)]


@cache
def group(name: str) -> frozenset[str]:
    """The posts of a group of the table. Raises ValueError for one that stands nowhere."""
    found = set[str]()
    for part in GROUPS[name].split(";"):
        letters, _, relations = part.strip().partition(": ")
        for letter in letters:
            told = [one for one in standing(letter) if one != "closed"] if relations == "all" else relations.split()
            found |= {post(letter, relation) for relation in told}
    if strange := found - set(ALL_POSTS):
        raise ValueError(f"{name}: {sorted(strange)} stand nowhere")
    return frozenset(found)


def let_in(who: str) -> bool:
    """True for who is logged in under an account that is open."""
    return who != NOBODY and not who.endswith(".closed")


# What the table says


def expected(door: Door, who: str, method: str) -> int:
    """The status that `who` is to get for `method`."""
    if door.every_method:
        return _answer(door.read, who)
    if not let_in(who):
        return _to_stranger(door, method)
    if method == "HEAD":
        return REFUSED_METHOD if door.send else _answer(door.read, who)
    said = {"GET": door.read, "POST": door.send}.get(method, "")
    return _answer(said, who) if said else REFUSED_METHOD


def _to_stranger(door: Door, method: str) -> int:
    if door.stranger is None:
        return LOGIN
    if method == "HEAD" and not door.send:
        return door.stranger[0]
    return dict(zip(("GET", "POST"), door.stranger, strict=True)).get(method, REFUSED_METHOD)


def _answer(said: str, who: str) -> int:
    for one in said.split(", "):
        status, _, name = one.partition(" ")
        if not name or who in group(name):
            return int(status)
    raise ValueError(f"“{said}” has no answer for everybody else")


# What there is


def addresses() -> list[str]:
    """Every address: its name with its room, or its route where it has no name."""

    def walk(patterns: list[Any], prefix: str) -> Iterator[str]:
        for one in patterns:
            if isinstance(one, URLResolver):
                yield from walk(one.url_patterns, f"{prefix}{one.namespace}:" if one.namespace else prefix)
            elif isinstance(one, URLPattern):
                yield f"{prefix}{one.name or one.pattern}"

    return list(walk(get_resolver().url_patterns, ""))


def address_of(row: str) -> str:
    """The address of a row."""
    return row.partition("@")[0]


def path(row: str, arguments: Arguments) -> str:
    """Where the row's address lies."""
    name = address_of(row)
    return f"/{name}" if "." in name else reverse(name, args=arguments)


# Asking


@dataclass(frozen=True)
class Asked:
    """What came back: status, words without the tokens of session and form, where to, how many queries it took and how
    many seconds, and the tables that were left changed."""

    status: int
    body: bytes
    location: str
    queries: int
    seconds: float
    changed: tuple[str, ...]


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written within is taken back at its end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def ask(
    stage: Stage,
    who: str,
    method: str,
    row: str,
    *,
    arguments: Arguments | None = None,
    body: dict[str, Any] | None = None,
    query: str = "",
    **more: Any,
) -> Asked:
    """Ask at the door of `row`, and take back what was written; with `arguments`, `body` and `query` other than the
    row's own, if given."""
    given = stage.arguments.get(row, ()) if arguments is None else arguments
    client = stage.posts.browser(who)
    how: dict[str, Any] = dict(more)
    if method == "POST":
        how["data"] = body if body is not None else stage.bodies.get(row, dict)()
    statements: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append(sql)
        return execute(sql, params, many, context)

    with taken_back():
        with connection.execute_wrapper(note):
            began = time.perf_counter()
            answer: Any = getattr(client, method.lower())(path(row, given) + query, **how)
            seconds = time.perf_counter() - began
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        wrote = any(WRITES.match(sql) and UNREMARKABLE not in sql for sql in statements)
        changed = _changed(stage) if wrote and answer.status_code >= 400 else ()
    asked = sum(not sql.startswith(SETTING) and UNREMARKABLE not in sql for sql in statements)
    location = answer.headers.get("Location", "")
    return Asked(answer.status_code, TOKEN.sub(b"", content), location, asked, seconds, changed)


def ask_plainly(stage: Stage, who: str, method: str, row: str, **how: Any) -> int:
    """Only the status, of a request made as told."""
    with taken_back():
        answer = getattr(stage.posts.browser(who), method.lower())(path(row, stage.arguments[row]), **how)
        return int(answer.status_code)


def fingerprint() -> dict[str, str]:
    """Table → a hash of all its rows, sessions left out."""
    told = {table: "\n".join(sorted(map(repr, rows))) for table, rows in all_rows()}
    return {table: hashlib.sha256(rows.encode()).hexdigest() for table, rows in told.items()}


def all_rows() -> Iterator[tuple[str, list[tuple[Any, ...]]]]:
    """Each table with all its rows, whoever may see them; sessions left out."""
    with past_guard(), connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table != UNREMARKABLE:
                cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
                yield table, cursor.fetchall()


def _changed(stage: Stage) -> tuple[str, ...]:
    before, after = stage.posts.untouched, fingerprint()
    return tuple(sorted(table for table in before if before[table] != after.get(table)))


def is_login(asked: Asked) -> bool:
    """True when the answer leads to the login page and from there back."""
    return asked.location.startswith(reverse(settings.LOGIN_URL))


__all__ = ["ALL_POSTS", "DOORS", "METHODS", "NOBODY", "Asked", "Door", "ask", "expected"]
