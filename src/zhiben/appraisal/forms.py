"""What a person fills in: schemes, indicators, runs, points, objections."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiben.appraisal.models import Indicator, Scheme
from zhiben.appraisal.operations import IndicatorDraft, SchemeDraft
from zhiben.appraisal.operations.assessing import Said
from zhiben.appraisal.queries.measuring import measures_for
from zhiben.appraisal.queries.runs import Filled
from zhiben.appraisal.vocab import (
    FIRST_PLACES,
    FLOORS,
    LONGEST_OBJECTION_DAYS,
    OBJECTION_DAYS,
    Aggregation,
    Audience,
    Better,
    Grade,
    Kind,
    VetoEffect,
)
from zhiben.documents.operations import Written
from zhiben.foundation.pages import choose_from, day, long_text, photos

HIGHEST = Decimal(1000)


def _of(words: Any) -> list[tuple[str, Any]]:
    return [(one.value, _(one.label)) for one in words]


def _points(label: Any, *, required: bool = False, **given: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, required=required, max_digits=8, decimal_places=2, min_value=0, max_value=HIGHEST, **given
    )


class SchemeForm(forms.Form):
    """A scheme's head."""

    name = forms.CharField(label=_("名称"), max_length=120)
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2999)
    audience = forms.ChoiceField(
        label=_("对象"), choices=_of(Audience), help_text=_("各类单位分开考评，不混在一起排名")
    )
    units = long_text(
        _("只考评其中的单位"), required=False, rows=2, help_text=_("每行一个单位；留空则考评本辖区全部这类单位")
    )
    basis = long_text(_("依据"), required=False, rows=2)
    aggregation = forms.ChoiceField(label=_("合成方法"), choices=_of(Aggregation))
    excellent = _points(_("优秀（分以上，默认90）"), required=True, initial=FLOORS[0])
    good = _points(_("良好（分以上，默认80）"), required=True, initial=FLOORS[1])
    passed = _points(_("合格（分以上，默认60）"), required=True, initial=FLOORS[2])
    bonus_cap = _points(_("加分合计上限"), initial=0, help_text=_("0为不另设上限"))
    objection_days = forms.IntegerField(
        label=_("申诉期（工作日，默认5）"), min_value=1, max_value=LONGEST_OBJECTION_DAYS, initial=OBJECTION_DAYS
    )
    example = forms.BooleanField(label=_("先放入七项示例权重，再按本地文件修改"), required=False)

    def draft(self, chosen: Sequence[int]) -> SchemeDraft:
        """What was filled in; `chosen` are the units named."""
        told = self.cleaned_data
        return SchemeDraft(
            told["name"],
            told["year"],
            Audience(told["audience"]),
            tuple(chosen),
            told["basis"],
            Aggregation(told["aggregation"]),
            told["excellent"],
            told["good"],
            told["passed"],
            told["bonus_cap"] or Decimal(0),
            told["objection_days"],
        )


class IndicatorForm(forms.Form):
    """An indicator of a scheme."""

    position = forms.IntegerField(label=_("次序"), required=False, min_value=1, max_value=999)
    pillar = forms.CharField(label=_("类别"), max_length=60)
    name = forms.CharField(label=_("指标"), max_length=120)
    kind = forms.ChoiceField(label=_("计分方式"), choices=_of(Kind))
    weight = _points(_("权重（加分项为最多加分）"), required=True)
    better = forms.ChoiceField(label=_("方向"), choices=_of(Better))
    measure = forms.ChoiceField(label=_("取数口径"), required=False)
    whole = forms.ChoiceField(
        label=_("除以口径"), required=False, help_text=_("计数类口径可再除以另一个计数类口径，得占比")
    )
    worst = forms.DecimalField(
        label=_("零分值"), required=False, max_digits=14, decimal_places=4, help_text=_("比率按百分数填，如60")
    )
    best = forms.DecimalField(
        label=_("满分值"), required=False, max_digits=14, decimal_places=4, help_text=_("固定值，不随当期最高最低变动")
    )
    minimum = forms.IntegerField(
        label=_("最小基数"),
        min_value=1,
        max_value=10**9,
        initial=1,
        help_text=_("分母少于此数的，为“基数不足”，不计分"),
    )
    per_item = _points(_("每项扣分"))
    most = _points(_("最多扣分"), help_text=_("留空则扣完为止"))
    guidance = long_text(_("评分说明"), required=False, rows=2)

    def __init__(self, *given: Any, scheme: Scheme, **more: Any) -> None:
        super().__init__(*given, **more)
        known = [(one.id, f"{_(one.title)}（{one.id}）") for one in measures_for(Audience(scheme.audience))]
        for name in ("measure", "whole"):
            choose_from(self, name, known, _("不取数"))

    def draft(self) -> IndicatorDraft:
        """What was filled in."""
        told = self.cleaned_data
        return IndicatorDraft(
            told["pillar"],
            told["name"],
            Kind(told["kind"]),
            told["weight"],
            Better(told["better"]),
            told["measure"],
            told["whole"],
            told["worst"],
            told["best"],
            told["minimum"],
            told["per_item"] or Decimal(0),
            told["most"],
            told["guidance"],
            told["position"] or 0,
        )


