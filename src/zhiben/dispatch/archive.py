"""The archive of bulletins: everything that was issued, corrections and what was taken back included, found by year, by
words in the text, by a unit that is named in it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiben.dispatch.models import NamedUnit
from zhiben.dispatch.queries import present
from zhiben.foundation.pages import choose_from

PER_PAGE = 50


class Filters(forms.Form):
    """What a person narrows the archive by; nothing asked for is everything."""

    q = forms.CharField(label=gettext_lazy("简报中的文字"), required=False, max_length=60)
    unit = forms.CharField(label=gettext_lazy("被点名单位"), required=False, max_length=60)
    year = forms.ChoiceField(label=gettext_lazy("年度"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        years = issued().order_by("-year").values_list("year", flat=True).distinct()
        choose_from(self, "year", [(str(year), str(year)) for year in years], nothing=_("全部"))

    def rows(self) -> QuerySet[Any]:
        """The bulletins that fit, the newest first; what is no choice narrows nothing."""
        self.full_clean()
        found = issued()
        for word in self.cleaned_data.get("q", "").split():
            found = found.filter(Q(number__icontains=word) | Q(title__icontains=word) | Q(paper_json__icontains=word))
        if unit := self.cleaned_data.get("unit", "").strip():
            found = found.filter(_names(unit))
        if year := self.cleaned_data.get("year"):
            found = found.filter(year=year)
        return found.order_by("-year", "-issued_at", "-pk")


def issued() -> QuerySet[Any]:
    """All issued bulletins in scope, each with its `role` beside a round's present one; what they say is not read."""
    return present.issued_bulletins().defer("paper_json").annotate(role=F("beside_round__role"))


def _names(unit: str) -> Q:
    """Bulletins in which a unit is named: whoever got the paper reads it there."""
    rounds = NamedUnit._unfiltered().exclude(state="struck").filter(unit_name__icontains=unit).values("round")
    return Q(round__in=rounds) | Q(beside_round__round__in=rounds)
