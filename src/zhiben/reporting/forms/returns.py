"""What a person fills in about a form: what it is called and of whom it asks, one field, a new edition, a period of the
burden meter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.kernel.periods import Period, month_of, quarter_of, year_of
from zhiben.orgs.queries import UnitCard
from zhiben.reporting.fields import Field
from zhiben.reporting.held import computable, registers
from zhiben.reporting.operations import FormDraft
from zhiben.reporting.outcomes import KINDS
from zhiben.reporting.vocab import Audience, FieldKind, Frequency

MOST_CHOICES = 30
SPANS = {"month": month_of, "quarter": quarter_of, "year": year_of}


class FormForm(forms.Form):
    """A form without its fields."""

    name = forms.CharField(label=_("报表名称"), max_length=80)
    basis = forms.CharField(
        label=_("依据"), max_length=300, required=False, help_text=_("写明文件名称和文号；没有依据的不能下发")
    )
    purpose = forms.CharField(label=_("用途"), max_length=300, required=False, help_text=_("填报单位看得到"))
    frequency = forms.ChoiceField(label=_("频次"), choices=[(one.value, one.label) for one in Frequency])
    audience = forms.ChoiceField(label=_("填报单位"), choices=[(one.value, one.label) for one in Audience])
    units = forms.MultipleChoiceField(
        label=_("指定单位"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text=_("填报单位选“指定单位”的，在这里勾选；选其他的不必勾选"),
    )
    due_days = forms.IntegerField(label=_("期末后几日内报"), min_value=0, max_value=60, initial=3)
    working_days = forms.BooleanField(label=_("按工作日计"), required=False, initial=True)
    begins_on = day(_("起始日期"), help_text=_("从这一天起的第一个整期开始；一次性的，就是数据日期"))
    ends_on = day(_("终止日期"), required=False, help_text=_("到这一天报表自动停止；没有终止日期的不能下发"))

    def __init__(self, cards: Iterable[UnitCard], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "frequency", [(one.value, gettext(one.label)) for one in Frequency])
        choose_from(self, "audience", [(one.value, gettext(one.label)) for one in Audience])
        choose_from(self, "units", [(card.id, card.name) for card in cards])

    def clean(self) -> dict[str, Any]:
        """Ticked units that would not be the ones asked are pointed out, not passed over."""
        said = super().clean() or {}
        if said.get("units") and said.get("audience") not in (None, Audience.CHOSEN):
            told = _("已勾选%(count)s个指定单位：只向它们要的，这里请选“指定单位”；否则请取消勾选")
            self.add_error("audience", told % {"count": len(said["units"])})
        return said

    def draft(self) -> FormDraft:
        """What was filled in."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "units"}
        return FormDraft(**said)

    def chosen(self) -> list[int]:
        """The units that were ticked."""
        return [int(one) for one in self.cleaned_data["units"]]


