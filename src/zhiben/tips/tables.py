"""The list of tips: its filters and its order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiben.foundation.pages import choose_from, given_or
from zhiben.foundation.scope import paging
from zhiben.orgs import queries as orgs
from zhiben.tips.lifecycle import OPEN, TIP
from zhiben.tips.models import PublicTip, late
from zhiben.tips.vocab import CONCLUSIONS

PER_PAGE = 50


class TipFilters(forms.Form):
    """What a person narrows the tips by; asked for nothing, it shows those with which something is to be done."""

    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    district = forms.ChoiceField(label=gettext_lazy("区"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("行业领域"), required=False)
    conclusion = forms.ChoiceField(label=gettext_lazy("核查结论"), required=False)
    q = forms.CharField(label=gettext_lazy("编号、地点、内容"), required=False, max_length=60)
    late = forms.BooleanField(label=gettext_lazy("只看逾期"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(given_or(data, self.base_fields, {"state": "open"}))
        choices: dict[str, list[tuple[Any, str]]] = {
            "state": [("open", _("在办的")), *((key, _(label)) for key, label in TIP.choices())],
            "district": [(card.id, card.short_name) for card in orgs.districts()],
            "sector": list(orgs.sectors()),
            "conclusion": [(key, _(label)) for key, label in CONCLUSIONS.items()],
        }
        for name, known in choices.items():
            choose_from(self, name, known, nothing=_("全部"))
        self.full_clean()

    def page(self, after: str = "", limit: int = PER_PAGE) -> paging.Page[PublicTip]:
        """A page of the list within the open scope, the latest first."""
        asked = Q()
        for name, condition in CONDITIONS.items():
            if value := self.cleaned_data.get(name):
                asked &= condition(value)
        rows = PublicTip._unfiltered().filter(asked)
        return paging.page(rows, ("-received_at", "-id"), limit=limit, after=after)


def _saying(text: str) -> Q:
    said = text.strip()
    return Q(number__icontains=said) | Q(address__icontains=said) | Q(what__icontains=said)


CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "state": lambda state: Q(state__in=OPEN) if state == "open" else Q(state=state),
    "district": lambda district: Q(district=district),
    "sector": lambda sector: Q(sector=sector),
    "conclusion": lambda conclusion: Q(conclusion=conclusion),
    "q": _saying,
    "late": lambda _yes: late(),
}
