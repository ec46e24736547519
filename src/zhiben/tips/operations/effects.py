"""What the moves of a tip do besides: who is given it until when, what a verification came to, which hazard it became,
and what its reporter is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from zhiben.foundation.files import attach_own, must_be_evidence
from zhiben.foundation.importing.lookups import directory
from zhiben.foundation.lifecycle import Change, effect, prepare
from zhiben.foundation.scope.models import Participation, part_in
from zhiben.hazards import operations as hazards
from zhiben.hazards import queries as ledger
from zhiben.hazards.vocab import Source
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.tips.lifecycle import TIP
from zhiben.tips.models import PublicTip, Verification, Word, load_verifiers
from zhiben.tips.queries.reading import tip_numbered, units_for, words_of
from zhiben.tips.queries.terms import amount
from zhiben.tips.vocab import LABEL, VERIFYING, Conclusion

CHECK = N_("请先补正下列内容")


@prepare(TIP)
def _with_verifiers(tips: Sequence[PublicTip]) -> None:
    load_verifiers(tips)


def _decided(change: Change) -> None:
    tip: PublicTip = change.record
    tip.decided_at = tip.decided_at or change.at
    tip.office = tip.office or (change.grant.unit if change.grant else 0)


@effect(TIP, "accept")
def _accepted(change: Change) -> None:
    tip, sector = change.record, change.facts["sector"]
    if sector not in dict(orgs.sectors()):
        raise Incomplete(CHECK, fields={"sector": N_("没有这个行业领域")})
    tip.sector_id = sector
    tip.line, tip.subline = orgs.sector_lines().get(sector, (0, 0))
    tip.assign_by = _by(change, "assign")
    _decided(change)


@effect(TIP, "decline")
def _declined(change: Change) -> None:
    change.record.reason = change.facts["reason"]
    _decided(change)


@effect(TIP, "withdraw_accept", "withdraw_decline")
def _undecided(change: Change) -> None:
    tip: PublicTip = change.record
    tip.decided_at, tip.office, tip.reason = None, 0, ""
    tip.line = tip.subline = 0


@effect(TIP, "merge")
def _merged(change: Change) -> None:
    tip: PublicTip = change.record
    other = _held(tip, tip_numbered(change.facts["other"]))
    if other is None or other.pk == tip.pk:
        raise Incomplete(CHECK, fields={"other": N_("没有这件举报")})
    if other.state in ("merged", "declined"):
        raise Incomplete(CHECK, fields={"other": N_("那一件已并案或不予受理，请并入正在办理的一件")})
    if PublicTip._unfiltered().filter(same_as=tip.pk).exists():
        raise Incomplete(CHECK, fields={"other": N_("已有举报并入本件，请反过来把那一件并入本件")})
    tip.same_as, tip.reason = other, change.facts["reason"]
    _decided(change)


def _held(tip: PublicTip, other: PublicTip | None) -> PublicTip | None:
    """The other tip as it stands by now, both held in order of their ids: of two merges at one moment the later one
    sees what the earlier one has done."""
    if other is None:
        return None
    pair = PublicTip.objects.select_for_update(of=("self",)).filter(pk__in=(tip.pk, other.pk)).order_by("pk")
    return next((one for one in list(pair) if one.pk == other.pk), None)


@effect(TIP, "assign")
def _assigned(change: Change) -> None:
    tip, unit = change.record, _unit(change)
    tip.unit, tip.verify_by = unit, _by(change, "verify")
    rows = Verification._unfiltered().filter(tip=tip.pk).order_by("number")
    stood = [one.verifier for one in rows if one.stands]
    _begin(change, note=change.facts.get("note", ""), before=stood[-1] if stood else 0)
    _give(change, unit)


def _begin(change: Change, *, note: str, before: int) -> None:
    """The next verification, by the unit that the tip is with."""
    tip: PublicTip = change.record
    given: dict[str, Any] = {"assigned_by": change.actor.id, "assigned_at": change.at, "due": tip.verify_by}
    number = Verification._unfiltered().filter(tip=tip.pk).count() + 1
    change.related.append(Verification(tip=tip, number=number, unit=tip.unit, note=note, before=before, **given))


def _unit(change: Change) -> int:
    """The unit that was chosen. Raises Incomplete for one that is not around the tip."""
    unit: int = change.facts["unit"]
    if unit not in {one.id for one in units_for(change.record)}:
        raise Incomplete(CHECK, fields={"unit": N_("请选择当地或该行业的单位")})
    return unit


def _by(change: Change, term: str) -> date:
    """The last day of a term that begins with the move."""
    return orgs.workdays().after(change.at.astimezone(clock.TZ).date(), amount(term))


def _give(change: Change, unit: int) -> None:
    """Let this unit alone take part in the tip, to verify it."""
    _take_away(change.record)
    place = orgs.unit_coordinates([unit])[unit]
    change.related.append(part_in(change.record, VERIFYING, unit, place))


def _take_away(tip: PublicTip) -> None:
    Participation.objects.filter(model=LABEL, record=tip.pk, part=VERIFYING).delete()


@effect(TIP, "withdraw_assign")
def _not_assigned(change: Change) -> None:
    tip: PublicTip = change.record
    current = _current(tip)
    _take_away(tip)
    Verification._unfiltered().filter(pk=current.pk).delete()
    tip.unit, tip.verify_by = 0, None


def _current(tip: PublicTip) -> Verification:
    """The verification that is under way, or was made last."""
    return Verification._unfiltered().filter(tip=tip.pk).order_by("-number")[0]


@effect(TIP, "reassign")
def _given_to_another(change: Change) -> None:
    tip, unit = change.record, _unit(change)
    if unit == tip.unit:
        raise Incomplete(CHECK, fields={"unit": N_("已由该单位核查")})
    tip.unit = unit
    change.alter(_current(tip), unit=unit)
    _give(change, unit)


@effect(TIP, "verify")
def _verified(change: Change) -> None:
    tip, said, files = change.record, change.facts, change.facts.get("files", [])
    conclusion = said["conclusion"]
    if files:
        must_be_evidence(files, field="files", actor_id=change.actor.id)
        attach_own(files, to=(LABEL, tip.pk), actor_id=change.actor.id, purpose="verify")
    if conclusion in (Conclusion.TRUE, Conclusion.PARTLY):
        _becomes_a_hazard(change, files, needed=conclusion == Conclusion.TRUE)
    grant = change.grant
    change.alter(
        _current(tip),
        verifier=change.actor.id,
        verifier_for=grant.substitute_for if grant else 0,
        verified_at=change.at,
        conclusion=conclusion,
        account=said["account"],
    )
    tip.conclusion, tip.verified_at, tip.answer_by = conclusion, change.at, _by(change, "answer")


def _becomes_a_hazard(change: Change, files: Sequence[int], *, needed: bool) -> None:
    """What was found is reported to the ledger by its verifier, with the photos of this visit and no word or photo of
    the reporter's; or it stands there already."""
    tip, said = change.record, change.facts
    if said.get("hazard"):
        tip.hazard = _standing(said["hazard"])
        tip.site = tip.hazard.site
        if why := _elsewhere(change, tip.hazard.coordinates):
            raise Incomplete(CHECK, fields={"elsewhere": why})
    elif said.get("title") or (needed and not tip.hazard_id):
        tip.site_id = _whole_finding(change, files)
        found_on = change.at.astimezone(clock.TZ).date()
        draft = hazards.Draft(title=said["title"], site=tip.site_id, found_on=found_on, source=Source.TIP)
        tip.hazard = hazards.report(draft, files=files, actor=change.actor)
    if tip.hazard_id:
        change.noted["number"] = tip.hazard.number


