"""What a person fills in about coverage: why a cell need not be covered, a chain with its links, who holds a link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.campaign import queries
from zhiben.campaign.models import KeyTask
from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import LinkDraft
from zhiben.orgs.vocab import UnitKind

HOLDING = (UnitKind.DEPARTMENT, UnitKind.DISTRICT, UnitKind.STREET)
"""The kinds of unit that are offered as responsible for a link."""


class ExcuseForm(forms.Form):
    """Why a cell need not be covered."""

    reason = long_text(_("理由"), help_text=_("例如：本区没有此类企业。声明后此格不再列为缺口，记入台账，可随时撤回"))


class ChainForm(forms.Form):
    """A new chain: its name, and a link on each line."""

    name = forms.CharField(label=_("链条名称"), max_length=60, help_text=_("例如：电动自行车"))
    links = long_text(
        _("环节"), rows=6, help_text=_("每行一个，按先后顺序；例如：生产、销售、登记、停放充电、回收各一行")
    )

    def names(self) -> list[str]:
        """The links that were filled in."""
        return [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]


class LinksForm(forms.Form):
    """A chain that stands: its name, name and place of each link, and new ones after them."""

    name = forms.CharField(label=_("链条名称"), max_length=60)

    def __init__(self, links: tuple[orgs.LinkCard, ...], data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.standing = links
        for link in links:
            self.fields[f"place_{link.id}"] = forms.IntegerField(
                label=gettext("“%(link)s”的顺序") % {"link": link.name}, min_value=1, max_value=99
            )
            self.fields[f"link_{link.id}"] = forms.CharField(
                label=gettext("“%(link)s”的名称") % {"link": link.name},
                max_length=60,
                required=False,
                help_text=gettext("清空则删除此环节；有责任单位或措施的不能删除"),
            )
        self.fields["links"] = long_text(_("增加环节"), required=False, help_text=_("每行一个，接在最后"))

    def drafts(self) -> list[LinkDraft]:
        """The links in the order that was asked for, the new ones last."""
        said = self.cleaned_data
        order = sorted(self.standing, key=lambda link: (said[f"place_{link.id}"], link.position))
        new = [LinkDraft(line) for line in said["links"].splitlines()]
        return [*(LinkDraft(said[f"link_{link.id}"], link.id) for link in order), *new]


class HolderForm(forms.Form):
    """A unit that is responsible for a link from a day on."""

    unit = forms.ChoiceField(label=_("责任单位"))
    since = day(_("起始日期"), initial=clock.today)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        units = [(card.id, card.name) for kind in HOLDING for card in orgs.units(kind)]
        choose_from(self, "unit", units, nothing=gettext("请选择"))


class LastDayForm(forms.Form):
    """Until when, the day included."""

    last = day(_("最后一日"), initial=clock.today, help_text=_("含当日；次日起不再负责"))


class FirstDayForm(forms.Form):
    """From when the others are no longer responsible."""

    since = day(_("自何日起"), initial=clock.today, help_text=_("自该日起只由这一家负责，其余各家责任到前一日终止"))


class HangForm(forms.Form):
    """On which measure a task hangs, offered plan by plan, those that name its lead unit first; where the measure does
    not name it the coverage will show two leads, which is to be known."""

    measure = forms.ChoiceField(
        label=_("措施"), help_text=_("按方案分组，责任单位或配合单位是本任务牵头单位的在前；任务的行动随措施而定")
    )
    contests = forms.BooleanField(
        label=_("知道会成为两家牵头"),
        required=False,
        help_text=_("措施没有写到本任务的牵头单位时才须勾选；挂上以后条块链覆盖会列为“两家牵头”"),
    )

    def __init__(self, task: KeyTask, data: Any = None) -> None:
        super().__init__(data, initial={"measure": task.measure_id})
        self.task, offered = task, queries.measures_to_hang_on(task)
        self.cards = {one.id: one for one in offered}
        groups: dict[str, list[tuple[int, str]]] = {}
        for one in offered:
            named = gettext("{plan}（写明本任务牵头单位的措施）").format(plan=one.plan.title)
            group = named if one.names(task.lead_unit_id) else one.plan.title
            groups.setdefault(group, []).append((one.id, f"{one.number} {one.text}"))
        self.fields["measure"].choices = [("", gettext("请选择")), *groups.items()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A lead that is contested knowingly. Parts of other tasks contest none."""
        said = super().clean() or self.cleaned_data
        one = self.cards.get(int(said.get("measure") or 0))
        contested = one and self.task.parent_id is None and one.contested_by(self.task.lead_unit_id)
        if one and contested and not said.get("contests"):
            names = orgs.unit_names([one.lead, self.task.lead_unit_id])
            why = gettext("这条措施由{lead}牵头，没有写到本任务的牵头单位{unit}；请另选，或勾选此项")
            self.add_error("contests", why.format(lead=names[one.lead], unit=names[self.task.lead_unit_id]))
        return said
