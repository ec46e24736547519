"""The registers of numbers: taken inside the transaction that signs the document, so there is no repeat and no silent
gap. A number that is void or was used outside of the system is a row with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from zhiben.documents import queries
from zhiben.documents.kinds import declared
from zhiben.documents.models import IssuingBody, NumberRegister, OfficialDocument, TakenNumber
from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

ALL_YEARS = 0
WRITTEN = re.compile(r"([\u4e00-\u9fff]{1,10})〔((?:19|20)\d{2})〕([1-9]\d{0,5})号")
"""A document number (GB/T 9704-2012): code, full year in brackets, number without leading zeros."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A number as printed, with its parts."""

    text: str
    year: int
    number: int
    total: int | None = None


def take(document: OfficialDocument, *, actor: Actor, at: datetime) -> Taken:
    """The next number of `document`'s series, and of all years where issues are counted. Must run in a transaction.
    Raises Refused while the office has no code."""
    year = at.astimezone(clock.TZ).year
    kind = declared(document.kind)
    if kind.series is None:
        number = _next(document, kind.kind.value, year, actor, at)
        total = _next(document, kind.kind.value, ALL_YEARS, actor, at)
        return Taken(f"第{number}期（总第{total}期）", year, number, total)
    series = f"{issuing_body(document.office_id).code}{kind.series}"
    number = _next(document, series, year, actor, at)
    return Taken(f"{series}〔{year}〕{number}号", year, number)


def enter(document: OfficialDocument, text: str, *, actor: Actor, at: datetime) -> Taken:
    """A number that the office's OA gave, noted in the same registers. Must run in a transaction. Raises Incomplete at
    the field `number` when it is no number, or used already."""
    series, year, number = parsed(text)
    register = _held(document.office_id, series, year)
    standing = register.taken.filter(number=number).select_related("document").first()
    if standing is not None:
        raise Incomplete(N_("文号已被使用"), fields={"number": _used(standing, tidied(text))})
    _note(register, number, actor, at, document=document)
    return Taken(f"{series}〔{year}〕{number}号", year, number)


def void(*, office: int, series: str, year: int, reason: str, actor: Actor, number: int = 0) -> int:
    """Take a number that no document here will bear, the next or a given one, with the reason that the register shows:
    void, or used outside of the system. Returns the number."""
    if not reason.strip():
        raise Refused(N_("请写明编号作废的原因"))
    with audit.batch():
        register = _held(office, series, year)
        taken = set(register.taken.values_list("number", flat=True))
        if number in taken:
            standing = register.taken.select_related("document").get(number=number)
            raise Incomplete(N_("文号已被使用"), fields={"number": _used(standing, f"{series}〔{year}〕{number}号")})
        chosen = number or _free(register, taken)
        _note(register, chosen, actor, clock.now(), void=reason.strip())
        facts = {"series": series, "year": year, "number": chosen, "reason": reason.strip()}
        audit.record("void_number", actor, subject=("documents.numberregister", register.pk), facts=facts)
    return chosen


def give_up(document: OfficialDocument, reason: str) -> None:
    """The numbers of a document that became void stay beside it, with the reason."""
    TakenNumber.objects.filter(document=document).update(void=reason[:200])


def parsed(text: str) -> tuple[str, int, int]:
    """Series, year and number of a written number; brackets of other shapes and spaces are understood. Raises
    Incomplete at the field `number`."""
    found = WRITTEN.fullmatch(tidied(text))
    if found is None:
        sentence = N_("“{text}”不是文号，应如“深安办〔2024〕12号”").format(text=text)
        raise Incomplete(N_("请核对文号"), fields={"number": sentence})
    return found[1], int(found[2]), int(found[3])


def tidied(text: str) -> str:
    """A number as it is kept, whatever brackets and spaces a person typed."""
    return re.sub(r"\s", "", text).translate(str.maketrans("[](){}【】（）", "〔〕〔〕〔〕〔〕〔〕"))


def issuing_body(office: int) -> IssuingBody:
    """How an office issues. Raises Refused while nobody has said."""
    found = queries.issuing_bodies([office]).get(office)
    if found is None:
        raise Refused(N_("请先在“编号簿”登记本单位的发文机关全称和机关代字"), code="no_issuing_body")
    return found


def _used(standing: TakenNumber, text: str) -> str:
    by = standing.document.title if standing.document else standing.void
    return N_("“{text}”已用于：{by}").format(text=text, by=by)


def _next(document: OfficialDocument, series: str, year: int, actor: Actor, at: datetime) -> int:
    register = _held(document.office_id, series, year)
    number = _free(register, set(register.taken.filter(number__gt=register.last).values_list("number", flat=True)))
    _note(register, number, actor, at, document=document)
    return number


def _held(office: int, series: str, year: int) -> NumberRegister:
    """The register's row, held until the transaction ends."""
    NumberRegister.objects.get_or_create(office_id=office, series=series, year=year)
    return NumberRegister.objects.select_for_update().get(office_id=office, series=series, year=year)


def _free(register: NumberRegister, taken: set[int]) -> int:
    """The next number after the last that the register gave; numbers used by hand are passed over, they have rows."""
    number = register.last + 1
    while number in taken:
        number += 1
    register.last = number
    register.save(update_fields=["last"])
    return number


def _note(
    register: NumberRegister,
    number: int,
    actor: Actor,
    at: datetime,
    *,
    document: OfficialDocument | None = None,
    void: str = "",
) -> None:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("a number is taken in the transaction that uses it")
    TakenNumber.objects.create(
        register=register, number=number, document=document, void=void, taken_by=actor.id, taken_at=at
    )
