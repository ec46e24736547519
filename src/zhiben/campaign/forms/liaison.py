"""What a person fills in about liaison: who speaks for a unit, and a notice to units."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.campaign.forms.mechanisms import ticks
from zhiben.campaign.operations import NoticeDraft
from zhiben.foundation.lifecycle.forms import FilesField, ManyFiles
from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.foundation.secrets.forms import PhoneFields
from zhiben.orgs.operations import LiaisonDraft
from zhiben.orgs.queries import HAVE_LIAISONS, UnitCard


class LiaisonForm(PhoneFields):
    """Somebody who speaks for a unit."""

    field_order = ("name", "post", "phone", "no_phone", "person")

    name = forms.CharField(label=_("姓名"), max_length=40, help_text=_("换了姓名的，原联络人到今天为止成为前任"))
    post = forms.CharField(label=_("职务"), max_length=60, required=False)
    person = forms.ChoiceField(
        label=_("本系统账号"), required=False, help_text=_("选了的，联络通知直接送到本人“消息”；没有账号的不选")
    )

    def __init__(
        self, accounts: Iterable[tuple[int, str]], data: Any = None, initial: Any = None, kept: str = ""
    ) -> None:
        super().__init__(data, initial=initial)
        self.tell_kept(kept)
        choose_from(self, "person", accounts, nothing=gettext("没有账号"))

    def draft(self) -> LiaisonDraft:
        """What was filled in."""
        said = self.cleaned_data
        return LiaisonDraft(said["name"], said["post"], self.phone_told(), int(said["person"] or 0))


class NoticeForm(forms.Form):
    """A notice and whom it goes to: all units of some kinds, and single ones besides."""

    title = forms.CharField(label=_("标题"), max_length=120)
    text = long_text(_("内容"), rows=6)
    attachments = FilesField(label=_("附件"), required=False, widget=ManyFiles())
    read_by = day(_("签收期限"), help_text=_("到当日24时"))
    asks_reply = forms.BooleanField(label=_("要求回复"), required=False)
    kinds = forms.MultipleChoiceField(label=_("发给全部"), required=False, widget=ticks())
    units = forms.MultipleChoiceField(label=_("另发给"), required=False, widget=ticks())

    def __init__(self, cards: Iterable[UnitCard], data: Any = None, files: Any = None, initial: Any = None) -> None:
        super().__init__(data, files, initial=initial)
        self.cards = [card for card in cards if card.kind in HAVE_LIAISONS]
        kinds = [(one.value, gettext(one.label)) for one in HAVE_LIAISONS]
        for name, choices in (("kinds", kinds), ("units", [(card.id, card.name) for card in self.cards])):
            field = self.fields[name]
            if isinstance(field, forms.MultipleChoiceField):
                field.choices = choices

    def draft(self) -> NoticeDraft:
        """What was filled in."""
        said = self.cleaned_data
        return NoticeDraft(said["title"], said["text"], said["read_by"], said["asks_reply"])

    def to(self) -> list[int]:
        """The units that were chosen, each once, in the office's order."""
        kinds, single = set(self.cleaned_data["kinds"]), {int(one) for one in self.cleaned_data["units"]}
        return [card.id for card in self.cards if card.kind in kinds or card.id in single]
