"""What people fill in: filter, role, substitution, site."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.kernel import clock
from zhiben.orgs import queries
from zhiben.orgs.models import Person, Site, Unit
from zhiben.orgs.queries import stand_ins
from zhiben.orgs.queries.accounts import site_known_as
from zhiben.orgs.vocab import Role


def _roles(nothing: Any) -> list[tuple[str, Any]]:
    return [("", nothing), *((role.value, gettext(role.label)) for role in Role)]


def _unit(**given: Any) -> forms.ModelChoiceField[Unit]:
    return forms.ModelChoiceField(Unit.objects.none(), label=_("单位"), **given)


def choose(form: forms.Form, name: str, among: QuerySet[Any]) -> None:
    """Let the field `name` choose among these rows."""
    form.fields[name].queryset = among  # type: ignore[attr-defined]


class PeopleFilter(forms.Form):
    """What to look for among the people; `after` is the key of the page before."""

    name = forms.CharField(label=_("姓名或用户名"), max_length=60, required=False)
    unit = _unit(required=False, empty_label=_("全部"))
    role = forms.ChoiceField(label=_("角色"), required=False, choices=lambda: _roles(gettext("全部")))
    after = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any, units: QuerySet[Unit]) -> None:
        super().__init__(data)
        choose(self, "unit", units)


class OutlinesForm(forms.Form):
    """The office's own map of its districts."""

    file = forms.FileField(
        label=_("GeoJSON文件"), help_text=_("各区一个要素，属性name或adcode写区划名称或代码；5兆字节以内")
    )
    source = forms.CharField(
        label=_("来源和审图号"), max_length=120, help_text=_("印在图下，如“审图号：粤S（2024）001号”")
    )


class GrantForm(forms.Form):
    """A role for a unit from a day to a day, both included."""

    role = forms.ChoiceField(label=_("角色"), choices=lambda: _roles(gettext("请选择")))
    unit = _unit(empty_label=_("请选择"))
    first = day(_("起始日期"), initial=clock.today)
    last = day(_("截止日期"), required=False, help_text=_("含当日；不填则长期有效"))
    site = forms.CharField(
        label=_("场所"),
        max_length=30,
        required=False,
        help_text=_("企业联系人填写所属场所的统一社会信用代码或本地编号"),
    )

    def __init__(self, data: Any, units: QuerySet[Unit]) -> None:
        super().__init__(data, auto_id="grant_%s")
        choose(self, "unit", units)

    def clean_site(self) -> Site | None:
        """The site behind the code."""
        text = self.cleaned_data["site"]
        found = site_known_as(text)
        if text and found is None:
            raise forms.ValidationError(gettext("没有找到该场所，或同一代码下有多个场所，请改用本地编号"))
        return found


class SubstituteForm(forms.Form):
    """Who stands in, from a day to a day, both included."""

    by = forms.ModelChoiceField(Person.objects.none(), label=_("代理人"), empty_label=_("请选择"))
    first = day(_("起始日期"), initial=clock.today)
    last = day(_("截止日期"), help_text=_("含当日"))
    reason = forms.CharField(label=_("事由"), max_length=200, required=False)

    def __init__(self, data: Any, people: QuerySet[Person]) -> None:
        super().__init__(data, auto_id="substitute_%s")
        choose(self, "by", people)
        by: Any = self.fields["by"]
        by.choices = [("", by.empty_label), *stand_ins.told(people)]


class SiteFilter(forms.Form):
    """What to look for among the sites."""

    q = forms.CharField(label=_("名称、地址、代码或编号"), max_length=120, required=False)
    street = forms.ChoiceField(label=_("街道"), required=False)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        streets = [(card.id, card.name) for card in queries.streets()]
        choose_from(self, "street", streets, nothing=gettext("全部"))


class PositionForm(forms.Form):
    """Where a site lies; nothing where that is not known."""

    latitude = forms.DecimalField(label=_("纬度"), required=False, help_text=_("WGS84，度，如22.61234；都不填为不知道"))
    longitude = forms.DecimalField(label=_("经度"), required=False, help_text=_("如114.02345"))
    confirmed = forms.BooleanField(
        label=_("离本区其他场所很远，已核对无误"), required=False, help_text=_("保存时被问到再勾选")
    )


class MergeForm(forms.Form):
    """Why two entries are one site."""

    reason = long_text(_("理由"), rows=2)
