"""What a person fills in to give tasks out: one or many tasks on a measure, a draft that came back, a breakdown; and to
draw reports for checking."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask, MeasureWording
from zhiben.campaign.operations import Draft, MilestoneDraft, read_steps, written_steps
from zhiben.campaign.operations.effects import plain_number
from zhiben.campaign.vocab import Cadence, Recurrence
from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import EVERYWHERE, Actor
from zhiben.orgs.vocab import Role

STEPS_HELP = _(
    "每行一个：名称@日期，如 方案印发@2024-06-30；占两份权重的写 验收x2@2024-11-30。不填而选了重复的，按期自动生成"
)


def assignable(actor: Actor, within: KeyTask | None = None) -> list[tuple[int, str]]:
    """The units to which somebody may give tasks, those that are parts of `within` if it is given: units in the
    territory of an office for which they work, and where the whole lies."""
    cards = [card for card in queries.leading_units() if actor.holding(Role.OFFICE_OFFICER, card.coordinates)]
    there = within.coordinates.territory if within else EVERYWHERE
    return [(card.id, card.name) for card in cards if there.covers(card.coordinates)]


class Wording(forms.Form):
    """What a task says, whoever leads it."""

    number = forms.CharField(label=_("编号"), max_length=40)
    title = forms.CharField(label=_("任务"), max_length=200)
    topic = forms.CharField(label=_("行动或领域"), max_length=80, required=False)
    assisting = forms.MultipleChoiceField(
        label=_("配合单位"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    )
    leader = forms.CharField(label=_("责任领导"), max_length=200, required=False)
    responsible = forms.CharField(label=_("责任人"), max_length=200, required=False)
    target = forms.CharField(label=_("目标"), max_length=400, help_text=_("要达到什么，或交付什么"))
    amount = forms.DecimalField(
        label=_("目标量"), required=False, min_value=Decimal("0.0001"), max_digits=15, decimal_places=4
    )
    amount_unit = forms.CharField(label=_("计量单位"), max_length=20, required=False)
    milestones = long_text(_("节点"), required=False, rows=3, help_text=STEPS_HELP)
    recurrence = forms.ChoiceField(label=_("重复"), required=False)
    cadence = forms.ChoiceField(label=_("报送频次"))
    evidence_required = forms.CharField(
        label=_("佐证要求"), max_length=400, required=False, help_text=_("下达前须填写")
    )
    due = day(_("完成时限"))
    accept_by = day(_("签收期限"), required=False, help_text=_("不填的或下达时已过的，按默认天数"))

    def __init__(self, actor: Actor, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial={"cadence": Cadence.HALF_MONTH, **(initial or {})})
        self.units = assignable(actor)
        self.choose_units("assisting")
        choose_from(
            self, "recurrence", [(one.value, gettext(one.label)) for one in Recurrence], nothing=gettext("不重复")
        )
        choose_from(self, "cadence", [(one.value, gettext(one.label)) for one in Cadence])

    def choose_units(self, name: str) -> None:
        """Let `name` choose among the units, those that are ticked before the others: of two hundred they would be
        scrolled past."""
        ticked = {str(unit) for unit in self[name].value() or ()}
        choose_from(self, name, sorted(self.units, key=lambda pair: str(pair[0]) not in ticked))

    def clean_milestones(self) -> tuple[MilestoneDraft, ...]:
        """The milestones that were written."""
        try:
            return read_steps(self.cleaned_data["milestones"])
        except Refused as refusal:
            raise forms.ValidationError(refusal.text) from refusal

    def draft(self, *, lead: int, number: str, measure: int = 0, action: int = 0, parent: int = 0) -> Draft:
        """What was filled in, for one lead unit under one number."""
        said = self.cleaned_data
        same = ("title", "topic", "target", "evidence_required", "due", "accept_by", "leader", "responsible")
        return Draft(
            number=number,
            lead_unit=lead,
            assisting=tuple(int(unit) for unit in said["assisting"] if int(unit) != lead),
            amount=said["amount"],
            amount_unit=said["amount_unit"] if said["amount"] is not None else "",
            cadence=said["cadence"],
            recurrence=said["recurrence"],
            milestones=said["milestones"],
            **{name: said[name] for name in same},
            measure=measure,
            action=action,
            parent=parent,
        )


class TaskForm(Wording):
    """A task as it is to stand in the list."""

    lead = forms.ChoiceField(label=_("牵头单位"))
    field_order = ("title", "topic", "lead")

    def __init__(self, actor: Actor, data: Any = None, initial: Any = None) -> None:
        super().__init__(actor, data, initial)
        choose_from(self, "lead", self.units, nothing=gettext("请选择"))
        del self.fields["number"]


class MeasureTasksForm(Wording):
    """Tasks that carry out a measure, the same one for each of the units chosen."""

    leads = forms.MultipleChoiceField(
        label=_("牵头单位"),
        help_text=_("选几个单位，就拟几项内容相同的任务，编号从上面的号起顺排"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
    )
    field_order = ("number", "title", "topic", "leads")

    def __init__(self, actor: Actor, data: Any = None, initial: Any = None) -> None:
        super().__init__(actor, data, initial)
        self.choose_units("leads")

    def drafts(self, *, measure: int) -> list[Draft]:
        """One draft for each lead unit."""
        leads = [int(unit) for unit in self.cleaned_data["leads"]]
        numbers = queries.next_numbers(len(leads), like=self.cleaned_data["number"])
        return [
            self.draft(lead=lead, number=number, measure=measure) for lead, number in zip(leads, numbers, strict=True)
        ]


def begins_with(wording: MeasureWording) -> dict[str, object]:
    """What a task on a measure says unless somebody says otherwise."""
    lead = wording.lead_unit_id
    return {
        "number": queries.next_numbers(1)[0],
        "title": wording.text[:200],
        "topic": str(wording.action)[:80] if wording.action else "",
        "leads": [str(lead)] if lead else [],
        "assisting": [str(unit) for unit in wording.assisting.values_list("pk", flat=True)],
        "target": wording.goal[:400],
        "due": wording.due,
    }


def said_of(task: KeyTask, assisting: Iterable[int]) -> dict[str, object]:
    """A standing draft in the form's terms."""
    same = (
        *("number", "title", "topic", "target", "evidence_required", "due", "accept_by", "leader", "responsible"),
        *("amount_unit", "cadence", "recurrence"),
    )
    return {
        **{name: getattr(task, name) for name in same},
        "amount": _plain(task.amount),
        "lead": task.lead_unit_id,
        "assisting": [str(unit) for unit in assisting],
        "milestones": written_steps(task.milestones.order_by("position"), "\n"),
    }


