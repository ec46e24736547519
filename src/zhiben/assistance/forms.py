"""What a person fills in: a request, advice and its answer, an expert, the sectors of high risk."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.assistance.models import HelpRequest
from zhiben.assistance.operations import ExpertDraft
from zhiben.assistance.queries.experts import for_field, knows, marks
from zhiben.assistance.queries.requests import open_alike, supervised_at
from zhiben.assistance.vocab import OUTCOMES
from zhiben.foundation.importing.lookups import directory
from zhiben.foundation.lifecycle.forms import Choices, options_for
from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.foundation.secrets.forms import PhoneFields
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs


@options_for("help_request", "expert")
def _experts(record: HelpRequest, actor: Actor) -> Choices:
    """Who serves today, those who know the field first, and told so."""
    for one in for_field(record.field, clock.today()):
        mark = gettext("★ ") if knows(one, record.field) else ""
        yield one.pk, f"{mark}{one}：{one.fields}"


@options_for("help_request", "supervised")
def _supervised(record: HelpRequest, actor: Actor) -> Choices:
    """Visits to the site in rounds that help."""
    for one in supervised_at(record.site_id):
        yield one.pk, f"{one.title} {clock.to_the_minute(one.arrived_at)}"


class AskForm(forms.Form):
    """Help is asked for at a site that the person sees. Where an open request of the site asks for the same field of
    knowledge, it is shown (`alike`), and asking all the same is said so."""

    site = forms.CharField(
        label=_("场所"), max_length=120, help_text=_("已登记场所的名称、统一社会信用代码、本地编号或地址")
    )
    field = forms.CharField(label=_("需要的专长"), max_length=60, help_text=_("如粉尘防爆、有限空间、危险化学品储存"))
    asks = long_text(_("需要帮助的问题"), rows=4)
    another = forms.BooleanField(label=_("已看过在办的申请，问题不同，另行申请"), required=False)

    def __init__(self, *args: Any, actor: Actor, **given: Any) -> None:
        super().__init__(*args, **given)
        self.actor = actor
        self.alike: list[HelpRequest] = []
        if not self.is_bound:
            del self.fields["another"]

    def clean(self) -> dict[str, Any]:
        """The same help is not asked for twice unawares."""
        said = super().clean() or {}
        if said.get("site") and said.get("field"):
            self.alike = open_alike(said["site"], said["field"])
        if not self.alike:
            del self.fields["another"]
        elif not said["another"]:
            told = gettext("该场所申请这项专长的帮扶还有%(count)s件在办，请先看过；问题不同、确需另行申请的，请勾选")
            self.add_error("another", told % {"count": len(self.alike)})
        return said

    def clean_site(self) -> int:
        """The site that the words mean."""
        found = directory("site", self.actor).find(self.cleaned_data["site"])
        if len(found) != 1:
            near = "、".join(directory("site", self.actor).near(self.cleaned_data["site"]))
            hint = gettext("；是否指：%(near)s") % {"near": near} if near else ""
            told = gettext("有几个场所叫这个名字，请改填代码") if found else gettext("没有这个场所") + hint
            raise forms.ValidationError(told)
        return next(iter(found))


class AdviceForm(forms.Form):
    """One piece of advice."""

    text = long_text(_("建议"))
    due = day(_("建议完成日期"))

    def __init__(self, *args: Any, visited: date | None = None, **given: Any) -> None:
        super().__init__(*args, **given)
        self.visited = visited

    def clean_due(self) -> date:
        """A day after the visit is told along with whatever else is wrong."""
        due: date = self.cleaned_data["due"]
        if self.visited and due < self.visited:
            raise forms.ValidationError(gettext("不能早于到场日期"))
        return due


class AnswerForm(forms.Form):
    """What came of it."""

    outcome = forms.ChoiceField(label=_("结果"))
    reason = forms.CharField(label=_("未采纳的理由"), max_length=200, required=False)

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        choose_from(self, "outcome", [(key, gettext(label)) for key, label in OUTCOMES.items()])


class ExpertForm(PhoneFields):
    """An expert."""

    field_order = ("name", "employer", "fields_known", "valid_from", "valid_to", "phone", "no_phone")

    name = forms.CharField(label=_("姓名"), max_length=40)
    employer = forms.CharField(label=_("工作单位"), max_length=80)
    fields_known = forms.CharField(label=_("专长"), max_length=200, help_text=_("几项用顿号隔开"))
    valid_from = day(_("任期自"))
    valid_to = day(_("任期至"), required=False, help_text=_("最后一天；不填为没有期限"))

    def __init__(self, *args: Any, kept: str = "", **given: Any) -> None:
        super().__init__(*args, **given)
        self.tell_kept(kept)

    def clean(self) -> dict[str, Any]:
        """Days the wrong way round are told along with whatever else is wrong."""
        told = self.cleaned_data
        first, last = told.get("valid_from"), told.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", gettext("不能早于任期开始"))
        return told

    def draft(self) -> ExpertDraft:
        """What was filled in."""
        names = ("name", "employer", "valid_from", "valid_to")
        said = {name: self.cleaned_data[name] for name in names}
        return ExpertDraft(fields=self.cleaned_data["fields_known"], phone=self.phone_told(), **said)


class HighRiskForm(forms.Form):
    """The sectors that go first."""

    sectors = forms.MultipleChoiceField(label=_("高风险行业领域"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, initial={"sectors": list(marks())})
        field = self.fields["sectors"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = orgs.sectors()
