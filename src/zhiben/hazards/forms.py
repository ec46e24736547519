"""What a person fills in about a hazard outside of its moves: a report, a record on site, a request, a proposal to
list."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhiben.foundation.lifecycle.forms import Choices, FilesField, ManyFiles, options_for
from zhiben.hazards.models import Hazard, Listing
from zhiben.hazards.vocab import Body
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role, UnitKind


class Day(forms.DateField):
    """A day, asked for with the browser's own calendar."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _long(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=required, max_length=2000, widget=widget, help_text=help_text)


def _photos() -> FilesField:
    return FilesField(label=gettext_lazy("照片、附件"), required=False, widget=ManyFiles())


class ReportForm(forms.Form):
    """A hazard somebody has found."""

    site = forms.CharField(
        label=gettext_lazy("场所"), max_length=120, help_text=gettext_lazy("名称、统一社会信用代码或本地编号")
    )
    sector = forms.ChoiceField(label=gettext_lazy("行业领域"), required=False)
    title = forms.CharField(label=gettext_lazy("隐患"), max_length=200)
    description = _long(gettext_lazy("描述（位置、现状、可能后果）"))
    criterion = forms.CharField(label=gettext_lazy("建议判定依据（标准、条款）"), max_length=200, required=False)
    found_on = Day(label=gettext_lazy("发现日期"))
    photos = _photos()

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"found_on": clock.today()})
        sector = self.fields["sector"]
        assert isinstance(sector, forms.ChoiceField)  # noqa: S101 - tells the type checker
        sector.choices = [("", _("按场所")), *orgs.sectors()]


class RecordForm(forms.Form):
    """What two people found on site."""

    position = forms.CharField(label=gettext_lazy("位置"), max_length=120)
    on_site_at = forms.DateTimeField(
        label=gettext_lazy("到场时间"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    conclusion = _long(gettext_lazy("结论"))
    photos = _photos()

    def __init__(self, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, initial={"on_site_at": clock.now()})


class ExtendForm(forms.Form):
    """Asking for a later deadline."""

    due = Day(label=gettext_lazy("申请的新期限"))
    reason = _long(gettext_lazy("理由"))
    interim_control = _long(gettext_lazy("延期期间的管控措施"))


class TransferForm(forms.Form):
    """Asking another department to take over."""

    to_unit = forms.ChoiceField(label=gettext_lazy("接收部门"))
    reason = _long(gettext_lazy("理由"))

    def __init__(self, data: Any = None, *, hazard: Hazard) -> None:
        super().__init__(data)
        unit = self.fields["to_unit"]
        assert isinstance(unit, forms.ChoiceField)  # noqa: S101 - tells the type checker
        unit.choices = [("", _("请选择")), *_departments(hazard)]


class ListingForm(forms.Form):
    """Proposing to list a hazard."""

    level = forms.ChoiceField(label=gettext_lazy("挂牌级别"))
    facts = _long(gettext_lazy("事由"))
    legal_basis = forms.CharField(label=gettext_lazy("依据"), max_length=200, required=False)
    deadline = Day(label=gettext_lazy("督办期限"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        level = self.fields["level"]
        assert isinstance(level, forms.ChoiceField)  # noqa: S101 - tells the type checker
        level.choices = [(body.value, _(body.label)) for body in (Body.DISTRICT, Body.CITY)]


class DecisionForm(forms.Form):
    """Granting or refusing a request."""

    reason = _long(gettext_lazy("不同意的理由"), required=False, rows=2)


@options_for("hazard", "responsible_unit")
def _responsible(hazard: Hazard, _actor: Actor) -> Choices:
    """The street's office first, then the district and its departments."""
    place = hazard.coordinates
    near = [card for card in orgs.units() if card.coordinates.district == place.district]
    streets = [c for c in near if c.kind == UnitKind.STREET and c.coordinates.street == place.street]
    rest = [c for c in near if c.kind in (UnitKind.DISTRICT, UnitKind.DEPARTMENT)]
    return [(card.id, card.name) for card in (*streets, *rest)]


def _departments(hazard: Hazard) -> Choices:
    place = hazard.coordinates
    cards = [card for card in orgs.units(kind=UnitKind.DEPARTMENT) if card.coordinates.city == place.city]
    return [(c.id, c.name) for c in cards if c.coordinates.district in (0, place.district)]


@options_for("listing", "second")
def _second(listing: Listing, actor: Actor) -> Choices:
    people = orgs.people_holding(Role.OFFICE_OFFICER, listing.coordinates)
    return [(pk, name) for pk, name in people if pk != actor.id]
