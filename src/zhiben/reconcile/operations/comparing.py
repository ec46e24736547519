"""The verbs of a comparison: two ledgers laid side by side, every row kept in its set; settled, which lists what is to
be cleared up; or thrown away."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from zhiben.foundation import audit
from zhiben.foundation.files import attach
from zhiben.foundation.inserting import insert
from zhiben.foundation.lifecycle import Change, Step, begin_many, effect, perform_many
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.reconcile import differences, matching, policy, queries
from zhiben.reconcile.former import Brought
from zhiben.reconcile.lifecycle import COMPARISON
from zhiben.reconcile.matching import Followed, Line, Matched, Period, Said
from zhiben.reconcile.models import Answer, ComparedRow, Comparison, Discrepancy
from zhiben.reconcile.operations import continuing
from zhiben.reconcile.reading import Source, read
from zhiben.reconcile.vocab import BETWEEN, SHEET_NAME, TWO_SCALES, Question, Side

if TYPE_CHECKING:
    from zhiben.analysis.linkage.ledgers import Comparison as Compared
    from zhiben.analysis.linkage.ledgers import Ledger
    from zhiben.foundation.tables.listing import Listed, RowNumber

restamps(Comparison, Discrepancy)
CHECKED = N_("核对无误仍要比对的，请重新选择文件，并勾选“已核对，照样比对”")


@dataclass(frozen=True, slots=True)
class Draft:
    """What is to be compared. `period`: first and last day, rows outside of which are set apart; without it each
    ledger is held against the days of the other. `anyway`: what a person was asked, and wants all the same. `same`:
    headings of the left ledger and what the right one calls them, as a person says; `words`: by its headings, words of
    either that mean one; None: as at the comparison before."""

    office: int
    left: Source
    right: Source
    title: str = ""
    period: Period = None
    anyway: Collection[str] = ()
    same: Mapping[str, str] = field(default_factory=dict)
    words: Sequence[tuple[str, str, str]] | None = None


def compare_ledgers(draft: Draft, *, actor: Actor, at: datetime | None = None) -> Comparison:
    """Lay two ledgers side by side, with every row in one set; what people have said of the same rows before is
    followed. Raises NotAllowed, Incomplete with what has to be looked at first, Refused."""
    grant = policy.must_compare(actor, draft.office)
    moment = at or clock.now()
    _must_differ(draft)
    # The own ledger as far as this office sees it: its rows are kept here, whatever else the person may see.
    desk = replace(actor, grants=(grant,))
    with scope(desk):
        lists = read(draft.left, desk), read(draft.right, desk)
    return lay(draft, lists, grant=grant, actor=actor, moment=moment)


def lay(draft: Draft, lists: tuple[Listed, Listed], *, grant: Grant, actor: Actor, moment: datetime) -> Comparison:
    """Keep two ledgers that have been read, with every row in its set."""
    from zhiben.analysis.linkage.wordings import wordings

    words = _words(draft)
    found = _matched(draft, words, *lists)
    one = Comparison(
        title=draft.title or _usual_title(draft, moment),
        office_id=draft.office,
        left_name=draft.left.name,
        right_name=draft.right.name,
        left_sha256=draft.left.sha256,
        right_sha256=draft.right.sha256,
        left_headings=list(lists[0].headings),
        right_headings=list(lists[1].headings),
        columns=[list(pair) for pair in found.columns],
        words=[list(one) for one in words if one[0] in lists[0].headings],
        proposed_words=[list(astuple(one)) for one in wordings(found.compared)],
        reused=len(found.followed),
        reaches=_reaches(found.compared),
        left_out={side.value: _left_out(told) for side, told in zip(Side, lists, strict=True)},
        made_by=actor.id,
        made_at=moment,
    )
    if draft.period:
        one.period_first, one.period_last = draft.period
    one.place_at(orgs.unit_coordinates([draft.office])[draft.office])
    with audit.batch():
        begin_many([one], actor, grants=[grant], facts={"left": draft.left.name, "right": draft.right.name}, at=moment)
        _keep_rows(one, found, lists)
        for side, source in ((Side.LEFT, draft.left), (Side.RIGHT, draft.right)):
            if source.file:
                attach(source.file, to=(one._meta.label_lower, one.pk), actor_id=actor.id, purpose=side)
    return one


def settle(one: Comparison, *, actor: Actor, at: datetime | None = None) -> Comparison:
    """Nothing is doubtful any more: the sets stand, and each difference is listed with a day by which it is cleared
    up."""
    perform_many([Step(one, "settle", actor)], at=at)
    return one


def discard(one: Comparison, *, reason: str, actor: Actor, at: datetime | None = None) -> Comparison:
    """A wrong file, say: the comparison leads to nothing, and what was said in it is not followed."""
    perform_many([Step(one, "discard", actor, {"reason": reason})], at=at)
    return one


@effect(COMPARISON, "settle")
def _settled(change: Change) -> None:
    """Held while the rows are read, so that nobody takes an answer back meanwhile."""
    one: Comparison = change.record
    queries.held(one.pk)
    if one.doubtful:
        raise Refused(N_("还有疑似同一条的没有核对"))
    if later := queries.settled_after(one):
        raise Refused(N_("同样两份台账已有更晚的比对（{later}）定下，本次请作废"), later=later.title)
    found = continuing.sorted_out(one)
    new = differences.listed(one, found.new, change.at)
    begin_many(new, change.actor, grants=[change.grant] * len(new), at=change.at)
    continuing.carry_on(one, found, new, actor=change.actor, at=change.at)
    change.noted["differences"] = len(new)
    change.noted["continued"], change.noted["vanished"] = len(found.going_on), len(found.gone)
    change.noted["merged"] = len(found.doubles)


def _must_differ(draft: Draft) -> None:
    if not draft.left.file and not draft.right.file:
        raise Refused(N_("左右两边都是本系统台账，请选择要比对的文件"))
    if draft.left.name == draft.right.name:
        wrong = N_("左右两表要用不同的名称")
        raise Incomplete(wrong, fields={"right_name": wrong})
    if draft.left.sha256 == draft.right.sha256:
        _ask(draft, Question.SAME_FILES, [N_("左右两边是同一份文件，比对不出差异，请核对是否选错。")])
    for before in queries.latest_of(draft.office, draft.left.name, draft.right.name, 1):
        then = {before.left_name: before.left_sha256, before.right_name: before.right_sha256}
        if all(source.sha256 in ("", then[source.name]) for source in (draft.left, draft.right)):
            wrong = N_("选的文件和上次比对（{title}）用的是同一份，请核对是否忘了换成新的。")
            _ask(draft, Question.SAME_AS_LAST, [wrong.format(title=before.title)])


def _ask(draft: Draft, question: Question, sentences: Sequence[str]) -> None:
    """Raises Incomplete where there is something to ask, unless a person was asked just that and wants it all the
    same."""
    if sentences and question not in draft.anyway:
        wrong = "".join([*sentences, CHECKED])
        raise Incomplete(wrong, fields={"anyway": wrong}, code=question)


def _matched(draft: Draft, words: Sequence[tuple[str, str, str]], left: Listed, right: Listed) -> Matched:
    from zhiben.analysis.linkage.ledgers import Incomparable, Ledger
    from zhiben.analysis.linkage.wordings import meanings

    said = _said_before(draft, left, right)
    names = queries.names_told_one(draft.office, draft.left.name, draft.right.name)
    ledgers = Ledger(left.headings, left.rows), Ledger(right.headings, right.rows)
    named = {
        "left": draft.left.name,
        "right": draft.right.name,
        "left_columns": "、".join(filter(None, left.headings)),
        "right_columns": "、".join(filter(None, right.headings)),
    }
    try:
        same = _told_the_same(draft, *ledgers)
        found = matching.matched(*ledgers, said, draft.period, matching.aliases(names), same, meanings(words))
    except Incomparable as why:
        if why.reason == "few_columns":
            raise Refused(
                N_(
                    "两表相同的列太少（{shared}），不能比对，各行都没有算作缺失。“{left}”的列：{left_columns}；"
                    "“{right}”的列：{right_columns}。请核对文件，或把列名改成一致"
                ),
                code="few_columns",
                shared="、".join(why.columns),
                **named,
            ) from None
        raise Refused(
            N_(
                "两表没有说同一件事的列，不能比对，各行都没有算作缺失。“{left}”的列：{left_columns}；"
                "“{right}”的列：{right_columns}。请核对文件，或把列名改成一致"
            ),
            code="no_columns",
            **named,
        ) from None
    if draft.period and not found.dated:
        raise Refused(N_("填写了期间，但两表没有都填了日期的列，分不出期间以外的行；请不填期间，或核对日期列"))
    _ask(draft, Question.TWO_SCALES, _two_scales(found.compared, left, right))
    if not found.pairs:
        wrong = N_(
            "没有一行对得上，多半是选错了文件或期间，没有把各行算作缺失。“{left}”的列：{left_columns}；"
            "“{right}”的列：{right_columns}。"
        )
        _ask(draft, Question.NONE_MET, [wrong.format(**named)])
    return found


def _told_the_same(draft: Draft, left: Ledger, right: Ledger) -> dict[str, str]:
    """Columns that a person says to tell the same, now or at the comparison before, where nothing else does."""
    from zhiben.analysis.linkage.columns import same_columns

    same = dict(draft.same)
    for before in queries.latest_of(draft.office, draft.left.name, draft.right.name, 1):
        known = same_columns(left, right, draft.same)
        lefts = set(left.headings) - {left.headings[here] for here, _there in known}
        rights = set(right.headings) - {right.headings[there] for _here, there in known}
        turned = before.left_name != draft.left.name
        pairs = [pair[::-1] if turned else pair for pair in before.columns]
        same |= {mine: theirs for mine, theirs in pairs if mine in lefts and theirs in rights}
    return same


def _words(draft: Draft) -> Sequence[tuple[str, str, str]]:
    """Words that a person says to mean one, now or at the comparison before."""
    if draft.words is not None:
        return draft.words
    for before in queries.latest_of(draft.office, draft.left.name, draft.right.name, 1):
        if before.left_name == draft.left.name:
            return [(column, left, right) for column, left, right in before.words]
        called = dict(before.columns)
        return [(called[column], right, left) for column, left, right in before.words]
    return ()


def _said_before(draft: Draft, left: Listed, right: Listed) -> list[Said]:
    """What people have said of the rows before. Asks where a ledger of that name does not look like the former one:
    under its name all that was found before would be held against it."""
    brought = {}
    for source, other, told in ((draft.left, draft.right, left), (draft.right, draft.left, right)):
        brought[source.name] = Brought(draft.office, source.name, other.name, told.headings, told.rows)
    wrong = N_(
        "“{name}”的列名和上次比对（{title}）不同，各行也大多认不出来。不是同一份台账的，请换一个名称，"
        "以免影响以前列出的差异；是同一份的，以前的差异都不会因此消除，请核对列名。"
    )
    strange = [
        wrong.format(name=name, title=before.title)
        for name, ledger in brought.items()
        if (before := ledger.before) and not ledger.copy(before).alike
    ]
    _ask(draft, Question.OTHER_LEDGER, strange)
    return queries.said_before(
        draft.office,
        draft.left.name,
        draft.right.name,
        lambda then, side, row, kept: brought[then.name_of(side)].copy(then).key(row, kept),
    )


def _reaches(found: Compared) -> dict[str, list[str]]:
    periods = found.days.periods if found.days else ()
    return {
        side.value: [date.fromordinal(day).isoformat() for day in reach]
        for side, reach in zip(Side, periods, strict=False)
        if reach
    }


def _two_scales(found: Compared, left: Listed, right: Listed) -> list[str]:
    from zhiben.analysis.linkage.scales import two_scales

    return [TWO_SCALES.format(checked="", **one.told(left.numbers, right.numbers)) for one in two_scales(found)]


def _usual_title(draft: Draft, moment: datetime) -> str:
    day: date = moment.astimezone(clock.TZ).date()
    return N_("{left}与{right}比对（{day}）").format(
        left=draft.left.name, right=draft.right.name, day=clock.in_words(day)
    )


def _left_out(told: Listed) -> dict[str, list[RowNumber]]:
    return {"totals": list(told.totals), "notes": list(told.notes)}


def _keep_rows(one: Comparison, found: Matched, lists: tuple[Listed, Listed]) -> None:
    """The right ledger's first, to which the left one's lead; then what people had said of them before."""
    right = _rows(one, Side.RIGHT, found.right, lists[1])
    insert(right)
    left = _rows(one, Side.LEFT, found.left, lists[0])
    for row, line in zip(left, found.left, strict=True):
        row.other_id = right[line.other].pk if line.other >= 0 else None
    insert(left)
    insert([_kept(one, word, left[word.left], right[word.right]) for word in found.followed])


def _kept(one: Comparison, word: Followed, left: ComparedRow, right: ComparedRow) -> Answer:
    said = word.said
    told = {"same": bool(said.same), "by": said.by, "at": said.at, "fields": list(word.fields)}
    return Answer(comparison=one, left=left, right=right, followed=True, **told)


def _rows(one: Comparison, side: Side, lines: list[Line], told: Listed) -> list[ComparedRow]:
    made = []
    for line, number, cells in zip(lines, told.numbers, told.rows, strict=True):
        sheet, _mark, bare = str(number).rpartition("!")
        first, steady = line.key
        made.append(
            ComparedRow(
                comparison=one,
                side=side.value,
                sheet=sheet[:SHEET_NAME],
                number=int(bare),
                text=BETWEEN.join(cells),
                key=first,
                steady=steady,
                day=line.day,
                found=line.found.value,
                fields=list(line.fields),
                score=line.score,
                group=line.group,
                beyond=line.beyond,
            )
        )
    return made
