"""What a person fills in about the campaign's frame."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.campaign.operations import ActionDraft, IndicatorDraft
from zhiben.campaign.vocab import DEFAULT_LIMITS, WITHIN, Limits
from zhiben.foundation.pages import choose_from
from zhiben.kernel import measure
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind


class GoalForm(forms.Form):
    """What a year is for."""

    goal = forms.CharField(label=_("年度目标"), max_length=200)


class LightLimitsForm(forms.Form):
    """Where the lights turn."""

    behind_points = forms.IntegerField(label=_("有风险：进度落后时间超过多少个百分点"))
    near_days = forms.IntegerField(label=_("有风险：距完成时限多少天以内"))
    near_percent = forms.IntegerField(label=_("……完成不足百分之多少"))
    idle_reports = forms.IntegerField(label=_("停滞：连续多少期空报或零报告"))
    returns = forms.IntegerField(label=_("停滞：被退回多少次"))

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        for name, most in WITHIN.items():
            said = {"default": getattr(DEFAULT_LIMITS, name), "most": most}
            self.fields[name].help_text = gettext("默认%(default)s，可填1至%(most)s") % said

    def limits(self) -> Limits:
        """What was filled in."""
        return Limits(**{name: self.cleaned_data[name] for name in WITHIN})


class ActionForm(forms.Form):
    """An action as the office has it."""

    name = forms.CharField(label=_("行动名称"), max_length=80, required=False)
    owner = forms.ChoiceField(label=_("牵头单位"), required=False)
    basis = forms.CharField(label=_("依据"), max_length=200, required=False, help_text=_("文件名称和文号"))
    source = forms.CharField(label=_("出处"), max_length=300, required=False, help_text=_("在哪里可以查到"))

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "owner", _owners(), nothing=gettext("未定"))

    def draft(self) -> ActionDraft:
        """What was filled in."""
        said = self.cleaned_data
        return ActionDraft(said["name"], said["basis"], said["source"], int(said["owner"] or 0))


class IndicatorForm(forms.Form):
    """An indicator with its target for each year of the campaign."""

    name = forms.CharField(label=_("指标名称"), max_length=80)
    unit = forms.CharField(label=_("计量单位"), max_length=20)
    owner = forms.ChoiceField(label=_("责任单位"), required=False)
    measure = forms.ChoiceField(label=_("取自本系统指标"), required=False, help_text=_("选了的，完成数从记录算出"))
    filed_in = forms.CharField(
        label=_("取自报表"), max_length=80, required=False, help_text=_("不取自本系统指标的，写报表名称")
    )
    provincial_name = forms.CharField(label=_("在省表中的名称"), max_length=120, required=False)

    def __init__(self, years: Iterable[int], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.years = list(years)
        choose_from(self, "owner", _owners(), nothing=gettext("未定"))
        known = [(one.id, f"{one.id} {gettext(one.title)}") for one in measure.registered().values()]
        choose_from(self, "measure", sorted(known), nothing=gettext("不取自本系统指标"))
        for year in self.years:
            self.fields[f"target_{year}"] = forms.DecimalField(
                label=gettext("%(year)s年目标") % {"year": year},
                required=False,
                min_value=0,
                max_digits=15,
                decimal_places=4,
            )

    def draft(self) -> IndicatorDraft:
        """What was filled in."""
        said = self.cleaned_data
        targets = {year: said[f"target_{year}"] for year in self.years if said[f"target_{year}"] is not None}
        owner = int(said["owner"] or 0)
        sources = (said["measure"], said["provincial_name"], targets, said["filed_in"])
        return IndicatorDraft(said["name"], said["unit"], owner, *sources)


def _owners() -> list[tuple[int, str]]:
    return [(card.id, card.name) for card in orgs.units(UnitKind.DEPARTMENT)]
