"""The uploads of workbooks: to be taken in, or to have their totals added up."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class UploadForm(forms.Form):
    """One file; its content decides what it is."""

    file = forms.FileField(
        label=_("工作簿"),
        help_text=_("XLSX、XLS（含 .et 另存）或 CSV；先检查，不写入"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et,.csv"}),
    )


class TotalsForm(UploadForm):
    """A workbook whose totals are looked at; nothing of it stays."""

    file = forms.FileField(
        label=_("工作簿"),
        help_text=_("XLSX、XLS（含 .et 另存）或 CSV；只核对，不保存、不写入"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et,.csv", "class": "form-control"}),
    )
