"""The list of hazards: its filters and its order; and what narrows the catalogue of standards."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiben.foundation.pages import choose_from, given_or
from zhiben.hazards.lifecycle import HAZARD, SIGNAL
from zhiben.hazards.models import CriterionStandard, Hazard, Signal
from zhiben.hazards.queries.criteria import standards_telling
from zhiben.hazards.queries.flow import BANDS
from zhiben.hazards.queries.origin import source_choices, sources_meant
from zhiben.hazards.vocab import DRAFT, UNDECLARED, SignalKind
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind

ORDER = ("due", "id")
PER_PAGE = 50
SORTS = {"-due": N_("期限最晚的在前"), "found_on": N_("发现最早的在前"), "-found_on": N_("发现最晚的在前")}
OPEN = "open"
"""The filter with which the list opens: everything that still needs somebody."""


class Filters(forms.Form):
    """What a person narrows the list by; asked for nothing, it shows what is still open."""

    q = forms.CharField(label=gettext_lazy("编号或隐患"), required=False, max_length=60)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    district = forms.ChoiceField(label=gettext_lazy("区"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("行业领域"), required=False)
    found = forms.ChoiceField(label=gettext_lazy("存量增量"), required=False)
    source = forms.ChoiceField(label=gettext_lazy("来源"), required=False)
    street = forms.ChoiceField(label=gettext_lazy("街道"), required=False)
    site = forms.CharField(label=gettext_lazy("场所（名称、信用代码或本地编号）"), required=False, max_length=60)
    unit = forms.CharField(label=gettext_lazy("责任单位"), required=False, max_length=60)
    clause = forms.CharField(label=gettext_lazy("判定条款或依据"), required=False, max_length=60)
    age = forms.ChoiceField(label=gettext_lazy("发现至今"), required=False)
    late = forms.ChoiceField(label=gettext_lazy("逾期天数"), required=False)
    overdue = forms.BooleanField(label=gettext_lazy("只看逾期"), required=False)
    listed = forms.BooleanField(label=gettext_lazy("只看挂牌"), required=False)

    sort = forms.ChoiceField(label=gettext_lazy("排序"), required=False)
    folded = ("sort", "street", "site", "unit", "clause", "age", "late")

    def __init__(self, data: Any) -> None:
        super().__init__(given_or(data, self.base_fields, {"state": OPEN}))
        self.sectors = dict(orgs.sectors())
        choices: dict[str, list[tuple[Any, str]]] = {
            "state": [(OPEN, _("在办（未销号）")), *((key, _(label)) for key, label in HAZARD.choices())],
            "district": [(card.id, card.short_name) for card in orgs.districts()],
            "sector": list(self.sectors.items()),
            "source": source_choices(),
            "sort": [(key, _(label)) for key, label in SORTS.items()],
            "street": [(card.coordinates.street, card.short_name) for card in orgs.units(UnitKind.STREET)],
            "age": [(band.key, _(band.label)) for band in BANDS.values()],
            "late": [(key, _(label)) for key, (label, _least) in LATE.items()],
            "found": [("new", _("增量（本年发现）")), ("stock", _("存量（以前发现）"))],
        }
        for name, known in choices.items():
            choose_from(self, name, known, nothing=_("期限最早的在前") if name == "sort" else _("全部"))

    @property
    def unfolded(self) -> bool:
        """Whether one of the rarer fields is asked for."""
        return any(self.data.get(name) for name in self.folded)

    def rows(self) -> QuerySet[Hazard]:
        """The hazards that fit, without the scope: paging adds it per grant. What is no choice narrows nothing; drafts
        are there for who asks for them."""
        self.full_clean()
        asked = [CONDITIONS[name](value) for name, value in self.cleaned_data.items() if value and name in CONDITIONS]
        if self.cleaned_data.get("state") != DRAFT:
            asked.append(~Q(state=DRAFT))
        return Hazard._unfiltered().filter(*asked)

    @property
    def order(self) -> tuple[str, ...]:
        """The columns by which the list is ordered; the nearest deadline first where nothing else is asked for."""
        chosen = self.cleaned_data.get("sort")
        return (chosen, "id") if chosen else ORDER

    @property
    def parts(self) -> tuple[Q, ...]:
        """What is open and what is over, each in the list's order by an index of its own; one of them where the
        filters ask for no more."""
        given = self.cleaned_data
        return (Q(),) if given.get("state") or given["overdue"] or given.get("late") else (Q(open=1), Q(open=0))


class SignalFilters(forms.Form):
    """What a person narrows the signals by; asked for nothing, it shows what nobody has settled yet."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("有关单位"), required=False)

    def __init__(self, data: Any, rows: QuerySet[Signal]) -> None:
        super().__init__(given_or(data, self.base_fields, {"state": "open"}))
        self._rows = rows
        named = orgs.unit_names(rows.exclude(unit=None).order_by().values_list("unit", flat=True).distinct())
        choose_from(self, "kind", [(one.value, _(one.label)) for one in SignalKind], nothing=_("全部"))
        choose_from(self, "state", [(key, _(label)) for key, label in SIGNAL.choices()], nothing=_("全部"))
        choose_from(self, "unit", sorted(named.items(), key=lambda pair: pair[1]), nothing=_("全部"))

    def rows(self) -> QuerySet[Signal]:
        """The signals that fit, the strongest first. What is no choice narrows nothing."""
        self.full_clean()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        return self._rows.filter(**given).order_by("-score", "-found_at", "-pk")


