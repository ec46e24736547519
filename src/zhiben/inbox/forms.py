"""Uploads of workbooks, to be taken in or to have their totals added up; where somebody is reached."""

from __future__ import annotations

from datetime import time
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.inbox.vocab import RobotKind


class UploadForm(forms.Form):
    """One file; its content decides what it is."""

    file = forms.FileField(
        label=_("工作簿"),
        help_text=_("XLSX、XLS（含 .et 另存）或 CSV；先检查，不写入"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et,.csv"}),
    )


class ImportForm(UploadForm):
    """One file, or rows as they were copied out of a spreadsheet."""

    file = forms.FileField(
        label=_("工作簿"),
        required=False,
        help_text=_("XLSX、XLS（含 .et）或 CSV；先检查，不写入"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et,.csv", "class": "form-control"}),
    )
    rows = forms.CharField(
        label=_("或者粘贴"),
        required=False,
        strip=False,
        help_text=_("在表格软件中选中（连同表头），复制后粘贴在这里"),
        widget=forms.Textarea(attrs={"rows": 4, "class": "form-control"}),
    )

    def clean(self) -> dict[str, Any]:
        """Exactly one of the two."""
        given = super().clean() or {}
        if not given.get("file") and not given.get("rows", "").strip():
            raise forms.ValidationError(gettext("请选择文件，或粘贴带表头的若干行"))
        if given.get("file") and given.get("rows", "").strip():
            raise forms.ValidationError(gettext("文件和粘贴的内容只能选一样"))
        return given


class MailForm(forms.Form):
    """The own address; empty to have none."""

    mail = forms.EmailField(
        label=_("邮件地址"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("提交后向该地址发送确认码；不填则删除"),
        error_messages={"invalid": _("这不是邮件地址")},
    )


class EnterMailForm(MailForm):
    """Somebody else's address, as the system administrator knows it."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["mail"].help_text = gettext("登记后即视为已确认，请先核对；不填则删除")


class CodeForm(forms.Form):
    """The code that was mailed."""

    code = forms.CharField(
        label=_("确认码"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "one-time-code"})
    )


class ReachForm(forms.Form):
    """Which messages come by mail."""

    digest = forms.BooleanField(label=_("每个工作日早上的待办提示"), required=False)
    notices = forms.BooleanField(label=_("即时消息（收到公文、待答复等）"), required=False)


class RobotForm(forms.Form):
    """A robot. What was entered as its address stands in no form again."""

    kind = forms.ChoiceField(label=_("类别"), choices=[(one.value, one.label) for one in RobotKind])
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("管理员自己认得即可，如所在的群"))
    unit = forms.TypedChoiceField(
        label=_("通知哪个单位的消息"), coerce=int, help_text=_("该单位人员收到的消息，只发送类别和条数")
    )
    address = forms.CharField(
        label=_("网址"),
        required=False,
        max_length=500,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "url"}),
        help_text=_("从群机器人的设置页原样复制；保存后不再显示，修改时不填则不变"),
    )
    secret = forms.CharField(
        label=_("加签密钥"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("钉钉机器人选用“加签”时填写；保存后不再显示，换网址时须重填"),
    )
    quiet_from = forms.TimeField(
        label=_("免打扰从"), initial=time(22), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    quiet_until = forms.TimeField(
        label=_("免打扰到"),
        initial=time(7),
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("默认22:00至次日7:00（北京时间），可改；期间的消息结束后再发。两个时间相同则不设免打扰"),
    )
    active = forms.BooleanField(label=_("启用"), required=False, initial=True)


class TotalsForm(UploadForm):
    """A workbook whose totals are looked at; nothing of it stays."""

    file = forms.FileField(
        label=_("工作簿"),
        help_text=_("XLSX、XLS（含 .et 另存）或 CSV；只核对，不保存、不写入"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et,.csv", "class": "form-control"}),
    )
