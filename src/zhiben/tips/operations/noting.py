"""What is noted beside tips: that words of reporters were read, and by which rule terms run."""

from __future__ import annotations

from zhiben.foundation import audit
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.tips import policy
from zhiben.tips.models import PublicTip, TermSetting, Word
from zhiben.tips.terms import TERMS
from zhiben.tips.vocab import LABEL
from zhiben.tips.vocab import TERMS as SUBJECT


def note_words(tip: PublicTip, *, actor: Actor) -> int:
    """Note that what the reporters of a tip, and of those handled with it, have added was read; how many words. Raises
    NotAllowed."""
    grant = policy.must_handle(actor, tip)
    own = Word.objects.filter(tip=tip.pk, noted_at=None)
    fresh = own | Word.objects.filter(tip__same_as=tip.pk, noted_at=None)
    ids = list(fresh.values_list("pk", flat=True))
    if ids:
        with audit.batch():
            Word._unfiltered().filter(pk__in=ids, noted_at=None).update(noted_at=clock.now())
            audit.record("note_words", actor, subject=(LABEL, tip.pk), facts={"words": len(ids)}, grant=grant)
    return len(ids)


def set_term(key: str, *, amount: int, source: str, actor: Actor) -> TermSetting:
    """Let a term run so long, and say where that is written. Raises NotAllowed, NotFound, Incomplete."""
    grant = policy.must_set_terms(actor)
    if (term := TERMS.get(key)) is None:
        raise NotFound(N_("没有这项期限"))
    wrong = {}
    if not term.least <= amount <= term.most:
        wrong["amount"] = N_("应在{least}和{most}之间").format(least=term.least, most=term.most)
    if not source.strip():
        wrong["source"] = N_("请写明依据")
    if wrong:
        raise Incomplete(N_("请核对期限"), fields=wrong)
    before = TermSetting.objects.filter(pk=key).values_list("amount", flat=True).first()
    row = TermSetting(key=key, amount=amount, source=source.strip()[:300], set_by=actor.id, set_at=clock.now())
    with audit.batch():
        TermSetting.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["key"], update_fields=["amount", "source", "set_by", "set_at"]
        )
        facts = {"key": key, "from": term.default if before is None else before, "to": amount, "source": row.source}
        audit.record("set_tip_term", actor, subject=(SUBJECT, 0), facts=facts, grant=grant)
    return row
