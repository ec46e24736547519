"""Reading in clear: for a stated purpose, as much as it needs, and never without a row that says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model

from zhiben.foundation import audit
from zhiben.foundation.people import names_of, unit_names_of
from zhiben.foundation.secrets.keeping import kept_of, opened, texts_of
from zhiben.foundation.secrets.kinds import OTHER, Purpose, SecretKind, kind_of, label_of, names_of_records
from zhiben.foundation.secrets.models import Disclosure, Secret
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_

END = 4
"""So many characters are shown where the end is enough; of a short text a quarter, of a name the last one."""
MOBILE, NETWORK = 11, 3
"""A mobile number has so many digits; those of its network are shown too."""
UNREADABLE = N_("已登记，现不能读出")


@dataclass(frozen=True, slots=True)
class Read:
    """A row of who has read what, as a person reads it; `called` names each record."""

    id: int
    at: datetime
    who: str
    unit: str
    field: str
    record: int
    purpose: str
    reason: str
    whole: bool
    records: Sequence[int] = ()
    called: Sequence[str] = ()


def disclose(
    record: Model, field: str, *, purpose: str, reason: str = "", actor: Actor, grant: Grant | None = None
) -> str:
    """The secret `field` of a record that the caller has found in scope, to somebody who may read it: whole, or its end
    alone, as the purpose needs. Raises Incomplete without a purpose, Refused when there is nothing to read or it can't
    be read any more; then nothing is noted."""
    model = record._meta.label_lower
    chosen = _purpose_of(model, field, purpose, reason)
    found = Secret.objects.filter(model=model, record=record.pk, field=field).first()
    if found is None:
        raise Refused(N_("这里没有登记内容"), code="nothing_kept")
    text = opened(found)
    _note(actor, grant, model=model, record=record.pk, field=field, purpose=purpose, reason=reason, whole=chosen.whole)
    return text if chosen.whole else masked(text)


def note_reading(kind: SecretKind, record: int, *, purpose: str, reason: str = "", actor: Actor) -> None:
    """Note that something kept elsewhere, a file, is given out for a purpose. Raises Incomplete without one."""
    chosen = _purpose_of(kind.model, kind.field, purpose, reason)
    told: dict[str, Any] = {"model": kind.model, "field": kind.field, "purpose": purpose, "whole": chosen.whole}
    _note(actor, None, record=record, reason=reason, **told)


def disclose_all(
    model: str,
    field: str,
    records: Iterable[int],
    *,
    purpose: str,
    reason: str = "",
    actor: Actor,
    grant: Grant | None = None,
) -> dict[int, str]:
    """The secret `field` of the records that one page shows its reader, by record, as much as the purpose needs; one
    row says who has read which. What can't be read says so in its place. Raises Incomplete without a purpose; nothing
    is noted where nothing is kept."""
    chosen = _purpose_of(model, field, purpose, reason)
    asked = list(records)
    found = texts_of(model, field, asked)
    if found:
        told: dict[str, Any] = {"purpose": purpose, "whole": chosen.whole, "records": sorted(found)}
        _note(actor, grant, model=model, record=0, field=field, reason=reason, **told)
    shown = {record: text if chosen.whole else masked(text) for record, text in found.items()}
    return _with_unreadable(model, field, asked, shown)


def masks(model: str, field: str, records: Iterable[int]) -> dict[int, str]:
    """The secret `field` of many records, covered: by that one tells whether something is kept and whether it is the
    number one knows. Nothing is noted. For those who may see the records."""
    asked = list(records)
    found = {record: masked(text) for record, text in texts_of(model, field, asked).items()}
    return _with_unreadable(model, field, asked, found)


def _with_unreadable(model: str, field: str, asked: Sequence[int], found: Mapping[int, str]) -> dict[int, str]:
    return {record: found.get(record, UNREADABLE) for record in kept_of(model, field, asked)}


def _purpose_of(model: str, field: str, purpose: str, reason: str) -> Purpose:
    chosen = kind_of(model, field).purpose(purpose)
    wrong = {} if chosen else {"purpose": N_("请选择查看的用途")}
    if purpose == OTHER and not reason.strip():
        wrong["reason"] = N_("请写明事由")
    if wrong or chosen is None:
        raise Incomplete(N_("查看加密保存的内容须先说明用途"), fields=wrong)
    return chosen


def _note(actor: Actor, grant: Grant | None, *, reason: str, **told: Any) -> None:
    used = grant or next((own for own in actor.grants if not own.substitute_for), None)
    who = {"actor": actor.id, "unit": used.unit if used else 0}
    with audit.batch():
        Disclosure.objects.create(at=clock.now(), reason=reason.strip()[:200], **who, **told)


def masked(text: str) -> str:
    """The text with all but its end covered; of a mobile number the network is shown too, as everybody writes it."""
    if len(text) == MOBILE and text.isdecimal() and text[0] == "1":
        return f"{text[:NETWORK]}{'*' * (MOBILE - NETWORK - END)}{text[-END:]}"
    shown = END if len(text) >= 2 * END else max(len(text) // 4, len(text) > 1)
    return "*" * (len(text) - shown) + text[len(text) - shown :]


def newest(count: int, *, before: int = 0) -> list[Read]:
    """The newest rows of who has read what, those before row `before` if it is given."""
    rows = Disclosure.objects.order_by("-pk")
    return _told(list((rows.filter(pk__lt=before) if before else rows)[:count]))


def _told(rows: Sequence[Disclosure]) -> list[Read]:
    people, units = names_of({row.actor for row in rows}), unit_names_of({row.unit for row in rows})
    called = _called(rows)
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
            row.records or (),
            [called[row.model, row.field][one] for one in row.records or (row.record,)],
        )
        for row in rows
    ]


def _called(rows: Sequence[Disclosure]) -> dict[tuple[str, str], dict[int, str]]:
    """What people call the records that were read, by where they stand."""
    found = defaultdict[tuple[str, str], set[int]](set)
    for row in rows:
        found[row.model, row.field].update(row.records or (row.record,))
    return {place: names_of_records(*place, sorted(records)) for place, records in found.items()}


def _purpose(row: Disclosure) -> str:
    try:
        found = kind_of(row.model, row.field).purpose(row.purpose)
    except KeyError:
        found = None
    return found.label if found else row.purpose
