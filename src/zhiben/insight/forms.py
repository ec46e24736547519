"""What may be chosen when a question is asked, and how the choice of a study is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiben.accidents.vocab import TYPE_1986, TYPE_2025
from zhiben.foundation.pages import AddressedForm, day, long_text
from zhiben.foundation.scope import current
from zhiben.insight.listings import by_decision, listings, names_in
from zhiben.insight.questions import Question
from zhiben.insight.vocab import Counted, Counting, Order, Rounding, Side
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Labelled


class ParametersForm(forms.Form):
    """A form whose fields are the parameters of a question, beginning with those that go without saying."""

    def __init__(self, data: Any = None, *, question: Question) -> None:
        super().__init__(data, initial=question.defaults(clock.today()))

    def parameters(self) -> dict[str, Any]:
        """As they are kept; a field that was left empty is None."""
        return {name: None if value == "" else value for name, value in self.cleaned_data.items()}

    @classmethod
    def told(cls, parameters: Mapping[str, Any]) -> list[tuple[str, str]]:
        """The parameters of a study in words, as (label, value)."""
        fields: dict[str, forms.Field] = cls.base_fields
        return [(str(field.label), _said(field, parameters.get(name))) for name, field in fields.items()]


def _said(field: forms.Field, value: Any) -> str:
    if value is None:
        return str(getattr(field, "nothing", "") or _("不用"))
    if isinstance(field, forms.ChoiceField):
        return str(dict(cast(Any, field.choices)).get(value, value))
    return str(value)


def choice_of(kind: type[Labelled], label: Any, **given: Any) -> forms.ChoiceField:
    """A choice among the values of a vocabulary."""
    return forms.ChoiceField(label=label, choices=[(one.value, gettext_lazy(one.label)) for one in kind], **given)


def whole(label: Any, least: int, most: int, *, nothing: Any = None, **given: Any) -> forms.IntegerField:
    """A whole number within limits; `nothing`: what it means to leave it out, where it may be."""
    limits = [MinValueValidator(least), MaxValueValidator(most)]
    if nothing is not None:
        given |= {"required": False, "help_text": format_lazy("{}{}", gettext_lazy("不填："), nothing)}
    made = forms.IntegerField(label=label, validators=limits, **given)
    made.nothing = nothing or ""  # type: ignore[attr-defined]
    return made


def _last_year() -> int:
    return clock.today().year - 1


def past_year(label: Any) -> forms.IntegerField:
    """A year that is over, with accidents that may be known."""
    said = gettext_lazy("请填写已经过完的年份，最早1990年、最晚%(limit_value)s年")
    limits = [MinValueValidator(1990, gettext_lazy("请填写1990年或以后的年份")), MaxValueValidator(_last_year, said)]
    return forms.IntegerField(label=label, validators=limits)


class StreetRiskForm(ParametersForm):
    """Base year, how many, in which order; a local criterion beside it."""

    base_year = past_year(gettext_lazy("基准年"))
    k = whole(gettext_lazy("拟挂牌个数"), 1, 50)
    by = choice_of(Order, gettext_lazy("排序"))
    rule_years = whole(
        gettext_lazy("本地标准：与前几年的年均比"),
        1,
        10,
        help_text=gettext_lazy("本地标准的门槛未见公开，此处为默认值，可改；只在表中列出达到的街道，不参与排序"),
    )
    rule_counts = choice_of(Counted, gettext_lazy("本地标准：计哪些事故"))
    rule_rise = whole(gettext_lazy("本地标准：升幅至少（%）"), 1, 10_000, nothing=gettext_lazy("不用本地标准"))
    rule_least = whole(gettext_lazy("本地标准：基准年至少（起）"), 1, 1_000)
    rule_rounding = choice_of(Rounding, gettext_lazy("本地标准：年均值"))


class NothingDoneForm(ParametersForm):
    """Base year, how many are listed."""

    base_year = past_year(gettext_lazy("基准年"))
    k = whole(gettext_lazy("拟挂牌个数"), 1, 50)


LATEST = gettext_lazy("最近一次（整治后至少过完一个月的）")


def _decisions() -> list[tuple[str, str]]:
    """The decisions by which streets were listed on the grounds that the person reads, the latest first."""
    grounds = {grant.at for grant in current().actor.reading_grants()}
    known = dict.fromkeys(one for at in grounds for one in listings(at))
    told = []
    for name, some in by_decision(known).items():
        streets = len({street for one in some for street in one.streets})
        said = _("%(name)s（%(day)s起，%(streets)s个街道）")
        told.append((name, said % {"name": name, "day": some[0].since, "streets": streets}))
    return told[::-1]


class DidItWorkForm(ParametersForm):
    """Whose effect, in which year after; how accidents were counted."""

    decision = forms.ChoiceField(label=gettext_lazy("哪一次挂牌"), required=False)
    decision.nothing = LATEST  # type: ignore[attr-defined]
    listed_in = whole(gettext_lazy("挂牌年份"), 1990, 2100, nothing=gettext_lazy("不限"))
    nth = whole(gettext_lazy("整治后第几年"), 1, 5)
    streets = long_text(
        gettext_lazy("另行填写的挂牌街道"),
        required=False,
        help_text=gettext_lazy("系统里没有登记挂牌的，在此填写街道全称，用顿号隔开；不填就用登记的挂牌"),
    )
    since = day(
        gettext_lazy("另行填写的挂牌日期"),
        required=False,
        help_text=gettext_lazy("没有日期的分不出整治前后，只列各年起数"),
    )
    counting = choice_of(Counting, gettext_lazy("前后统计口径"))
    bridge = forms.CharField(
        label=gettext_lazy("口径怎样衔接"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("口径有变化的，写明两边的数怎样折成一样的；没有写的不作效果结论"),
    )

    def __init__(self, data: Any = None, *, question: Question) -> None:
        super().__init__(data, question=question)
        field = cast(forms.ChoiceField, self.fields["decision"])
        field.choices = [("", LATEST), *_decisions()]

    def clean_streets(self) -> str:
        """Only names that there are."""
        names = names_in(self.cleaned_data["streets"])
        known = {name for card in orgs.streets() for name in (card.name, card.short_name)}
        if wrong := [name for name in names if name not in known]:
            raise forms.ValidationError(_("没有叫这个名称的街道：%(names)s") % {"names": "、".join(wrong)})
        return "、".join(names)

    def parameters(self) -> dict[str, Any]:
        """The day as text."""
        told = super().parameters()
        return told | {"since": told["since"].isoformat() if told["since"] else None}


class NewTypesForm(ParametersForm):
    """Nothing is chosen."""


class WarningsForm(ParametersForm):
    """The budget of false alarms."""

    per_month = forms.FloatField(
        label=gettext_lazy("每月可接受的误报（次）"),
        validators=[MinValueValidator(0.1), MaxValueValidator(20)],
        help_text=gettext_lazy("全部序列合计；本系统默认2次，各安委办可在事故督导里改"),
    )


SCHEMES = [
    (TYPE_2025, gettext_lazy("2025年分类（GB 6441-2025）")),
    (TYPE_1986, gettext_lazy("1986年分类（GB/T 6441-1986）")),
]


SIDES = [("", gettext_lazy("不用")), *((one.value, gettext_lazy(one.label)) for one in Side)]


class FiveYearsForm(ParametersForm):
    """The last of the five years, and the scheme in which types are counted."""

    base_year = past_year(gettext_lazy("五年的最后一年"))
    scheme = forms.ChoiceField(
        label=gettext_lazy("事故类型按哪个分类"),
        choices=SCHEMES,
        help_text=gettext_lazy("旧数据分不清的类型合并显示，不猜"),
    )


class CausesForm(FiveYearsForm):
    """Two sides to cross beside the usual tables."""

    row = forms.ChoiceField(label=gettext_lazy("另加一张交叉表：行"), choices=SIDES, required=False)
    column = forms.ChoiceField(label=gettext_lazy("另加一张交叉表：列"), choices=SIDES, required=False)

    def clean(self) -> dict[str, Any]:
        """Two different sides, or none."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        row, column = told.get("row"), told.get("column")
        if bool(row) != bool(column):
            self.add_error("column" if row else "row", _("行和列要都选，或都不选"))
        elif row and row == column:
            self.add_error("column", _("行和列要选两个不同的方面"))
        return told


class ReportForm(AddressedForm):
    """To whom five years are reported."""


FORMS: dict[str, type[ParametersForm]] = {
    "street-risk": StreetRiskForm,
    "nothing-done": NothingDoneForm,
    "did-it-work": DidItWorkForm,
    "new-types": NewTypesForm,
    "warnings": WarningsForm,
    "causes": CausesForm,
    "together": FiveYearsForm,
    "preventable": FiveYearsForm,
    "topics": FiveYearsForm,
}
"""By the key of the question."""
