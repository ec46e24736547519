"""What a person fills in about a reminder: its letter with where it came from, the next letter up the ladder, a task
that it opens or amends. Facts and request become two sections of the letter; a legal basis is the clerk's own words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiben.campaign import queries as campaign
from zhiben.campaign.operations import Draft
from zhiben.dispatch.operations import LADDER
from zhiben.documents.operations import Written, declared
from zhiben.documents.vocab import Kind
from zhiben.foundation.lifecycle.forms import OfferedInput
from zhiben.foundation.pages import choose_from, day, long_text, photos
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.text import N_, names_in, within_marks

if TYPE_CHECKING:
    from zhiben.campaign.models import KeyTask

NEW = LADDER[:2]
"""What a reminder may begin with: a reminder letter to departments, an urging letter to governments too."""
TASK_TEXT = 400
"""As much as a task's own columns hold."""
INSTRUCTED = 500
"""As many characters as an instruction may have."""
ASKS = _("提醒事项")
NUMBER = re.compile(r"[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?")
INSTEAD = _("填写的替换原文，不改的不填")


class LetterForm(forms.Form):
    """A letter of the ladder."""

    title = forms.CharField(label=_("标题"), max_length=120)
    to = long_text(_("主送单位"), rows=2, help_text=_("责任单位，几个用“、”分开；提醒函主送部门，督促函也可主送区"))
    basis = forms.CharField(
        label=_("依据"),
        max_length=300,
        help_text=_("责任单位的职责依据，由经办人员核实后填写；因隐患而发的，先填了该隐患的判定依据，请核对"),
    )
    facts = long_text(_("有关情况"), rows=5)
    request = long_text(ASKS, rows=5, help_text=_("要责任单位做什么，如据此增加或修改哪些重点任务"))
    reply_by = day(_("答复期限"), help_text=_("到当日17:30；已填的是默认期限，可改"))
    copy = long_text(_("抄送"), rows=2, required=False)
    contact = forms.CharField(label=_("联系人及电话"), max_length=100, required=False)

    def clean_copy(self) -> str:
        """Who gets the letter itself gets no copy of it."""
        to = names_in(self.cleaned_data.get("to", ""))
        return "、".join(name for name in names_in(self.cleaned_data["copy"]) if name not in to)

    def written(self, kind: Kind) -> Written:
        """The letter as a person would write one of this kind."""
        said = self.cleaned_data
        asks = N_("二、{asks}").format(asks=declared(kind).asks)
        parts = (N_("一、有关情况"), said["facts"], asks, said["request"])
        same = {name: said[name] for name in ("title", "to", "basis", "reply_by", "copy", "contact")}
        return Written(body="\n".join(part.strip() for part in parts), **same)


class InstructionForm(forms.Form):
    """What a leader wants done."""

    text = long_text(
        _("批示内容"),
        rows=4,
        most=INSTRUCTED,
        required=False,
        help_text=_("最多500字；写在纸上的，可只上传照片"),
    )
    photos = photos(required=False)


class ReminderForm(LetterForm):
    """A new reminder; what was instructed is asked for where it was instructed on paper."""

    kind = forms.ChoiceField(label=_("文种"))
    said = long_text(
        _("批示内容"),
        required=False,
        help_text=_("照录批示，或只上传照片；函中的“有关情况”仍须填写"),
    )
    photos = photos(required=False)
    suggested = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ("said", "photos", "kind")

    def __init__(self, data: Any = None, files: Any = None, *, initial: Any = None, on_the_spot: bool) -> None:
        self.sent: Any = data.copy() if data else None
        super().__init__(self.sent, files, initial=initial)
        choose_from(self, "kind", [(one.value, one.label) for one in NEW])
        begun = self["kind"].value()
        self.fields["request"].label = next((declared(one).asks for one in NEW if one.value == begun), ASKS)
        if not on_the_spot:
            del self.fields["said"], self.fields["photos"]

    @property
    def chosen(self) -> Kind:
        """The kind of letter."""
        return Kind(self.cleaned_data["kind"])

    def must_follow_kind(self, suggestion: Callable[[Kind], Mapping[str, Any]]) -> None:
        """Raises Incomplete, with what is suggested for the chosen kind filled in, while title or day are still those
        that were suggested for another kind."""
        before = next((one for one in NEW if one.value == self.cleaned_data["suggested"]), self.chosen)
        if before is self.chosen:
            return
        was, now = suggestion(before), suggestion(self.chosen)
        left = [name for name, value in was.items() if self.cleaned_data[name] == value]
        if not left:
            return
        self.sent["suggested"] = self.chosen.value
        for name in left:
            self.sent[name] = str(now[name])
        said = N_("文种改成了{kind}，这里已按{kind}改填，请核对后再保存").format(kind=self.chosen.label)
        raise Incomplete(said, fields=dict.fromkeys(left, said))


