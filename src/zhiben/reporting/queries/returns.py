"""Reads of returns: a unit's desk, one return with its versions and with what its values are held against, and what
waits for whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor, Level
from zhiben.kernel.text import N_
from zhiben.reporting import policy
from zhiben.reporting.checking import Beside
from zhiben.reporting.held import computed_value, registers
from zhiben.reporting.lifecycle import FILLS_FOR_STREETS
from zhiben.reporting.models import Return, ReturnForm, Vintage
from zhiben.reporting.vocab import NEAR

OPEN = ("due", "returned")


def returns() -> QuerySet[Return]:
    """The returns in scope, the nearest due day first."""
    rows = Return.objects.select_related("form__office", "unit", "latest", "official")
    return rows.order_by("due", "form__name", "unit__position", "pk")


def one_return(pk: int) -> Return:
    """One return in scope. Raises NotFound."""
    found = returns().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该填报"))
    return found


def returns_by_id(ids: Iterable[int]) -> list[Return]:
    """Those of some returns that are in scope."""
    return list(returns().filter(pk__in=list(ids)))


def vintages_of(one: Return) -> list[Vintage]:
    """Every version of what was told, the newest first; one that was taken back is left out."""
    return list(Vintage.objects.filter(told_of=one, taken_back_at__isnull=True).order_by("-number"))


def owed(units: Iterable[int]) -> QuerySet[Return]:
    """What some units still have to hand in, the nearest due day first."""
    return returns().filter(unit__in=list(units), state__in=OPEN).exclude(form__state="withdrawn")


def owed_by_streets(actor: Actor) -> list[Return]:
    """What streets owe for which a district's person fills in."""
    if not any(grant.role in FILLS_FOR_STREETS and grant.level == Level.DISTRICT for grant in actor.grants):
        return []
    rows = returns().filter(state__in=OPEN, street__gt=0).exclude(form__state="withdrawn")
    return [one for one in rows if policy.fills(actor, one)]


def owed_to(form: ReturnForm) -> QuerySet[Return]:
    """What is still owed to a form, whichever edition asked."""
    family = Q(form=form.family) | Q(form__first=form.family)
    rows = returns().filter(family, state__in=OPEN).exclude(form__state="withdrawn")
    return rows.order_by("unit__position", "unit", "due")


def late_at(office_ids: Iterable[int]) -> QuerySet[Return]:
    """What is owed to some offices past its time."""
    rows = returns().filter(form__office__in=list(office_ids), state__in=OPEN, due_at__lte=clock.now())
    return rows.exclude(form__state="withdrawn")


def before(one: Return) -> Return | None:
    """The same unit's return to the same form for the period before, whichever edition asked."""
    family = Q(form=one.form.family) | Q(form__first=one.form.family)
    rows = returns().filter(family, unit=one.unit_id, period_last__lt=one.period_first)
    return rows.order_by("-period_first").first()


def last_told(one: Return) -> dict[str, Any] | None:
    """What the unit told for the period before; None where there was none. Of a nil return whole numbers are 0."""
    last = before(one)
    told = last.shown_vintage if last else None
    if last is None or told is None:
        return None
    return {field.key: 0 for field in last.form.asked if field.numeric} if told.nil else dict(told.values)


def values_of(one: Return) -> dict[str, Any]:
    """What stands in an open return: saved values, else what was told before it came back, with what the platform fills
    in itself."""
    saved = one.draft.get("values")
    if saved is None:
        saved = one.latest.values if one.latest and not one.latest.nil else {}
    return {**saved, **computed(one)}


def computed(one: Return) -> dict[str, Any]:
    """What the platform fills in itself, as its figures stand now, up to the end of the period."""
    fields = [field for field in one.form.fields if field.computed]
    return {field.key: computed_value(field.computed, one.period, one.coordinates) for field in fields}


def registers_of(one: Return) -> dict[str, tuple[str, int]]:
    """The registers that the form's fields are held against, with how many each holds for the unit."""
    wanted = {field.register for field in one.form.fields if field.register}
    known = registers()
    return {name: (known[name].title, known[name].count(one.coordinates)) for name in wanted if name in known}


def held_against(one: Return) -> Beside:
    """What the values of a return are looked at beside."""
    return Beside(last_told(one), registers_of(one))


def to_certify(office_ids: Iterable[int]) -> QuerySet[Return]:
    """What some offices have been told and not certified yet."""
    return returns().filter(state="submitted", form__office__in=list(office_ids))


def waiting_for(actor: Actor, among: int = 300) -> list[Waiting]:
    """Returns to be handed in soon or late already, and those that came back, for the unit; for the office those to be
    certified."""
    found = [Waiting(one, _step(one), due=one.due) for one in _due_soon(actor)[:among]]
    offices = list(policy.issuing(actor))
    if offices:
        found += waiting(list(to_certify(offices)[:among]), actor, N_("核定"))
    return found


def _due_soon(actor: Actor) -> list[Return]:
    units = policy.filling_units(actor)
    if not units:
        return []
    near = clock.today() + timedelta(days=NEAR)
    return list(owed(units).filter(Q(state="returned") | Q(due__lte=near)))


def _step(one: Return) -> str:
    return N_("补正报送") if one.state == "returned" else N_("报送")


def due_day(record: Return) -> date | None:
    """The day by which a unit has to tell; none for what waits at the office."""
    return record.due if record.state in OPEN else None
