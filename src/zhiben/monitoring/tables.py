"""The lists of monitored enterprises and of alerts: their filters and their order."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiben.foundation.pages import choose_from, given_or
from zhiben.foundation.scope import paging
from zhiben.kernel import clock
from zhiben.monitoring.lifecycle import ALERT
from zhiben.monitoring.models import Alert, MonitoredEnterprise, MonitoringSystem
from zhiben.monitoring.queries import late, running, watched_kinds
from zhiben.monitoring.vocab import OPEN, Level
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind

PER_PAGE = 50


def _places() -> dict[str, list[tuple[Any, str]]]:
    return {
        "district": [(card.id, card.short_name) for card in orgs.districts()],
        "street": [(card.coordinates.street, card.short_name) for card in orgs.units(UnitKind.STREET)],
    }


class Filters(forms.Form):
    """What a person narrows the list of enterprises by."""

    q = forms.CharField(label=gettext_lazy("企业、代码"), required=False, max_length=60)
    district = forms.ChoiceField(label=gettext_lazy("区"), required=False)
    street = forms.ChoiceField(label=gettext_lazy("街道"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("行业领域"), required=False)
    watched = forms.ChoiceField(label=gettext_lazy("监测对象"), required=False)
    standing = forms.ChoiceField(label=gettext_lazy("投用"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        self.sectors = dict(orgs.sectors())
        choices = _places() | {
            "sector": list(self.sectors.items()),
            "watched": [(one, one) for one in watched_kinds()],
            "standing": [("on", _("有投用的系统")), ("off", _("没有投用的系统"))],
        }
        for name, known in choices.items():
            choose_from(self, name, known, nothing=_("全部"))
        self.full_clean()

    def page(self, after: str = "", limit: int = PER_PAGE) -> paging.Page[MonitoredEnterprise]:
        """A page of the list within the open scope, the latest registered first."""
        rows = MonitoredEnterprise._unfiltered().filter(_asked(self.cleaned_data, OF_ENTERPRISES))
        return paging.page(rows, ("-id",), limit=limit, after=after)


class AlertFilters(forms.Form):
    """What a person narrows the alerts by; asked for nothing, it shows those with which something is to be done."""

    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    level = forms.ChoiceField(label=gettext_lazy("级别"), required=False)
    district = forms.ChoiceField(label=gettext_lazy("区"), required=False)
    street = forms.ChoiceField(label=gettext_lazy("街道"), required=False)
    q = forms.CharField(label=gettext_lazy("测点、内容"), required=False, max_length=60)
    late = forms.BooleanField(label=gettext_lazy("只看超时未研判"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(given_or(data, self.base_fields, {"state": "open"}))
        choices = _places() | {
            "state": [("open", _("待研判和持续关注")), *((key, _(label)) for key, label in ALERT.choices())],
            "level": [(one.value, _(one.label)) for one in Level],
        }
        for name, known in choices.items():
            choose_from(self, name, known, nothing=_("全部"))
        self.full_clean()

    def page(self, after: str = "", limit: int = PER_PAGE) -> paging.Page[Alert]:
        """A page of the list within the open scope, the latest first."""
        rows = Alert._unfiltered().filter(_asked(self.cleaned_data, OF_ALERTS))
        return paging.page(rows, ("-received_at", "-id"), limit=limit, after=after)


def _asked(given: dict[str, Any], conditions: dict[str, Callable[[Any], Q]]) -> Q:
    found = Q()
    for name, condition in conditions.items():
        if value := given.get(name):
            found &= condition(value)
    return found


def _watching(label: str) -> Q:
    rows = MonitoringSystem._unfiltered().filter(enterprise=OuterRef("pk"), watched=label)
    return Q(Exists(rows))


def _in_operation(which: str) -> Q:
    on = Q(Exists(running(clock.day_end(clock.today())).filter(enterprise=OuterRef("pk"))))
    return on if which == "on" else ~on


OF_ENTERPRISES: dict[str, Callable[[Any], Q]] = {
    "q": lambda text: Q(name__icontains=text.strip()) | Q(code__icontains=text.strip()),
    "district": lambda district: Q(district=district),
    "street": lambda street: Q(street=street),
    "sector": lambda sector: Q(sector=sector),
    "watched": _watching,
    "standing": _in_operation,
}
OF_ALERTS: dict[str, Callable[[Any], Q]] = {
    "state": lambda state: Q(state__in=OPEN) if state == "open" else Q(state=state),
    "level": lambda level: Q(level=level),
    "district": lambda district: Q(district=district),
    "street": lambda street: Q(street=street),
    "q": lambda text: Q(sensor__icontains=text.strip()) | Q(text__icontains=text.strip()),
    "late": lambda _yes: late(),
}
