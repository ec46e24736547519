"""The list of documents: its filters and its order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiben.documents import register
from zhiben.documents.lifecycle import DOCUMENT
from zhiben.documents.models import Delivery, OfficialDocument
from zhiben.documents.vocab import Kind
from zhiben.foundation.pages import choose_from
from zhiben.kernel import clock

ORDER = ("-id",)
PER_PAGE = 50
DONE = ("issued", "closed", "withdrawn", "void")

OVERDUE = "overdue"
AWAITED = "awaited"
WORKING = "working"


class Filters(forms.Form):
    """What a person narrows the list by; nothing asked for is everything."""

    q = forms.CharField(label=gettext_lazy("标题、文号或内容"), required=False, max_length=60)
    kind = forms.ChoiceField(label=gettext_lazy("种类"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        states = [
            (WORKING, _("办理中（未印发）")),
            (AWAITED, _("等答复")),
            (OVERDUE, _("答复逾期")),
            *((key, _(label)) for key, label in DOCUMENT.choices()),
        ]
        choose_from(self, "kind", [(one.value, _(one.label)) for one in Kind], nothing=_("全部"))
        choose_from(self, "state", states, nothing=_("全部"))

    def rows(self) -> QuerySet[OfficialDocument]:
        """The documents that fit, without the scope: paging adds it per grant. What is no choice narrows nothing."""
        self.full_clean()
        asked = (CONDITIONS[name](value) for name, value in self.cleaned_data.items() if value)
        return OfficialDocument._unfiltered().select_related("office").defer("paper_json").filter(*asked)


def _text(text: str) -> Q:
    return Q(number__icontains=register.tidied(text)) | Q(title__icontains=text) | Q(paper_json__icontains=text)


def _state(key: str) -> Q:
    return STATES[key]() if key in STATES else Q(state=key)


def _awaited() -> Q:
    """Somebody still owes a reply; a unit sees its own documents among them only."""
    owing = Delivery.objects.filter(due__isnull=False, state__in=("sent", "received"))
    return Q(state="issued", pk__in=owing.values("document"))


def _overdue() -> Q:
    owing = Delivery.objects.filter(due__lt=clock.now(), state__in=("sent", "received"))
    return Q(state="issued", pk__in=owing.values("document"))


STATES: dict[str, Callable[[], Q]] = {
    WORKING: lambda: ~Q(state__in=DONE),
    AWAITED: _awaited,
    OVERDUE: _overdue,
}
CONDITIONS: dict[str, Callable[[Any], Q]] = {"q": _text, "kind": lambda kind: Q(kind=kind), "state": _state}