class VetoRuleForm(forms.Form):
    """What vetoes by a scheme."""

    name = forms.CharField(label=_("情形"), max_length=200)
    effect = forms.ChoiceField(label=_("后果"), choices=_of(VetoEffect))
    cap = forms.ChoiceField(label=_("等次不高于"), choices=_of(Grade), initial=Grade.GOOD.value)


class RunForm(forms.Form):
    """A run of a scheme."""

    first = day(_("期初"))
    last = day(_("期末"))
    self_by = day(_("自评期限"))
    as_of = day(_("数据截至（该日24时）"), required=False, help_text=_("不填则截至期末"))


class RestateForm(forms.Form):
    """The same period again."""

    reason = long_text(_("重新考评的原因"))
    self_by = day(_("自评期限"))


class ObjectForm(forms.Form):
    """A unit's objection."""

    indicator = forms.ChoiceField(label=_("指标"))
    reason = long_text(_("申诉理由"))
    evidence = photos(required=False)

    def __init__(self, *given: Any, indicators: Sequence[Indicator], **more: Any) -> None:
        super().__init__(*given, **more)
        choose_from(self, "indicator", [(one.pk, f"{one.pillar}：{one.name}") for one in indicators])


class VetoForm(forms.Form):
    """What happened that vetoes a unit."""

    rule = forms.ChoiceField(label=_("情形"))
    on = day(_("日期"))
    what = long_text(_("事由"))
    evidence = photos(required=False)

    def __init__(self, *given: Any, rules: Sequence[Any], **more: Any) -> None:
        super().__init__(*given, **more)
        choose_from(self, "rule", [(one.pk, f"{one.name}（{one.effect_shown}）") for one in rules])


class ReasonForm(forms.Form):
    """A reason alone."""

    reason = long_text(_("原因"))


class PaperForm(forms.Form):
    """A paper to be drafted, every word to be changed."""

    title = forms.CharField(label=_("标题"), max_length=200)
    to = long_text(_("主送"), rows=2)
    basis = forms.CharField(label=_("依据"), max_length=300)
    body = long_text(_("正文"), rows=16, most=40_000)
    contact = forms.CharField(label=_("联系人和电话"), max_length=200, required=False)

    def written(self) -> Written:
        """What was filled in."""
        told = self.cleaned_data
        return Written(told["title"], told["to"], told["body"], basis=told["basis"], contact=told["contact"])


