"""What people fill in: name and password, codes, a new password, a new account, the rules."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.identity.rules import BOUNDS, DEFAULTS, LABELS, Rules, networks_in
from zhiben.orgs.vocab import Role

LONGEST_PASSWORD = 128
"""Longer texts are not hashed: that would be work for nothing."""


def _password(label: Any, use: str, **given: Any) -> forms.CharField:
    widget = forms.PasswordInput(attrs={"autocomplete": use})
    return forms.CharField(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget, **given)


class LoginForm(forms.Form):
    """Name and password."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = _password(_("口令"), "current-password")


class CodeForm(forms.Form):
    """A code of the authenticator, or a recovery code."""

    code = forms.CharField(
        label=_("6位动态口令，或一个恢复码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autocapitalize": "characters"}),
    )


class ConfirmForm(forms.Form):
    """The own password once more."""

    password = _password(_("当前口令"), "current-password")


class FactorForm(ConfirmForm):
    """A new factor: the own password comes with it, unless it was set just now."""

    def __init__(self, data: Any, *, asks: bool) -> None:
        super().__init__(data)
        if not asks:
            del self.fields["password"]


class TotpForm(FactorForm):
    """The first code of a new authenticator, and its seed as the page gave it out."""

    field_order = ("code", "seed", "password")
    code = forms.CharField(
        label=_("手机上显示的6位数字"),
        max_length=12,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )
    seed = forms.CharField(widget=forms.HiddenInput, max_length=400)


class PasskeyForm(FactorForm):
    """A new passkey under a name of one's own, and what the browser says of it."""

    field_order = ("name", "credential", "password")
    name = forms.CharField(label=_("名称"), max_length=40, help_text=_("如“办公电脑”“蓝色安全钥匙”，方便日后辨认"))
    credential = forms.CharField(widget=forms.HiddenInput, max_length=20_000, required=False)


class NewPasswordForm(forms.Form):
    """A new password, twice."""

    new = _password(_("新口令"), "new-password")
    again = _password(_("再输一次新口令"), "new-password")

    def __init__(self, data: Any, rules: Rules) -> None:
        super().__init__(data)
        told = _(
            "至少{length}位，含大写、小写、数字、符号中的至少{classes}类；不得与用户名相近，不得是常见的词加数字，不得与最近{history}个口令相同"
        )
        self.fields["new"].help_text = str(told).format(
            length=rules.min_length, classes=rules.classes, history=rules.history
        )

    def clean_again(self) -> str:
        """The same as the new one."""
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("new"):
            raise forms.ValidationError(gettext("两次输入的新口令不一致"))
        return again


class PasswordForm(NewPasswordForm):
    """One's own password, the old one and twice the new one."""

    old = _password(_("原口令"), "current-password")
    field_order = ("old", "new", "again")


class AccountForm(forms.Form):
    """A new account; its password is set by its person, roles come from somebody else."""

    username = forms.CharField(label=_("用户名"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    name = forms.CharField(label=_("姓名"), max_length=40)
    phone = forms.CharField(label=_("手机号"), max_length=20, required=False, help_text=_("本人的，一人一个账号"))
    staff_number = forms.CharField(label=_("工号"), max_length=30, required=False)


class RulesForm(forms.Form):
    """The rules of coming in; each says what the product begins with."""

    second_factor = forms.MultipleChoiceField(
        label=_(LABELS["second_factor"]),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=lambda: [(role.value, gettext(role.label)) for role in Role],
    )
    networks = forms.CharField(
        label=_(LABELS["networks"]),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("每行一个网络，如10.20.0.0/16；不填为不限。只约束系统、安全、审计三员"),
    )

    def __init__(self, data: Any, standing: Rules) -> None:
        super().__init__(data, initial=as_filled(standing))
        numbers = {}
        for name, (least, most) in BOUNDS.items():
            default = getattr(DEFAULTS, name)
            told = gettext("默认{default}；可填{least}至{most}").format(default=default, least=least, most=most)
            numbers[name] = forms.IntegerField(
                label=gettext(LABELS[name]), initial=getattr(standing, name), help_text=told
            )
        self.fields = {**numbers, **self.fields}

    @property
    def rules(self) -> Rules:
        """What was filled in."""
        given = dict(self.cleaned_data)
        return Rules(
            **given | {"networks": networks_in(given["networks"]), "second_factor": tuple(given["second_factor"])}
        )


def as_filled(rules: Rules) -> dict[str, Any]:
    """Rules as the form shows them."""
    return {**rules.told(), "networks": "\n".join(rules.networks)}
