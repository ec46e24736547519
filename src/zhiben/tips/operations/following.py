"""What a reporter does with number and code: sees how the tip stands, adds a word, is content, or has it verified
again. Nothing of it asks who they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from zhiben.foundation import audit, secrets
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.lifecycle.door import hindrances
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.text import N_, can_be_kept
from zhiben.tips import codes
from zhiben.tips.lifecycle import FOLLOWED, TIP
from zhiben.tips.models import PublicTip, Reward, Word
from zhiben.tips.operations.identity import EARLIEST, NAME, PHONE, POSITION
from zhiben.tips.queries.reading import photos_of
from zhiben.tips.vocab import LABEL, LONGEST_WORD

NOT_NOW = N_("还没有反馈，或者已经评价过")

MOST_WORDS = 20
"""So many words a reporter may add to one tip: a default of this product."""

TOLD = {
    "received": N_("已收到，等待受理"),
    "accepted": N_("已受理，正在交办核查"),
    "verifying": N_("正在核查"),
    "verified": N_("已核查，正在准备反馈"),
    "answered": N_("已反馈"),
    "closed": N_("已办结"),
    "declined": N_("不予受理"),
}
"""How a tip stands, in words for its reporter."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What a reporter sees of a tip: where it was told to be, how it stands, what came of it, what was said, and what
    may do; nothing of anybody else's tip, nor who works on it. `kept`: what came along; `reason`: why it is not
    taken."""

    number: str
    received_at: datetime
    address: str
    what: str
    kept: str
    status: str
    merged: bool
    shared: bool
    reason: str
    conclusion: str
    until: object
    words: tuple[Word, ...]
    reward: str
    may_word: bool
    may_confirm: bool
    may_reopen: bool
    satisfied: bool | None


def tip_with(number: str, code: str) -> PublicTip | None:
    """The tip of that number, if the code is its own; in the same time and by as many queries either way."""
    tip = PublicTip.objects.filter(number=number.strip().upper()[:20]).first()
    salt, hashed = (tip.code_salt, tip.code_hash) if tip else (codes.NOBODY, "")
    right = codes.matches(code[:60], salt, hashed)
    return tip if tip and right else None


def seen_by_reporter(tip: PublicTip) -> Sight:
    """What the reporter of a tip sees of it."""
    head = tip.head
    told = head.state in FOLLOWED
    own = list(Word.objects.filter(tip=tip.pk).order_by("at", "pk"))
    answers = (
        [] if head.pk == tip.pk else list(Word.objects.filter(tip=head.pk, from_reporter=False).order_by("at", "pk"))
    )
    return Sight(
        number=tip.number,
        received_at=tip.received_at,
        address=tip.address,
        what=tip.what,
        kept=kept_with(tip),
        status=TOLD[head.state],
        merged=tip.state == "merged",
        shared=head.pk != tip.pk or PublicTip.objects.filter(same_as=tip.pk).exists(),
        reason=head.reason if head.state == "declined" else "",
        conclusion=head.conclusion_shown if told else "",
        until=head.may_reopen_until if told and head.may_be_reopened else None,
        words=tuple(sorted([*own, *answers], key=lambda one: (one.at, one.pk))),
        reward=_reward_of(tip),
        may_word=tip.state != "declined" and _room_for_words(own),
        may_confirm=told and not tip.satisfied,
        may_reopen=told and head.may_be_reopened,
        satisfied=tip.satisfied,
    )


def kept_with(tip: PublicTip) -> str:
    """In words for its reporter how many photos came with a tip, and which of name, telephone and position are kept;
    never what they say."""
    photos = sum(one.purpose == "tip" for one in photos_of(tip))
    told = ((NAME, N_("姓名")), (PHONE, N_("电话")), (POSITION, N_("位置")))
    kept = {kind.field: label for kind, label in told if secrets.kept_of(LABEL, kind.field, [tip.pk])}
    sentences = [N_("照片{count}张").format(count=photos)]
    if kept:
        sentences.append(N_("已留{kept}（加密保存）").format(kept="、".join(kept.values())))
    if NAME.field not in kept and PHONE.field not in kept:
        over = tip.state in ("answered", *TIP.final) and tip.changed_at < clock.now() - EARLIEST
        sentences.append(N_("没有联系方式（匿名，或已到期清除）") if over else N_("未留联系方式（匿名）"))
    return "；".join(sentences)


def _room_for_words(words: list[Word]) -> bool:
    return sum(one.from_reporter for one in words) < MOST_WORDS


def _reward_of(tip: PublicTip) -> str:
    one = Reward.objects.filter(tip=tip.pk).exclude(state__in=("refused", "proposed")).first()
    if one is None:
        return ""
    if one.state == "paid":
        return N_("{amount}元，已领取").format(amount=one.amount)
    if not tip.is_rewarded:
        return N_("{amount}元，核查结论有变化，暂不能领取").format(amount=one.amount)
    return N_("{amount}元，已批准：请到受理的安委办，出示编号和查询码领取，不必说明身份").format(amount=one.amount)


def tell_word(tip: PublicTip, text: str) -> None:
    """Add what the reporter has to say. Raises Incomplete, Refused where enough was said or it is not taken."""
    said = _said(text)
    with audit.batch():
        tip = PublicTip.objects.select_for_update(of=("self",)).get(pk=tip.pk)  # whoever says more at this moment waits
        if tip.state == "declined" or not _room_for_words(list(Word.objects.filter(tip=tip.pk))):
            raise Refused(N_("这件举报不能再补充；有新情况的，请重新提交一件举报"))
        Word.objects.create(tip=tip, from_reporter=True, text=said, at=clock.now())
        audit.record("tell_word", SYSTEM, subject=(LABEL, tip.pk))


def say_satisfied(tip: PublicTip) -> None:
    """Note that the reporter is content; their own tip is closed by that, one handled with another is not. Raises
    Refused before there is an answer."""
    head = tip.head
    if head.state not in FOLLOWED or tip.satisfied:
        raise Refused(NOT_NOW)
    with audit.batch():
        if tip.state == "answered":
            perform(tip, "confirm", SYSTEM)
            return
        if not PublicTip.objects.filter(pk=tip.pk).exclude(satisfied=True).update(satisfied=True):
            raise Refused(NOT_NOW)
        audit.record("say_satisfied", SYSTEM, subject=(LABEL, tip.pk))


def ask_again(tip: PublicTip, text: str) -> None:
    """Have a tip verified again, by somebody else, for a reason. Raises Incomplete, Refused after the term or too
    often."""
    said, head = _said(text), tip.head
    if why := hindrances([head], "reopen", SYSTEM).get(head.pk):
        raise Refused("{why}", why=why)
    with audit.batch():
        Word.objects.create(tip=tip, from_reporter=True, text=said, at=clock.now())
        perform(head, "reopen", SYSTEM)
        if head.pk != tip.pk:
            PublicTip.objects.filter(pk=tip.pk).update(satisfied=False)
            audit.record("say_satisfied", SYSTEM, subject=(LABEL, tip.pk), facts={"satisfied": False})


def _said(text: str) -> str:
    said = text.strip().replace("\r\n", "\n")
    if not said:
        raise Incomplete(N_("请先补正下列内容"), fields={"text": N_("请写明")})
    if len(said) > LONGEST_WORD or not can_be_kept(said):
        raise Incomplete(N_("请先补正下列内容"), fields={"text": N_("最多{most}个字").format(most=LONGEST_WORD)})
    return said
