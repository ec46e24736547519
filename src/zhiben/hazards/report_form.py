"""What a person fills in who has found a hazard, on a phone and on site: photos first, then the place, then a line of
words; the rest follows from these. The place may be told by name, code or address; what is nearly so is offered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.files import attached, uploads
from zhiben.foundation.importing.lookups import directory
from zhiben.foundation.lifecycle.forms import FilesField, ManyFiles
from zhiben.foundation.pages import choose_from, day, is_id, long_text
from zhiben.hazards.lifecycle import REPORTING_ROLES
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import Draft
from zhiben.hazards.operations.drafting import PHOTOS
from zhiben.hazards.policy import SOURCE_OF_ROLE
from zhiben.hazards.vocab import Source
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role

NEW_PLACE = "new"
"""The choice of who says that the place is none of those which are registered."""

LATER = "draft"
"""The button by which a report is put aside, to be finished later."""


class ReportForm(forms.Form):
    """A hazard somebody has found; `kept` are photos that were put away before, of this draft or this attempt."""

    photos = FilesField(
        label=_("拍照"),
        required=False,
        widget=ManyFiles(
            attrs={"accept": "image/*", "capture": "environment", "data-kept": "kept", "data-only": "photo"}
        ),
    )
    album = FilesField(label=_("从相册或文件中选取"), required=False, widget=ManyFiles(attrs={"data-kept": "kept"}))
    kept = forms.MultipleChoiceField(
        label=_("已上传的照片、附件（取消勾选即移除）"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        error_messages={"invalid_choice": _("有照片已失效，请重新上传")},
    )
    site = forms.CharField(
        label=_("场所"),
        max_length=200,
        required=False,
        help_text=_("名称、地址、统一社会信用代码或本地编号；也可扫场所的二维码打开本页"),
    )
    pick = forms.ChoiceField(
        label=_("是哪一个场所"),
        required=False,
        widget=forms.RadioSelect(attrs={"class": "form-check-input"}),
        error_messages={"invalid_choice": _("请重新选择场所")},
    )
    address = forms.CharField(label=_("地址"), max_length=200, required=False)
    street = forms.ChoiceField(label=_("所在街道"), required=False)
    site_sector = forms.ChoiceField(label=_("场所的行业领域"), required=False)
    title = forms.CharField(label=_("隐患"), max_length=200, required=False, help_text=_("一句话写明"))
    description = long_text(_("描述（位置、现状、可能后果）"), required=False)
    sector = forms.ChoiceField(label=_("行业领域"), required=False)
    criterion = forms.CharField(label=_("建议判定依据（标准、条款）"), max_length=200, required=False)
    found_on = day(_("发现日期"), initial=clock.today)
    source = forms.ChoiceField(label=_("来源"), required=False)

    def __init__(self, data: Any = None, *, actor: Actor, draft: Hazard | None = None, site: str = "") -> None:
        super().__init__(data, initial=said_by(draft) if draft else {"site": site or _own_site(actor)})
        self.actor, self.draft = actor, draft
        self.later = bool(data) and data.get("act") == LATER
        self.known: orgs.SiteCard | None = None
        """The site that is clearly meant by what is written."""
        self._offer_photos()
        self._offer_sites(str(self["site"].value() or ""))
        streets = [(card.id, card.name) for card in orgs.streets_entered(actor)]
        self.registers = bool(streets)
        choose_from(self, "street", streets, nothing=gettext("请选择") if len(streets) > 1 else "")
        choose_from(self, "site_sector", orgs.sectors(), nothing=gettext("请选择"))
        choose_from(self, "sector", orgs.sectors(), nothing=gettext("按场所"))
        choose_from(self, "source", [(one.value, gettext(one.label)) for one in Source], nothing=_usual_source(actor))

    def _offer_photos(self) -> None:
        """Photos that lie beside the draft already, and those that this person has put away."""
        beside = attached("hazards.hazard", self.draft.pk, PHOTOS) if self.draft else ()
        files = [one.file for one in beside]
        if self.is_bound:
            asked = [int(one) for one in self["kept"].value() or () if is_id(one)]
            files += [one for one in uploads(asked, self.actor.id) if one.pk not in {file.pk for file in files}]
        choose_from(self, "kept", [(file.pk, file.name) for file in files])
        self.initial["kept"] = [str(file.pk) for file in files]

    def _offer_sites(self, text: str) -> None:
        """Whether the text says clearly which site is meant, and otherwise which ones may be: of a place that is to be
        registered, those of its street that are nearly alike too."""
        said = text.strip()
        known = directory("site", self.actor)
        found = orgs.site_cards(sorted(known.find(said))) if said else []
        self.several = len(found) > 1
        self.near: list[orgs.SiteCard] = found if self.several else []
        if len(found) == 1:
            self.known = found[0]
        elif said and not found:
            near = [pk for name in known.near(said) for pk in sorted(known.find(name))]
            self.near = _each(orgs.containing(said), orgs.site_cards(near), self._alike(said))
        offered = [(str(card.id), card.told) for card in self.near]
        choose_from(self, "pick", [*offered, (NEW_PLACE, gettext("都不是，登记为新场所"))])

    def _alike(self, name: str) -> list[orgs.SiteCard]:
        street, address = (str(self[key].value() or "") for key in ("street", "address"))
        return orgs.alike_sites(int(street), name=name, address=address) if is_id(street) else []

    def clean(self) -> dict[str, Any]:
        """What a report needs, and a draft need not have yet; which place is meant."""
        given = super().clean() or {}
        if not self.later:
            if not given.get("title"):
                self.add_error("title", gettext("请用一句话写明隐患"))
            if not given.get("kept"):
                self.add_error("photos", gettext("请附现场照片"))
        self._place(given)
        return given

    def _place(self, given: Mapping[str, Any]) -> None:
        """Say all at once that is lacking of the place, be it one of several or new."""
        text, pick, address = (given.get(key, "") for key in ("site", "pick", "address"))
        if self.known or (pick and pick != NEW_PLACE) or "pick" in self.errors:
            return
        undecided = bool(self.near) and pick != NEW_PLACE
        if not text:
            self.add_error("site", gettext("请填写场所（草稿也要有场所，未登记的小场所填名称和地址）"))
        elif undecided:
            several = gettext("有多个同名场所，请在下面选定一个")
            near = gettext("没有这个场所，是否为下面的一个")
            self.add_error("site", several if self.several else near)
        elif not (self.registers and address):
            self.add_error("site", gettext("没有这个场所，也没有相近的场所"))
        if self.registers and (address or (text and not undecided)):
            self._register(given)

    def _register(self, given: Mapping[str, Any]) -> None:
        """Whether a new place may be entered as told: its address, street and sector are known."""
        if not given.get("address"):
            self.add_error("address", gettext("未登记的小场所，请填地址，随上报一并登记"))
        if not given.get("street") and "street" not in self.errors:
            self.add_error("street", gettext("请选择所在街道"))
        if not (given.get("site_sector") or given.get("sector")):
            self.add_error("site_sector", gettext("登记新场所须选行业领域"))

    @property
    def site_id(self) -> int:
        """The site that is meant; 0 for a place that is to be registered."""
        pick = self.cleaned_data["pick"]
        return self.known.id if self.known else int(pick) if pick and pick != NEW_PLACE else 0

    @property
    def pictures(self) -> list[int]:
        """The photos to go along."""
        return [int(one) for one in self.cleaned_data["kept"]]

    def told(self, site: int) -> Draft:
        """The hazard at `site`, as the form tells it."""
        given = self.cleaned_data
        return Draft(
            title=given["title"],
            site=site,
            sector=int(given["sector"] or 0),
            found_on=given["found_on"],
            criterion=given["criterion"],
            description=given["description"],
            source=given["source"],
        )


def said_by(draft: Hazard) -> dict[str, Any]:
    """What a draft says, by the form's fields."""
    return {
        "site": orgs.site_words([draft.site_id])[draft.site_id],
        "title": draft.title,
        "description": draft.description,
        "sector": draft.sector_id,
        "criterion": draft.criterion,
        "found_on": draft.found_on,
        "source": draft.source,
    }


def _each(*parts: list[orgs.SiteCard]) -> list[orgs.SiteCard]:
    return list({card.id: card for part in parts for card in part}.values())[:8]


def _own_site(actor: Actor) -> str:
    """What the site of an enterprise's contact is called; nothing for who has none or several."""
    own = {grant.at.site for grant in actor.grants if grant.role == Role.ENTERPRISE_CONTACT}
    return next(iter(orgs.site_words(own).values()), "") if len(own) == 1 else ""


def _usual_source(actor: Actor) -> str:
    """How the form says where a hazard comes from while nothing is chosen."""
    role = next((grant.role for grant in actor.grants if grant.role in REPORTING_ROLES), None)
    return gettext(SOURCE_OF_ROLE[Role(role)].label) if role else gettext("按上报人")
