"""What forms say of a field, in the words of the office instead of the framework's."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import validators
from django.utils.translation import gettext_lazy as _

SAID: dict[type[forms.Field], dict[str, Any]] = {
    forms.Field: {"required": _("请填写或选择此项")},
    forms.DateField: {"invalid": _("请填写日期，如2024-10-15")},
    forms.DateTimeField: {"invalid": _("请填写日期和时间，如2024-10-15 09:30")},
    forms.IntegerField: {"invalid": _("应为整数")},
    forms.DecimalField: {"invalid": _("应为数字")},
}


def use() -> None:
    """Let all forms say so."""
    for field, messages in SAID.items():
        field.default_error_messages = {**field.default_error_messages, **messages}
    validators.MaxValueValidator.message = _("不能大于%(limit_value)s")
    validators.MinValueValidator.message = _("不能小于%(limit_value)s")
    validators.MaxLengthValidator.message = _("最多%(limit_value)d个字，现在有%(show_value)d个")