def _standing(number: str) -> Any:
    found = ledger.hazards_by_id(ledger.ids_numbered([number.strip()]).values())
    row = next(iter(found), None)
    if row is None:
        raise Incomplete(CHECK, fields={"hazard": N_("台账里没有这个编号，或不在您的范围内")})
    return row


def _whole_finding(change: Change, files: Sequence[int]) -> int:
    """The site of what was found. Raises Incomplete that tells all that is missing for the ledger at once."""
    said, wrong = change.facts, {}
    if not said.get("title"):
        wrong["title"] = N_("属实的，请填写隐患（随即报入台账），或填写已在台账的隐患编号")
    site, told = _site(said.get("site", ""), change.actor)
    if told:
        wrong["site"] = told
    elif why := _elsewhere(change, orgs.site_grounds([site])[site][0]):
        wrong["elsewhere"] = why
    if not files:
        wrong["files"] = N_("请附本次到场的照片")
    if wrong:
        raise Incomplete(CHECK, fields=wrong)
    return site


def _site(said: str, actor: Actor) -> tuple[int, str]:
    """The one that the verifier means among those that they may report at, or 0 and why there is none."""
    if not said:
        return 0, N_("请填写场所")
    names = directory("site", actor)
    found = names.find(said)
    if len(found) == 1:
        return int(next(iter(found))), ""
    if found:
        return 0, N_("有几个场所叫这个名字，请改填代码")
    near = "、".join(names.near(said))
    meant = N_("是否指：{near}？").format(near=near) if near else ""
    return 0, N_(
        "在您的范围内没有这个场所。{meant}没有登记的，先在“场所”中登记；属别的街道或行业、您看不到的，"
        "填已在台账的隐患编号，或请受理的安委办改派给管这个场所的单位"
    ).format(meant=meant)


