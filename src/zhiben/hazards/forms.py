"""What a person fills in about a standing hazard outside of its moves: a record on site, a request, a proposal to list;
and about the catalogue of determination standards. A report has a form of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from zhiben.foundation.lifecycle.forms import Choices, options_for
from zhiben.foundation.pages import choose_from, day, long_text, photos
from zhiben.hazards.clocks import Clock
from zhiben.hazards.models import Hazard
from zhiben.hazards.operations import TOGETHER, ClauseDraft, StandardDraft
from zhiben.hazards.queries.criteria import Catalogue, standards, suggested
from zhiben.hazards.vocab import Body, ControlKind, Grade
from zhiben.kernel import clock
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind


class RecordForm(forms.Form):
    """What two people found on site."""

    position = forms.CharField(label=_("位置"), max_length=120)
    on_site_at = forms.DateTimeField(
        label=_("到场时间"),
        initial=clock.now,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    conclusion = long_text(_("结论"))
    photos = photos(required=True)


class ExtendForm(forms.Form):
    """Asking for a later deadline."""

    due = day(_("申请的新期限"))
    reason = long_text(_("理由"))
    interim_control = long_text(_("延期期间的管控措施"))


class TransferForm(forms.Form):
    """Asking another department to take over."""

    to_unit = forms.ChoiceField(label=_("接收部门"))
    reason = long_text(_("理由"))

    def __init__(self, data: Any = None, *, hazard: Hazard) -> None:
        super().__init__(data)
        choose_from(self, "to_unit", _departments(hazard), nothing=gettext("请选择"))


class ListingForm(forms.Form):
    """Proposing to list a hazard."""

    level = forms.ChoiceField(label=_("挂牌级别"))
    facts = long_text(_("事由"))
    legal_basis = forms.CharField(label=_("依据（文件名称、文号）"), max_length=200)
    deadline = day(_("督办期限"))

    def __init__(self, data: Any = None, *, bodies: Iterable[Body]) -> None:
        super().__init__(data)
        choose_from(self, "level", [(body.value, gettext(body.label)) for body in bodies])


class StandardForm(forms.Form):
    """A determination standard; what was not found is left empty."""

    code = forms.CharField(label=_("代号"), max_length=20, help_text=_("本目录内的简称，如GM"))
    title = forms.CharField(label=_("名称"), max_length=120)
    document_no = forms.CharField(label=_("文号或标准号"), max_length=60, required=False)
    issuing_body = forms.CharField(label=_("发布机关"), max_length=80, required=False)
    issued_on = day(_("发布日期"), required=False)
    effective_on = day(_("施行日期"), required=False)
    repealed_on = day(_("废止日期"), required=False)
    superseded_by = forms.ChoiceField(label=_("由其代替"), required=False, help_text=_("代替本标准的新标准，须先登记"))
    sectors = forms.CharField(label=_("适用行业"), max_length=200, required=False, help_text=_("用顿号隔开"))
    source = forms.CharField(label=_("出处"), max_length=300, required=False, help_text=_("公报期号、网址等"))
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def __init__(self, data: Any = None, initial: Any = None, *, apart_from: int = 0) -> None:
        super().__init__(data, initial=initial)
        others = [(one.pk, f"{one.code} {one}") for one in standards() if one.pk != apart_from]
        choose_from(self, "superseded_by", others, nothing=gettext("无"))

    def draft(self) -> StandardDraft:
        """The standard as it was filled in."""
        said = self.cleaned_data
        return StandardDraft(**{**said, "superseded_by": int(said["superseded_by"] or 0)})


class ClauseForm(forms.Form):
    """A clause of a standard; the code of one that stands is kept."""

    code = forms.CharField(label=_("代号"), max_length=30, help_text=_("在整个目录内唯一，如GM-11(3)"))
    article = forms.CharField(label=_("条"), max_length=30, required=False, help_text=_("如第十一条"))
    item_no = forms.CharField(label=_("项"), max_length=10, required=False, help_text=_("如3"))
    category = forms.CharField(label=_("类别"), max_length=40, required=False)
    summary = long_text(_("判定情形"), validators=[MaxLengthValidator(300)])
    keywords = forms.CharField(
        label=_("关键词"), max_length=300, required=False, help_text=_("用顿号隔开，建议条款时按这些词查找")
    )
    valid_from = day(_("适用自"), required=False)

    def __init__(self, data: Any = None, initial: Any = None, *, stands: bool = False) -> None:
        super().__init__(data, initial=initial)
        self.fields["valid_from"].help_text = gettext("不填的，自标准施行之日起")
        if stands:
            del self.fields["code"]
            self.fields["valid_from"].help_text = gettext("新的一版自该日起适用，以前判定的仍按原版；不填的，自今天起")

    def draft(self, code: str = "") -> ClauseDraft:
        """The clause as it was filled in."""
        return ClauseDraft(**{"code": code, **self.cleaned_data})


class VerifyStandardForm(forms.Form):
    """Somebody has compared a standard's facts with the original."""

    source = forms.CharField(label=_("原文出处"), max_length=300, help_text=_("公报期号、文件网址或存档位置"))
    verified_on = day(_("核对日期"), initial=clock.today)


class VerifyClauseForm(forms.Form):
    """Somebody has compared a clause with the original."""

    verified_on = day(_("核对日期"), initial=clock.today)


class LookupForm(forms.Form):
    """Words for which somebody looks up clauses."""

    title = forms.CharField(label=_("隐患情形"), max_length=200, required=False)
    sector = forms.ChoiceField(label=_("行业领域"), required=False)
    found_on = day(_("发现日期"), required=False)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choose_from(self, "sector", orgs.sectors(), nothing=gettext("不限"))


