"""What a person fills in about accident cases: a case, its causes, whether two are one, codes, a freeze; and about a
street's sizes."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.accidents.models import AccidentCase, Code, CodeScheme
from zhiben.accidents.operations import Draft
from zhiben.accidents.operations.reading import Reader
from zhiben.accidents.queries import cause_codes, type_codes
from zhiben.accidents.vocab import (
    CAUSES,
    REGIMES,
    TYPE_1986,
    TYPE_2025,
    Department,
    Enterprise,
    Layer,
    Regime,
    type_scheme_on,
)
from zhiben.foundation.importing.lookups import directory
from zhiben.foundation.pages import choose_from, day, long_text
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs

YES, NO = "yes", "no"
MOST = 100_000
MOST_OF_A_SIZE = 100_000_000


def _moment(label: Any) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=False, widget=widget)


def _people(label: Any, **given: Any) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=False, min_value=0, max_value=MOST, **given)


class CaseForm(forms.Form):
    """A case as somebody tells it; of one that stands, what is corrected, and why."""

    occurred_on = day(_("发生日期"), initial=clock.today)
    time = forms.TimeField(
        label=_("发生时刻"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("不详的不填"),
    )
    street = forms.ChoiceField(label=_("街道或区"), required=False, help_text=_("不清楚的不选，计入未定位"))
    place = forms.CharField(label=_("地点"), max_length=200, required=False)
    site = forms.CharField(
        label=_("场所"),
        max_length=200,
        required=False,
        help_text=_("已登记场所的名称、信用代码或本地编号；填了的按场所定位"),
    )
    sector = forms.ChoiceField(label=_("行业领域"), required=False)
    unit_name = forms.CharField(label=_("责任单位"), max_length=120, required=False)
    unit_code = forms.CharField(label=_("统一社会信用代码"), max_length=18, required=False)
    enterprise = forms.ChoiceField(label=_("企业性质"), required=False)
    contractor = forms.ChoiceField(label=_("承包分包作业"), required=False)
    deaths = _people(_("死亡（人）"), help_text=_("不含失踪"))
    missing = _people(_("失踪（人）"))
    serious = _people(_("重伤（人）"), help_text=_("含急性工业中毒"))
    minor = _people(_("轻伤（人）"))
    loss = forms.DecimalField(
        label=_("直接经济损失（元）"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    regime = forms.ChoiceField(label=_("适用规定"))
    type_2025 = forms.ChoiceField(
        label=_("事故类型（2025）"), required=False, help_text=_("2026年7月1日起发生的按它填")
    )
    type_1986 = forms.ChoiceField(
        label=_("事故类型（1986）"), required=False, help_text=_("2026年7月1日以前发生的按它填")
    )
    legacy_type = forms.CharField(label=_("原记类型"), max_length=60, required=False)
    narrative = long_text(
        _("事故经过"),
        required=False,
        rows=5,
        most=4000,
        help_text=_("不写姓名、证件号、电话；写了的保存时自动隐去，仍请核对"),
    )
    learned_at = _moment(_("单位负责人接报时间"))
    reported_at = _moment(_("部门接报时间"))
    department = forms.ChoiceField(label=_("报送部门"))
    source_number = forms.CharField(label=_("部门编号"), max_length=60, required=False)
    reason = forms.CharField(label=_("更正理由"), max_length=200)

    groups = (
        (_("何时何地"), ("occurred_on", "time", "street", "place", "site")),
        (_("伤亡和损失"), ("deaths", "missing", "serious", "minor", "loss")),
        (_("责任单位"), ("unit_name", "unit_code", "sector", "enterprise", "contractor")),
        (_("类型和经过"), ("type_2025", "type_1986", "legacy_type", "narrative")),
        (_("报告"), ("regime", "learned_at", "reported_at", "department", "source_number", "reason")),
    )

    def __init__(self, data: Any = None, *, actor: Actor, case: AccidentCase | None = None) -> None:
        super().__init__(data, initial=said_by(case) if case else _preset(actor))
        self.actor = actor
        self.site_id = 0
        self.is_of_old_types = type_scheme_on(case.occurred_on if case else clock.today()) == TYPE_1986
        for name in ("department", "source_number") if case else ("reason",):
            del self.fields[name]
        places = [(card.id, card.name) for card in (*orgs.districts(), *orgs.streets())]
        yes_no = [(YES, gettext("是")), (NO, gettext("否"))]
        choices: dict[str, tuple[list[tuple[Any, str]], str]] = {
            "street": (places, gettext("未定位")),
            "sector": (orgs.sectors(), gettext("未填")),
            "enterprise": ([(one.value, gettext(one.label)) for one in Enterprise], gettext("未填")),
            "contractor": (yes_no, gettext("未填")),
            "regime": ([(one.value, gettext(one.label)) for one in Regime], ""),
            "type_2025": ([(one.pk, str(one)) for one in type_codes(TYPE_2025)], gettext("未填")),
            "type_1986": ([(one.pk, str(one)) for one in type_codes(TYPE_1986)], gettext("未填")),
            "department": ([(one.value, gettext(one.label)) for one in Department], ""),
        }
        for name, (known, nothing) in choices.items():
            if name in self.fields:
                choose_from(self, name, _with_ended(case, name, known), nothing=nothing)

    @property
    def parts(self) -> list[tuple[Any, list[Any]]]:
        """The fields in their groups; of the two types, the one by the scheme in force on the accident's day first."""
        told = []
        for title, names in self.groups:
            first, *others = names
            if first == "type_2025" and self.is_of_old_types:
                first, others[0] = others[0], first
            told.append((title, [self[name] for name in (first, *others) if name in self.fields]))
        return told

    def clean_site(self) -> str:
        """The site that is clearly meant."""
        said = str(self.cleaned_data["site"]).strip()
        if not said:
            return ""
        found = directory("site", self.actor).find(said)
        if len(found) != 1:
            several = gettext("有多个同名场所，请填信用代码或本地编号")
            raise forms.ValidationError(several if found else gettext("没有这个场所；未登记的不填，写在地点里"))
        self.site_id = next(iter(found))
        return said

    def told(self) -> dict[str, Any]:
        """What was filled in, by the fields of a draft."""
        given = self.cleaned_data
        said: dict[str, Any] = {
            name: given[name] for name in ("occurred_on", "place", "unit_name", "enterprise", "regime", "legacy_type")
        }
        said |= {name: given[name] or 0 for name in ("deaths", "missing", "serious", "minor")}
        said |= {name: int(given[name] or 0) for name in ("sector", "type_1986", "type_2025")}
        time = given["time"]
        return said | {
            "hour": time.hour if time else None,
            "minute": time.minute if time else None,
            "territory": 0 if self.site_id else int(given["street"] or 0),
            "site": self.site_id,
            "unit_code": given["unit_code"].strip().upper(),
            "contractor": {YES: True, NO: False}.get(given["contractor"]),
            "loss": given["loss"] or Decimal(0),
            "narrative": given["narrative"],
            "learned_at": given["learned_at"],
            "reported_at": given["reported_at"],
        }

    def draft(self) -> Draft:
        """A new case."""
        given = self.cleaned_data
        said = {self._column(name): self._cell(name) for name, value in given.items() if value not in (None, "")}
        return Draft(**self.told(), department=given["department"], source_number=given["source_number"], said=said)

    def _column(self, name: str) -> str:
        """The column of the workbook that tells what a field tells."""
        district = name == "street" and int(self.cleaned_data[name]) in {card.id for card in orgs.districts()}
        return "district" if district else name

    def _cell(self, name: str) -> str:
        """What was filled in, as a cell of the workbook says it."""
        value, field = self.cleaned_data[name], self.fields[name]
        if isinstance(field, forms.ChoiceField):
            choices: Any = field.choices
            words = {str(key): str(shown) for key, shown in choices}
            told = words.get(str(value), str(value))
            return told.partition(" ")[2] or told if name.startswith("type_") else told
        if isinstance(value, datetime):
            return clock.to_the_minute(value)
        return f"{value:%H:%M}" if name == "time" else str(value)


