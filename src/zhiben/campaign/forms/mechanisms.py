"""What a person fills in about task forces, their meetings and rosters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.campaign.operations import DecisionDraft, MeetingDraft
from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.foundation.secrets.forms import PhoneFields
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import MemberDraft
from zhiben.orgs.vocab import ForceRole, UnitKind

SENDS = (UnitKind.COMMITTEE_OFFICE, UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.STREET)
"""The kinds of unit that send somebody to a task force."""


def ticks() -> forms.CheckboxSelectMultiple:
    """A choice of several, as boxes."""
    return forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})


def unit_choices(on: date | None = None, kinds: Sequence[str] = SENDS) -> list[tuple[int, str]]:
    """The units in force on a day (today), for a choice."""
    return [(card.id, card.name) for card in orgs.units(*kinds, on=on)]


class ForceForm(forms.Form):
    """A task force as it is set up."""

    name = forms.CharField(label=_("专班名称"), max_length=80, help_text=_("如 治本攻坚三年行动工作专班"))
    host = forms.ChoiceField(label=_("设在单位"))
    since = day(_("组建日期"))
    until = day(_("撤销日期"), required=False, help_text=_("最后一天；长期设立的不填"))

    def __init__(self, office: int, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        place = orgs.unit(office).coordinates
        inside = [(card.id, card.name) for card in orgs.units(*SENDS) if place.covers(card.coordinates)]
        choose_from(self, "host", inside, nothing=gettext("请选择"))


class EndForm(forms.Form):
    """When a task force ends."""

    last = day(_("撤销日期"), help_text=_("最后一天；在任成员随之退出，以后的值班取消"))


class MemberForm(PhoneFields):
    """Somebody whom a unit sends."""

    field_order = ("unit", "name", "role", "post", "phone", "no_phone", "first", "last")

    unit = forms.ChoiceField(label=_("派出单位"))
    name = forms.CharField(label=_("姓名"), max_length=40)
    role = forms.ChoiceField(label=_("专班职务"))
    post = forms.CharField(label=_("原职务"), max_length=60, required=False)
    first = day(_("加入日期"))
    last = day(_("退出日期"), required=False, help_text=_("最后一天；未定的不填"))

    def __init__(self, data: Any = None, initial: Any = None, kept: str = "") -> None:
        super().__init__(data, initial=initial)
        self.tell_kept(kept)
        choose_from(self, "unit", unit_choices(), nothing=gettext("请选择"))
        choose_from(self, "role", _roles())

    def draft(self, unit: int = 0) -> MemberDraft:
        """What was filled in; of a member who stands, their `unit` stays."""
        said = self.cleaned_data
        return MemberDraft(unit or int(said["unit"]), said["name"], said["role"], said["post"], self.phone_told())


class StandingMemberForm(MemberForm):
    """A member who is in already: role, post, telephone; and when they leave."""

    def __init__(self, data: Any = None, initial: Any = None, kept: str = "") -> None:
        super().__init__(data, initial=initial, kept=kept)
        for name in ("unit", "name", "first"):
            del self.fields[name]
        self.fields["last"].help_text = gettext(
            "此人到这一天为止退出专班，以后的值班随之取消；到期之前可以改期，清空为未定"
        )


class DutyTurnForm(forms.Form):
    """Who takes turns over a span of working days."""

    first = day(_("从"))
    last = day(_("到"))
    members = forms.MultipleChoiceField(label=_("轮流值班的成员"), widget=ticks(), help_text=_("按名单次序轮流"))

    def __init__(self, people: Iterable[tuple[int, str]], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        _choose_many(self, "members", people)


class DutyForm(forms.Form):
    """Who is on duty on one day."""

    on = day(_("日期"))
    member = forms.ChoiceField(label=_("值班人"), required=False)

    def __init__(self, people: Iterable[tuple[int, str]], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "member", people, nothing=gettext("不安排"))


class SwapForm(forms.Form):
    """Two days whose people change places."""

    on = day(_("这一天"))
    other = day(_("与这一天调换"))


class MeetingForm(forms.Form):
    """A meeting as it is called."""

    held_on = day(_("会议日期"))
    venue = forms.CharField(label=_("地点"), max_length=80, required=False)
    chair = forms.CharField(label=_("主持人"), max_length=80, required=False)
    agenda = long_text(_("议题"), required=False, help_text=_("每行一个"))

    def draft(self) -> MeetingDraft:
        """What was filled in."""
        said = self.cleaned_data
        text = said.get("summary", "")
        return MeetingDraft(said["held_on"], said["venue"], said["chair"], said["agenda"], text)


class MinutesForm(MeetingForm):
    """A meeting as its minutes tell it."""

    present = forms.MultipleChoiceField(label=_("到会单位"), required=False, widget=ticks())
    summary = long_text(_("会议情况"), required=False, rows=6)

    def __init__(self, invited: Iterable[tuple[int, str]], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        _choose_many(self, "present", invited)


class MadeDecisionForm(forms.Form):
    """One decision of a meeting."""

    text = forms.CharField(label=_("议定事项"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))
    lead_unit = forms.ChoiceField(label=_("牵头单位"), required=False)
    due = day(_("完成时限"), required=False)
    target = forms.CharField(
        label=_("目标"), max_length=400, required=False, help_text=_("做到什么程度算完成；转为任务时作任务目标")
    )
    evidence_required = forms.CharField(
        label=_("佐证要求"), max_length=400, required=False, help_text=_("如 检查记录、现场照片；下达任务前须有")
    )

    def __init__(self, held_on: date, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "lead_unit", unit_choices(held_on), nothing=gettext("待定"))

    def draft(self) -> DecisionDraft:
        """What was filled in."""
        said = self.cleaned_data
        return DecisionDraft(
            said["text"], int(said["lead_unit"] or 0), said["due"], said["target"], said["evidence_required"]
        )


class TaskNumberForm(forms.Form):
    """Which task carries a decision out already."""

    number = forms.CharField(label=_("任务编号"), max_length=40, help_text=_("清单中已有的任务"))


def _roles() -> list[tuple[str, str]]:
    return [(one.value, gettext(one.label)) for one in ForceRole]


def _choose_many(form: forms.Form, name: str, choices: Iterable[tuple[Any, str]]) -> None:
    field = form.fields[name]
    if not isinstance(field, forms.MultipleChoiceField):
        raise TypeError(f"{name} is no choice of several")
    field.choices = list(choices)
