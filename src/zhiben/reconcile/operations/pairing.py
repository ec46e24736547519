"""Columns that a person says to tell the same: the same two ledgers, as they were kept, laid side by side once more."""

from __future__ import annotations

from collections.abc import Mapping
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


def pair_columns(one: Comparison, pairs: Mapping[str, str], *, actor: Actor, at: datetime | None = None) -> Comparison:
    """Compare again with columns that were not compared: headings of the right ledger, and what the left one calls
    them. The comparison is discarded for the new one, where what people have said is followed. Raises NotAllowed,
    Refused."""
    grant = policy.must_keep(actor, one) or policy.must_compare(actor, one.office_id)
    moment = at or clock.now()
    with audit.batch():
        if queries.held(one.pk).state != "open":
            raise Refused(N_("比对已定或已作废，不能再改列的对应"))
        _must_be_free(one, pairs)
        draft = Draft(
            office=one.office_id,
            left=_source(one, Side.LEFT),
            right=_source(one, Side.RIGHT),
            title=one.title,
            period=(one.period_first, one.period_last) if one.period_first and one.period_last else None,
            anyway=frozenset(Question),
            same={mine: theirs for theirs, mine in pairs.items()},
        )
        lists = _kept(one, Side.LEFT), _kept(one, Side.RIGHT)
        made = lay(draft, lists, grant=grant, actor=actor, moment=moment)
        told = "、".join(f"{mine}＝{theirs}" for theirs, mine in pairs.items())
        discard(one, reason=N_("补上对应的列（{columns}）重新比对").format(columns=told), actor=actor, at=moment)
    return made


def _must_be_free(one: Comparison, pairs: Mapping[str, str]) -> None:
    if not pairs:
        raise Refused(N_("请先选择对应的列"))
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
