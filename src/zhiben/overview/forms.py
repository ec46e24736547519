"""What a person chooses and writes for a year's report."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, gettext_lazy

from zhiben.foundation import retention
from zhiben.foundation.pages import AddressedForm, choose_from
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs.queries import UnitCard

EARLIEST = 2000
"""The first year that may be asked for."""
MOST = 3_000
"""So many characters may be written of what comes next."""


class YearForm(forms.Form):
    """Of which office, which year, until which day."""

    office = forms.ChoiceField(label=gettext_lazy("安委办"))
    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=EARLIEST)
    day = forms.DateField(
        label=gettext_lazy("截至（当日24时）"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("可以不填：往年为12月31日，本年为此刻"),
    )

    def __init__(self, *args: Any, offices: Sequence[UnitCard], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["office"].choices = [(str(card.id), card.name) for card in offices]  # type: ignore[attr-defined]
        self.fields["year"].widget.attrs["max"] = clock.today().year

    def clean(self) -> dict[str, Any]:
        """The day lies in the year, and is not to come."""
        found = super().clean() or {}
        year, day, today = found.get("year"), found.get("day"), clock.today()
        if year is None:
            return found
        if year > today.year:
            self.add_error("year", N_("{year}年还没有到，请填写不晚于今年的年份").format(year=year))
            return found
        found["day"] = day = day or min(date(year, 12, 31), today)
        if day.year != year:
            self.add_error("day", N_("截至日期要在{year}年内").format(year=year))
        elif day > today:
            self.add_error("day", N_("截至日期不能晚于今天"))
        return found


class KeepForm(forms.Form):
    """What the office writes about what comes next."""

    plans = forms.CharField(
        label=gettext_lazy("下一步打算（请填写）"),
        required=False,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("由安委办自己写；不填的，印出的报告没有这一段"),
    )


class DraftForm(AddressedForm):
    """To whom a year is reported."""


class TermForm(forms.Form):
    """How many days a kind is kept."""

    days = forms.IntegerField(label=gettext_lazy("天数"), min_value=1)

    def __init__(self, key: str, data: Any = None, initial: Any = None) -> None:
        super().__init__(data, initial=initial, auto_id=f"term_{key}_%s")

    @classmethod
    def of(cls, line: retention.Line) -> TermForm:
        """The form of a kind as it stands."""
        return cls(line.kind.key, initial={"days": line.days})


class HoldForm(forms.Form):
    """A record that is kept whatever its term."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"))
    record = forms.IntegerField(
        label=gettext_lazy("编号"), min_value=1, help_text=gettext_lazy("如文件的编号，见其地址")
    )
    reason = forms.CharField(label=gettext_lazy("理由"), max_length=200, help_text=gettext_lazy("如诉讼、调查、投诉"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="hold_%s")
        held = [(key, gettext(kind.title)) for key, kind in retention.known().items() if kind.model]
        choose_from(self, "kind", held)
