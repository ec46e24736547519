"""What a person fills in about a round: choices in the forms of its moves, and other words for a section of its
bulletin. Reminders have theirs in `reminder_forms`."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiben.dispatch import examples, recounting
from zhiben.dispatch.lifecycle import ROUND
from zhiben.dispatch.models import Round
from zhiben.dispatch.vocab import Part
from zhiben.foundation.lifecycle.forms import Choices, options_for
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

LONGEST = 8000


class SectionForm(forms.Form):
    """Other words for a section; for good practice and for names the record on which they rest too."""

    text = forms.CharField(
        label=_("每行一段"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("“{{…}}”是绑定的指标，印出冻结的数据；可在“可选用的指标”里查到。“下一步要求”的编号自动加"),
    )
    source = forms.CharField(
        label=_("来源记录编号（可不填）"),
        required=False,
        max_length=60,
        help_text=_("重点任务、隐患的编号，或督导文书的文号，印在文字后面，页面上可点开"),
    )

    def __init__(self, part: Part, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        if part not in examples.PARTS:
            del self.fields["source"]


@options_for("round", "measures")
def _measures(one: Round, actor: Actor) -> Choices:
    """Figures that come out as they stand are not offered; whoever may not restate them counts none."""
    if not ROUND.by_name["restate"].may(actor, one).allowed:
        return []
    said = N_("{title}（现为{was}，重新计算为{now}）")
    return [
        (found.frozen, said.format(title=found.standing.title, was=found.was, now=found.now))
        for found in recounting.differing(one)
    ]
