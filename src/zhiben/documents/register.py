"""The register of numbers: taken inside the transaction that issues the document, so there is no repeat and no
silent gap."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhiben.documents.models import NumberRegister, OfficialDocument, TakenNumber
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

ALL_YEARS = 0


def take(document: OfficialDocument, *, actor: Actor, at: datetime) -> tuple[int, int]:
    """The next number of the year and the next of all years for `document`'s office and kind. Must run in a
    transaction."""
    year = at.astimezone(clock.TZ).year
    yearly = _next(document.office_id, document.kind, year)
    total = _next(document.office_id, document.kind, ALL_YEARS)
    TakenNumber.objects.bulk_create(
        TakenNumber(register=one, number=one.last, document=document, taken_by=actor.id, taken_at=at)
        for one in (yearly, total)
    )
    return yearly.last, total.last


def void(*, office: int, kind: str, year: int, reason: str, actor: Actor) -> int:
    """Take a number that no document will bear, with the reason that the register shows. Returns the number."""
    if not reason.strip():
        raise Refused(N_("请写明编号作废的原因"))
    with transaction.atomic():
        register = _next(office, kind, year)
        TakenNumber.objects.create(
            register=register, number=register.last, void=reason.strip(), taken_by=actor.id, taken_at=clock.now()
        )
    return register.last


def _next(office: int, kind: str, year: int) -> NumberRegister:
    """The register's row, held until the transaction ends, one number further."""
    NumberRegister.objects.get_or_create(office_id=office, kind=kind, year=year)
    register = NumberRegister.objects.select_for_update().get(office_id=office, kind=kind, year=year)
    register.last += 1
    register.save(update_fields=["last"])
    return register
