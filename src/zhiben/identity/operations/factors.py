"""Second factors: codes of an authenticator app (TOTP, RFC 6238) and codes for the day on which it is lost."""

from __future__ import annotations

import hashlib
import hmac
import secrets as random_texts
from collections.abc import Callable
from datetime import datetime, timedelta

from zhiben.foundation import audit, secrets
from zhiben.identity import policy
from zhiben.identity.models import Passkey, RecoveryCode, Totp
from zhiben.identity.operations import tries
from zhiben.identity.operations.ending import end_all
from zhiben.identity.queries import has_factor, rules_in_force
from zhiben.identity.rules import Rules, least_lock
from zhiben.identity.vocab import Factor
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs.models import Person

STEP = 30
"""Seconds for which a code of an authenticator holds."""

MOST = 5
"""Wrong codes until the second step is locked for a while."""

CODES, SIGNS = 10, "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LOCKED = N_("验证码连续多次不对，请稍后再试，或请安全管理员重置")


def new_seed() -> str:
    """A seed for an authenticator (base32, 160 bits)."""
    import pyotp

    return pyotp.random_base32()


def address_of_seed(seed: str, person: Person) -> str:
    """What the authenticator reads from the square: otpauth://…"""
    import pyotp

    return pyotp.TOTP(seed).provisioning_uri(name=person.username, issuer_name="Zhiben")


def matching_step(seed: str, code: str, at: datetime, *, after: int = 0) -> int:
    """The step whose code it is: that of the moment, the one before or the one behind, if later than `after`; 0 for
    none of them."""
    import pyotp

    now, codes = int(at.timestamp()) // STEP, pyotp.TOTP(seed)
    for step in (now - 1, now, now + 1):
        if step > after and hmac.compare_digest(codes.generate_otp(step), code):
            return step
    return 0


def add_totp(person: Person, *, seed: str, code: str, actor: Actor, keep: str = "") -> None:
    """Take an authenticator for the own account, proved by a code of it; the session `keep` goes on, others end. Raises
    Incomplete on another code, Conflict where there is one already."""
    step = matching_step(seed, plain(code), clock.machine())
    if not step:
        raise Incomplete(N_("动态口令未登记"), fields={"code": N_("验证码不对，请核对手机时间后填写最新的6位数字")})
    with audit.batch():
        row = Totp.objects.create(person=person.pk, at=clock.machine(), step=step)
        secrets.keep(row, "seed", seed)
        audit.record("add_factor", actor, subject=("orgs.person", person.pk), facts={"factor": Factor.TOTP})
        end_all(person.pk, but=keep)


def drop_totp(person: Person, *, actor: Actor, keep: str = "") -> None:
    """Do without the authenticator from now on. Raises Refused where it is the last factor of somebody who owes one."""
    row = Totp.objects.filter(person=person.pk).first()
    if row is None:
        raise Refused(N_("本账号没有登记动态口令"))
    with audit.batch():
        secrets.forget(row)
        row.delete()
        must_keep_one(person, actor)
        audit.record("drop_factor", actor, subject=("orgs.person", person.pk), facts={"factor": Factor.TOTP})
        end_all(person.pk, but=keep)


def must_keep_one(person: Person, actor: Actor) -> None:
    """Raise Refused when somebody who owes a second factor has none left."""
    if policy.owes_factor(actor, rules_in_force()) and not has_factor(person.pk):
        raise Refused(N_("您的角色须用第二因子登录，不能取消最后一个；请先登记另一个"))


def renew_codes(person: Person, *, actor: Actor) -> list[str]:
    """Ten new recovery codes in place of those there were; what is returned is seen this once."""
    found = ["-".join("".join(random_texts.choice(SIGNS) for _ in range(4)) for _ in range(4)) for _ in range(CODES)]
    with audit.batch():
        RecoveryCode.objects.filter(person=person.pk).delete()
        RecoveryCode.objects.bulk_create(RecoveryCode(person=person.pk, hash=_digest(person, one)) for one in found)
        audit.record("renew_codes", actor, subject=("orgs.person", person.pk))
    return found


def check_code(person: Person, code: str, *, device: str = "") -> Factor:
    """Which factor a code proves: the authenticator's or a recovery code, each good once. Raises Incomplete when it
    proves nothing."""
    text = plain(code)
    return counted(
        person,
        device,
        lambda: _proves_totp(person, text) or _proves_recovery(person, text),
        otherwise=N_("验证码不对或已用过"),
    )


def counted(person: Person, device: str, prove: Callable[[], Factor | None], *, otherwise: str) -> Factor:
    """What a try at the second step proves. Raises Incomplete with the sentence `otherwise` when it proves nothing, and
    after five of these for a while whatever it is; at a browser that the person is known by they are counted apart, so
    that whoever has the password alone keeps nobody out."""
    key = tries.key_of(tries.FACTOR, person.pk, device)
    if not tries.take(key, most=MOST, lock=lock_of(rules_in_force())):
        raise Incomplete(LOCKED, fields={"code": LOCKED}, code="factor_locked")
    proved = prove()
    if proved is None:
        audit.record("login_failed", Actor(0, ""), subject=("orgs.person", person.pk), facts={"why": "factor"})
        raise Incomplete(otherwise, fields={"code": otherwise}, code="factor_wrong")
    tries.clear(key)
    return proved


def lock_of(rules: Rules) -> timedelta:
    """How long a lock of the second step lasts: as any, and long enough that no more tries than of passwords are looked
    at within an hour."""
    return max(rules.lock, timedelta(minutes=least_lock(MOST)))


def plain(code: str) -> str:
    """A code as it is compared."""
    return "".join(code.split()).replace("-", "").upper()


def _proves_totp(person: Person, code: str) -> Factor | None:
    row = Totp.objects.filter(person=person.pk).first()
    if row is None or len(code) != 6:
        return None
    step = matching_step(secrets.lent(row, "seed"), code, clock.machine(), after=row.step)
    taken = step and Totp.objects.filter(pk=row.pk, step__lt=step).update(step=step)
    return Factor.TOTP if taken else None


def _proves_recovery(person: Person, code: str) -> Factor | None:
    rows = RecoveryCode.objects.filter(person=person.pk, hash=_digest(person, code), used__isnull=True)
    return Factor.RECOVERY if rows.update(used=clock.machine()) else None


def _digest(person: Person, code: str) -> str:
    """Eighty random bits need no slow hash."""
    return hashlib.sha256(f"{person.pk}:{plain(code)}".encode()).hexdigest()


def take_away_factors(person: int) -> None:
    """Forget all factors of an account."""
    for row in Totp.objects.filter(person=person):
        secrets.forget(row)
        row.delete()
    Passkey.objects.filter(person=person).delete()
    RecoveryCode.objects.filter(person=person).delete()
    tries.clear_all(person)
