"""Where a person is reached and what for. The person enters an address and proves it with a code mailed there; only the
system administrator may enter one for somebody else."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import constant_time_compare, salted_hmac

from zhiben.foundation import audit
from zhiben.foundation.jobs import ask, task
from zhiben.inbox import policy, queries
from zhiben.inbox.channels import CHANNELS, Undeliverable
from zhiben.inbox.letters import letter
from zhiben.inbox.models import Reach
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

CODE_HOLDS = timedelta(days=2)
"""An editable default of this product."""


def change_mail(mail: str, *, actor: Actor) -> None:
    """Enter one's own address, or none; a code goes there, and until it is entered no mail does; the one
    that stands and is proved stays so. Raises Incomplete on what is no address."""
    given = _address(mail)
    standing = queries.reach_of(actor.id)
    if given == standing.mail and (standing.confirmed_at or not given):
        return
    with audit.batch():
        now = clock.machine()
        _write(actor.id, mail=given, asked_at=now if given else None, confirmed_at=None)
        audit.record("change_mail", actor, subject=("orgs.person", actor.id))
        if given:
            ask(send_code, {"person": actor.id, "asked": now.isoformat()})


def enter_mail(person: int, mail: str, *, actor: Actor) -> None:
    """Enter somebody's address for them, confirmed by who enters it. Raises NotAllowed, or Incomplete."""
    policy.must_keep_addresses(actor)
    given = _address(mail)
    with audit.batch():
        _write(person, mail=given, asked_at=None, confirmed_at=clock.now() if given else None)
        audit.record("change_mail", actor, subject=("orgs.person", person))


def confirm_mail(code: str, *, actor: Actor) -> None:
    """Prove the own address with the code that was mailed there. Raises Incomplete on a wrong or an old code."""
    reach = queries.reach_of(actor.id)
    if reach.asked_at is None or reach.confirmed_at is not None:
        raise Refused(N_("没有待确认的邮件地址"))
    if clock.machine() > reach.asked_at + CODE_HOLDS:
        raise _wrong(N_("确认码已过期，请重新提交邮件地址"))
    if not constant_time_compare(code.strip().upper(), _code(reach, reach.asked_at)):
        raise _wrong(N_("确认码不对，请核对最近一封确认邮件"))
    with audit.batch():
        # Only while it is still the address that the code was made for.
        Reach.objects.filter(pk=reach.pk, mail=reach.mail, asked_at=reach.asked_at).update(confirmed_at=clock.now())
        audit.record("confirm_mail", actor, subject=("orgs.person", actor.id))


def _wrong(sentence: str) -> Incomplete:
    return Incomplete(sentence, fields={"code": sentence})


def choose_mails(*, digest: bool, notices: bool, actor: Actor) -> None:
    """Say which messages come by mail; all of them stand in the site in any case."""
    _write(actor.id, digest_by_mail=digest, notices_by_mail=notices)


@task(title=N_("发送邮件确认码"), attempts=5)
def send_code(person: int, asked: str) -> str:
    """Mail the code to the address that waits for it, unless another one has been entered since."""
    reach = queries.reach_of(person)
    if reach.asked_at is None or reach.asked_at != datetime.fromisoformat(asked):
        return "over"
    body = [
        N_("您在治本平台登记了这个邮件地址。确认码：{code}").format(code=_code(reach, reach.asked_at)),
        N_("请登录后在“消息设置”中填写，两天内有效。不是您本人登记的，请不必理会。"),
    ]
    try:
        CHANNELS["mail"].send(letter(f"code:{person}:{asked}", N_("确认邮件地址"), body), reach.mail)
    except Undeliverable as failure:
        if failure.for_good:
            raise Refused(N_("确认邮件没有发出：{why}"), why=failure.why) from failure
        raise
    return "sent"


def _address(mail: str) -> str:
    given = mail.strip()
    if not given:
        return ""
    try:
        validate_email(given)
    except ValidationError:
        sentence = N_("“{mail}”不是邮件地址").format(mail=given)
        raise Incomplete(sentence, fields={"mail": sentence}) from None
    return given


def _write(person: int, **values: object) -> None:
    Reach.objects.update_or_create(person_id=person, defaults=values)


def _code(reach: Reach, asked_at: datetime) -> str:
    """Eight letters and digits that only this installation can make, for this person, address and moment."""
    moment = asked_at.astimezone(clock.TZ).isoformat()
    made = salted_hmac("zhiben.inbox.mail", f"{reach.pk}:{reach.mail}:{moment}", algorithm="sha256").digest()
    return base64.b32encode(made[:5]).decode()
