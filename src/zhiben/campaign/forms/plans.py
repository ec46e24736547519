"""What a person fills in about plans: founding one, its goals, one measure, the issue with where tasks go."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.campaign import policy, queries
from zhiben.campaign.models import Campaign, KeyTask, MeasureWording, Plan, PlanVersion
from zhiben.campaign.operations import KEEP, MeasureDraft
from zhiben.campaign.operations.plans_measures import GOAL_LENGTH, NUMBER_LENGTH, TEXT_LENGTH
from zhiben.campaign.vocab import PlanKind
from zhiben.foundation.importing import several_names
from zhiben.foundation.lifecycle.forms import FilesField, ManyFiles
from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind

RESPONSIBLE = (UnitKind.COMMITTEE_OFFICE, UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.STREET)
SHOWN = 30
"""So many characters of a measure a choice shows."""


class PlanForm(forms.Form):
    """Founding a plan."""

    kind = forms.ChoiceField(label=_("类别"))
    territory = forms.ChoiceField(label=_("区"), required=False, help_text=_("区子方案须选"))
    sector = forms.ChoiceField(label=_("行业领域"), required=False, help_text=_("行业领域子方案须选"))
    owner = forms.ChoiceField(label=_("责任单位"), help_text=_("由该单位起草、征求意见、送审"))
    title = forms.CharField(label=_("名称"), max_length=120, required=False, help_text=_("不填则按类别取名"))

    def __init__(self, who: policy.Answering, own: Collection[int], data: Any = None, initial: Any = None) -> None:
        """`own`: the units for which the person founds plans; that of the campaign's office founds any."""
        super().__init__(data, initial=initial)
        every = who.office.id in own
        units = [unit for unit in who.units if every or unit.id in own]
        offered: dict[str, list[tuple[Any, str]]] = {
            "territory": [(card.id, card.name) for card in orgs.districts()],
            "sector": list(orgs.sectors()),
        }
        found = {
            name: [one for one in known if any(who.fits(unit, _of(name, one[0])) for unit in units)]
            for name, known in offered.items()
        }
        owners = [
            (unit.id, unit.name)
            for unit in units
            if any(who.fits(unit, _of(name, one)) for name, some in found.items() for one, _name in some)
        ]
        kinds = {PlanKind.MASTER: every, PlanKind.DISTRICT: found["territory"], PlanKind.SECTOR: found["sector"]}
        choose_from(self, "kind", [(kind.value, gettext(kind.label)) for kind, there in kinds.items() if there])
        for name, some in found.items():
            choose_from(self, name, some, nothing=gettext("（不适用）"))
        choose_from(self, "owner", owners, nothing=gettext("请选择"))

    def clean(self) -> dict[str, Any]:
        """A sub-plan says what it is of."""
        said = super().clean() or self.cleaned_data
        wanted = {PlanKind.DISTRICT: ("territory", _("请选择区")), PlanKind.SECTOR: ("sector", _("请选择行业领域"))}
        name, sentence = wanted.get(said.get("kind", ""), ("", ""))
        if name and not said.get(name) and name not in self.errors:
            self.add_error(name, str(sentence))
        return said

    def given(self) -> dict[str, Any]:
        """What was filled in."""
        said = self.cleaned_data
        ids = {name: int(said[name] or 0) for name in ("territory", "sector", "owner")}
        return {"kind": said["kind"], "title": said["title"], **ids}


def _of(name: str, pk: int) -> policy.PlanOf:
    return (
        policy.PlanOf(PlanKind.DISTRICT, territory=pk)
        if name == "territory"
        else policy.PlanOf(PlanKind.SECTOR, sector=pk)
    )


class HandOverForm(forms.Form):
    """Giving a plan to another unit, one of those that may answer for it."""

    owner = forms.ChoiceField(label=_("新的责任单位"))
    reason = long_text(_("变更原因"), help_text=_("例如：机构调整，职责划转"))

    def __init__(self, units: Iterable[tuple[int, str]], data: Any = None) -> None:
        super().__init__(data)
        choose_from(self, "owner", units, nothing=gettext("请选择"))


class ReasonForm(forms.Form):
    """Beginning a revision."""

    reason = long_text(_("修订原因"))


class GoalsForm(forms.Form):
    """The goals of a drafted version."""

    goals = forms.CharField(label=_("目标"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 8}))


