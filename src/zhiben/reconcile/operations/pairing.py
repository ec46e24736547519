"""Columns that a person says to tell the same, and words that mean one: the same two ledgers, as they were kept, laid
side by side once more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from zhiben.foundation import audit
from zhiben.foundation.files import attached
from zhiben.foundation.tables.listing import Listed
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.reconcile import policy, queries
from zhiben.reconcile.models import ComparedRow, Comparison
from zhiben.reconcile.operations.comparing import Draft, discard, lay
from zhiben.reconcile.reading import Source
from zhiben.reconcile.vocab import Question, Side

Words = tuple[str, str, str]
"""A heading of the left ledger, and words of the left and of the right one that mean one there."""


def compare_again(
    one: Comparison,
    pairs: Mapping[str, str],
    words: Sequence[Words],
    *,
    actor: Actor,
    at: datetime | None = None,
) -> Comparison:
    """Compare again with columns that were not compared (headings of the right ledger, and what the left one calls
    them), and with just these words taken for one. The comparison is discarded for the new one, where what people have
    said is followed. Raises NotAllowed, Refused."""
    grant = policy.must_keep(actor, one) or policy.must_compare(actor, one.office_id)
    moment = at or clock.now()
    with audit.batch():
        if queries.held(one.pk).state != "open":
            raise Refused(N_("比对已定或已作废，不能再改列的对应"))
        before = [(column, left, right) for column, left, right in one.words]
        if not pairs and sorted(words) == sorted(before):
            raise Refused(N_("请先选择对应的列，或勾选意思相同的用词"))
        _must_be_free(one, pairs)
        _must_be_proposed(one, words)
        draft = Draft(
            office=one.office_id,
            left=_source(one, Side.LEFT),
            right=_source(one, Side.RIGHT),
            title=one.title,
            period=(one.period_first, one.period_last) if one.period_first and one.period_last else None,
            anyway=frozenset(Question),
            same={mine: theirs for theirs, mine in pairs.items()},
            words=words,
        )
        lists = _kept(one, Side.LEFT), _kept(one, Side.RIGHT)
        made = lay(draft, lists, grant=grant, actor=actor, moment=moment)
        discard(one, reason=_reason(pairs, words, before), actor=actor, at=moment)
    return made


def _reason(pairs: Mapping[str, str], words: Sequence[Words], before: Sequence[Words]) -> str:
    told = (
        (N_("补上对应的列（{told}）"), [f"{mine}＝{theirs}" for theirs, mine in pairs.items()]),
        (N_("用词算作相同（{told}）"), _told(set(words) - set(before))),
        (N_("用词不再算作相同（{told}）"), _told(set(before) - set(words))),
    )
    done = "，".join(how.format(told="、".join(what)) for how, what in told if what)
    return N_("{done}，重新比对").format(done=done)


def _told(words: Collection[Words]) -> list[str]:
    return sorted(f"{column}：{left}＝{right}" for column, left, right in words)


def _must_be_proposed(one: Comparison, words: Sequence[Words]) -> None:
    if not set(words) <= {tuple(told[:3]) for told in one.known_words}:
        raise Refused(N_("其中有的用词没有找到，请刷新后重选"))


def _must_be_free(one: Comparison, pairs: Mapping[str, str]) -> None:
    if len(set(pairs.values())) < len(pairs):
        raise Refused(N_("有两列对应了{name}的同一列，请改选"), name=one.left_name)
    if not set(pairs) <= set(one.uncompared(Side.RIGHT)) or not set(pairs.values()) <= set(one.uncompared(Side.LEFT)):
        raise Refused(N_("其中有的列没有找到，或已参加比对，请刷新后重选"))


def _source(one: Comparison, side: Side) -> Source:
    beside = attached(one._meta.label_lower, one.pk, side).first()
    return Source(one.name_of(side), beside.file if beside else None)


def _kept(one: Comparison, side: Side) -> Listed:
    """A ledger as it was compared."""
    rows = list(ComparedRow._unfiltered().filter(comparison=one, side=side).order_by("pk"))
    aside = one.left_out.get(side, {})
    return Listed(
        tuple(one.headings_of(side)),
        [tuple(row.cells) for row in rows],
        [f"{row.sheet}!{row.number}" if row.sheet else row.number for row in rows],
        tuple(aside.get("totals", ())),
        tuple(aside.get("notes", ())),
    )