def _plain(amount: Decimal | None) -> str | None:
    return None if amount is None else plain_number(amount)


class ShareForm(forms.Form):
    """One line of a breakdown: whether a unit takes a part, how much, until when."""

    taken = forms.BooleanField(required=False)
    amount = forms.DecimalField(required=False, max_digits=15, decimal_places=4)
    due = day(_("完成时限"), required=False)


class AmountForm(forms.Form):
    """Another amount for a part that is a draft."""

    amount = forms.DecimalField(required=False, max_digits=15, decimal_places=4)


class Breakdown:
    """The lines of a breakdown, one for each unit that may take a part; and of the parts that stand and share an
    amount, those that may get another one."""

    def __init__(
        self, units: Sequence[tuple[int, str]], parts: Sequence[KeyTask] = (), data: Any = None, *, ticked: bool = True
    ) -> None:
        initial = {"taken": ticked}
        self.lines = [(unit, name, ShareForm(data, prefix=f"u{unit}", initial=initial)) for unit, name in units]
        self.parts = parts
        self.again = {
            part.pk: AmountForm(data, prefix=f"p{part.pk}", initial={"amount": _plain(part.amount)})
            for part in parts
            if part.state == "drafted"
        }

    def is_valid(self) -> bool:
        """True when every line can be read."""
        every = (*(form for _unit, _name, form in self.lines), *self.again.values())
        return not [form for form in every if not form.is_valid()]

    def reshared(self) -> dict[int, Decimal]:
        """The amounts that were filled in for parts that stand, by id."""
        said = {part: form.cleaned_data["amount"] for part, form in self.again.items()}
        return {part: amount for part, amount in said.items() if amount is not None}

    def taken(self) -> list[tuple[int, Decimal | None, Any]]:
        """Unit, amount, due day of the lines that were ticked."""
        return [
            (unit, form.cleaned_data["amount"], form.cleaned_data["due"])
            for unit, _name, form in self.lines
            if form.cleaned_data.get("taken")
        ]


class SampleForm(forms.Form):
    """Which half-month's reports are drawn from, how many, with which seed."""

    office = forms.ChoiceField(label=_("安委办"))
    period = forms.ChoiceField(label=_("半月"))
    size = forms.IntegerField(label=_("抽查份数"), required=False, min_value=1, max_value=100_000)
    seed = forms.CharField(
        label=_("种子"),
        required=False,
        max_length=80,
        help_text=_("如当天公开的一个数字；不填则随机给出。种子会公布，可据以重算"),
    )

    def __init__(
        self, offices: Sequence[tuple[int, str]], periods: Sequence[tuple[str, str]], data: Any = None
    ) -> None:
        super().__init__(data)
        choose_from(self, "office", offices)
        choose_from(self, "period", periods)
