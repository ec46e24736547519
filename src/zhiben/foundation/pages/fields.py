"""Fields that many forms have."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.lifecycle.forms import FilesField, ManyFiles
from zhiben.kernel import clock

LONGEST_TEXT = 2000


class AddressedForm(forms.Form):
    """To whom a paper goes that is drafted from what a page shows."""

    title = forms.CharField(label=_("标题"), max_length=120)
    to = forms.CharField(
        label=_("主送"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "units"}),
        help_text=_("安委办、区；不在本系统的写“系统外：名称”，如“系统外：市安全生产委员会”"),
    )
    copy = forms.CharField(label=_("抄送"), max_length=400, required=False, help_text=_("可以不填，几个单位用、分开"))


def day(label: Any, **given: Any) -> forms.DateField:
    """A day, asked for with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, validators=[_must_be_meant], **given)


def _must_be_meant(given: date) -> None:
    if not clock.FIRST_DAY <= given <= clock.LAST_DAY:
        raise forms.ValidationError(gettext("年份不对"))


def long_text(label: Any, *, rows: int = 3, most: int = LONGEST_TEXT, **given: Any) -> forms.CharField:
    """Several lines of text."""
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **given)


def photos(*, required: bool) -> FilesField:
    """Photos and papers brought along."""
    return FilesField(label=_("照片、附件"), required=required, widget=ManyFiles())


def choose_from(form: forms.Form, name: str, choices: Iterable[tuple[Any, str]], nothing: Any = "") -> None:
    """Let the field `name` choose among `choices`; `nothing` is what it says while nothing is chosen."""
    field = form.fields[name]
    if not isinstance(field, forms.ChoiceField):
        raise TypeError(f"{name} is no choice")
    field.choices = [("", nothing), *choices] if nothing else list(choices)