IN_FORCE, COMING, SUPERSEDED, UNVERIFIED = "in_force", "coming", "superseded", "unverified"


class CatalogueFilters(forms.Form):
    """What a person narrows the catalogue by; asked for nothing, it shows what is in force today."""

    q = forms.CharField(label=gettext_lazy("名称、文号或条款"), required=False, max_length=60)
    sector = forms.ChoiceField(label=gettext_lazy("行业"), required=False)
    standing = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, data: Any, known: Iterable[CriterionStandard]) -> None:
        super().__init__(given_or(data, self.base_fields, {"standing": IN_FORCE}))
        self.known = list(known)
        words = dict.fromkeys(word for one in self.known for word in one.sector_words)
        choose_from(self, "sector", [(word, word) for word in words], nothing=_("全部"))
        kinds = [
            (IN_FORCE, _("在用")),
            (COMING, _("尚未施行")),
            (SUPERSEDED, _("已废止或被代替")),
            (UNVERIFIED, _("未核对原文")),
        ]
        choose_from(self, "standing", kinds, nothing=_("全部"))

    def rows(self) -> list[CriterionStandard]:
        """The standards that fit, in their order. What is no choice narrows nothing."""
        self.full_clean()
        given, today = self.cleaned_data, clock.today()
        tests: dict[str, Callable[[CriterionStandard], bool]] = {
            "": lambda one: True,
            IN_FORCE: lambda one: one.applies_on(today),
            COMING: lambda one: one.since is not None and today < one.since,
            SUPERSEDED: lambda one: one.ended_by(today),
            UNVERIFIED: lambda one: not one.verified_by,
        }
        fits = tests[given.get("standing", "")]
        sector, text = given.get("sector", ""), given.get("q", "")
        held = set(standards_telling(text).values_list("pk", flat=True)) if text else set()
        return [
            one
            for one in self.known
            if fits(one) and (not sector or sector in one.sector_words) and (not text or one.pk in held)
        ]


LATE = {
    "1": (N_("逾期1天以上"), 1),
    "8": (N_("逾期8天以上"), 8),
    "31": (N_("逾期31天以上"), 31),
    "91": (N_("逾期91天以上"), 91),
}
"""By how many days, at least, a hazard is overdue; a default of this product."""


def _late_by(key: str) -> Q:
    return Q(open=1, state__in=UNDECLARED, due__lte=clock.today() - timedelta(days=LATE[key][1]))


def _text(text: str) -> Q:
    return Q(number__icontains=text) | Q(title__icontains=text)


def _found(which: str) -> Q:
    year = clock.today().year
    return Q(found_on__year=year) if which == "new" else Q(found_on__year__lt=year)


CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "q": _text,
    "state": lambda state: Q(open=1) if state == OPEN else Q(open=int(state not in HAZARD.final), state=state),
    "district": lambda district: Q(district=district),
    "sector": lambda sector: Q(sector=sector),
    "found": _found,
    "source": lambda source: Q(source__in=sources_meant(source)),
    "street": lambda street: Q(street=street),
    "site": lambda text: Q(site__in=orgs.sites_called(text)),
    "unit": lambda name: Q(responsible_unit__name__icontains=name),
    "clause": lambda text: Q(clause__code__icontains=text) | Q(criterion__icontains=text),
    "age": lambda key: BANDS[key].found(clock.today()),
    "late": _late_by,
    "overdue": lambda _yes: Q(open=1, state__in=UNDECLARED, due__lt=clock.today()),
    "listed": lambda _yes: ~Q(listing_level=""),
}
