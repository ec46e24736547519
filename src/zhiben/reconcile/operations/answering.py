"""What people say of doubtful pairs: one or several at once, taken back as long as the comparison is open. Nothing is
ever decided without them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.kernel import clock
from zhiben.kernel.errors import Conflict, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.reconcile import matching, policy, queries
from zhiben.reconcile.models import Answer, ComparedRow, Comparison
from zhiben.reconcile.vocab import ANSWERED, TAKEN_BACK, Found, Side


def answer_pairs(one: Comparison, lefts: Sequence[int], *, same: bool, actor: Actor, at: datetime | None = None) -> int:
    """Say of doubtful pairs, by the ids of their left rows, that they are one or are not; how many. Raises NotAllowed,
    Refused, NotFound, Conflict when somebody has said so already."""
    grant = policy.must_keep(actor, one)
    moment = at or clock.now()
    with audit.batch():
        _must_be_open(one)
        if not lefts:
            raise Refused(N_("请先勾选要核对的"))
        rows = ComparedRow._unfiltered().filter(comparison=one, side=Side.LEFT, pk__in=lefts)
        found = list(rows.select_related("other").order_by("number"))
        if len(found) != len(set(lefts)):
            raise NotFound(N_("没有找到要核对的行"))
        if any(row.found != Found.REVIEW for row in found):
            raise Conflict(N_("其中有的刚由他人核对，请刷新后查看"))
        pairs = [(row, row.other) for row in found if row.other is not None]
        said = {"same": same, "by": actor.id, "at": moment}
        insert([Answer(comparison=one, left=row, right=other, fields=row.fields, **said) for row, other in pairs])
        for row, other in pairs:
            _let_stand(row, other, same=same)
        _write(pairs)
        facts = {"same": same, "rows": [[row.number, other.number] for row, other in pairs]}
        audit.record(ANSWERED, actor, subject=(one._meta.label_lower, one.pk), facts=facts, at=moment, grant=grant)
    return len(pairs)


def take_back_answers(one: Comparison, answers: Sequence[int], *, actor: Actor, at: datetime | None = None) -> int:
    """Let pairs be doubtful again of which somebody has said something; how many. Raises NotAllowed, Refused,
    NotFound."""
    grant = policy.must_keep(actor, one)
    with audit.batch():
        _must_be_open(one)
        if not answers:
            raise Refused(N_("请先勾选要撤回的"))
        rows = Answer._unfiltered().filter(comparison=one, pk__in=answers, withdrawn=False)
        found = list(rows.select_related("left", "right"))
        if len(found) != len(set(answers)):
            raise NotFound(N_("没有找到要撤回的核对，可能刚由他人撤回，请刷新后查看"))
        pairs = [(answer.left, answer.right) for answer in found]
        _must_be_free(pairs)
        for answer, (row, other) in zip(found, pairs, strict=True):
            row.found = other.found = Found.REVIEW
            row.other, row.fields = other, answer.fields
        # What was said elsewhere still stands there: that it was taken back here has to be known next time.
        own = rows.filter(pk__in=[answer.pk for answer in found])
        own.filter(followed=True).update(withdrawn=True)
        own.filter(followed=False).delete()
        _write(pairs)
        facts = {"rows": [[row.number, other.number] for row, other in pairs]}
        audit.record(TAKEN_BACK, actor, subject=(one._meta.label_lower, one.pk), facts=facts, at=at, grant=grant)
    return len(pairs)


def _must_be_open(one: Comparison) -> None:
    """Held until the transaction ends, so that nobody settles it meanwhile."""
    if queries.held(one.pk).state != "open":
        raise Refused(N_("比对已定或已作废，不能再改核对结果"))


def _must_be_free(pairs: Sequence[tuple[ComparedRow, ComparedRow]]) -> None:
    """Raises Refused where a row of a pair stands in another pair meanwhile."""
    partners = {row.pk: other.pk for row, other in pairs}
    twice = len(partners) < len(pairs) or len(set(partners.values())) < len(pairs)
    others = ComparedRow._unfiltered().filter(other__in=partners.values()).values_list("pk", "other")
    if (
        twice
        or any(row.other_id not in (None, other.pk) for row, other in pairs)
        or any(partners.get(pk) != other for pk, other in others)
    ):
        raise Refused(N_("其中有的行已与另一行对上：请先撤回那一条，再撤回这一条"))


def _let_stand(row: ComparedRow, other: ComparedRow, *, same: bool) -> None:
    if same:
        row.found = other.found = Found.DIFFER if row.fields else Found.AGREE
        return
    row.found, other.found = (matching.apart(beyond=each.beyond, group=each.group) for each in (row, other))
    row.other, row.fields = None, []


def _write(pairs: Sequence[tuple[ComparedRow, ComparedRow]]) -> None:
    rows = [row for pair in pairs for row in pair]
    ComparedRow._unfiltered().bulk_update(rows, ["found", "other", "fields"], batch_size=200)