def _with_ended(case: AccidentCase | None, name: str, known: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """With the edition of a code by which the case was coded, though it has ended since."""
    standing = getattr(case, name, None) if name.startswith("type_") else None
    if standing is None or standing.pk in dict(known):
        return known
    return [*known, (standing.pk, f"{standing}（{gettext('旧版')}）")]


def said_by(case: AccidentCase) -> dict[str, Any]:
    """What a case says, by the form's fields."""
    plain = (
        *("occurred_on", "place", "unit_name", "unit_code", "enterprise", "regime", "deaths", "missing", "serious"),
        *("minor", "loss", "legacy_type", "narrative"),
    )
    said = {name: getattr(case, name) for name in plain}
    words = orgs.site_words([case.site_id]) if case.site_id else {}
    return said | {
        "time": f"{case.hour:02d}:{case.minute or 0:02d}" if case.hour is not None else "",
        "street": "" if case.site_id else case.street or case.district or "",
        "site": words.get(case.site_id or 0, ""),
        "sector": case.sector_id or "",
        "contractor": {True: YES, False: NO}.get(case.contractor, "") if case.contractor is not None else "",
        "type_1986": case.type_1986_id or "",
        "type_2025": case.type_2025_id or "",
        "learned_at": _local(case.learned_at),
        "reported_at": _local(case.reported_at),
    }


def _local(moment: datetime | None) -> datetime | None:
    return moment.astimezone(clock.TZ) if moment else None


def _preset(actor: Actor) -> dict[str, Any]:
    """The person's own department, and the rules under which its cases fall."""
    own = Reader(actor).department
    return {"department": own, "regime": REGIMES.get(Department(own), Regime.WORK)}


class CausesForm(forms.Form):
    """The causes of a case, one list for each layer."""

    def __init__(self, data: Any = None, *, standing: Collection[Code]) -> None:
        super().__init__(data)
        by_layer: dict[str, list[tuple[int, str]]] = {layer: [] for layer in CAUSES}
        for one in cause_codes():
            by_layer[one.scheme.layer].append((one.pk, str(one)))
        for one in standing:
            if one.ended_on is not None:
                by_layer[one.scheme.layer].append((one.pk, f"{one}（{gettext('旧版')}）"))
        ids = [one.pk for one in standing]
        for layer, codes in by_layer.items():
            known = [pk for pk, _words in codes]
            self.fields[layer] = forms.MultipleChoiceField(
                label=gettext(Layer(layer).label),
                required=False,
                choices=codes,
                widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
                initial=[str(pk) for pk in ids if pk in known],
            )

    def codes(self) -> list[int]:
        """All that were ticked."""
        return [int(one) for layer in CAUSES for one in self.cleaned_data[layer]]


class VerdictForm(forms.Form):
    """Whether two cases are one accident, and why."""

    reason = forms.CharField(label=_("理由"), max_length=200)


class CodeForm(forms.Form):
    """A code that is added."""

    code = forms.CharField(label=_("代码"), max_length=12)
    label = forms.CharField(label=_("名称"), max_length=80)
    above = forms.CharField(label=_("上级代码"), max_length=12, required=False)


class LabelForm(forms.Form):
    """A code that is called otherwise."""

    label = forms.CharField(label=_("名称"), max_length=80, help_text=_("原名称仍用于已按它编码的案件"))


class WaysForm(forms.Form):
    """To which newer types an older one leads."""

    news = forms.MultipleChoiceField(
        label=_("对应2025年的类型"), widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"})
    )
    by_hand = forms.BooleanField(label=_("只有一个对应的，也由人逐件判断"), required=False)

    def __init__(self, data: Any = None, *, standing: Collection[int], by_hand: bool) -> None:
        super().__init__(data, initial={"news": [str(one) for one in standing], "by_hand": by_hand})
        choose_from(self, "news", [(one.pk, str(one)) for one in type_codes(TYPE_2025)])


class EndForm(forms.Form):
    """A code that is chosen no longer."""


class VerifyCodeForm(forms.Form):
    """When a code was compared with the original."""

    on = day(_("核对日期"), initial=clock.today)


class VerifySchemeForm(forms.Form):
    """When all codes of a scheme were compared with the original, and with which."""

    source = forms.CharField(label=_("原文出处"), max_length=300)
    on = day(_("核对日期"), initial=clock.today)

    def __init__(self, data: Any = None, *, scheme: CodeScheme) -> None:
        super().__init__(data, initial={"source": scheme.source})


class FreezeForm(forms.Form):
    """As of when figures are frozen, and what for."""

    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("如“2019—2023年事故分析”"))
    as_of = day(_("数据截至（当日24时）"), help_text=_("此后登记、更正的不计入"))


class ExposureForm(forms.Form):
    """The sizes of a street in a year."""

    employees = forms.IntegerField(label=_("从业人员（人）"), required=False, min_value=0, max_value=MOST_OF_A_SIZE)
    enterprises = forms.IntegerField(label=_("企业数（家）"), required=False, min_value=0, max_value=MOST_OF_A_SIZE)
    high_risk = forms.IntegerField(
        label=_("其中高风险企业（家）"), required=False, min_value=0, max_value=MOST_OF_A_SIZE
    )
    construction = forms.IntegerField(label=_("在建工地（个）"), required=False, min_value=0, max_value=MOST_OF_A_SIZE)
    road_km = forms.DecimalField(
        label=_("道路里程（公里）"), required=False, min_value=0, max_digits=8, decimal_places=2
    )
    source = forms.CharField(label=_("数据来源"), max_length=200, help_text=_("如“第五次全国经济普查”"))

    def sizes(self) -> dict[str, Any]:
        """What was said of each size, None for what is not known."""
        return {name: value for name, value in self.cleaned_data.items() if name != "source"}
