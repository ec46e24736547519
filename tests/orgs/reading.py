"""What the ledger says of an account."""

from __future__ import annotations

import json
from typing import Any

from zhiben.foundation.audit.models import AuditEntry
from zhiben.orgs.models import Person


def ledger(person: Person | None) -> list[tuple[str, int, dict[str, Any]]]:
    """(verb, who did it, facts) of an account's entries, oldest first; None for nobody's."""
    rows = AuditEntry.objects.filter(model="orgs.person", record=person.pk if person else 0).order_by("seq")
    return [(row.verb, row.actor, json.loads(row.facts)) for row in rows]
