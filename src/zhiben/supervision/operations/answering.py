"""What is said on a visit, item by item: an item answered, something found before seen again, a reported task checked.
Sent twice it is there once; said otherwise, the last one counts and the others stay on record; signed, nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar
from uuid import uuid4

from zhiben.campaign import queries as campaign
from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import perform
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.supervision import kinds, queries
from zhiben.supervision.models import Answer, Finding, Item, SeenAgain, TaskCheck, Visit
from zhiben.supervision.operations.bringing import bring
from zhiben.supervision.operations.finding import Found, must_be_open, must_be_there, record
from zhiben.supervision.vocab import LONGEST_BASIS, Again, Agreement, Becomes, Verdict

Said = TypeVar("Said", Answer, SeenAgain, TaskCheck)


def answer_item(  # noqa: PLR0913 - each is one thing that is told of an answer
    visit: Visit,
    item: int,
    verdict: str,
    *,
    actor: Actor,
    key: str = "",
    said: str = "",
    becomes: str = "",
    basis: str | None = None,
    files: Sequence[int] = (),
    at: datetime | None = None,
    rest: bool = False,
) -> Answer:
    """Answer an item (id) of a checklist that belongs on this visit. Where it is not so, a finding is recorded with the
    item's words and clause, or with what is `said` and on what `basis`; where a colleague had found so and it is said
    to be so after all, that finding is struck. The same key again is the same answer. `at` is when it was said by a
    device that tells it later: then a newer answer stands, and so does what a colleague has found, for whoever was
    offline did not see it. One of the `rest`, answered together as what nobody had answered, gives way to whatever
    anybody has said. Raises NotAllowed for whoever is not there, Refused once it is signed or for an item of another
    checklist, Conflict where the same key says something else."""
    must_be_there(actor, visit)
    if verdict not in list(Verdict):
        raise Incomplete(N_("请选择符合、不符合或不涉及"), fields={"verdict": N_("请选择符合、不符合或不涉及")})
    if sent := _sent(Answer, visit, key):
        return _the_same(sent, sent.item_id == item and sent.verdict == verdict)
    asked = _asked(visit, item)
    with audit.batch():
        must_be_open(visit.pk)
        standing = Answer._unfiltered().filter(visit=visit, item=asked, standing=True).select_related("finding").first()
        if standing and not key and (standing.verdict, standing.person) == (verdict, actor.id):
            return standing
        one = Answer(visit=visit, item=asked, **_saying(verdict, actor, key, at=at))
        one.standing = standing is None or not (rest or (at is not None and _gives_way(one, standing)))
        if one.standing:
            _with_finding(one, standing, as_said(said, becomes, basis), Taken(files, at), actor)
        bring(visit, [asked.edition_id])
        _stand(one, standing)
        facts = {"item": asked.pk, "verdict": verdict, "finding": one.finding_id or 0}
        _note("answer_item", visit, actor, facts)
    return one


@dataclass(frozen=True, slots=True)
class Answered:
    """What came of answering many items: how many were, how many were left alone because somebody had answered them,
    how many of these as failing."""

    new: int
    left: int
    failing: int


def answer_items(visit: Visit, said: Mapping[int, str], *, actor: Actor) -> Answered:
    """Answer many items (ids) in one act, none of them as failing: what fails is told one by one, with what is found.
    What anybody has answered is left alone: a finding is struck one by one, too. Raises as for one."""
    must_be_there(actor, visit)
    if not set(said.values()) <= {Verdict.MEETS, Verdict.NOT_APPLICABLE}:
        raise Refused(N_("不符合的请逐项写明问题"))
    _must_be_begun(visit)
    here = {one.pk for one, _edition in queries.belonging(visit)}
    items = Item.objects.select_related("edition").filter(pk__in=list(said), edition__checklist__in=here)
    asked = {item.pk: item for item in items}
    if len(asked) != len(said):
        raise Refused(N_("有的项不在本次检查的检查表里，请刷新后再答"))
    with audit.batch():
        must_be_open(visit.pk)
        before = Answer._unfiltered().filter(visit=visit, standing=True, item__in=list(said))
        answered = dict(before.values_list("item", "verdict"))
        new = {pk: verdict for pk, verdict in said.items() if pk not in answered}
        bring(visit, [asked[pk].edition_id for pk in new])
        if new:
            insert([Answer(visit=visit, item=asked[pk], **_saying(verdict, actor, "")) for pk, verdict in new.items()])
        for pk, verdict in new.items():
            _note("answer_item", visit, actor, {"item": pk, "verdict": verdict, "finding": 0})
    return Answered(len(new), len(answered), [*answered.values()].count(Verdict.FAILS))


def see_again(
    visit: Visit,
    verdict: str,
    *,
    finding: int = 0,
    hazard: int = 0,
    note: str = "",
    actor: Actor,
    key: str = "",
    at: datetime | None = None,
) -> SeenAgain:
    """Note what is to be seen of a finding of an earlier visit here, or of a major hazard that is open here. It is a
    note, not the re-check. `at` is when by a device that tells it later; what was seen after that stands. Raises
    NotAllowed, Refused for what is not among those that are open here, Conflict."""
    must_be_there(actor, visit)
    if verdict not in list(Again):
        raise Incomplete(N_("请选择仍存在、已整改或没看"), fields={"verdict": N_("请选择仍存在、已整改或没看")})
    if sent := _sent(SeenAgain, visit, key):
        return _the_same(sent, (sent.finding_id or 0, sent.hazard, sent.verdict) == (finding, hazard, verdict))
    _must_be_begun(visit)
    if (finding, hazard) not in {(one.finding, one.hazard) for one in queries.open_before(visit, actor)}:
        raise Refused(N_("这一条不在本场所以前没有销号的问题里，请刷新后再看"))
    with audit.batch():
        must_be_open(visit.pk)
        about = {"finding_id": finding or None, "hazard": hazard}
        standing = SeenAgain._unfiltered().filter(visit=visit, standing=True, **about).first()
        one = SeenAgain(visit=visit, **about, **_saying(verdict, actor, key, note, at))
        one.standing = standing is None or at is None or standing.said_at <= at
        _stand(one, standing)
        _note("see_again", visit, actor, {"finding": finding, "hazard": hazard, "verdict": verdict})
    return one


def check_task(visit: Visit, report: int, verdict: str, *, note: str = "", actor: Actor, key: str = "") -> TaskCheck:
    """Say whether what a unit has reported as done, in a report (id of its check) that the office has drawn, is so on
    site. Raises NotAllowed, Incomplete where it is not and nothing is said of how, Refused, Conflict."""
    must_be_there(actor, visit)
    wrong = {}
    if verdict not in list(Agreement):
        wrong["verdict"] = N_("请选择一致或不一致")
    if verdict == Agreement.DIFFERS and not note.strip():
        wrong["note"] = N_("与报送不一致的，请写明现场的情况")
    if wrong:
        raise Incomplete(N_("请补正核对结果"), fields=wrong)
    if sent := _sent(TaskCheck, visit, key):
        return _the_same(sent, (sent.report_id, sent.verdict) == (report, verdict))
    _must_be_begun(visit)
    drawn = next((row for row in queries.tasks_to_check(visit) if row.pk == report), None)
    if drawn is None:
        raise Refused(N_("这一份报送不在本次可以核对的抽查里，或已有结论，请刷新后再看"))
    with audit.batch():
        must_be_open(visit.pk)
        standing = TaskCheck._unfiltered().filter(visit=visit, report=report, standing=True).first()
        one = TaskCheck(
            visit=visit, report_id=report, unit_id=drawn.report.unit_id, **_saying(verdict, actor, key, note)
        )
        _stand(one, standing)
        _note("check_task", visit, actor, {"report": report, "unit": one.unit_id, "verdict": verdict})
    return one


def settle_task(checked: TaskCheck, *, actor: Actor) -> None:
    """Settle the drawn report by what was seen on site, once the visit is signed: the office's check then says so, with
    the day, the place and the words. Raises NotAllowed, Refused where visits have seen it differently."""
    if checked.visit.state != "closed":
        raise Refused(N_("检查签字以后才能办理"))
    others = TaskCheck._unfiltered().filter(report=checked.report_id, standing=True).exclude(visit__state="void")
    if others.exclude(verdict=checked.verdict).exists():
        raise Refused(N_("几次现场核对的结果不一致，请到“报送抽查”里写明情况办理"))
    day = checked.visit.arrived_at.astimezone(clock.TZ).date()
    note = N_("现场核对（{day}，{site}）：{label}").format(
        day=clock.in_words(day), site=checked.visit.site.name, label=checked.label
    )
    told = "。".join(part for part in (note, checked.note) if part)
    move = "confirm" if checked.verdict == Agreement.AGREES else "refute"
    perform(campaign.check_of(checked.report_id), move, actor, note=told)


def _must_be_begun(visit: Visit) -> None:
    if visit.state != "under_way":
        raise Refused(N_("检查已签字，记录不再改动"), code="visit_signed")


def _sent(model: type[Said], visit: Visit, key: str) -> Said | None:
    return model._unfiltered().filter(visit=visit, key=key).first() if key else None


def _the_same(sent: Said, same: bool) -> Said:  # noqa: FBT001 - one question, asked at once
    if not same:
        raise Conflict(N_("这一次已答过，内容不同；请刷新后核对，再答一次"))
    return sent


def _asked(visit: Visit, item: int) -> Item:
    _must_be_begun(visit)
    asked = Item.objects.select_related("edition__checklist", "clause__standard").filter(pk=item).first()
    if asked is None or not queries.belongs(visit, asked.edition):
        raise Refused(N_("这一项不在本次检查的检查表里，请刷新后再答"))
    return asked


def _saying(verdict: str, actor: Actor, key: str, note: str = "", at: datetime | None = None) -> dict[str, Any]:
    return {
        "verdict": verdict,
        "note": note.strip()[:400],
        "person": actor.id,
        "said_at": at or clock.now(),
        "key": key or str(uuid4()),
    }


def _gives_way(one: Answer, standing: Answer) -> bool:
    """Whether what a device tells later does not change the answer that stands. A problem always does."""
    if one.verdict == Verdict.FAILS:
        return False
    return standing.said_at > one.said_at or (standing.verdict == Verdict.FAILS and standing.person != one.person)


@dataclass(frozen=True, slots=True)
class Taken:
    """The photos of a finding, and when it was found by a device that tells it later."""

    files: Sequence[int]
    at: datetime | None


def _with_finding(one: Answer, standing: Answer | None, found: Found, taken: Taken, actor: Actor) -> None:
    """Give a failing answer its finding: the one that stands where nothing new is said of it, or a new one; strike what
    was found by this item and is none after all."""
    before = standing.finding if standing and standing.finding_id else None
    same = before is not None and not taken.files and found.text.strip() in ("", before.text)
    if before is not None and found.grounded:
        same = same and grounds_of(one.item, found) == (before.clause_id or 0, before.basis)
    if one.verdict == Verdict.FAILS:
        kept = before if same and before is not None and before.state == "recorded" else None
        one.finding = kept or _recorded(one, found, taken, actor)
        return
    by_item = Answer._unfiltered().filter(visit=one.visit, item=one.item, finding__state="recorded")
    for pk in sorted(set(by_item.values_list("finding", flat=True))):
        reason = N_("逐项检查改答为“{verdict}”").format(verdict=one.label)
        perform(queries.finding_of(pk), "strike", actor, reason=reason)


def _recorded(one: Answer, found: Found, taken: Taken, actor: Actor) -> Finding:
    told = as_found(one.visit, one.item, found, one.key)
    return record(one.visit, told, files=taken.files, at=taken.at, actor=actor)


def as_said(text: str, becomes: str, basis: str | None) -> Found:
    """What somebody says that was found by an item; of the `basis` perhaps nothing (None)."""
    return Found(text, becomes, basis=basis or "", grounded=basis is not None)


def grounds_of(item: Item, found: Found) -> tuple[int, str]:
    """By which clause (id) and on which other grounds something is found by an item: by its own, unless others are
    told, or none."""
    own = not found.grounded or found.basis.strip() == item.citation[:LONGEST_BASIS].strip()
    return (item.clause_id or 0, item.grounds) if own else (0, found.basis.strip())


def as_found(visit: Visit, item: Item, found: Found, key: str) -> Found:
    """What is found where an item is not so: in its words, with its nature and by its clause where nothing else is
    said."""
    allowed = kinds.declared(visit.kind).becomes
    usual = item.becomes if item.becomes in allowed else Becomes.NOTE
    text = found.text.strip() or N_("不符合“{text}”的要求").format(text=item.text)
    clause, basis = grounds_of(item, found)
    return Found(text, found.becomes or usual, clause, basis, key)


def _stand(one: Answer | SeenAgain | TaskCheck, standing: Answer | SeenAgain | TaskCheck | None) -> None:
    if standing is not None and one.standing:
        type(standing)._unfiltered().filter(pk=standing.pk).update(standing=False)
    insert([one])


def _note(verb: str, visit: Visit, actor: Actor, facts: dict[str, Any]) -> None:
    grant = actor.acting_at(visit.coordinates)
    audit.record(verb, actor, subject=(visit._meta.label_lower, visit.pk), facts=facts, grant=grant)