def _elsewhere(change: Change, place: Coordinates) -> str:
    """What to ask of a place in another street, or district, than the tip names; empty where it lies there, or it is
    said why."""
    tip: PublicTip = change.record
    there = place.street == tip.street if tip.street else place.district == tip.district
    if there or change.facts.get("elsewhere"):
        return ""
    names = orgs.territory_names({place.street, tip.street or tip.district})
    told = {"site": names.get(place.street, ""), "tip": names.get(tip.street or tip.district, "")}
    return N_("场所在{site}，举报的是{tip}：请核对场所；确是同一处的，写明缘由").format(**told)


@effect(TIP, "send_back")
def _sent_back(change: Change) -> None:
    tip: PublicTip = change.record
    tip.conclusion, tip.verified_at, tip.verify_by = "", None, _by(change, "verify")
    current = _current(tip)
    change.alter(current, sent_back_at=change.at)
    _begin(change, note=change.facts["reason"], before=current.before)


def _must_have_read(tip: PublicTip) -> None:
    """Raise Refused while the office has not read what reporters have added."""
    if any(one.noted_at is None for one in words_of(tip)):
        raise Refused(N_("举报人有新的补充没有看：请先回举报页看过，点“已阅”，再办理"), code="unread_words")


@effect(TIP, "close")
def _closed(change: Change) -> None:
    _must_have_read(change.record)


@effect(TIP, "answer")
def _answered(change: Change) -> None:
    tip: PublicTip = change.record
    _must_have_read(tip)
    tip.answered_at = change.at
    tip.may_reopen_until = tip.reopens_until(change.at, amount("reopen"))
    tip.most_reopenings = amount("reopenings")
    tip.satisfied = None  # of this answer nothing was said yet, by nobody who gets it
    PublicTip._unfiltered().filter(same_as=tip.pk).update(satisfied=None)
    text = change.facts["text"]
    change.related.append(Word(tip=tip, from_reporter=False, text=text, at=change.at, noted_at=change.at))


@effect(TIP, "withdraw_answer")
def _not_answered(change: Change) -> None:
    tip: PublicTip = change.record
    if tip.answered_at:
        Word._unfiltered().filter(tip=tip.pk, from_reporter=False, at=tip.answered_at).delete()
    tip.answered_at = tip.may_reopen_until = None


@effect(TIP, "confirm")
def _satisfied(change: Change) -> None:
    change.record.satisfied = True


@effect(TIP, "reopen")
def _reopened(change: Change) -> None:
    tip: PublicTip = change.record
    tip.reopenings += 1
    tip.reopened_at, tip.satisfied = change.at, False
    _begins_again(change)


@effect(TIP, "reinvestigate")
def _looked_at_again(change: Change) -> None:
    _begins_again(change)


def _begins_again(change: Change) -> None:
    """Nothing stands of what was concluded; the hazard stays in the ledger."""
    tip: PublicTip = change.record
    _take_away(tip)
    tip.conclusion, tip.unit = "", 0
    tip.verified_at = tip.verify_by = tip.answered_at = tip.may_reopen_until = None
    tip.assign_by = _by(change, "assign")
