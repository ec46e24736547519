"""What a person fills in about documents outside of their moves: the document itself, how an office issues, a number
used elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.documents.composing import Written
from zhiben.documents.kinds import DocumentKind
from zhiben.documents.models import IssuingBody
from zhiben.documents.vocab import Numbering
from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.foundation.rendering import Urgency
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs

LONGEST_BODY = 40_000


class WrittenForm(forms.Form):
    """A document as a person writes it."""

    title = forms.CharField(label=_("标题"), max_length=120, help_text=_("如 关于加强……工作的通知"))
    to = long_text(
        _("主送单位"),
        rows=2,
        help_text=_("单位名称或各区、各街道、各成员单位等统称，用“、”或换行分开；系统外的写“系统外：名称”"),
    )
    basis = forms.CharField(label=_("依据"), max_length=300, required=False)
    body = forms.CharField(
        label=_("正文"),
        max_length=LONGEST_BODY,
        widget=forms.Textarea(attrs={"rows": 18, "class": "zb-body"}),
        help_text=_(
            "一、（一）1. 开头的短行作小标题；从表格软件粘贴的行作表格，上一行写“表1 名称”，末行“合计”；"
            "“附件1：名称”以下另起一页作附件"
        ),
    )
    reply_by = day(_("答复期限"), required=False, help_text=_("到当日17:30；填写后正文末自动加一句，不填则不要求答复"))
    copy = long_text(_("抄送"), rows=2, required=False)
    contact = forms.CharField(label=_("联系人及电话"), max_length=100, required=False)
    urgency = forms.ChoiceField(label=_("紧急程度"), required=False)

    def __init__(self, kind: DocumentKind, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "urgency", [(one.value, gettext(one.word or "平件")) for one in Urgency])
        self.fields["basis"].required = kind.needs_basis
        if kind.attended:
            self.fields["body"].help_text = gettext("开头可写“出席：”“请假：”“列席：”各一行；") + str(
                self.fields["body"].help_text
            )
        if kind.outside:
            return
        self.fields["to"].help_text = gettext(
            "单位名称或各区、各成员单位等统称，用“、”或换行分开；可主送：%(kinds)s"
        ) % {"kinds": "、".join(gettext(one.label) for one in kind.to)}

    def written(self) -> Written:
        """What was filled in."""
        said = dict(self.cleaned_data)
        return Written(**{**said, "urgency": Urgency(said["urgency"] or Urgency.NONE)})


BEGINS = ("title", "to", "basis", "body", "copy")


def started(kind: DocumentKind, body: IssuingBody | None, asked: Mapping[str, str]) -> dict[str, Any]:
    """What a new document begins with: the kind's defaults, and what the link that led here has filled in already;
    everything may be changed."""
    due = orgs.reply_deadline(clock.now(), kind.reply_days).date() if kind.reply_days else None
    told = {name: asked[name][:LONGEST_BODY] for name in BEGINS if name in asked}
    return {"reply_by": due, "contact": body.contact if body else "", **told}


class IssuingBodyForm(forms.Form):
    """How an office issues."""

    full_name = forms.CharField(
        label=_("发文机关全称"), max_length=60, help_text=_("印在红头和落款处，如 深圳市安全生产委员会办公室")
    )
    code = forms.CharField(label=_("机关代字"), max_length=8, help_text=_("如 深安办；函的文号自动加“函”字"))
    numbering = forms.ChoiceField(label=_("文号"))
    contact = forms.CharField(label=_("联系人及电话"), max_length=100, required=False, help_text=_("新公文默认带上"))

    def __init__(self, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "numbering", [(one.value, gettext(one.label)) for one in Numbering])


class VoidForm(forms.Form):
    """A number that no document here bears."""

    number = forms.CharField(label=_("文号"), max_length=60, help_text=_("如 深安办〔2024〕13号"))
    reason = forms.CharField(label=_("说明"), max_length=180, help_text=_("如 系统外印发：关于……的通知；或 印错作废"))


class OpinionForm(forms.Form):
    """A word that goes with several signatures."""

    opinion = forms.CharField(
        label=_("批示（可不填，用于本次所选各件）"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