class EscalationForm(LetterForm):
    """The next letter up the ladder, and why."""

    reason = long_text(_("升级理由"), help_text=_("留存备查，不印在函上"))
    field_order = ("reason",)

    def __init__(self, data: Any = None, *, initial: Any = None, kind: Kind) -> None:
        super().__init__(data, initial=initial)
        self.fields["request"].label = declared(kind).asks


class OpenTaskForm(forms.Form):
    """A task that a reminder puts into the list."""

    title = forms.CharField(label=_("任务"), max_length=200)
    lead = forms.ChoiceField(label=_("牵头单位"))
    target = long_text(_("目标"), rows=2, most=TASK_TEXT)
    due = day(_("完成时限"))
    evidence_required = long_text(_("佐证要求"), rows=2, most=TASK_TEXT, required=False)

    def __init__(self, data: Any = None, *, units: Iterable[tuple[int, str]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "lead", units, nothing=_("请选择"))

    def draft(self) -> Draft:
        """The task, under the next free number."""
        said = self.cleaned_data
        return Draft(
            number=campaign.next_numbers(1)[0],
            title=said["title"],
            target=said["target"],
            lead_unit=int(said["lead"]),
            due=said["due"],
            evidence_required=said["evidence_required"],
        )


class AmendTaskForm(forms.Form):
    """A task that a reminder changes."""

    number = forms.CharField(
        label=_("任务编号"), max_length=40, help_text=_("主送单位牵头、尚未报送完成的任务，点一下可选，也可输入编号")
    )
    target = long_text(_("新的目标"), rows=2, most=TASK_TEXT, required=False, help_text=INSTEAD)
    amount = forms.DecimalField(
        label=_("新的目标量"),
        required=False,
        min_value=Decimal("0.0001"),
        max_digits=15,
        decimal_places=4,
        help_text=_("进展按它计算；任务没有目标量的不填"),
    )
    evidence_required = long_text(_("新的佐证要求"), rows=2, most=TASK_TEXT, required=False, help_text=INSTEAD)
    what = forms.CharField(
        label=_("改了什么"), max_length=200, help_text=_("一句话，显示在任务页，如 目标增加燃气管线排查")
    )

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, among: Iterable[KeyTask], own: KeyTask | None) -> None:
        """`among`: what is offered; `own`: the task that the reminder came from, chosen and shown to begin with."""
        self.own = own
        number = own.number if own else ""
        self.sent: Any = data.copy() if data else None
        super().__init__(self.sent, initial={"number": number, "seen": number})
        offered = [(one.number, f"{one.number} {one.title}") for one in among]
        self.fields["number"].widget = OfferedInput(offered, {"maxlength": 40, "autocomplete": "off"})
        if own:
            self.tell_present(own)

    def must_have_seen(self, task: KeyTask, *, others: str) -> None:
        """Raises Incomplete, with the present wording beside the fields, unless it was there before; it says whose the
        task is when it is `others`, who did not get the letter."""
        if task == self.own or self.cleaned_data["seen"] == task.number:
            return
        self.tell_present(task)
        self.sent["seen"] = task.number
        said = N_("下面已列出“{task}”现在的内容，请核对后再保存").format(task=within_marks(task.title))
        if others:
            said = N_("该任务由{unit}牵头，不是本函的主送或抄送单位。{said}").format(unit=others, said=said)
        raise Incomplete(said, fields={"number": said})

    def tell_present(self, task: KeyTask) -> None:
        """Show beside the fields what the task says now."""
        for name in ("target", "evidence_required"):
            if said := getattr(task, name):
                self[name].help_text = _("现为：%(said)s。填写的替换原文，不改的不填") % {"said": said.rstrip("。")}
        if task.amount is not None:
            said = _amount(task)
            self["amount"].help_text = _("现为：%(said)s，进展按它计算。目标中的数改了的，一并改") % {"said": said}

    def must_agree(self, task: KeyTask) -> None:
        """Raises Incomplete where the new words and the amount that progress follows would tell two targets."""
        words, amount = self.cleaned_data["target"], self.cleaned_data["amount"]
        why = ""
        if amount is not None and task.amount is None:
            why = N_("该任务没有设目标量，请只在“新的目标”中写明")
        elif amount is None and task.amount is not None and words and task.amount not in _numbers(words):
            why = N_("“新的目标”中没有现在的目标量{said}，进展却按它计算：请填写新的目标量，不变的照填{said}")
            why = why.format(said=_amount(task))
        if why:
            raise Incomplete(why, fields={"amount": why})

    @property
    def changes(self) -> dict[str, Any]:
        """The columns that are to say something else."""
        words = {name: self.cleaned_data[name].strip() for name in ("target", "evidence_required")}
        return {**words, "amount": self.cleaned_data["amount"]}


def _amount(task: KeyTask) -> str:
    """260项."""
    return f"{task.amount.normalize():f}{task.amount_unit}" if task.amount is not None else ""


def _numbers(words: str) -> set[Decimal]:
    """The numbers that stand in words, 1,200 as one."""
    return {Decimal(one.replace(",", "")) for one in NUMBER.findall(words)}
