"""What a person fills in after accidents: a study, a cause, how a gap was filled, papers, a sweep and its sites."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiben.documents.vocab import Kind as Paper
from zhiben.foundation.lifecycle.forms import Choices, options_for
from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.supervision.models import JointStudy
from zhiben.supervision.queries import studies

Named = Iterable[tuple[int, str]]


@options_for("joint_study", "unit")
def _departments(study: JointStudy, _actor: Actor) -> Choices:
    """Departments of the ground that do not take part yet."""
    place, there = study.coordinates.territory, set(studies.departments_in(study))
    cards = orgs.units(UnitKind.DEPARTMENT)
    return [(card.id, card.name) for card in cards if place.covers(card.coordinates) and card.id not in there]


class StudyForm(forms.Form):
    """A joint study, as it is opened."""

    title = forms.CharField(label=_("名称"), max_length=120)
    departments = forms.MultipleChoiceField(
        label=_("参加部门"), required=False, help_text=_("按职责清单预选，可增减"), widget=forms.CheckboxSelectMultiple
    )
    people = long_text(_("参加人员"), most=1000, required=False, help_text=_("姓名和单位，一行一人；可以先不填"))
    until = day(_("期限"))

    def __init__(self, data: Any = None, *, departments: Named, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "departments", departments)


class BudgetForm(forms.Form):
    """How many false alarms a month are taken."""

    per_month = forms.DecimalField(
        label=_("每月可接受的误报（次）"),
        max_digits=5,
        decimal_places=2,
        help_text=_("全部序列合计；本系统默认2次。改小了报得少、也报得准，改大了报得早、误报多"),
    )


class CauseForm(forms.Form):
    """A cause, in words, and by its code where one fits."""

    text = long_text(_("原因"), most=1000)
    code = forms.ChoiceField(label=_("原因代码"), required=False)

    def __init__(self, data: Any = None, *, codes: Named) -> None:
        super().__init__(data)
        choose_from(self, "code", codes, _("没有合适的"))


class GapForm(forms.Form):
    """How a gap was filled."""

    how = long_text(_("怎样补上"), most=1000)
    task = forms.CharField(label=_("重点任务编号"), max_length=40, required=False)


class DaysForm(forms.Form):
    """From when to when somebody goes."""

    first = day(_("首日"))
    last = day(_("末日"))


class StudyPaperForm(forms.Form):
    """A paper of a study: of which kind, to whom."""

    paper = forms.ChoiceField(label=_("文种"))
    title = forms.CharField(label=_("标题"), max_length=120)
    to = forms.CharField(label=_("主送"), max_length=400)
    body = long_text(_("正文"), most=20_000)

    def __init__(self, data: Any = None, *, papers: Iterable[Paper], initial: Any) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "paper", [(paper.value, paper.label) for paper in papers])


class SweepForm(forms.Form):
    """A sweep, as it is drafted; its list is made by itself and edited afterwards."""

    title = forms.CharField(label=_("名称"), max_length=120)
    what = long_text(_("查什么"), most=1000)
    until = day(_("完成期限"))


class SiteCheckForm(forms.Form):
    """What became of one site of a sweep."""

    on = day(_("检查日期"), required=False)
    text = long_text(_("检查情况"), most=1000, required=False)
    reason = long_text(_("不查的理由"), most=400, required=False, help_text=_("不去检查的，只填这一项，由安委办说明"))

    def clean(self) -> dict[str, Any]:
        """Either it was checked, or there is a reason why not."""
        said = super().clean() or {}
        checked = bool(said.get("on")) and bool(said.get("text"))
        if checked == bool(said.get("reason")):
            raise forms.ValidationError(_("填写检查日期和检查情况，或者只填不查的理由"))
        return said
