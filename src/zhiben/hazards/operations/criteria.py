"""Keeping the catalogue of determination standards: entering, correcting, revising, verifying. What hazards were judged
by is never written over: a revised clause is a new edition, and a standard that was cited keeps its number and name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from typing import Any, TypeVar

from zhiben.foundation import audit
from zhiben.hazards.models import Criterion, CriterionStandard
from zhiben.hazards.policy import must_keep_criteria
from zhiben.hazards.queries.criteria import is_cited
from zhiben.hazards.seed import enter
from zhiben.hazards.vocab import CRITERION, STANDARD, Mark
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_

IDENTITY = ("title", "document_no")
"""What of a standard may not change once a hazard was judged by it."""
SEARCHED = ("keywords",)
"""What of a clause says nothing about hazards, and is corrected in its place."""


@dataclass(frozen=True, slots=True)
class StandardDraft:
    """A standard as it is to stand; `superseded_by` by id, 0 for none."""

    code: str
    title: str
    document_no: str = ""
    issuing_body: str = ""
    issued_on: date | None = None
    effective_on: date | None = None
    repealed_on: date | None = None
    superseded_by: int = 0
    sectors: str = ""
    source: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class ClauseDraft:
    """A clause as it is to stand from `valid_from` on (None: as long as its standard)."""

    code: str
    summary: str
    article: str = ""
    item_no: str = ""
    category: str = ""
    keywords: str = ""
    valid_from: date | None = None


D = TypeVar("D", StandardDraft, ClauseDraft)


def enter_known_standards() -> None:
    """What every installation begins with, where it is missing; what stands is left as it is."""
    enter(CriterionStandard, Criterion)


# Standards


def add_standard(draft: StandardDraft, *, actor: Actor, mark: Mark = Mark.ENTERED) -> CriterionStandard:
    """A new standard. Raises NotAllowed, Incomplete."""
    grant, draft = must_keep_criteria(actor), _tidy(draft)
    _must_be_sound(draft, standing=None)
    with audit.batch():
        row = CriterionStandard.objects.create(mark=mark, **_columns(draft))
        _note("add_standard", STANDARD, row.pk, actor, grant, to=_told(draft))
    return row


def amend_standard(row: CriterionStandard, draft: StandardDraft, *, actor: Actor) -> CriterionStandard:
    """Let a standard say what `draft` says; it is to be verified anew. Raises NotAllowed, Incomplete, and Refused where
    number or name would change under hazards that were judged by it."""
    grant, draft = must_keep_criteria(actor), _tidy(draft)
    before = standard_draft(row)
    changes = _differences(before, draft)
    if not changes:
        return row
    _must_be_sound(draft, standing=row)
    if any(name in changes for name in IDENTITY) and is_cited(row):
        raise Refused(N_("已有隐患按此标准判定，文号和名称不能改动；换了新标准请另行登记，并在本标准注明“已由其代替”"))
    with audit.batch():
        for name, value in _columns(draft).items():
            setattr(row, name, value)
        row.verified_by, row.verified_on = 0, None
        row.save()
        facts = {"from": {name: pair[0] for name, pair in changes.items()}}
        _note("amend_standard", STANDARD, row.pk, actor, grant, **facts, to={n: p[1] for n, p in changes.items()})
    return row


def verify_standard(row: CriterionStandard, *, source: str, on: date, actor: Actor) -> CriterionStandard:
    """Somebody has compared the standard's facts with the original, named by `source`. Raises NotAllowed,
    Incomplete."""
    grant = must_keep_criteria(actor)
    _must_be_past(on)
    if not source.strip():
        raise Incomplete(N_("请写明原文出处"), fields={"source": N_("请写明原文出处")})
    with audit.batch():
        row.source, row.verified_by, row.verified_on = source.strip(), actor.id, on
        row.save(update_fields=["source", "verified_by", "verified_on"])
        _note("verify_standard", STANDARD, row.pk, actor, grant, source=row.source, on=on)
    return row


def standard_draft(row: CriterionStandard) -> StandardDraft:
    """A standard as it stands."""
    plain = {one.name: getattr(row, one.name) for one in fields(StandardDraft) if one.name != "superseded_by"}
    return StandardDraft(**plain, superseded_by=row.superseded_by_id or 0)


def _columns(draft: StandardDraft) -> dict[str, Any]:
    values = asdict(draft)
    return {"superseded_by_id": values.pop("superseded_by") or None, **values}


def _must_be_sound(draft: StandardDraft, standing: CriterionStandard | None) -> None:
    wrong: dict[str, str] = {}
    others = CriterionStandard.objects.exclude(pk=standing.pk if standing else 0)
    if not draft.title:
        wrong["title"] = N_("请填写名称")
    if not draft.code:
        wrong["code"] = N_("请填写代号")
    elif others.filter(code=draft.code).exists():
        wrong["code"] = N_("已有相同代号的判定标准")
    if draft.superseded_by and not others.filter(pk=draft.superseded_by).exists():
        wrong["superseded_by"] = N_("请选择另一个判定标准")
    elif standing is not None and _comes_round(standing, draft.superseded_by):
        wrong["superseded_by"] = N_("两个标准不能互相代替")
    wrong |= _out_of_order(draft)
    if wrong:
        raise Incomplete(N_("判定标准填写有误"), fields=wrong)


def _out_of_order(draft: StandardDraft) -> dict[str, str]:
    """What is wrong with its days."""
    wrong, began = {}, draft.effective_on or draft.issued_on
    if draft.issued_on and draft.effective_on and draft.effective_on < draft.issued_on:
        wrong["effective_on"] = N_("施行日期不能早于发布日期")
    if draft.repealed_on and began and draft.repealed_on < began:
        wrong["repealed_on"] = N_("废止日期不能早于施行日期")
    return wrong


def _comes_round(row: CriterionStandard, after: int) -> bool:
    """True when following what supersedes it leads back to `row`."""
    next_of = dict(CriterionStandard.objects.values_list("pk", "superseded_by"))
    seen: set[int] = set()
    while after and after not in seen:
        seen.add(after)
        after = next_of.get(after) or 0
    return row.pk in seen


# Clauses


def add_criterion(
    standard: CriterionStandard, draft: ClauseDraft, *, actor: Actor, mark: Mark = Mark.ENTERED
) -> Criterion:
    """A new clause of a standard. Raises NotAllowed, Incomplete for a code that was used before."""
    grant, draft = must_keep_criteria(actor), _tidy(draft)
    _must_say_something(draft)
    _must_not_come_before(standard, draft)
    if Criterion.objects.filter(code=draft.code).exists():
        told = N_("已有代号为“{code}”的条款；改动它请用“修订”").format(code=draft.code)
        raise Incomplete(told, fields={"code": told})
    with audit.batch():
        row = Criterion.objects.create(standard=standard, mark=mark, **asdict(draft))
        _note("add_criterion", CRITERION, row.pk, actor, grant, standard=standard.pk, to=_told(draft))
    return row


def revise_criterion(row: Criterion, draft: ClauseDraft, *, actor: Actor) -> Criterion:
    """Let the clause say what `draft` says from its `valid_from` on (None: today), as a new edition; other keywords
    alone are put into the standing one. Returns the edition that stands. Raises NotAllowed, Incomplete, Refused."""
    grant, draft = must_keep_criteria(actor), _tidy(replace(draft, code=row.code))
    _must_say_something(draft)
    _must_stand(row)
    _must_not_come_before(row.standard, draft)
    changes = _differences(clause_draft(row), draft)
    if not set(changes) - {*SEARCHED, "valid_from"} and draft.valid_from in (None, row.valid_from):
        return _find_by(row, draft.keywords, actor, grant)
    since = draft.valid_from if "valid_from" in changes and draft.valid_from else clock.today()
    if row.valid_from and since < row.valid_from:
        told = N_("不能早于上一版的起始日期{day}").format(day=clock.in_words(row.valid_from))
        raise Incomplete(told, fields={"valid_from": told})
    with audit.batch():
        _end(row, since)
        columns = asdict(replace(draft, valid_from=since))
        new = Criterion.objects.create(standard=row.standard, mark=Mark.ENTERED, edition=row.edition + 1, **columns)
        facts = {"from": {name: pair[0] for name, pair in changes.items()}, "to": _told(draft)}
        _note("revise_criterion", CRITERION, new.pk, actor, grant, edition_before=row.pk, since=since, **facts)
    return new


def _find_by(row: Criterion, keywords: str, actor: Actor, grant: Grant | None) -> Criterion:
    if keywords != row.keywords:
        with audit.batch():
            before, row.keywords = row.keywords, keywords
            row.save(update_fields=["keywords"])
            _note("amend_criterion", CRITERION, row.pk, actor, grant, **{"from": before, "to": keywords})
    return row


def end_criterion(row: Criterion, *, last: date, actor: Actor) -> Criterion:
    """The clause can be cited for what is found until `last`, that day included. Raises NotAllowed, Incomplete,
    Refused."""
    grant = must_keep_criteria(actor)
    _must_stand(row)
    end = last + timedelta(days=1)
    if row.valid_from and end < row.valid_from:
        raise Incomplete(N_("终止日期早于起始日期"), fields={"last": N_("不能早于起始日期")})
    with audit.batch():
        _end(row, end)
        _note("end_criterion", CRITERION, row.pk, actor, grant, last=last)
    return row


def verify_criterion(row: Criterion, *, on: date, actor: Actor) -> Criterion:
    """Somebody has compared the clause with the original. Raises NotAllowed, Incomplete, Refused."""
    grant = must_keep_criteria(actor)
    _must_be_past(on)
    with audit.batch():
        row.verified_by, row.verified_on = actor.id, on
        row.save(update_fields=["verified_by", "verified_on"])
        _note("verify_criterion", CRITERION, row.pk, actor, grant, on=on)
    return row


def clause_draft(row: Criterion) -> ClauseDraft:
    """A clause as it stands."""
    return ClauseDraft(**{one.name: getattr(row, one.name) for one in fields(ClauseDraft)})


def _must_stand(row: Criterion) -> None:
    if row.valid_to is not None:
        raise Refused(N_("该版条款已终止，请在现行版上修订"))


def _end(row: Criterion, day: date) -> None:
    """From `day` on it stands no longer; somebody may have been faster."""
    if not Criterion.objects.filter(pk=row.pk, valid_to__isnull=True).update(valid_to=day):
        raise Refused(N_("该条款刚被他人修订，请刷新后核对"))
    row.valid_to = day


def _must_say_something(draft: ClauseDraft) -> None:
    wrong = {}
    if not draft.code:
        wrong["code"] = N_("请填写代号")
    if not draft.summary:
        wrong["summary"] = N_("请填写判定情形")
    if wrong:
        raise Incomplete(N_("判定条款填写有误"), fields=wrong)


def _must_not_come_before(standard: CriterionStandard, draft: ClauseDraft) -> None:
    first = standard.effective_on
    if first and draft.valid_from and draft.valid_from < first:
        told = N_("不能早于判定标准的施行日期{day}").format(day=clock.in_words(first))
        raise Incomplete(told, fields={"valid_from": told})


def _must_be_past(day: date) -> None:
    if day > clock.today():
        raise Incomplete(N_("核对日期不能晚于今天"), fields={"verified_on": N_("不能晚于今天")})


# Both


def _tidy(draft: D) -> D:
    """Without blanks around the words; sectors and keywords set apart in one way."""
    texts: dict[str, Any] = {
        one.name: value.strip() for one in fields(draft) if isinstance(value := getattr(draft, one.name), str)
    }
    for listed in {"sectors", "keywords"} & set(texts):
        words = texts[listed].replace(",", "、").replace("，", "、").replace("；", "、").split("、")
        texts[listed] = "、".join(dict.fromkeys(word.strip() for word in words if word.strip()))
    return replace(draft, **texts)


def _differences(before: object, after: Any) -> dict[str, tuple[Any, Any]]:
    """(before, after) of each fact that differs."""
    pairs = {one.name: (getattr(before, one.name), getattr(after, one.name)) for one in fields(after)}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _told(draft: Any) -> Mapping[str, Any]:
    return {name: value for name, value in asdict(draft).items() if value}


def _note(verb: str, model: str, record: int, actor: Actor, grant: Grant | None, **facts: Any) -> None:
    audit.record(verb, actor, subject=(model, record), facts=facts, grant=grant)
