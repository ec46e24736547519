"""What a person fills in about a standing hazard outside of its moves: a record on site, a request, a proposal to list.
A report has a form of its own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.lifecycle.forms import Choices, options_for
from zhiben.foundation.pages import choose_from, day, long_text, photos
from zhiben.hazards.models import Hazard
from zhiben.hazards.vocab import Body
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind


class RecordForm(forms.Form):
    """What two people found on site."""

    position = forms.CharField(label=_("位置"), max_length=120)
    on_site_at = forms.DateTimeField(
        label=_("到场时间"),
        initial=clock.now,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    conclusion = long_text(_("结论"))
    photos = photos(required=True)


class ExtendForm(forms.Form):
    """Asking for a later deadline."""

    due = day(_("申请的新期限"))
    reason = long_text(_("理由"))
    interim_control = long_text(_("延期期间的管控措施"))


class TransferForm(forms.Form):
    """Asking another department to take over."""

    to_unit = forms.ChoiceField(label=_("接收部门"))
    reason = long_text(_("理由"))

    def __init__(self, data: Any = None, *, hazard: Hazard) -> None:
        super().__init__(data)
        choose_from(self, "to_unit", _departments(hazard), nothing=gettext("请选择"))


class ListingForm(forms.Form):
    """Proposing to list a hazard."""

    level = forms.ChoiceField(label=_("挂牌级别"))
    facts = long_text(_("事由"))
    legal_basis = forms.CharField(label=_("依据"), max_length=200, required=False)
    deadline = day(_("督办期限"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choose_from(self, "level", [(body.value, gettext(body.label)) for body in (Body.DISTRICT, Body.CITY)])


class DecisionForm(forms.Form):
    """Granting or refusing a request."""

    reason = long_text(_("不同意的理由"), required=False, rows=2)


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
    cards = [card for card in orgs.units(UnitKind.DEPARTMENT) if card.coordinates.city == place.city]
    return [(c.id, c.name) for c in cards if c.coordinates.district in (0, place.district)]
