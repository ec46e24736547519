"""What a person fills in to read what is kept secret, and to set it without having read it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.pages import choose_from
from zhiben.foundation.secrets.kinds import SecretKind


class ReadingForm(forms.Form):
    """What somebody reads a secret for; where a page has a usual purpose, it is chosen already."""

    purpose = forms.ChoiceField(label=_("用途"))
    reason = forms.CharField(label=_("事由"), max_length=200, required=False, help_text=_("用途选“其他”时必填"))

    def __init__(self, kind: SecretKind, data: Any = None, *, usual: str = "") -> None:
        super().__init__(data, initial={"purpose": usual}, auto_id=f"read_{kind.field}_%s")
        offered = [(one.key, gettext(one.label)) for one in kind.offered]
        choose_from(self, "purpose", offered, nothing="" if usual else gettext("请选择"))

    @property
    def said(self) -> dict[str, str]:
        """Purpose and reason, as `disclose` takes them."""
        return {name: self.cleaned_data[name] for name in ("purpose", "reason")}


class PhoneFields(forms.Form):
    """A telephone that is kept secret: nothing filled in leaves what is kept, and it can be taken away."""

    phone = forms.CharField(label=_("电话"), max_length=40, required=False, help_text=_("加密保存"))
    no_phone = forms.BooleanField(label=_("删去已登记的电话"), required=False)

    def tell_kept(self, mask: str) -> None:
        """Say what is kept already, covered; "" where nothing is."""
        if mask:
            self.fields["phone"].help_text = gettext("已登记%(mask)s，加密保存；不填则不改动") % {"mask": mask}
        else:
            del self.fields["no_phone"]

    def phone_told(self) -> str | None:
        """The telephone that was filled in, "" where it is taken away, None where it stays."""
        said = self.cleaned_data
        return said["phone"] or ("" if said.get("no_phone") else None)
