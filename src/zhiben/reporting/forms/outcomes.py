"""A file of records, a work, a penalty, and why one of them is taken back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.lifecycle.forms import FilesField, ManyFiles
from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.reporting import counting_policy
from zhiben.reporting.models import Work
from zhiben.reporting.outcomes import KINDS

CHOOSE = _("请选择")


class BatchForm(forms.Form):
    """A file of records, and of which outcome they are."""

    kind = forms.ChoiceField(label=_("成果"))
    file = forms.FileField(
        label=_("记录文件"),
        help_text=_("CSV（UTF-8或GB18030，逗号、制表符或分号分隔），少量的可用XLSX。一行一条记录，第一行是列名"),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.txt,.xlsx,.xls,.et"}),
        error_messages={"empty": _("文件是空的")},
    )
    replacing = forms.CharField(
        label=_("取代报表数的原因"),
        required=False,
        max_length=200,
        help_text=_("同一单位同一月份已按核定报表计数时才填写；填写后这些报表数不再计，以逐条记录为准"),
    )

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        choose_from(self, "kind", [(one.key, gettext(one.title)) for one in KINDS if one.batches], nothing=CHOOSE)


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = long_text(_("原因"), most=200)


def _may_name(actor: Actor, card: orgs.UnitCard) -> bool:
    return counting_policy.bringing(actor, card.coordinates) is not None


class SingleForm(forms.Form):
    """What a work and a penalty have in common: whose it is and in which street, among those for which the person may
    speak."""

    number = forms.CharField(max_length=40)
    unit = forms.ChoiceField()
    street = forms.ChoiceField(label=_("街道"))
    reason = forms.CharField(label=_("更正原因"), max_length=200)

    def __init__(self, *args: Any, actor: Actor, record: Any = None, **given: Any) -> None:
        super().__init__(*args, **given)
        if record is None:
            del self.fields["reason"]
        else:
            self.fields["number"].disabled = True
        cards = [card for card in orgs.units() if card.kind != UnitKind.ENTERPRISE]
        own = record.unit if record is not None else 0
        units = [(one.id, one.name) for one in cards if _may_name(actor, one) or one.id == own]
        grounds = [grant.at.territory for grant in actor.grants if grant.role in counting_policy.BRINGING]
        streets = [card for card in orgs.streets() if any(place.covers(card.coordinates) for place in grounds)]
        choose_from(self, "unit", units, nothing=CHOOSE)
        choose_from(self, "street", [(card.id, card.name) for card in streets], nothing=CHOOSE)

    def told(self) -> dict[str, Any]:
        """What was filled in of the record itself."""
        left_out = ("street", "reason", "before", "after")
        said = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        return said | {"unit": int(said["unit"])}

    @property
    def street_told(self) -> int:
        """The street's id."""
        return int(self.cleaned_data["street"])


class WorkForm(SingleForm):
    """A finished work with its pictures."""

    kind = forms.ChoiceField(label=_("类别"))
    premises = forms.CharField(label=_("场所名称"), max_length=120)
    address = forms.CharField(label=_("地址"), max_length=200)
    content = long_text(_("改造内容"), most=300, required=False)
    done_on = day(_("完成日期"))
    checked_by = forms.CharField(label=_("核验人"), max_length=60)
    before = FilesField(label=_("改造前的照片、资料"), required=False, widget=ManyFiles())
    after = FilesField(label=_("改造后的照片、资料"), required=False, widget=ManyFiles())
    field_order = (
        *("kind", "number", "unit", "street", "premises", "address", "content", "done_on", "checked_by"),
        *("before", "after", "reason"),
    )

    def __init__(self, *args: Any, actor: Actor, record: Work | None = None, **given: Any) -> None:
        super().__init__(*args, actor=actor, record=record, **given)
        self.fields["number"].label, self.fields["unit"].label = _("项目编号"), _("填报单位")
        choose_from(self, "kind", [(one.key, gettext(one.title)) for one in KINDS if one.singles == "work"])
        if record is not None:
            self.fields["kind"].disabled = True


class PenaltyForm(SingleForm):
    """A decision on a penalty."""

    party = forms.CharField(label=_("当事人"), max_length=120)
    decided_on = day(_("决定日期"))
    sanction = forms.CharField(label=_("处罚种类"), max_length=60, help_text=_("如警告、罚款、责令停产停业"))
    amount = forms.DecimalField(
        label=_("罚款金额（元）"), min_value=0, max_digits=14, decimal_places=2, required=False, initial=0
    )
    field_order = ("number", "unit", "street", "party", "decided_on", "sanction", "amount", "reason")

    def __init__(self, *args: Any, actor: Actor, record: Any = None, **given: Any) -> None:
        super().__init__(*args, actor=actor, record=record, **given)
        self.fields["number"].label, self.fields["unit"].label = _("处罚决定书文号"), _("处罚机关")

    def clean_amount(self) -> Any:
        """No amount is an amount of 0."""
        return self.cleaned_data.get("amount") or 0
