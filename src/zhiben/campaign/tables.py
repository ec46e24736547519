"""The list of key tasks: its filters and its order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.campaign import queries
from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import KeyTask
from zhiben.campaign.vocab import LEADING, NOT_SUBMITTED
from zhiben.foundation.pages import choose_from, given_or
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs

ORDER = ("due", "id")
PER_PAGE = 50
OPEN = "open"
"""The filter with which the list opens: everything that still needs somebody."""


class Filters(forms.Form):
    """What a person narrows the list by; asked for nothing, it shows what is still open."""

    q = forms.CharField(label=_("编号或任务"), required=False, max_length=60)
    state = forms.ChoiceField(label=_("状态"), required=False)
    lead = forms.ChoiceField(label=_("牵头单位"), required=False)
    own = forms.ChoiceField(label=_("与我单位"), required=False)
    overdue = forms.BooleanField(label=_("只看逾期"), required=False)

    def __init__(self, data: Any, actor: Actor) -> None:
        super().__init__(given_or(data, self.base_fields, {"state": OPEN}))
        self.actor = actor
        states = [(OPEN, gettext("在办（未办结）")), *((key, gettext(label)) for key, label in TASK.choices())]
        choose_from(self, "state", states, nothing=gettext("全部"))
        choose_from(self, "lead", [(card.id, card.name) for card in _leads()], nothing=gettext("全部"))
        own = [("lead", gettext("本单位牵头")), ("assist", gettext("本单位配合"))]
        choose_from(self, "own", own, nothing=gettext("不限"))

    def rows(self) -> QuerySet[KeyTask]:
        """The tasks that fit, without the scope: paging adds it per grant. What is no choice narrows nothing."""
        self.full_clean()
        asked = (self._condition(name, value) for name, value in self.cleaned_data.items() if value)
        return KeyTask._unfiltered().filter(*asked)

    def _condition(self, name: str, value: Any) -> Q:
        units = {grant.unit for grant in self.actor.grants}
        if name == "own":
            return Q(lead_unit__in=units) if value == "lead" else queries.assisted_by(units)
        return CONDITIONS[name](value)


def _leads() -> list[orgs.UnitCard]:
    return [card for kind in LEADING for card in orgs.units(kind=kind)]


def _state(key: str) -> Q:
    return ~Q(state__in=TASK.final) if key == OPEN else Q(state=key)


CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "q": lambda text: Q(number__icontains=text) | Q(title__icontains=text),
    "state": _state,
    "lead": lambda unit: Q(lead_unit=unit),
    "overdue": lambda _yes: Q(state__in=NOT_SUBMITTED, due__lt=clock.today()),
}