class CardForm(forms.Form):
    """The indicators of one card, each with its fields: what the unit says of itself (`own`), or what the office says.
    Fields are called "<name>-<indicator>"."""

    def __init__(self, *given: Any, rows: Sequence[Filled], own: bool, **more: Any) -> None:
        super().__init__(*given, **more)
        self.rows, self.own = [one for one in rows if own or one.indicator.by_hand], own
        for one in self.rows:
            for name, field in self._fields(one.indicator):
                field.initial = self._standing(one, name)
                self.fields[f"{name}-{one.indicator.pk}"] = field
        self.fields["evidence"] = photos(required=False)

    def _fields(self, one: Indicator) -> list[tuple[str, forms.Field]]:
        note = ("note", forms.CharField(label=_("说明"), required=False, max_length=2000))
        if self.own:
            points = ("points", _points(_("自评分（满分%(most)s）") % {"most": one.weight_shown}))
            return [points, note] if one.kind == Kind.MANUAL else [note]
        if one.kind == Kind.DEDUCTION:
            return [("numerator", _points(_("扣分项数"))), note]
        if not one.is_measured:
            return [("points", _points(_("评分（满分%(most)s）") % {"most": one.weight_shown})), note]
        number: dict[str, Any] = {"required": False, "max_digits": 14}
        return [
            ("numerator", forms.DecimalField(label=_("分子"), decimal_places=2, **number)),
            ("denominator", forms.DecimalField(label=_("分母"), decimal_places=2, **number)),
            ("value", forms.DecimalField(label=_("或数值（比率按百分数）"), decimal_places=4, **number)),
            note,
        ]

    def _standing(self, one: Filled, name: str) -> Any:
        if one.entry is None:
            return None
        return getattr(one.entry, f"self_{name}" if self.own else name)

    def groups(self) -> list[tuple[Filled, list[forms.BoundField]]]:
        """Each indicator with its fields, for the page."""
        return [
            (one, [self[name] for name in self.fields if name.endswith(f"-{one.indicator.pk}")]) for one in self.rows
        ]

    def said(self) -> dict[int, Said]:
        """What was filled in, by indicator."""
        told = self.cleaned_data
        found = {}
        for one in self.rows:
            pk = one.indicator.pk
            numbers = {name: told.get(f"{name}-{pk}") for name in ("points", "numerator", "denominator", "value")}
            found[pk] = Said(**numbers, note=told.get(f"note-{pk}") or "")
        return found


class ByRuleForm(forms.Form):
    """How many places are proposed by rule."""

    most = forms.IntegerField(label=_("名次在前几名以内（默认3）"), min_value=1, max_value=200, initial=FIRST_PLACES)


class DeedsForm(forms.Form):
    """Somebody proposed by hand."""

    unit = forms.CharField(label=_("单位"), max_length=120)
    person = forms.CharField(label=_("个人姓名"), max_length=60, required=False, help_text=_("表彰单位的留空"))
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2999)
    deeds = long_text(_("主要事迹"), rows=5)
    evidence = photos(required=False)


class AgainstForm(forms.Form):
    """What somebody says against a commendation."""

    said_by = forms.CharField(label=_("提出人"), max_length=120)
    what = long_text(_("异议内容"))


class FindingForm(forms.Form):
    """What was found of it."""

    finding = long_text(_("核查结论"))


class PracticeForm(forms.Form):
    """How something was done well."""

    unit = forms.CharField(label=_("单位"), max_length=120)
    title = forms.CharField(label=_("题目"), max_length=120)
    action = forms.ChoiceField(label=_("所属行动"), required=False)
    text = long_text(_("做法和成效"), rows=8, most=4000)
    evidence = photos(required=False)

    def __init__(self, *given: Any, actions: Sequence[tuple[int, str]], **more: Any) -> None:
        super().__init__(*given, **more)
        choose_from(self, "action", actions, _("不属于某项行动"))


class DrawForm(forms.Form):
    """How many things are drawn for a visit."""

    tasks = forms.IntegerField(label=_("重点任务（项）"), min_value=0, max_value=50, initial=3)
    indicators = forms.IntegerField(label=_("考评指标（项）"), min_value=0, max_value=50, initial=3)


class CheckForm(forms.Form):
    """What was found of one thing that was drawn."""

    result = forms.ChoiceField(label=_("结果"), choices=(("agrees", _("与申报一致")), ("deviates", _("不一致"))))
    note = long_text(_("核查情况"), required=False)
    indicator = forms.ChoiceField(label=_("更正哪项指标"), required=False)
    points = _points(_("更正后得分"), help_text=_("不更正得分的留空"))

    def __init__(self, *given: Any, indicators: Sequence[Indicator], of_task: bool, declared: str, **more: Any) -> None:
        super().__init__(*given, **more)
        self.fields["result"].help_text = _("申报：%(declared)s") % {"declared": declared}
        choose_from(self, "indicator", [(one.pk, one.name) for one in indicators], _("不更正"))
        if not of_task:
            del self.fields["indicator"]