class MeasureForm(forms.Form):
    """One measure of a drafted version. The number of a measure that stands is kept: tasks hang on it."""

    number = forms.CharField(label=_("编号"), max_length=NUMBER_LENGTH)
    text = forms.CharField(label=_("措施"), max_length=TEXT_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))
    goal = forms.CharField(
        label=_("目标"), max_length=GOAL_LENGTH, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    action = forms.ChoiceField(label=_("行动"), required=False)
    upper = forms.ChoiceField(label=_("上级措施"), required=False, help_text=_("总体方案中由本措施落实的一条"))
    lead_unit = forms.ChoiceField(label=_("责任单位"), required=False, help_text=_("只有一个"))
    assisting = forms.CharField(label=_("配合单位"), max_length=600, required=False, help_text=_("多个单位用顿号隔开"))
    due = day(_("完成时限"), required=False)
    link = forms.ChoiceField(label=_("链条环节"), required=False)

    def __init__(
        self,
        version: PlanVersion,
        data: Any = None,
        initial: Any = None,
        *,
        standing: MeasureWording | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.standing = standing
        if standing is not None:
            self.fields["number"].disabled = True
            self.fields["number"].help_text = gettext("编号不改，任务按编号挂接")
        campaign = version.plan.campaign
        choose_from(self, "action", _actions(campaign), nothing=gettext("未定"))
        uppers, units = _uppers(version.plan), responsible(version.plan)
        if standing is not None:
            uppers = _with_standing(uppers, standing.upper_id, lambda pk: f"{gettext('已不在现行总体方案')}（{pk}）")
            units = _with_standing(units, standing.lead_unit_id, orgs.unit_name)
        choose_from(self, "upper", uppers, nothing=gettext("（无）"))
        choose_from(self, "lead_unit", units, nothing=gettext("未定"))
        choose_from(self, "link", orgs.chain_links(), nothing=gettext("（不适用）"))

    def draft(self) -> MeasureDraft:
        """What was filled in. Raises Incomplete for a unit that nobody knows."""
        said = self.cleaned_data
        number, text, goal = (said[name].strip() for name in ("number", "text", "goal"))
        action, lead, upper, link = (int(said[name] or 0) for name in ("action", "lead_unit", "upper", "link"))
        return MeasureDraft(
            number, text, goal, action, lead, self._assisting(said["assisting"]), said["due"], upper, link
        )

    def _assisting(self, names: str) -> tuple[int, ...]:
        try:
            found = [orgs.known_unit(name).id for name in several_names(names)]
        except Refused as refusal:
            raise Incomplete(refusal.text, fields={"assisting": refusal.text}) from refusal
        return tuple(sorted(dict.fromkeys(found)))


def _with_standing(
    known: list[tuple[int, str]], standing: int | None, called: Callable[[int], str]
) -> list[tuple[int, str]]:
    """The choices with what stands, so that correcting something else does not lose it."""
    if standing is None or standing in dict(known):
        return known
    return [*known, (standing, called(standing))]


def responsible(plan: Plan) -> list[tuple[int, str]]:
    """The units that may answer for a measure of a plan: those where the plan lies, and one level below."""
    here = plan.coordinates
    found = []
    for card in orgs.units():
        place = card.coordinates
        near = (place.province, place.city) == (here.province, here.city)
        inside = near and (place.district == here.district if here.district else True)
        deep = place.level - here.level
        if card.kind in RESPONSIBLE and inside and (deep == 0 or (deep == 1 and card.kind != UnitKind.DEPARTMENT)):
            found.append((card.id, card.name))
    return found


def _actions(campaign: Campaign) -> list[tuple[int, str]]:
    return [(one.pk, f"{one.position} {one}") for one in campaign.actions.order_by("position")]


def _uppers(plan: Plan) -> list[tuple[int, str]]:
    if plan.territory_id is None and plan.sector_id is None:
        return []
    rows = queries.present_wordings().filter(version__plan__campaign=plan.campaign_id, version__plan__kind="master")
    return [
        (row.measure_id, f"{row.measure.number} {row.text[:SHOWN]}")
        for row in rows.select_related("measure").order_by("position")
    ]


class SignedForm(forms.Form):
    """Signed files laid beside an issued version."""

    signed = FilesField(label=_("印发件"), widget=ManyFiles(), help_text=_("DOCX或PDF，文字可检索"))


class IssueForm(forms.Form):
    """Issuing a version; one question for each task that hangs on a measure which the version no longer has."""

    issued_on = day(_("印发日期"))
    document_no = forms.CharField(label=_("文号"), max_length=40, required=False)
    signed = FilesField(
        label=_("印发件"), required=False, widget=ManyFiles(), help_text=_("DOCX或PDF，文字可检索；也可以以后补传")
    )

    def __init__(
        self,
        tasks: Sequence[KeyTask],
        wordings: Sequence[MeasureWording],
        data: Any = None,
        files: Any = None,
    ) -> None:
        super().__init__(data, files, initial={"issued_on": clock.today()})
        self.tasks = tasks
        offered = [(one.measure_id, f"{one.measure.number} {one.text[:SHOWN]}") for one in wordings]
        choices = [("", gettext("请选择")), (KEEP, gettext("保留原措施")), *offered]
        for task in tasks:
            label = gettext("{number}挂到").format(number=task.number)
            self.fields[f"task_{task.pk}"] = forms.ChoiceField(label=label, choices=choices, required=False)

    def answers(self) -> dict[int, int]:
        """Task id → the measure chosen for it, for those that have one."""
        chosen = {task.pk: self.cleaned_data[f"task_{task.pk}"] for task in self.tasks}
        return {pk: int(one) for pk, one in chosen.items() if one != ""}

    def question(self, task: KeyTask) -> forms.BoundField:
        """The field that asks where a task goes."""
        return self[f"task_{task.pk}"]

    def plain(self) -> list[forms.BoundField]:
        """The fields that are about no task."""
        return [self[name] for name in ("issued_on", "document_no", "signed")]