class EndForm(forms.Form):
    """A clause ends without another edition."""

    last = day(_("最后适用日"), initial=clock.today)


class DecisionForm(forms.Form):
    """Granting or refusing a request."""

    reason = long_text(_("不同意的理由"), required=False, rows=2)


class ControlForm(forms.Form):
    """What holds until the hazard is mended."""

    kind = forms.ChoiceField(label=_("种类"))
    measures = long_text(_("措施和范围"))
    basis = forms.CharField(label=_("法律依据"), max_length=200, required=False, help_text=_("停产停业等须写明"))
    since = day(_("起始日期"), initial=clock.today)

    def __init__(self, data: Any = None, *, kinds: Iterable[ControlKind]) -> None:
        super().__init__(data)
        choose_from(self, "kind", [(kind.value, gettext(kind.label)) for kind in kinds])


class LookForm(forms.Form):
    """A draw for second looks."""

    office = forms.ChoiceField(label=_("安委办"))
    first = day(_("销号日期自"))
    last = day(_("至"), initial=clock.today)
    percent = forms.IntegerField(label=_("抽取比例（%）"), min_value=1, max_value=100)

    def __init__(self, offices: Choices, percent: int, data: Any = None) -> None:
        super().__init__(data)
        choose_from(self, "office", offices)
        self.fields["percent"].initial = percent
        self.fields["first"].initial = clock.today() - timedelta(days=90)


class ClockForm(forms.Form):
    """How long a clock runs, by whose rule."""

    amount = forms.IntegerField(label=_("数值"), min_value=0)
    source = forms.CharField(label=_("依据（文件名称、文号或说明）"), max_length=300)

    def __init__(self, kind: Clock, data: Any = None) -> None:
        super().__init__(data)
        self.fields["amount"].label = f"{gettext(kind.label)}（{gettext(kind.unit)}）"


class TogetherForm(forms.Form):
    """What to do with the hazards that were ticked."""

    move = forms.ChoiceField(label=_("办理"))

    def __init__(self, data: Any = None, among: Iterable[str] = TOGETHER) -> None:
        super().__init__(data)
        choose_from(self, "move", [(name, gettext(TOGETHER[name])) for name in among], nothing=gettext("对所选隐患…"))


class VerifyManyForm(forms.Form):
    """What many hazards get when they are verified together; each keeps the clause that was proposed for it."""

    level = forms.ChoiceField(
        label=_("等级"),
        help_text=_("判定依据用各项的建议条款，责任单位为各项所在街道办事处；要另定的，请单独核定"),
    )
    due = day(_("整改期限"))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        choose_from(self, "level", [(grade.value, gettext(grade.label)) for grade in Grade])


@options_for("hazard", "criterion")
def _clauses(hazard: Hazard, _actor: Actor) -> Choices:
    """Every clause that can be cited for what was found then, those that the words may mean first."""
    clauses = Catalogue().in_force(hazard.found_on)
    likely = [one.clause for one in suggested(hazard, clauses)]
    rest = [clause for clause in clauses if clause not in likely]
    return [(one.code, f"{one.summary}（{one.trust.label}）") for one in (*likely, *rest)]


@options_for("hazard", "responsible_unit")
def _responsible(hazard: Hazard, _actor: Actor) -> Choices:
    """The street's office first, then the district and its departments."""
    place = hazard.coordinates
    near = [card for card in orgs.units() if card.coordinates.district == place.district]
    streets = [c for c in near if c.kind == UnitKind.STREET and c.coordinates.street == place.street]
    rest = [c for c in near if c.kind in (UnitKind.DISTRICT, UnitKind.DEPARTMENT)]
    return [(card.id, card.name) for card in (*streets, *rest)]


def _departments(hazard: Hazard) -> Choices:
    place = hazard.coordinates
    cards = [card for card in orgs.units(UnitKind.DEPARTMENT) if card.coordinates.city == place.city]
    return [(c.id, c.name) for c in cards if c.coordinates.district in (0, place.district)]


class TemplatesForm(forms.Form):
    """The sentences that everybody may write alike, one a line."""

    sentences = forms.CharField(
        label=_("通用语句，一行一句"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("法定用语、统一格式的句子；比对文字时略去，标点、空格不计"),
    )


class BlurForm(forms.Form):
    """Rectangles of a photo, one in a line, and why one that was covered no longer is."""

    rectangles = forms.CharField(
        label=_("模糊范围"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "inputmode": "numeric"}),
        help_text=_("每行一处，四个整数：左、上、宽、高（像素），如“120 80 60 40”；也可直接在照片上拖画"),
    )
    reason = long_text(_("理由（取消或改动已模糊的范围时必填）"), rows=2, required=False)

    def clean_rectangles(self) -> list[tuple[int, int, int, int]]:
        """The rectangles in pixels."""
        found = []
        for number, line in enumerate(self.cleaned_data["rectangles"].splitlines(), start=1):
            if not line.strip():
                continue
            if not re.fullmatch(r"\s*-?[0-9]{1,6}(?:[\s,，、]+-?[0-9]{1,6}){3}\s*", line):
                sentence = gettext("第{line}行须为四个整数：左、上、宽、高（像素）")
                raise forms.ValidationError(sentence.format(line=number))
            left, top, width, height = (int(one) for one in re.findall(r"-?[0-9]+", line))
            if min(left, top, width, height) < 0:
                raise forms.ValidationError(gettext("第{line}行的数不能为负").format(line=number))
            found.append((left, top, width, height))
        return found
