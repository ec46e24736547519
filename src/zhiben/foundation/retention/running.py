"""The daily run: each kind on its own, so that one that fails leaves the others done; what the ledger says of it."""

from __future__ import annotations

import json
import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError

from zhiben.foundation import audit
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.jobs import periodic, task
from zhiben.foundation.retention.kinds import Forgotten, Kind, known
from zhiben.foundation.retention.terms import days_of
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.kernel.text import N_

SUBJECT = ("foundation.keepingrun", 0)
VERBS = {
    "delete_expired": N_("删除到期内容"),
    "fail_to_delete": N_("到期内容未能删除"),
    "set_term": N_("设定保存期限"),
    "hold": N_("留存"),
    "lift_hold": N_("解除留存"),
}
LATE = timedelta(days=2)
"""A daily run that has not been for so long does not run any more."""
log = logging.getLogger("zhiben.retention")


@dataclass(frozen=True, slots=True)
class Line:
    """A kind as it is listed: its term in days (None: never deleted), and what its last run came to; whether that
    failed."""

    kind: Kind
    days: int | None
    last_at: datetime | None
    count: int
    held: int
    failed: bool = False


def run(*, actor: Actor = SYSTEM) -> dict[str, Forgotten]:
    """Delete what is past its term, by kind; for each kind the deletion and its proof are one transaction. What failed
    is in the log and the ledger, and is tried again by the next run."""
    found: dict[str, Forgotten] = {}
    terms = days_of()
    for key, kind in known().items():
        if kind.forget is None:
            continue
        until = (clock.machine() if kind.machine else clock.now()) - timedelta(days=terms[key])
        try:
            with audit.batch():
                found[key] = outcome = kind.forget(until)
                audit.record("delete_expired", actor, subject=SUBJECT, facts=_facts(key, until, outcome))
        except Exception:
            log.exception("deleting what is past its term failed: %s", key)
            with suppress(DatabaseError):
                audit.record("fail_to_delete", actor, subject=SUBJECT, facts={"kind": key, "until": until.isoformat()})
    return found


def _facts(key: str, until: datetime, outcome: Forgotten) -> Mapping[str, Any]:
    told = {"kind": key, "count": outcome.count, "until": until.isoformat()}
    return told | {"digest": outcome.digest, "held": outcome.held}


@task(title=N_("删除到期内容"))
def forget_expired() -> dict[str, int]:
    """Returns how many were deleted, by kind."""
    return {key: one.count for key, one in run().items()}


periodic("foundation.retention", every=timedelta(days=1), task=forget_expired)


def runs(count: int) -> list[tuple[datetime, dict[str, Any]]]:
    """The newest entries about what was deleted, with their facts."""
    return [(at, facts) for _verb, at, facts in _entries("delete_expired", count=count)]


def lines() -> list[Line]:
    """All kinds with their terms and last runs."""
    terms, last = days_of(), dict[str, tuple[str, datetime, dict[str, Any]]]()
    for entry in _entries("delete_expired", "fail_to_delete", count=len(terms) * 2):
        last.setdefault(entry[2]["kind"], entry)
    return [_line(kind, terms[key], last.get(key)) for key, kind in known().items()]


def overdue() -> list[Line]:
    """Kinds whose last run failed, or is so long ago that nobody runs them; one that never ran waits for its first."""
    latest = clock.now() - LATE
    return [line for line in lines() if line.failed or (line.last_at is not None and line.last_at < latest)]


def _entries(*verbs: str, count: int) -> list[tuple[str, datetime, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(model=SUBJECT[0], verb__in=verbs).order_by("-seq")[:count]
    return [(row.verb, datetime.fromisoformat(row.at), json.loads(row.facts)) for row in rows]


def _line(kind: Kind, days: int, last: tuple[str, datetime, dict[str, Any]] | None) -> Line:
    verb, at, facts = last or ("", None, {})
    told = (facts.get("count", 0), facts.get("held", 0), verb == "fail_to_delete")
    return Line(kind, days if kind.forget else None, at, *told)
