"""What a person fills in to have two ledgers compared, by what a set is narrowed, and to which units a difference may
be given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.lifecycle.forms import Choices, options_for
from zhiben.foundation.pages import choose_from, day
from zhiben.kernel.rights import Actor
from zhiben.reconcile import queries
from zhiben.reconcile.models import Discrepancy
from zhiben.reconcile.vocab import SHEET_NAME

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

ACCEPT = {"accept": ".xlsx,.xls,.et,.csv"}
OWN = _("本系统隐患台账")


def _sheet(label: StrPromise) -> forms.CharField:
    aid = _("文件有几张工作表时填写；不填，列名相同的合在一起比对")
    return forms.CharField(label=label, max_length=SHEET_NAME, required=False, help_text=aid)


class CompareForm(forms.Form):
    """Two ledgers; without a file of the left one the house's own is taken."""

    office = forms.ChoiceField(label=_("安委办"))
    right_name = forms.CharField(
        label=_("对方台账名称"),
        max_length=60,
        help_text=_("如“省平台”。名称相同的两份台账，下次比对沿用这次的核对结果"),
    )
    right_file = forms.FileField(
        label=_("对方台账文件"),
        help_text=_("XLSX、XLS（含 .et）或 CSV；从对方系统导出的、单位报来的、以前的表格都可以，不必改列名"),
        widget=forms.ClearableFileInput(attrs=ACCEPT),
        error_messages={"empty": _("文件是空的")},
    )
    right_sheet = _sheet(_("对方台账的工作表"))
    left_file = forms.FileField(
        label=_("我方台账文件"),
        required=False,
        help_text=_("不选则用本系统隐患台账现在的数据，范围与您能看到的一致，不予认定、重复的不在内"),
        widget=forms.ClearableFileInput(attrs=ACCEPT),
        error_messages={"empty": _("文件是空的")},
    )
    left_name = forms.CharField(
        label=_("我方台账名称"), max_length=60, required=False, help_text=_("选了我方文件时填写")
    )
    left_sheet = _sheet(_("我方台账的工作表"))
    first = day(
        _("期间首日"),
        required=False,
        help_text=_("只有一方有、又不在期间内的行另列为“期外”，不算缺失；不填则按对方日期的起止"),
    )
    last = day(_("期间末日"), required=False)
    title = forms.CharField(label=_("本次比对的名称"), max_length=120, required=False, help_text=_("不填则自动起名"))
    anyway = forms.BooleanField(label=_("已核对，照样比对"), required=False)
    asked = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, files: Any = None, *, offices: Mapping[int, str]) -> None:
        super().__init__(data, files)
        choose_from(self, "office", offices.items())
        if not (data and data.get("asked")):  # nothing to answer yet
            self.fields["anyway"].widget = forms.HiddenInput()

    def clean(self) -> dict[str, Any]:
        """A file has a name, a period both its days."""
        given = super().clean() or {}
        given["answered"] = set(given.get("asked", "").split(",")) if given.get("anyway") else set()
        if given.get("left_file") and not given.get("left_name"):
            self.add_error("left_name", gettext("请填写我方台账名称"))
        first, last = given.get("first"), given.get("last")
        if bool(first) != bool(last):
            self.add_error("last" if first else "first", gettext("期间的首日和末日要么都填，要么都不填"))
        elif first and last and last < first:
            self.add_error("last", gettext("末日不能早于首日"))
        return given

    def ask(self, question: str) -> None:
        """Remember what is asked now, beside what was answered, and let the person tick once more."""
        self.fields["anyway"].widget = forms.CheckboxInput()
        told = {name: said for name, said in self.data.items() if name != "anyway"}
        self.data = {**told, "asked": ",".join(sorted({question, *self.cleaned_data["answered"]}))}


class RowFilter(forms.Form):
    """What stands in a row."""

    text = forms.CharField(label=_("内容含有"), required=False, max_length=60)


@options_for("discrepancy", "unit")
def _owners(one: Discrepancy, _actor: Actor) -> Choices:
    return [(card.id, card.name) for card in queries.owners(queries.office_of(one))]