class FieldForm(forms.Form):
    """One field with its checks. `others` are the fields that stand already."""

    title = forms.CharField(label=_("栏目名称"), max_length=40)
    kind = forms.ChoiceField(label=_("类型"))
    unit = forms.CharField(label=_("计量单位"), max_length=10, required=False)
    required = forms.BooleanField(label=_("必填"), required=False, initial=True)
    computed = forms.ChoiceField(
        label=_("由平台填写"), required=False, help_text=_("平台已有的数据由系统算出，不让单位填；类型按指标确定")
    )
    outcome = forms.ChoiceField(label=_("计入成果"), required=False, help_text=_("核定后计入成果统计；只限整数"))
    choices = long_text(_("选项"), required=False, most=600, help_text=_("类型为选项时，每行一个"))
    minimum = forms.CharField(label=_("不小于"), max_length=16, required=False)
    maximum = forms.CharField(label=_("不大于"), max_length=16, required=False)
    at_most = forms.ChoiceField(label=_("不大于栏目"), required=False)
    sums = forms.MultipleChoiceField(
        label=_("等于下列栏目之和"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    change = forms.IntegerField(label=_("与上期相差超过百分之几须说明"), required=False, min_value=0, max_value=100_000)
    register = forms.ChoiceField(label=_("多于平台登记数须说明"), required=False)
    help = forms.CharField(label=_("填写说明"), max_length=200, required=False)

    def __init__(self, others: Iterable[Field], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        numbers = [(one.key, one.title) for one in others if one.numeric]
        nothing = gettext("不设")
        choose_from(self, "kind", [(one.value, gettext(one.label)) for one in FieldKind])
        choose_from(self, "at_most", numbers, nothing=nothing)
        choose_from(self, "sums", numbers)
        choose_from(self, "register", [(one.name, gettext(one.title)) for one in registers().values()], nothing=nothing)
        known = sorted((one.id, f"{gettext(one.title)}（{one.id}）") for one in computable())
        choose_from(self, "computed", known, nothing=gettext("否，由单位填"))
        choose_from(
            self, "outcome", [(one.key, gettext(one.title)) for one in KINDS if one.returns], nothing=gettext("不计入")
        )
        if not numbers:
            del self.fields["at_most"], self.fields["sums"]

    def field(self, key: str) -> Field:
        """What was filled in, under a key."""
        said = self.cleaned_data
        lines = [line.strip() for line in said["choices"].splitlines() if line.strip()]
        choices = tuple(dict.fromkeys(lines))[:MOST_CHOICES]
        told = Field(
            key=key,
            title=said["title"].strip(),
            kind=said["kind"],
            unit=said["unit"].strip(),
            required=said["required"],
            choices=choices if said["kind"] == FieldKind.CHOICE else (),
            minimum=said["minimum"].strip(),
            maximum=said["maximum"].strip(),
            at_most=said.get("at_most", ""),
            sums=tuple(said.get("sums", ())),
            change=said["change"] or 0,
            register=said["register"],
            outcome=said["outcome"],
            computed=said["computed"],
            help=said["help"].strip(),
        )
        return _by_platform(told) if told.computed else told


def _by_platform(told: Field) -> Field:
    """A field that the platform fills in is of its figure's kind, and nothing is asked or checked."""
    figure = next(one for one in computable() if one.id == told.computed)
    kind = FieldKind.SHARE if figure.is_rate else FieldKind.INTEGER
    bare = Field(key=told.key, title=told.title, kind=kind, computed=told.computed, help=told.help)
    return replace(bare, unit=told.unit or str(figure.unit), required=False)


def standing(one: Field) -> dict[str, Any]:
    """A field as its form shows it."""
    told = one.as_json()
    return {**told, "choices": "\n".join(one.choices), "change": one.change or None}


class ReviseForm(forms.Form):
    """From when a new edition takes over."""

    begins_on = day(_("新版自何日起"), help_text=_("从这一天起的第一个整期按新版填报；已下发填报的各期仍按原版"))


class SpanForm(forms.Form):
    """A period of the burden meter."""

    span = forms.ChoiceField(label=_("统计期"))
    on = day(_("所在日期"))
    all = forms.BooleanField(label=_("含其他安委办要求的"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        labels = {"month": gettext("月"), "quarter": gettext("季度"), "year": gettext("年")}
        choose_from(self, "span", labels.items())

    def period(self, today: date) -> Period:
        """The period that was asked for; the quarter of today where nothing proper was."""
        if self.is_bound and self.is_valid():
            return SPANS[self.cleaned_data["span"]](self.cleaned_data["on"])
        return quarter_of(today)

    def cleaned(self, name: str) -> Any:
        """What was asked for; nothing where it was not proper."""
        return self.cleaned_data.get(name, "") if self.is_bound and self.is_valid() else ""


class TakeInForm(forms.Form):
    """A filled-in workbook."""

    file = forms.FileField(label=_("填好的表格"), help_text=_(".xlsx、.xls、.et、.csv；整表写入，或一行不写"))
