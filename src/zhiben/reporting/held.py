"""What the platform holds already, and so nobody may be asked for: figures, outcomes kept as records, fields of another
form in force. Each with the page where it stands. And the registers that a value can be held against."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from zhiben.foundation.measures.evaluation import evaluate
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.measure import Cut, Measure
from zhiben.kernel.measure import registered as measures
from zhiben.kernel.periods import Period
from zhiben.kernel.rights import Actor, Coordinates, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.reporting.fields import Field
from zhiben.reporting.models import ReturnForm, Tally
from zhiben.reporting.outcomes import BY_KEY, RECORDS

_BETWEEN = re.compile(r"[\s，,、：:；;（）()《》“”\"'·\-]+")


@dataclass(frozen=True, slots=True)
class Pointer:
    """Why a field may not be asked: what holds it already, and where that stands."""

    field: str
    title: str
    what: str
    address: str

    @property
    def sentence(self) -> str:
        """What the person is told."""
        return N_("“{title}”：{what}").format(title=self.title, what=self.what)


def plainly(title: str) -> str:
    """A title by which fields are compared: without blanks and marks, letters in one case."""
    return _BETWEEN.sub("", title).casefold()


def held_already(fields: Iterable[Field], others: Iterable[ReturnForm], units: Iterable[int]) -> list[Pointer]:
    """Those of the asked fields that need not be asked, each with the first reason."""
    beside, asked = list(others), list(units)
    looked = (_outcome(one, asked) or _figure(one) or _elsewhere(one, beside) for one in fields if one.asked)
    return [pointer for pointer in looked if pointer]


def _figure(field: Field) -> Pointer | None:
    of_outcomes = {kind.measure for kind in BY_KEY.values()}
    for one in measures().values():
        if one.id not in of_outcomes and plainly(one.title) == plainly(field.title):
            what = N_("平台已有该数据：指标“{figure}”，不得重复要求填报；可改为由平台填写").format(figure=one.title)
            return Pointer(field.key, field.title, what, reverse("overview:figure", args=[one.id]))
    return None


def _outcome(field: Field, units: list[int]) -> Pointer | None:
    kind = next(
        (one for one in BY_KEY.values() if one.key == field.outcome or plainly(one.title) == plainly(field.title)), None
    )
    if kind is None:
        return None
    since = clock.today().replace(month=1, day=1)
    rows = Tally._unfiltered().filter(kind=kind.key, basis=RECORDS, ended_at__isnull=True, month__gte=since)
    if not rows.filter(unit__in=units).exists():
        return None
    what = N_("平台已有该数据：成果“{kind}”今年已有逐条记录，不得重复要求填报").format(kind=kind.title)
    return Pointer(field.key, field.title, what, reverse("reporting:outcome", args=[kind.key]))


def _elsewhere(field: Field, others: list[ReturnForm]) -> Pointer | None:
    for other in others:
        if any(plainly(one.title) == plainly(field.title) for one in other.asked):
            what = N_("同一批单位已在报表《{form}》（{office}）中填报，不得重复要求").format(
                form=other.name, office=other.office
            )
            return Pointer(field.key, field.title, what, other.get_absolute_url())
    return None


def computable() -> list[Measure]:
    """The figures by which the platform can fill in a field itself."""
    return list(measures().values())


def computed_value(measure_id: str, period: Period, place: Coordinates) -> Any:
    """A figure for a place, up to the end of a period or now: a whole number, or a share; None where it is not
    known any more."""
    one = measures().get(measure_id)
    if one is None:
        return None
    reader = Actor(0, "reader", (Grant(0, "office", place),))
    with scope(reader):
        figure = evaluate(one, Cut(min(period.ends, clock.now()), period))
    if figure.denominator is None:
        return figure.numerator
    return {"part": figure.numerator, "whole": figure.denominator}


@dataclass(frozen=True, slots=True)
class Register:
    """Something the platform keeps a list of: how many there are on a unit's ground, whoever asks."""

    name: str
    title: str
    count: Callable[[Coordinates], int]


_registers: dict[str, Register] = {}


def register(one: Register) -> Register:
    """Make a register known; a name is taken once."""
    if _registers.setdefault(one.name, one) != one:
        raise ValueError(f"the register {one.name} is declared twice")
    return one


def registers() -> dict[str, Register]:
    """All registers by name."""
    return dict(sorted(_registers.items()))


def _sites(place: Coordinates) -> int:
    with scope(Actor(0, "reader", (Grant(0, "office", place.territory),))):
        return orgs.sites().count()


SITES = register(Register("sites", N_("场所"), _sites))
