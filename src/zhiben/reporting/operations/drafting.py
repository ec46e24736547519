"""Forms while they are drafted: what they are called, of whom they ask what, and how a new edition begins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import Max, QuerySet

from zhiben.foundation import audit
from zhiben.foundation.lifecycle import amend, begin
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.reporting import policy
from zhiben.reporting.fields import Field
from zhiben.reporting.models import ReturnForm
from zhiben.reporting.queries.forms import askable
from zhiben.reporting.vocab import Audience, FieldKind

restamps(ReturnForm)

MOST_FIELDS = 60
MOST_DUE_DAYS = 60


@dataclass(frozen=True, slots=True)
class FormDraft:
    """A form as it is drafted, without its fields."""

    name: str
    basis: str = ""
    frequency: str = "month"
    audience: str = Audience.STREETS
    due_days: int = 3
    working_days: bool = True
    begins_on: date | None = None
    ends_on: date | None = None
    purpose: str = ""


def draft_form(
    office: int,
    draft: FormDraft,
    *,
    fields: Sequence[Field] = (),
    units: Collection[int] = (),
    actor: Actor,
    demonstration: bool = False,
) -> ReturnForm:
    """Begin a form of an office. Raises NotAllowed, Incomplete."""
    grant = policy.must_issue(actor, office)
    _must_be_sound(office, draft, units)
    _must_be_fields(fields)
    form = ReturnForm(office_id=office, made_by=actor.id, demonstration=demonstration, **asdict(draft))
    form.asks = [one.as_json() for one in fields]
    form.place_at(orgs.unit(office).coordinates.territory)
    with audit.batch():
        begin(form, actor, grant, name=draft.name, office=office)
        form.chosen.set(units if draft.audience == Audience.CHOSEN else ())
    return form


def set_form(form: ReturnForm, draft: FormDraft, *, units: Collection[int] = (), actor: Actor) -> ReturnForm:
    """Say otherwise what a drafted form is called and of whom it asks. Raises NotAllowed, Refused once it is issued,
    Incomplete."""
    grant = _must_be_drafted(form, actor)
    _must_be_sound(form.office_id, draft, units)
    if form.first_id and draft.frequency != form.frequency:
        raise Incomplete(
            N_("请核对所填内容"), fields={"frequency": N_("新版的频次须与原版相同；要改频次，请另拟一张报表")}
        )
    said = asdict(draft)
    before = {name: getattr(form, name) for name in said}
    asked = sorted(form.chosen.values_list("pk", flat=True))
    with audit.batch():
        amend([form], at=clock.now(), **said)
        form.chosen.set(units if draft.audience == Audience.CHOSEN else ())
        since = sorted(form.chosen.values_list("pk", flat=True))
        changed = [name for name, value in said.items() if value != before[name]]
        facts = {name: {"from": before[name], "to": said[name]} for name in changed}
        if since != asked:
            facts["units"] = {"from": asked, "to": since}
        _noted("set_form", form, actor, grant, **facts)
    return form


def set_asks(form: ReturnForm, fields: Sequence[Field], *, actor: Actor) -> ReturnForm:
    """Set what a drafted form asks, in this order. Raises NotAllowed, Refused once it is issued, Incomplete."""
    grant = _must_be_drafted(form, actor)
    _must_be_fields(fields)
    before = form.fields
    with audit.batch():
        amend([form], at=clock.now(), asks=[one.as_json() for one in fields])
        _noted("set_form", form, actor, grant, **_asked_otherwise(before, fields))
    return form


def _asked_otherwise(before: Sequence[Field], after: Sequence[Field]) -> dict[str, Any]:
    """What the ledger keeps of fields that were set: those that are new, gone, asked otherwise (each with what it said
    and says, by attribute), and whether those that stay stand in another order."""
    old, new = ({one.key: one for one in fields} for fields in (before, after))
    told = {
        "added": [one.title for one in after if one.key not in old],
        "dropped": [one.title for one in before if one.key not in new],
        "altered": [_altered(old[one.key], one) for one in after if one.key in old and old[one.key] != one],
        "moved": [key for key in old if key in new] != [key for key in new if key in old],
    }
    return {name: value for name, value in told.items() if value}


def _altered(old: Field, new: Field) -> dict[str, Any]:
    was, now = old.as_json(), new.as_json()
    return {"field": old.title, "said": {name: [was[name], now[name]] for name in now if was[name] != now[name]}}


def revise(form: ReturnForm, *, begins_on: date, actor: Actor) -> ReturnForm:
    """Begin the next edition of an issued form, which takes over from a day on once it is issued. Raises NotAllowed,
    Refused, Incomplete."""
    grant = policy.must_issue(actor, form.office_id)
    if form.state != "issued":
        raise Refused(N_("报表现为“{state}”，只有执行中的才能另起新版"), state=form.state_shown.label)
    last = _editions(form).aggregate(last=Max("edition"))["last"] or 1
    if _editions(form).filter(state="drafted").exists():
        raise Refused(N_("该报表的新版已在拟制中，请先下发或作废"))
    names = ("office_id", "name", "basis", "frequency", "audience", "due_days", "working_days", "ends_on", "purpose")
    new = ReturnForm(**{name: getattr(form, name) for name in names}, asks=form.asks, first_id=form.family)
    new.edition, new.begins_on, new.made_by = last + 1, begins_on, actor.id
    new.demonstration = form.demonstration
    if new.ends_on and new.ends_on < begins_on:
        raise Incomplete(N_("请核对所填内容"), fields={"begins_on": N_("不能晚于报表的终止日期")})
    new.place_at(form.coordinates)
    with audit.batch():
        begin(new, actor, grant, revises=form.pk, edition=new.edition)
        new.chosen.set(form.chosen.all())
    return new


def _editions(form: ReturnForm) -> QuerySet[ReturnForm]:
    """The later editions of a form, those that were discarded excepted."""
    return ReturnForm._unfiltered().filter(first=form.family).exclude(state="discarded")


def _noted(verb: str, form: ReturnForm, actor: Actor, grant: Grant | None, **more: Any) -> None:
    facts = {"fields": [one.title for one in form.fields], **more}
    facts.setdefault("name", form.name)
    audit.record(verb, actor, subject=(form._meta.label_lower, form.pk), facts=facts, grant=grant)


def _must_be_drafted(form: ReturnForm, actor: Actor) -> Grant | None:
    grant = policy.must_issue(actor, form.office_id)
    if form.state != "drafted":
        raise Refused(N_("报表已下发，栏目不能再改；请另起新版"), code="wrong_state")
    return grant


def _must_be_sound(office: int, draft: FormDraft, units: Collection[int]) -> None:
    wrong = {}
    if not draft.name.strip():
        wrong["name"] = N_("请填写名称")
    if draft.begins_on and draft.ends_on and draft.ends_on < draft.begins_on:
        wrong["ends_on"] = N_("终止日期不能早于起始日期")
    if not 0 <= draft.due_days <= MOST_DUE_DAYS:
        wrong["due_days"] = N_("应在0至{most}之间").format(most=MOST_DUE_DAYS)
    if draft.audience == Audience.CHOSEN:
        known = {card.id for card in askable(office)}
        if not units:
            wrong["units"] = N_("请至少选一个单位")
        elif set(units) - known:
            wrong["units"] = N_("只能选本级部门和辖区内的区、街道")
    if wrong:
        raise Incomplete(N_("请核对所填内容"), fields=wrong)


def _must_be_fields(fields: Sequence[Field]) -> None:
    """Raises Incomplete naming the first thing that is wrong with a field."""
    if len(fields) > MOST_FIELDS:
        raise Incomplete(N_("栏目过多"), fields={"title": N_("一张报表最多{most}个栏目").format(most=MOST_FIELDS)})
    for one in fields:
        others = [other for other in fields if other.key != one.key]
        if told := _wrong(one, others):
            name, sentence = told
            raise Incomplete(N_("栏目“{title}”有误"), fields={name: sentence}, title=one.title)


def _wrong(one: Field, others: Sequence[Field]) -> tuple[str, str] | None:
    if not one.title.strip() or not one.key:
        return "title", N_("请填写栏目名称")
    if one.title in [other.title for other in others]:
        return "title", N_("已有名为“{title}”的栏目").format(title=one.title)
    if _headings(one) & ({"填报单位", "变动说明"} | set().union(*(_headings(other) for other in others))):
        return "title", N_("在填报表里会与另一列同名，请换一个名称")
    if one.kind == FieldKind.CHOICE and len(one.choices) < 2:
        return "choices", N_("选项至少两个，每行一个")
    return _wrong_bounds(one) or _wrong_keys(one, others)


def _headings(one: Field) -> set[str]:
    """The names that the field's columns answer to in the form's workbook."""
    told = {f"{one.title}（分子）", f"{one.title}（分母）"} if one.kind == FieldKind.SHARE else set()
    return {one.title, *told, *({f"{one.title}（{one.unit}）"} if one.unit else ())}


def _wrong_bounds(one: Field) -> tuple[str, str] | None:
    for name in ("minimum", "maximum"):
        if text := getattr(one, name):
            if not one.numeric:
                return name, N_("只有整数、小数才有上下限")
            try:
                finite = Decimal(text).is_finite()
            except InvalidOperation:
                finite = False
            if not finite:
                return name, N_("应为数字")
    if one.minimum and one.maximum and Decimal(one.minimum) > Decimal(one.maximum):
        return "maximum", N_("不能小于下限")
    return None


def _wrong_keys(one: Field, others: Sequence[Field]) -> tuple[str, str] | None:
    numbers = {other.key for other in others if other.numeric}
    if one.at_most and (one.at_most not in numbers or not one.numeric):
        return "at_most", N_("只能与另一个整数、小数栏目比较")
    if one.sums and (set(one.sums) - numbers or not one.numeric):
        return "sums", N_("只能是其他整数、小数栏目之和")
    if one.change < 0 or one.change > 100_000:
        return "change", N_("应在0至100000之间")
    if one.outcome and (one.kind != FieldKind.INTEGER or one.computed):
        return "outcome", N_("只有填报的整数栏目才能计入成果")
    if one.outcome and one.outcome in [other.outcome for other in others]:
        return "outcome", N_("同一成果只能由一个栏目计入")
    return None
