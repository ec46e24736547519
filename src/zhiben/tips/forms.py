"""What strangers fill in, what officers fill in beside a tip's moves, and what moves have to choose from."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.lifecycle.forms import Choices, FilesField, options_for
from zhiben.foundation.pages import choose_from, long_text
from zhiben.foundation.secrets import Purpose
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.tips.challenge import Question
from zhiben.tips.models import PublicTip
from zhiben.tips.operations import TipDraft
from zhiben.tips.queries import candidates, is_near, units_for
from zhiben.tips.terms import Term
from zhiben.tips.vocab import LONGEST_ADDRESS, LONGEST_WHAT, LONGEST_WORD

TRAP = "website"
"""A field that people do not see; whoever fills it in is a program."""


@options_for("public_tip", "sector")
def _sectors(record: PublicTip, actor: Actor) -> Choices:
    return orgs.sectors()


@options_for("public_tip", "unit")
def _units(record: PublicTip, actor: Actor) -> Choices:
    groups: dict[bool, list[tuple[int, str]]] = {True: [], False: []}
    for one in units_for(record):
        groups[is_near(one, record)].append((one.id, one.name))
    yield gettext("当地和该行业的单位"), groups[True]
    yield gettext("当地其他行业的部门"), groups[False]


@options_for("public_tip", "other")
def _others(record: PublicTip, actor: Actor) -> Choices:
    for one in candidates(record):
        yield one.tip.number, f"{one.tip.address} {one.tip.what[:30]}"


class Photos(forms.ClearableFileInput):
    """Several pictures at once; nothing is sent ahead, for there is nobody yet whose they would be."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All that came along."""
        return files.getlist(name) if hasattr(files, "getlist") else []


def places() -> Iterable[tuple[str, list[tuple[int, str]]]]:
    """The streets of each district, after the district itself for who does not know the street."""
    streets: dict[int, list[tuple[int, str]]] = {}
    for card in orgs.streets():
        streets.setdefault(card.coordinates.district, []).append((card.id, card.name))
    for district in orgs.districts():
        unknown = gettext("{name}（不清楚哪个街道）").format(name=district.name)
        yield district.name, [*streets.get(district.id, []), (district.id, unknown)]


class TellForm(forms.Form):
    """A tip, as somebody tells it on a telephone; `sealed` carries the question that is asked."""

    territory = forms.ChoiceField(label=_("在哪里"), help_text=_("选街道；不清楚的，选所在区"))
    address = forms.CharField(
        label=_("详细地点"), max_length=LONGEST_ADDRESS, help_text=_("路名门牌、楼栋楼层、单位名称，写清楚才找得到")
    )
    what = long_text(
        _("什么隐患"),
        rows=5,
        most=LONGEST_WHAT,
        help_text=_("看到什么、何时看到的。不要写您自己的姓名、电话"),
    )
    sector = forms.ChoiceField(label=_("哪一类"), required=False)
    photos = FilesField(
        label=_("照片"),
        required=False,
        widget=Photos(attrs={"accept": "image/*"}),
        help_text=_("最多6张，每张不超过10兆字节。照片里的拍摄位置、手机型号会先去掉再保存"),
    )
    latitude = forms.DecimalField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput())
    longitude = forms.DecimalField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput())
    name = forms.CharField(
        label=_("姓名"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = forms.CharField(
        label=_("电话"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "tel"}),
    )
    website = forms.CharField(required=False, widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}))
    sealed = forms.CharField(max_length=1000, widget=forms.HiddenInput())
    answer = forms.CharField(
        max_length=10,
        help_text=_("用数字回答。只为挡住机器批量提交"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
    )

    def __init__(self, question: Question, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files)
        choose_from(self, "territory", places(), nothing=gettext("请选择"))  # type: ignore[arg-type]
        choose_from(self, "sector", orgs.sectors(), nothing=gettext("不清楚"))
        self.ask(question)

    def ask(self, question: Question, *, anew: bool = False) -> None:
        """Show this question; `anew` in place of the one that came back."""
        self.fields["answer"].label = question.words
        self.fields["sealed"].initial = question.sealed
        if anew and self.is_bound:
            self.data = {**dict(self.data.items()), "sealed": question.sealed, "answer": ""}

    def clean(self) -> dict[str, Any]:
        """A position is both or none, to about ten metres."""
        said = super().clean() or {}
        pair = [said.get("latitude"), said.get("longitude")]
        whole = [round(one, 4) for one in pair if isinstance(one, Decimal)]
        said["latitude"], said["longitude"] = whole if len(whole) == 2 else (None, None)
        return said

    def draft(self) -> TipDraft:
        """What was filled in."""
        said = self.cleaned_data
        plain = {key: said[key] for key in ("address", "what", "latitude", "longitude", "name", "phone")}
        return TipDraft(territory=int(said["territory"]), sector=int(said["sector"] or 0), **plain)


class FollowForm(forms.Form):
    """By what a reporter is known: number and code."""

    number = forms.CharField(label=_("编号"), max_length=20, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    code = forms.CharField(label=_("查询码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class SaidForm(forms.Form):
    """What a reporter adds, or why the tip is to be verified again."""

    text = long_text(_("内容"), rows=3, most=LONGEST_WORD, help_text=_("不要写您自己的姓名、电话"))


class IdentityForm(forms.Form):
    """What somebody reads that for which is kept of a reporter."""

    purpose = forms.ChoiceField(label=_("用途"))

    def __init__(self, purposes: Iterable[Purpose], data: Any = None) -> None:
        super().__init__(data)
        offered = [(one.key, gettext(one.label)) for one in purposes]
        choose_from(self, "purpose", offered, nothing=gettext("请选择"))


class RewardForm(forms.Form):
    """An amount, by which rule."""

    amount = forms.DecimalField(label=_("金额（元）"), max_digits=12, decimal_places=2)
    basis = forms.CharField(label=_("依据（奖励办法的名称、条款）"), max_length=200)


class PayForm(forms.Form):
    """What whoever comes for a reward shows, and what was paid by."""

    code = forms.CharField(
        label=_("领取人出示的查询码"),
        max_length=40,
        help_text=_("只核对编号和查询码，不问、不记姓名"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    voucher = forms.CharField(label=_("付款凭证号"), max_length=60, help_text=_("凭证上同样只写举报编号"))


class TermForm(forms.Form):
    """How long a term runs, by whose rule."""

    amount = forms.IntegerField(label=_("数值"), min_value=0)
    source = forms.CharField(label=_("依据（文件名称、文号或说明）"), max_length=300)

    def __init__(self, term: Term, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.fields["amount"].label = f"{gettext(term.label)}（{gettext(term.unit)}）"
