"""Keeping the schemes of codes: what cases were coded by is never written over, for a revised code is a new edition."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from zhiben.accidents.models import Code, CodeScheme, Crosswalk
from zhiben.accidents.policy import must_keep_codes
from zhiben.accidents.seed import enter as enter_seed
from zhiben.accidents.vocab import CODE, SCHEME, TYPE_1986, TYPE_2025, Mark
from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_


def enter_known_codes() -> None:
    """What every installation begins with, where it is missing; what stands is left as it is."""
    enter_seed(CodeScheme, Code, Crosswalk)


def add_code(scheme: CodeScheme, *, code: str, label: str, above: str = "", actor: Actor) -> Code:
    """A new code of a scheme. Raises NotAllowed, Incomplete for a code that was used before."""
    grant = must_keep_codes(actor)
    wrong = _wrong(code, label)
    if not wrong and Code.objects.filter(scheme=scheme, code=code.strip()).exists():
        wrong["code"] = N_("已有这个代码；改动它请用“修订”")
    if above.strip() and not Code.objects.filter(scheme=scheme, code=above.strip(), ended_on__isnull=True).exists():
        wrong["above"] = N_("没有这个上级代码")
    if wrong:
        raise Incomplete(N_("代码填写有误"), fields=wrong)
    last = Code.objects.filter(scheme=scheme).order_by("-position").values_list("position", flat=True).first() or 0
    with audit.batch():
        row = Code.objects.create(
            scheme=scheme,
            code=code.strip(),
            label=label.strip(),
            above=above.strip(),
            position=last + 1,
            mark=Mark.ENTERED,
        )
        _note("add_code", row, actor, grant, scheme=scheme.key, code=row.code, label=row.label)
    return row


def revise_code(row: Code, *, label: str, actor: Actor) -> Code:
    """Let a code be called otherwise from today on, as a new edition; cases keep the one by which they were coded.
    Returns the edition that stands. Raises NotAllowed, Incomplete, Refused for one that has ended."""
    grant = must_keep_codes(actor)
    _must_stand(row)
    if wrong := _wrong(row.code, label):
        raise Incomplete(N_("代码填写有误"), fields=wrong)
    if label.strip() == row.label:
        return row
    with audit.batch():
        _end(row)
        new = Code.objects.create(
            scheme=row.scheme,
            code=row.code,
            label=label.strip(),
            above=row.above,
            position=row.position,
            edition=row.edition + 1,
            mark=Mark.ENTERED,
        )
        for side in ("old", "new"):
            Crosswalk.objects.filter(**{side: row}).update(**{side: new})
        _note("revise_code", new, actor, grant, edition_before=row.pk, **{"from": row.label, "to": new.label})
    return new


def end_code(row: Code, *, actor: Actor) -> Code:
    """Let a code be chosen no longer. Raises NotAllowed, Refused."""
    grant = must_keep_codes(actor)
    _must_stand(row)
    with audit.batch():
        _end(row)
        _note("end_code", row, actor, grant, code=row.code)
    return row


def verify_code(row: Code, *, on: date, actor: Actor) -> Code:
    """Somebody has compared the code with the original. Raises NotAllowed, Incomplete."""
    grant = must_keep_codes(actor)
    _must_be_past(on)
    with audit.batch():
        row.verified_by, row.verified_on = actor.id, on
        row.save(update_fields=["verified_by", "verified_on"])
        _note("verify_code", row, actor, grant, on=on)
    return row


def verify_scheme(row: CodeScheme, *, source: str, on: date, actor: Actor) -> CodeScheme:
    """Somebody has compared all of a scheme's standing codes with the original, named by `source`. Raises NotAllowed,
    Incomplete."""
    grant = must_keep_codes(actor)
    _must_be_past(on)
    if not source.strip():
        raise Incomplete(N_("请写明原文出处"), fields={"source": N_("请写明原文出处")})
    with audit.batch():
        row.source, row.verified_by, row.verified_on = source.strip()[:300], actor.id, on
        row.save(update_fields=["source", "verified_by", "verified_on"])
        Code.objects.filter(scheme=row, ended_on__isnull=True).update(verified_by=actor.id, verified_on=on)
        audit.record(
            "verify_scheme", actor, subject=(SCHEME, row.pk), facts={"source": row.source, "on": on}, grant=grant
        )
    return row


def set_ways(old: Code, news: Collection[int], *, by_hand: bool, actor: Actor) -> list[Crosswalk]:
    """Let a code of the 1986 types lead to these of 2025, by id; with `by_hand` a person looks at it though there is
    one way only. No case is touched: figures of the other scheme are taken by the ways that stood at their cut. Raises
    NotAllowed, Refused, Incomplete."""
    grant = must_keep_codes(actor)
    _must_stand(old)
    if old.scheme.key != TYPE_1986:
        raise Refused(N_("只有1986年的类型需要对照"))
    rows = list(Code.objects.filter(pk__in=news, scheme__key=TYPE_2025, ended_on__isnull=True).order_by("position"))
    if not rows or len(rows) != len(set(news)):
        raise Incomplete(N_("请选择对应的类型"), fields={"news": N_("请从2025年的类型中选择，至少一个")})
    standing = Crosswalk.objects.filter(old=old, until__isnull=True).select_related("new").order_by("new__position")
    before = [(way.new.code, way.by_hand) for way in standing]
    after = [(row.code, by_hand) for row in rows]
    if before == after:
        return list(standing)
    with audit.batch():
        moment = clock.now()
        Crosswalk.objects.filter(old=old, until__isnull=True).update(until=moment)
        made = Crosswalk.objects.bulk_create(
            Crosswalk(old=old, new=row, by_hand=by_hand, mark=Mark.ENTERED, since=moment) for row in rows
        )
        _note("set_ways", old, actor, grant, **{"from": before, "to": after})
    return made


def _wrong(code: str, label: str) -> dict[str, str]:
    wrong = {}
    if not 0 < len(code.strip()) <= 12:
        wrong["code"] = N_("请填写代码，最多12个字符")
    if not 0 < len(label.strip()) <= 80:
        wrong["label"] = N_("请填写名称，最多80个字")
    return wrong


def _must_stand(row: Code) -> None:
    if row.ended_on is not None:
        raise Refused(N_("该版代码已停用，请在现行版上办理"))


def _end(row: Code) -> None:
    """From today on it stands no longer; somebody may have been faster."""
    if not Code.objects.filter(pk=row.pk, ended_on__isnull=True).update(ended_on=clock.today()):
        raise Refused(N_("该代码刚被他人修订，请刷新后核对"))
    row.ended_on = clock.today()


def _must_be_past(day: date) -> None:
    if day > clock.today():
        raise Incomplete(N_("核对日期不能晚于今天"), fields={"on": N_("不能晚于今天")})


def _note(verb: str, row: Code, actor: Actor, grant: Grant | None, **facts: Any) -> None:
    audit.record(verb, actor, subject=(CODE, row.pk), facts=facts, grant=grant)
