"""The list of accident cases: its filters and its order."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiben.accidents.lifecycle import CASE
from zhiben.accidents.models import AccidentCase, CaseCause, Code, SourceRow
from zhiben.accidents.queries.schemes import COLUMN, cause_codes, to_ask, type_codes, types_in
from zhiben.accidents.vocab import (
    PARTS_OF_DAY,
    PROVISIONAL,
    SEASONS,
    TYPE_1986,
    TYPE_2025,
    VALID,
    Department,
    Enterprise,
    Grade,
)
from zhiben.foundation import search
from zhiben.foundation.pages import choose_from, day, given_or
from zhiben.foundation.scope import paging
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind

ORDER = ("-occurred_on", "-id")
PER_PAGE = 50
COUNTED = "counted"
"""The filter with which the list opens: cases that count."""


class Filters(forms.Form):
    """What a person narrows the list by; asked for nothing, it shows the cases that count, the latest first."""

    q = forms.CharField(label=gettext_lazy("编号、单位、地点、经过"), required=False, max_length=60)
    first = day(gettext_lazy("发生日期自"), required=False)
    last = day(gettext_lazy("至"), required=False)
    district = forms.ChoiceField(label=gettext_lazy("区"), required=False)
    sector = forms.ChoiceField(label=gettext_lazy("行业领域"), required=False)
    grade = forms.ChoiceField(label=gettext_lazy("等级"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    street = forms.ChoiceField(label=gettext_lazy("街道"), required=False)
    type_1986 = forms.ChoiceField(label=gettext_lazy("类型（1986）"), required=False)
    type_2025 = forms.ChoiceField(label=gettext_lazy("类型（2025）"), required=False)
    department = forms.ChoiceField(label=gettext_lazy("报送部门"), required=False)
    enterprise = forms.ChoiceField(label=gettext_lazy("企业性质"), required=False)
    lacking = forms.ChoiceField(label=gettext_lazy("尚缺"), required=False)
    contractor = forms.ChoiceField(label=gettext_lazy("承包分包作业"), required=False)
    cause = forms.ChoiceField(label=gettext_lazy("认定的原因"), required=False)
    hours = forms.ChoiceField(label=gettext_lazy("时段"), required=False)
    months = forms.ChoiceField(label=gettext_lazy("季节、月份"), required=False)
    line = forms.ChoiceField(label=gettext_lazy("条线"), required=False)
    types = forms.ChoiceField(label=gettext_lazy("类型（新旧归并）"), required=False)
    folded = (
        *("street", "type_1986", "type_2025", "department", "enterprise", "lacking", "contractor"),
        *("cause", "hours", "months", "line", "types"),
    )

    def __init__(self, data: Any) -> None:
        super().__init__(given_or(data, self.base_fields, {"state": COUNTED}))
        self.sectors = dict(orgs.sectors())
        choices: dict[str, list[tuple[Any, str]]] = {
            "district": [(card.id, card.short_name) for card in orgs.districts()],
            "sector": list(self.sectors.items()),
            "grade": [(one.value, _(one.label)) for one in Grade if one != Grade.MINOR],
            "state": [(COUNTED, _("计入统计的")), *((key, _(label)) for key, label in CASE.choices())],
            "street": [(card.coordinates.street, card.short_name) for card in orgs.units(UnitKind.STREET)],
            "type_1986": [(one.code, str(one)) for one in type_codes(TYPE_1986)],
            "type_2025": [(one.code, str(one)) for one in type_codes(TYPE_2025)],
            "department": [(one.value, _(one.label)) for one in Department],
            "enterprise": [(one.value, _(one.label)) for one in Enterprise],
            "lacking": [(key, _(label)) for key, (label, _condition) in LACKING.items()],
            "contractor": [("on", _("是")), ("no", _("不是"))],
            "cause": [(f"{one.scheme.key}:{one.code}", str(one)) for one in cause_codes()],
            "hours": [(key, _(label)) for key, label in PARTS_OF_DAY.items()],
            "months": [
                *((key, _(label)) for key, label in SEASONS.items()),
                *((str(month), _("%(month)s月") % {"month": month}) for month in range(1, 13)),
            ],
            "line": [(card.coordinates.line, card.short_name) for card in _heads_of_lines()],
            "types": _grouped(self.data.get("types", "")),
        }
        for name, known in choices.items():
            choose_from(self, name, known, nothing=_("全部"))
        self.full_clean()

    @property
    def unfolded(self) -> bool:
        """Whether one of the rarer fields is asked for."""
        return any(self.data.get(name) for name in self.folded)

    @cached_property
    def hits(self) -> search.Hits | None:
        """What the words find; None when there are none."""
        return search.find(AccidentCase.found_by, self.cleaned_data.get("q", ""))

    @cached_property
    def asked(self) -> Q:
        """What the fields ask for. What is no choice narrows nothing."""
        found = Q()
        for name, condition in CONDITIONS.items():
            if value := self.cleaned_data.get(name):
                found &= condition(value)
        return found

    def page(self, after: str = "", limit: int = PER_PAGE) -> paging.Page[AccidentCase]:
        """A page of the list within the open scope."""
        if self.hits is not None:
            return search.sifted(AccidentCase, self.asked, ORDER, self.hits, limit=limit, after=after)
        return paging.page(AccidentCase._unfiltered().filter(self.asked), ORDER, limit=limit, after=after)

    def rows(self) -> QuerySet[AccidentCase]:
        """The cases that fit, without the scope, which whoever counts them adds."""
        rows = AccidentCase._unfiltered().filter(self.asked)
        if self.hits is None:
            return rows
        known = search.visible_hits(AccidentCase, self.asked, self.hits)
        return rows.filter(pk__in=known) if known is not None else rows.filter(_says(self.cleaned_data["q"]))


def _says(text: str) -> Q:
    found = Q()
    for field in AccidentCase.found_by.fields:
        found |= Q(**{f"{field}__icontains": text})
    return found


def _of_type(scheme: str, column: str) -> Callable[[str], Q]:
    def condition(code: str) -> Q:
        return Q(**{f"{column}__in": Code.objects.filter(scheme__key=scheme, code=code).values("pk")})

    return condition


def _heads_of_lines() -> list[orgs.UnitCard]:
    """The departments that head a line."""
    return [card for card in orgs.units(UnitKind.DEPARTMENT) if card.coordinates.line and not card.coordinates.district]


def _grouped(given: str) -> list[tuple[str, str]]:
    """The one group of types that is asked for, as scheme:code+code, where it is one."""
    scheme, _mark, codes = given.partition(":")
    labels = types_in(scheme).labels if scheme in COLUMN else {}
    if not codes or not all(code in labels for code in codes.split("+")):
        return []
    return [(given, "／".join(labels[code] for code in codes.split("+")))]


def _of_group(given: str) -> Q:
    """Cases of one of these types of a scheme, and those of which only a type of the other scheme is known that leads
    to one of them."""
    scheme, _mark, told = given.partition(":")
    codes = set(told.split("+"))
    own, other = COLUMN[scheme], next(column for key, column in COLUMN.items() if key != scheme)
    ways = types_in(scheme).ways
    leading = [code for code, news in ways.items() if codes & news]
    return Q(**{f"{own}__code__in": sorted(codes)}) | Q(**{f"{own}__isnull": True, f"{other}__code__in": leading})


def _found(cause: str) -> Q:
    scheme, _mark, code = cause.partition(":")
    rows = CaseCause._unfiltered().filter(until__isnull=True, code__scheme__key=scheme, code__code=code)
    return Q(Exists(rows.filter(case=OuterRef("pk"))))


def _from(department: str) -> Q:
    return Q(Exists(SourceRow._unfiltered().filter(case=OuterRef("pk"), department=department)))


def _without_cause() -> Q:
    return ~Q(Exists(CaseCause._unfiltered().filter(case=OuterRef("pk"), until__isnull=True)))


LACKING: dict[str, tuple[Any, Callable[[], Q]]] = {
    "place": (gettext_lazy("未定位"), lambda: Q(street=0)),
    "cause": (gettext_lazy("原因未认定"), _without_cause),
    "type": (gettext_lazy("类型须人工判断"), lambda: Q(pk__in=to_ask().order_by().values("pk"))),
    "result": (gettext_lazy("调查未结束"), lambda: Q(state__in=PROVISIONAL)),
    "hour": (gettext_lazy("时刻不详"), lambda: Q(hour__isnull=True)),
}
"""What a case may lack, and how such cases are found."""

CONDITIONS: dict[str, Callable[[Any], Q]] = {
    "first": lambda given: Q(occurred_on__gte=given),
    "last": lambda given: Q(occurred_on__lte=given),
    "district": lambda district: Q(district=district),
    "street": lambda street: Q(street=street),
    "sector": lambda sector: Q(sector=sector),
    "grade": lambda grade: Q(grade=grade),
    "state": lambda state: Q(state__in=VALID) if state == COUNTED else Q(state=state),
    "type_1986": _of_type(TYPE_1986, "type_1986"),
    "type_2025": _of_type(TYPE_2025, "type_2025"),
    "department": _from,
    "enterprise": lambda kind: Q(enterprise=kind),
    "lacking": lambda key: LACKING[key][1](),
    "contractor": lambda given: Q(contractor=given == "on"),
    "cause": _found,
    "hours": lambda given: Q(hour__range=given.split("-")),
    "months": lambda given: Q(occurred_on__month__in=given.split("-")),
    "line": lambda line: Q(line=line),
    "types": _of_group,
}
