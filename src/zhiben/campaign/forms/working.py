"""What a person fills in about the list as a whole: a view to keep, one act on many tasks, tasks merged and split."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.campaign import queries
from zhiben.campaign.forms.assigning import assignable
from zhiben.campaign.lifecycle import TASK
from zhiben.campaign.models import KeyTask
from zhiben.campaign.operations import Draft, MilestoneDraft, equal_shares
from zhiben.campaign.operations.breaking import target_with
from zhiben.campaign.operations.effects import plain_number
from zhiben.foundation.pages import choose_from, day
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

TOGETHER = ("assign", "verify", "return", "finish", "cancel")
"""Moves that are made on many tasks at once."""
SET_DUE, MERGE = "set_due", "merge"
BESIDE = {SET_DUE: N_("修改完成时限"), MERGE: N_("合并为一项")}
"""What else is done with many tasks."""
MOST_PARTS = 6


def moves_for(actor: Actor, tasks: Iterable[KeyTask]) -> list[str]:
    """The moves made on many at once that the person may make on one of the tasks, whatever its state."""
    rows = list(tasks)
    return [name for name in TOGETHER if any(TASK.by_name[name].may(actor, task).allowed for task in rows)]


class MoveChoice(forms.Form):
    """What to do with the tasks that were ticked."""

    move = forms.ChoiceField(label=_("办理"))

    def __init__(self, data: Any = None, among: Sequence[str] = TOGETHER) -> None:
        super().__init__(data)
        known = [(name, gettext(TASK.by_name[name].label)) for name in among]
        known += [(name, gettext(label)) for name, label in BESIDE.items()]
        choose_from(self, "move", known, nothing=gettext("对所选任务…"))


class DueForm(forms.Form):
    """Another due day for many tasks."""

    due = day(_("新的完成时限"), help_text=_("拟稿和已下达未签收的任务可改；签收以后由牵头单位申请延期"))


class ViewForm(forms.Form):
    """A view of the list: its name, who sees it, whether the list opens with it."""

    name = forms.CharField(label=_("名称"), max_length=40)
    shared_with = forms.ChoiceField(label=_("谁能看到"), required=False)
    opens = forms.BooleanField(label=_("打开清单时先显示这个视图"), required=False)

    def __init__(self, actor: Actor, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        units = orgs.unit_names({grant.unit for grant in actor.grants if grant.unit})
        known = [(unit, gettext("本单位同事：%(unit)s") % {"unit": name}) for unit, name in units.items()]
        choose_from(self, "shared_with", known, nothing=gettext("只有我自己"))

    def given(self) -> dict[str, Any]:
        """What was filled in."""
        said = self.cleaned_data
        return {"name": said["name"], "shared_with": int(said["shared_with"] or 0), "opens": said["opens"]}


class MergeForm(forms.Form):
    """Which of several tasks stays for all of them."""

    into = forms.ChoiceField(label=_("保留哪一项（其余并入它）"), widget=forms.RadioSelect)
    leads_differ = forms.BooleanField(label=_("牵头单位不同的，改为配合单位"), required=False)

    def __init__(self, tasks: Sequence[KeyTask], data: Any = None) -> None:
        super().__init__(data)
        choose_from(self, "into", [(one.pk, str(one)) for one in tasks])
        if len({one.lead_unit_id for one in tasks}) < 2:
            del self.fields["leads_differ"]


class PartForm(forms.Form):
    """One of the tasks into which one is split; all empty means none."""

    number = forms.CharField(label=_("编号"), max_length=40, required=False)
    title = forms.CharField(label=_("任务"), max_length=200, required=False)
    target = forms.CharField(label=_("目标"), max_length=400, required=False)
    lead_unit = forms.ChoiceField(label=_("牵头单位"), required=False)
    amount = forms.DecimalField(
        label=_("目标量"), required=False, min_value=Decimal("0.0001"), max_digits=15, decimal_places=4
    )
    due = day(_("完成时限"), required=False)

    def __init__(self, task: KeyTask, place: int, units: Sequence[tuple[int, str]], data: Any = None) -> None:
        super().__init__(data, prefix=f"part{place}", initial=_begins_with(task, place) if place <= 2 else {})
        self.place = place
        choose_from(self, "lead_unit", units, nothing=gettext("未选"))
        if task.amount is None:
            del self.fields["amount"]
        else:
            self.fields["amount"].label = gettext("目标量（%(unit)s）") % {"unit": task.amount_unit}

    @property
    def filled(self) -> bool:
        """True when a task is meant: something was written down of it."""
        return any(str(self.data.get(self.add_prefix(name), "")).strip() for name in self.fields)

    def clean(self) -> None:
        """A task that is meant says everything."""
        if not self.filled:
            return
        for name in self.fields:
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, gettext("第%(place)s项请填写，不要这一项的请全部清空") % {"place": self.place})

    def draft(self, task: KeyTask) -> Draft:
        """The task that was filled in; what it does not ask for is as it was in the whole, milestones that were reached
        excepted, and who is responsible where another unit leads it."""
        said, lead = self.cleaned_data, int(self.cleaned_data["lead_unit"])
        same = lead == task.lead_unit_id
        steps = task.milestones.filter(reached_on__isnull=True, due__lte=said["due"]).order_by("position")
        return Draft(
            number=said["number"],
            title=said["title"],
            target=said["target"],
            lead_unit=lead,
            due=said["due"],
            topic=task.topic,
            evidence_required=task.evidence_required,
            assisting=tuple(unit for unit in queries.assisting_units(task) if unit != lead),
            amount=said.get("amount"),
            amount_unit=task.amount_unit if said.get("amount") is not None else "",
            cadence=task.cadence,
            recurrence=task.recurrence,
            leader=task.leader if same else "",
            responsible=task.responsible if same else "",
            milestones=tuple(MilestoneDraft(one.name, one.due, one.weight) for one in steps),
        )


def _begins_with(task: KeyTask, place: int) -> dict[str, object]:
    """What the first two say unless somebody says otherwise."""
    number = f"{task.number}-{place}"[:40]
    same = {"number": number, "lead_unit": task.lead_unit_id, "due": task.due, "target": task.target}
    if task.amount is None:
        return same
    share = equal_shares(task.amount, 2)[place - 1]
    return same | {"target": target_with(task, share), "amount": plain_number(share)}


def parts_of(task: KeyTask, actor: Actor, data: Any = None) -> list[PartForm]:
    """The forms for splitting a task."""
    units = assignable(actor, queries.tasks_above([task.parent_id]).get(task.parent_id) if task.parent_id else None)
    return [PartForm(task, place, units, data) for place in range(1, MOST_PARTS + 1)]
