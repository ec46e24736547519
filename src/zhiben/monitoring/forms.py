"""What people fill in about systems, feeds and alerts."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.kernel.rights import Actor
from zhiben.monitoring.models import Feed, MonitoringSystem
from zhiben.monitoring.operations import TOGETHER, FeedDraft, SystemDraft, draft_of
from zhiben.monitoring.operations.feeding import LIMITS
from zhiben.monitoring.queries import watched_kinds
from zhiben.monitoring.vocab import BEAT, FOLD, RATE
from zhiben.orgs import queries as orgs


class SystemForm(forms.Form):
    """A system and its enterprise; of one that stands, the code stays."""

    name = forms.CharField(label=_("企业名称"), max_length=120)
    code = forms.CharField(
        label=_("统一社会信用代码或本地编号"), max_length=30, help_text=_("18位的按统一社会信用代码校验")
    )
    street = forms.ChoiceField(label=_("街道"))
    sector = forms.ChoiceField(label=_("行业领域"))
    watched = forms.ChoiceField(label=_("监测对象"))
    supplier = forms.CharField(label=_("供应单位"), max_length=120, required=False)
    since = day(_("投用日期"), required=False, help_text=_("尚未投用的空着，不计数"))
    ended_on = day(_("停用日期"), required=False)
    evidence = forms.CharField(
        label=_("佐证"), max_length=300, required=False, help_text=_("已投用的必填：验收文号、合同、现场核实等")
    )

    def __init__(self, data: Any = None, *, actor: Actor, system: MonitoringSystem | None = None) -> None:
        standing = draft_of(system) if system else None
        super().__init__(data, initial={name: getattr(standing, name) for name in self.base_fields} if standing else {})
        self.code_stands = standing.code if standing else ""
        streets = [(card.id, card.name) for card in orgs.streets_entered(actor)]
        if standing and standing.street not in dict(streets):
            streets.append((standing.street, orgs.territory(standing.street).name))
        choose_from(self, "street", streets, nothing=gettext("请选择"))
        choose_from(self, "sector", orgs.sectors(), nothing=gettext("请选择"))
        kinds = list(dict.fromkeys([*watched_kinds(), *([standing.watched] if standing else [])]))
        choose_from(self, "watched", [(one, one) for one in kinds], nothing=gettext("请选择"))
        if standing:
            self.fields["code"].disabled = True

    def draft(self) -> SystemDraft:
        """What was filled in."""
        given: dict[str, Any] = dict(self.cleaned_data)
        return SystemDraft(**{**given, "street": int(given["street"]), "sector": int(given["sector"])})


class KindsForm(forms.Form):
    """The list of what may be watched."""

    labels = long_text(
        _("监测对象，一行一项"),
        rows=12,
        required=False,
        help_text=_("全部清空即恢复默认清单；已登记的系统保留原来的写法"),
    )


class FeedForm(forms.Form):
    """A feed as an office registers or changes it."""

    office = forms.ChoiceField(label=_("登记单位"))
    name = forms.CharField(label=_("接入名称"), max_length=80)
    supplier = forms.CharField(label=_("供应单位"), max_length=120)
    sector = forms.ChoiceField(
        label=_("行业领域"), required=False, help_text=_("选定后，该行业的主管部门也看得到这个接入和它的断联")
    )
    beat_minutes = forms.IntegerField(
        label=_("心跳间隔（分钟）"), initial=BEAT, help_text=_("默认15；连续3次没有即为断联")
    )
    rate_per_minute = forms.IntegerField(
        label=_("每分钟告警上限"), initial=RATE, help_text=_("默认60；超过的计入告警风暴，不逐条登记")
    )
    fold_minutes = forms.IntegerField(
        label=_("同源合并（分钟）"),
        initial=FOLD,
        help_text=_("默认30；同一测点、同一级别在这段时间内的并为一条，0为不合并"),
    )

    def __init__(self, data: Any = None, *, offices: Iterable[int] = (), feed: Feed | None = None) -> None:
        super().__init__(data)
        for name, (least, most) in LIMITS.items():
            field = self.fields[name]
            if isinstance(field, forms.IntegerField):
                field.min_value, field.max_value = least, most
                field.widget.attrs |= {"min": least, "max": most}
        choose_from(self, "sector", orgs.sectors(), nothing=gettext("不限行业"))
        if feed is None:
            choose_from(self, "office", sorted(orgs.unit_names(offices).items()))
            return
        del self.fields["office"]
        told = ("name", "supplier", "beat_minutes", "rate_per_minute", "fold_minutes")
        self.initial = {name: getattr(feed, name) for name in told} | {"sector": feed.sector_id}

    def draft(self) -> FeedDraft:
        """What was filled in."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "office"}
        return FeedDraft(**{**given, "sector": int(given["sector"] or 0)})


class LinkForm(forms.Form):
    """Which systems send through a feed."""

    numbers = forms.CharField(
        label=_("系统编号，一行一个"),
        required=False,
        max_length=100_000,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_("如JC000012，见系统清单；删去的不再由本接入上报"),
    )


class TogetherForm(forms.Form):
    """What to say of the alerts that were ticked."""

    move = forms.ChoiceField(label=_("研判"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choices = [(name, gettext(label)) for name, label in TOGETHER.items()]
        choose_from(self, "move", choices, nothing=gettext("对所选告警…"))
