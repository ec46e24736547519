"""What a person fills in: a round's plan, its frame's public number, a team, a target by hand, being there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from zhiben.documents.vocab import Kind as Paper
from zhiben.foundation.pages import AddressedForm, choose_from, day, long_text, photos
from zhiben.kernel import clock
from zhiben.supervision import kinds, queries
from zhiben.supervision.operations import Plan, Position, Sent
from zhiben.supervision.vocab import (
    HEAVIER,
    LONGEST_BASIS,
    LONGEST_DESPITE,
    LONGEST_FOUND,
    LONGEST_WITHOUT,
    RECENT_DAYS,
    Becomes,
    Choosing,
    FrameOf,
    Kind,
    Mode,
    Occasion,
)

Named = Iterable[tuple[int, str]]


class PlanForm(forms.Form):
    """A round. What is left out is what its kind says first."""

    kind = forms.ChoiceField(label=_("种类"))
    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("如“第四季度综合督导”；不要写出要去的地方"))
    occasion = forms.ChoiceField(
        label=_("时节"),
        required=False,
        help_text=_("按季节、节日、天气开展的选；没有写检查什么的，用其默认内容"),
    )
    first = day(_("首日"))
    last = day(_("末日"))
    mode = forms.ChoiceField(label=_("方式"), required=False)
    frame_of = forms.ChoiceField(label=_("从哪里定对象"), required=False)
    choosing = forms.ChoiceField(label=_("怎样定对象"), required=False)
    size = forms.IntegerField(
        label=_("抽取个数"), min_value=0, max_value=100_000, required=False, help_text=_("随机抽取的填写")
    )
    least = forms.IntegerField(
        label=_("每个街镇至少"), min_value=0, max_value=1000, required=False, help_text=_("1即每个街镇都到")
    )
    recent_days = forms.IntegerField(
        label=_("多少天内查过的不抽"),
        min_value=0,
        max_value=3650,
        initial=RECENT_DAYS,
        help_text=_("本系统的默认值，可改"),
    )
    heavier = forms.IntegerField(
        label=_("有未销号重大隐患的，权数"),
        initial=HEAVIER,
        help_text=_("1为机会均等，3为三倍；默认不加权。用了权数，规则会写在抽取记录上"),
    )
    territories = forms.MultipleChoiceField(label=_("只在这些区"), required=False, help_text=_("不选为全部"))
    sectors = forms.MultipleChoiceField(label=_("只在这些行业领域"), required=False, help_text=_("不选为全部"))
    purpose = long_text(_("检查什么"), required=False)

    def __init__(self, data: Any = None, *, districts: Named, sectors: Named, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "kind", [(one.kind.value, one.label) for one in kinds.KINDS.values()])
        for name, words in (("mode", Mode), ("frame_of", FrameOf), ("choosing", Choosing)):
            choose_from(self, name, [(one.value, one.label) for one in words], _("按种类的通常做法"))
        choose_from(self, "occasion", [(one.value, one.label) for one in Occasion], _("不分时节"))
        choose_from(self, "territories", districts)
        choose_from(self, "sectors", sectors)

    def plan(self, office: int) -> Plan:
        """What was filled in, for an office."""
        said = self.cleaned_data
        return Plan(
            office=office,
            kind=Kind(said["kind"]),
            title=said["title"],
            first=said["first"],
            last=said["last"],
            mode=said["mode"],
            frame_of=said["frame_of"],
            choosing=said["choosing"],
            purpose=said["purpose"],
            territories=[int(one) for one in said["territories"]],
            sectors=[int(one) for one in said["sectors"]],
            size=said["size"] or 0,
            least=said["least"] or 0,
            recent_days=said["recent_days"],
            heavier=said["heavier"],
            occasion=said["occasion"],
        )


class FreezeForm(forms.Form):
    """Which public number will be drawn with."""

    public_source = forms.CharField(
        label=_("用哪个公开数"),
        max_length=120,
        help_text=_(
            "写一个抽取时才会公布、谁都查得到的数，如“2024年10月18日福彩3D开奖号”；抽取时原样填写，与系统封存的种子合用"
        ),
    )

    def __init__(self, data: Any = None, *, drawn: bool) -> None:
        super().__init__(data)
        if not drawn:
            del self.fields["public_source"]


class TeamForm(forms.Form):
    """Who goes out together; the first is the head."""

    people = forms.MultipleChoiceField(
        label=_("成员"),
        widget=forms.CheckboxSelectMultiple(attrs={"class": "form-check-input"}),
        help_text=_("至少两人"),
    )
    head = forms.ChoiceField(label=_("组长"))

    def __init__(self, data: Any = None, *, people: Iterable[tuple[str, str]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choices = list(people)
        choose_from(self, "people", choices)
        choose_from(self, "head", choices, _("请选择"))

    @property
    def sent(self) -> list[Sent]:
        """The members, the head first."""
        chosen, head = self.cleaned_data["people"], self.cleaned_data["head"]
        ordered = sorted(dict.fromkeys([*chosen, head]), key=lambda one: one != head)
        return [Sent(*map(int, one.split("-"))) for one in ordered]


class KeeperForm(forms.Form):
    """One more who keeps the list."""

    person = forms.ChoiceField(label=_("人员"), help_text=_("保管人看得到封存的名单；看了几次都有记录"))

    def __init__(self, data: Any = None, *, people: Named) -> None:
        super().__init__(data)
        choose_from(self, "person", people)


class TipDrawForm(forms.Form):
    """How many of the verified tips are looked at again."""

    size = forms.IntegerField(label=_("抽取几件"), min_value=1, max_value=500, help_text=_("抽中的都要到现场复核"))


class ReasonForm(forms.Form):
    """Why; kept sealed with the target."""

    reason = long_text(_("理由"), most=500, help_text=_("与对象一起封存，台账里只有摘要"))


class NameForm(ReasonForm):
    """A target by hand."""

    key = forms.CharField(label=_("代码或编号"), max_length=60, help_text=_("场所的信用代码或本地编号；隐患的编号"))
    field_order = ("key", "reason")


class AssignForm(forms.Form):
    """Which team goes, and from when on it knows."""

    team = forms.ChoiceField(label=_("督导组"))
    opens_on = day(_("哪天起督导组可见"), required=False, help_text=_("不填为现在起"))

    def __init__(self, data: Any = None, *, teams: Named, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "team", teams)


class ArriveForm(forms.Form):
    """Being there: the device's position, or why there is none."""

    latitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    longitude = forms.FloatField(required=False, widget=forms.HiddenInput)
    accuracy = forms.FloatField(required=False, widget=forms.HiddenInput)
    without = forms.CharField(
        label=_("没有定位的原因"),
        max_length=LONGEST_WITHOUT,
        required=False,
        help_text=_("手机给不出定位时填写，如“地下室无信号”"),
    )

    despite = forms.CharField(label=_("离场所远的理由"), max_length=LONGEST_DESPITE, required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        if not (data and data.get("latitude")):  # asked only of whoever has sent a position that is far off
            self.fields["despite"].widget = forms.HiddenInput()

    @property
    def position(self) -> Position:
        """Where the device says that it is."""
        said = self.cleaned_data
        return Position(said["latitude"], said["longitude"], said["accuracy"], said["without"], said["despite"])


class InterestForm(forms.Form):
    """Who is not sent where."""

    person = forms.ChoiceField(label=_("人员"))
    site = forms.CharField(label=_("场所的代码或编号"), max_length=60, required=False)
    unit = forms.CharField(
        label=_("或单位名称"), max_length=80, required=False, help_text=_("写单位的，该单位辖区、行业内的场所都回避")
    )
    reason = forms.CharField(label=_("情形"), max_length=200, help_text=_("如“配偶任职”“本人持股”“曾在该单位任职”"))

    def __init__(self, data: Any = None, *, people: Named) -> None:
        super().__init__(data)
        choose_from(self, "person", people)

    def clean(self) -> dict[str, Any]:
        """A site or a unit, and one of them only."""
        said = super().clean() or {}
        if "site" in said and "unit" in said and bool(said["site"].strip()) == bool(said["unit"].strip()):
            self.add_error("unit", _("填一个场所，或者一个单位，两者填一种"))
        return said


class FindingForm(forms.Form):
    """What somebody has found."""

    text = long_text(_("问题"), most=LONGEST_FOUND)
    becomes = forms.ChoiceField(label=_("性质"))
    basis = forms.CharField(
        label=_("依据"), max_length=LONGEST_BASIS, required=False, help_text=_("条款或要求，可以不填")
    )
    photos = photos(required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=36, initial=lambda: str(uuid4()))

    def __init__(self, data: Any = None, files: Any = None, *, becomes: Iterable[Becomes]) -> None:
        super().__init__(data, files)
        choose_from(self, "becomes", [(one.value, one.label) for one in becomes])


class HandOverForm(forms.Form):
    """To which enforcement unit, on what basis, signed for until when."""

    unit = forms.ChoiceField(label=_("接收单位"), help_text=_("有执法权的部门或街道；处罚、责令由其决定，安委办只发函"))
    basis = forms.CharField(
        label=_("移交依据"), max_length=200, help_text=_("涉嫌违反哪一条，由谁管辖，如“《安全生产法》第三十八条”")
    )
    receipt_due = day(_("签收期限"), help_text=_("默认的工作日数，可改"))
    told = long_text(_("补充说明"), required=False, most=1000)

    def __init__(self, data: Any = None, *, units: Named, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choose_from(self, "unit", units, _("请选择"))


class PhotoForm(forms.Form):
    """What a photo that is older than the visit is worth."""

    accepted = forms.ChoiceField(label=_("认定"), choices=[("1", _("采用")), ("0", _("不采用"))])
    reason = forms.CharField(label=_("理由"), max_length=200, help_text=_("如“手机时钟慢了一天，已核对”"))

    def __init__(self, data: Any = None, *, times: str) -> None:
        super().__init__(data)
        self.fields["accepted"].help_text = times


class BatchForm(forms.Form):
    """To whom what is ticked is given, in which paper, until when."""

    unit = forms.CharField(
        label=_("责任单位"), max_length=80, required=False, widget=forms.TextInput(attrs={"list": "units"})
    )
    by_district = forms.BooleanField(
        label=_("按场所所在区，分别交办给区政府（管委会）"),
        required=False,
        help_text=_("各区一份文书；选了这一项，上面不填"),
    )
    paper = forms.ChoiceField(label=_("文书"))
    due = day(_("整改期限"), help_text=_("默认的工作日数，可改"))
    basis = forms.CharField(label=_("依据"), max_length=200, required=False, help_text=_("不填则用该种督导的依据"))

    def __init__(self, data: Any = None, *, papers: Iterable[Paper], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        chosen = list(papers)
        choose_from(self, "paper", [(one.value, one.label) for one in chosen])
        if Paper.REMINDER in chosen:
            self.fields["by_district"].help_text = _("各区一份文书；选了这一项，上面不填；提醒函只主送部门，不按区")

    def clean(self) -> dict[str, Any]:
        """One way of saying who answers, and one only."""
        said = super().clean() or {}
        if bool(said.get("unit", "").strip()) == said.get("by_district", False):
            self.add_error("unit", _("填一个责任单位，或者选按区交办，两者选一种"))
        return said


class GivenForm(forms.Form):
    """Which of the findings that were given to units."""

    state = forms.ChoiceField(label=_("状态"), required=False)
    own = forms.BooleanField(label=_("只看本单位的"), required=False)
    letter = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, states: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        choose_from(self, "state", states, _("全部"))


class ReportForm(AddressedForm):
    """To whom a round is reported."""


class CoverageForm(forms.Form):
    """Of which office, year and kind coverage is looked at, and what the plan reckons with."""

    office = forms.ChoiceField(label=_("安委办"), required=False)
    year = forms.IntegerField(label=_("年份"), min_value=2000, max_value=2100, required=False)
    kind = forms.ChoiceField(label=_("种类"), required=False)
    visits = forms.IntegerField(
        label=_("一组一天检查几处"), min_value=1, max_value=50, required=False, help_text=_("本系统的默认值，可改")
    )
    teams = forms.IntegerField(
        label=_("没有编组的按几组"), min_value=1, max_value=200, required=False, help_text=_("本系统的默认值，可改")
    )
    page = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)
    district = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, offices: Named) -> None:
        super().__init__(data)
        choose_from(self, "office", offices)
        choose_from(self, "kind", [(one.value, one.label) for one in Kind], _("全部种类"))
        for field in self.fields.values():
            chosen = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select form-select-sm" if chosen else "form-control form-control-sm"


class RoundsForm(forms.Form):
    """Which rounds are looked at."""

    kind = forms.ChoiceField(label=_("种类"), required=False)
    occasion = forms.ChoiceField(label=_("时节"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choose_from(self, "kind", [(one.value, one.label) for one in Kind], _("全部种类"))
        choose_from(self, "occasion", [(one.value, one.label) for one in Occasion], _("全部时节"))
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select form-select-sm"

    @property
    def chosen(self) -> dict[str, str]:
        """By column, what was chosen; what is no choice is left out."""
        self.full_clean()
        return {name: value for name, value in self.cleaned_data.items() if value}


class AreaForm(forms.Form):
    """An area that is proposed by hand."""

    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("如“示例街道高风险区域”"))
    streets = forms.MultipleChoiceField(label=_("街镇"), help_text=_("一个或几个，应在同一个区"))
    basis = long_text(_("挂牌依据"), most=2000, help_text=_("为什么选它，如上一年事故起数、死亡人数及其排列"))
    until = day(
        _("治理期限"),
        help_text=_(
            "默认到摘牌的第二个条件评估得了的那年3月31日：上半年挂牌的次年1月起、下半年挂牌的再过一年；早于此的到期评估不了"
        ),
    )

    def __init__(self, data: Any = None, *, streets: Named) -> None:
        super().__init__(data, initial={"until": queries.term_of(clock.today())})
        choose_from(self, "streets", streets)


class MeetingForm(forms.Form):
    """A meeting of a task force that has been held, or called."""

    meeting = forms.ChoiceField(label=_("专班会议"), help_text=_("先在专班页面召集会议，再登记到这里"))

    def __init__(self, data: Any = None, *, meetings: Named) -> None:
        super().__init__(data)
        choose_from(self, "meeting", meetings)
