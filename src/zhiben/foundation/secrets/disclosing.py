"""Reading in clear: for a stated purpose, as much as it needs, and never without a row that says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model

from zhiben.foundation import audit
from zhiben.foundation.people import names_of, unit_names_of
from zhiben.foundation.secrets.keeping import opened
from zhiben.foundation.secrets.kinds import OTHER, kind_of, label_of
from zhiben.foundation.secrets.models import Disclosure, Secret
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_

END = 4
"""So many characters are shown where the end is enough; of a short text a quarter."""


@dataclass(frozen=True, slots=True)
class Read:
    """A row of who has read what, as a person reads it."""

    id: int
    at: datetime
    who: str
    unit: str
    field: str
    record: int
    purpose: str
    reason: str
    whole: bool


def disclose(
    record: Model, field: str, *, purpose: str, reason: str = "", actor: Actor, grant: Grant | None = None
) -> str:
    """The secret `field` of a record that the caller has found in scope, to somebody who may read it: whole, or its end
    alone, as the purpose needs. Raises Incomplete without a purpose, Refused when there is nothing to read or it can't
    be read any more; then nothing is noted."""
    model = record._meta.label_lower
    kind, words = kind_of(model, field), reason.strip()
    chosen = kind.purpose(purpose)
    wrong = {} if chosen else {"purpose": N_("请选择查看的用途")}
    if purpose == OTHER and not words:
        wrong["reason"] = N_("请写明事由")
    if wrong or chosen is None:
        raise Incomplete(N_("查看加密保存的内容须先说明用途"), fields=wrong)
    found = Secret.objects.filter(model=model, record=record.pk, field=field).first()
    if found is None:
        raise Refused(N_("这里没有登记内容"), code="nothing_kept")
    text = opened(found)
    used = grant or next((own for own in actor.grants if not own.substitute_for), None)
    told = {"actor": actor.id, "unit": used.unit if used else 0, "purpose": purpose, "reason": words[:200]}
    with audit.batch():
        Disclosure.objects.create(
            at=clock.now(), model=model, record=record.pk, field=field, whole=chosen.whole, **told
        )
    return text if chosen.whole else masked(text)


def masked(text: str) -> str:
    """The text with all but its end covered."""
    shown = END if len(text) >= 2 * END else len(text) // 4
    return "*" * (len(text) - shown) + text[len(text) - shown :]


def newest(count: int, *, before: int = 0) -> list[Read]:
    """The newest rows of who has read what, those before row `before` if it is given."""
    rows = Disclosure.objects.order_by("-pk")
    return _told(list((rows.filter(pk__lt=before) if before else rows)[:count]))


def _told(rows: Sequence[Disclosure]) -> list[Read]:
    people, units = names_of({row.actor for row in rows}), unit_names_of({row.unit for row in rows})
    return [
        Read(
            row.pk,
            row.at,
            people[row.actor],
            units[row.unit],
            label_of(row.model, row.field),
            row.record,
            _purpose(row),
            row.reason,
            row.whole,
        )
        for row in rows
    ]


def _purpose(row: Disclosure) -> str:
    try:
        found = kind_of(row.model, row.field).purpose(row.purpose)
    except KeyError:
        found = None
    return found.label if found else row.purpose
