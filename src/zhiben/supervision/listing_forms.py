"""What a person fills in to list areas together, and about a measure that was carried out."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.kernel import clock
from zhiben.supervision import queries
from zhiben.supervision.forms import Named
from zhiben.supervision.listing_texts import criteria


class ListingForm(forms.Form):
    """Which streets are proposed together, on the accidents up to which year, and why these."""

    study = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    base_year = forms.IntegerField(
        label=_("基准年"), min_value=2000, max_value=2200, help_text=_("按这一年及以前四年的事故")
    )
    streets = forms.MultipleChoiceField(
        label=_("拟挂牌的街镇"), help_text=_("可多选；可以跨区"), widget=forms.SelectMultiple(attrs={"size": 14})
    )
    criteria = long_text(_("怎样选定"), most=1000)
    unstudied = forms.CharField(
        label=_("没有采用分析结果、没有按名次选取的理由"),
        max_length=200,
        required=False,
        help_text=_(
            "照分析的名次提请的不填；凭事故起数提请的、多列少列或换了街道的、基准年有月份没有导入齐仍要提请的，写明理由，印在请示里"
        ),
    )
    until = day(
        _("治理期限"),
        help_text=_(
            "默认到摘牌的第二个条件评估得了的那年3月31日：要用包括至少6个月治理期间的街道风险分析判断，"
            "上半年挂牌的次年1月起、下半年挂牌的再过一年才算得出来；早于此的到期评估不了"
        ),
    )

    def __init__(self, data: Any = None, *, streets: Named, begins: dict[str, Any]) -> None:
        year = begins.get("base_year") or clock.today().year - 1
        usual = {
            "base_year": year,
            "criteria": criteria(year, begins.get("by", "")),
            "until": queries.term_of(clock.today()),
        }
        super().__init__(data, initial=usual | begins)
        if begins.get("study"):
            self.fields["base_year"].disabled = True
            self.fields["base_year"].help_text = _("就是所依据的分析的基准年；要换，先用别的基准年重新计算")
        choose_from(self, "streets", streets)


class CarriedOutForm(forms.Form):
    """What came of a measure."""

    result = forms.CharField(label=_("完成情况"), max_length=200, help_text=_("做了什么，凭什么说完成"))
