"""Holds: what must be kept beyond its term, for a court, an inspection, a complaint."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.apps import apps

from zhiben.foundation import audit
from zhiben.foundation.people import names_of
from zhiben.foundation.retention.kinds import known
from zhiben.foundation.retention.models import KeepingHold
from zhiben.foundation.scope.models import Scoped
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

SUBJECT = "foundation.keepinghold"
LONGEST_REASON = 200


@dataclass(frozen=True, slots=True)
class Held:
    """A hold that stands, as a person reads it."""

    id: int
    title: str
    record: int
    reason: str
    who: str
    at: datetime


def withheld(model: str) -> set[int]:
    """The records of a model that are held."""
    return set(KeepingHold.objects.filter(model=model, lifted_at__isnull=True).values_list("record", flat=True))


def holds() -> list[Held]:
    """All holds that stand, the newest first."""
    titles: dict[str, str] = {}
    for kind in known().values():
        titles[kind.model] = "、".join(filter(None, (titles.get(kind.model), kind.title)))
    rows = list(KeepingHold.objects.filter(lifted_at__isnull=True).order_by("-pk"))
    names = names_of({row.set_by for row in rows})
    return [
        Held(row.pk, titles.get(row.model, row.model), row.record, row.reason, names[row.set_by], row.set_at)
        for row in rows
    ]


def hold(key: str, record: int, reason: str, *, actor: Actor) -> KeepingHold:
    """Keep a record of a kind whatever its term. Who may, the caller has asked. Raises NotFound for a kind that nothing
    is held of, Incomplete without a reason or for a record that is not there, Conflict for what is held already."""
    kind = known().get(key)
    if kind is None or not kind.model:
        raise NotFound(N_("这类内容不能单独留存"))
    words = reason.strip()[:LONGEST_REASON]
    if not words:
        raise Incomplete(N_("请核对所填内容"), fields={"reason": N_("请写明留存的理由")})
    if not _stands(kind.model, record):
        raise Incomplete(N_("请核对所填内容"), fields={"record": N_("没有这个编号的内容，请核对")})
    if record in withheld(kind.model):
        raise Conflict(N_("这一条已在留存"))
    with audit.batch():
        row = KeepingHold.objects.create(
            model=kind.model, record=record, reason=words, set_by=actor.id, set_at=clock.now()
        )
        facts = {"kind": key, "record": record, "reason": words}
        audit.record("hold", actor, subject=(SUBJECT, row.pk), facts=facts)
    return row


def _stands(label: str, record: int) -> bool:
    model = apps.get_model(label)
    rows = model._unfiltered() if issubclass(model, Scoped) else model._base_manager
    return rows.filter(pk=record).exists()


def lift(pk: int, *, actor: Actor) -> None:
    """Let a hold end; the record goes by its term again. Raises NotFound."""
    with audit.batch():
        standing = KeepingHold.objects.filter(pk=pk, lifted_at__isnull=True)
        if not standing.update(lifted_by=actor.id, lifted_at=clock.now()):
            raise NotFound(N_("没有找到这项留存"))
        audit.record("lift_hold", actor, subject=(SUBJECT, pk))
