"""The rules of coming in, as values: what an installation begins with, and between which bounds it may set them.
Level-3 protection asks for each of them and states no figures; these are defaults of this product (默认)."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from zhiben.kernel.errors import Incomplete
from zhiben.kernel.text import N_, names_in
from zhiben.orgs.vocab import ADMINISTRATORS, Role

GUESSES_AN_HOUR = 20
"""More wrong passwords, and more wrong codes, than this are looked at for no account within any hour, whatever is set;
and no more again at a browser that knows its person."""

SIGNERS = (Role.OFFICE_LEADER,)
"""Who signs papers (documents.lifecycle: signing is the leader's)."""


DEMANDED = (*SIGNERS, *ADMINISTRATORS)
"""Who owes a second factor whatever is set, but in a demonstration."""


@dataclass(frozen=True, slots=True)
class Rules:
    """All of them; lengths in the units of their names, `networks` as CIDR, none for anywhere."""

    min_length: int = 10
    classes: int = 3
    history: int = 5
    max_age_days: int = 90
    failures: int = 5
    lock_minutes: int = 15
    address_failures: int = 10
    idle_minutes: int = 30
    absolute_hours: int = 8
    sessions: int = 3
    link_hours: int = 72
    stale_days: int = 90
    second_factor: tuple[str, ...] = DEMANDED
    networks: tuple[str, ...] = ()

    @property
    def lock(self) -> timedelta:
        """How long a lock lasts."""
        return timedelta(minutes=self.lock_minutes)

    @property
    def idle(self) -> timedelta:
        """How long nobody may do nothing."""
        return timedelta(minutes=self.idle_minutes)

    @property
    def absolute(self) -> timedelta:
        """How long a session lasts at most."""
        return timedelta(hours=self.absolute_hours)

    def allows(self, address: str) -> bool:
        """Whether an administrator may come from there."""
        if not self.networks:
            return True
        try:
            here = ip_address(address)
        except ValueError:
            return False
        return any(here in ip_network(one) for one in self.networks)

    def told(self) -> dict[str, Any]:
        """As it is stored."""
        found = asdict(self)
        return found | {name: list(found[name]) for name in ("second_factor", "networks")}


DEFAULTS = Rules()

LABELS: dict[str, str] = {
    "min_length": N_("口令最少位数"),
    "classes": N_("口令至少含几类字符（大写、小写、数字、符号）"),
    "history": N_("不得与最近几个口令相同"),
    "max_age_days": N_("口令最长使用天数"),
    "failures": N_("连续几次口令不对即锁定账号"),
    "lock_minutes": N_("锁定分钟数"),
    "address_failures": N_("同一网络地址几次不对即暂停该地址"),
    "idle_minutes": N_("无操作几分钟后须重新登录"),
    "absolute_hours": N_("每次登录最长小时数"),
    "sessions": N_("同一账号最多同时登录几处"),
    "link_hours": N_("一次性设置链接有效小时数"),
    "stale_days": N_("多少天未登录列入停滞账号"),
    "second_factor": N_("须用第二因子登录的角色"),
    "networks": N_("管理员可从哪些网络登录"),
}

BOUNDS: dict[str, tuple[int, int]] = {
    "min_length": (10, 64),
    "classes": (2, 4),
    "history": (1, 24),
    "max_age_days": (1, 365),
    "failures": (3, 10),
    "lock_minutes": (10, 1440),
    "address_failures": (5, 200),
    "idle_minutes": (5, 60),
    "absolute_hours": (1, 24),
    "sessions": (1, 20),
    "link_hours": (1, 168),
    "stale_days": (7, 730),
}
"""From and to, both allowed."""

LEVEL_3: dict[str, tuple[int, int]] = {
    "classes": (3, 4),
    "history": (5, 24),
    "max_age_days": (1, 90),
    "failures": (1, 5),
    "idle_minutes": (1, 30),
}
"""What assessors of level 3 accept (domain.md 7.1): the law names no figures."""


def read(stored: Any) -> Rules:
    """What is stored as rules; a rule that it does not know has its default."""
    known = {one.name for one in fields(Rules)}
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in (stored or {}).items()
    }
    return Rules(**{name: value for name, value in given.items() if name in known})


def below_level_3(rules: Rules) -> list[str]:
    """Labels of what is set weaker than assessors of level 3 accept."""
    return [LABELS[name] for name, (least, most) in LEVEL_3.items() if not least <= getattr(rules, name) <= most]


def undemanded(rules: Rules) -> list[Role]:
    """Who owes a second factor and is let in without by these rules."""
    return [role for role in DEMANDED if role not in rules.second_factor]


def checked(rules: Rules, *, demonstration: bool = False) -> Rules:
    """The same rules with networks in their plain form. Raises Incomplete with a sentence for each that can't be; in a
    demonstration nobody has to owe a second factor."""
    wrong = {
        name: N_("请填{least}至{most}之间的整数").format(least=least, most=most)
        for name, (least, most) in BOUNDS.items()
        if not least <= getattr(rules, name) <= most
    }
    if not wrong.keys() & {"failures", "lock_minutes"} and rules.lock_minutes < (least := least_lock(rules.failures)):
        wrong["lock_minutes"] = N_("{failures}次锁定一次的，锁定不得少于{least}分钟（每小时最多试{most}次）").format(
            failures=rules.failures, least=least, most=GUESSES_AN_HOUR
        )
    networks = [_network(one) for one in rules.networks]
    if bad := [one for one, found in zip(rules.networks, networks, strict=True) if not found]:
        wrong["networks"] = N_("不是网络地址：{bad}；应如10.20.0.0/16或192.168.1.5").format(bad="、".join(bad))
    if strange := [one for one in rules.second_factor if one not in list(Role)]:
        wrong["second_factor"] = N_("没有“{roles}”这个角色").format(roles="、".join(strange))
    elif not demonstration and (free := undemanded(rules)):
        told = "、".join(role.label for role in free)
        wrong["second_factor"] = N_("{roles}须用第二因子登录，不能取消").format(roles=told)
    if wrong:
        raise Incomplete(N_("登录规则未保存"), fields=wrong)
    return read(rules.told() | {"networks": networks})


def least_lock(failures: int) -> int:
    """For how many minutes an account must be locked after so many failures. So many may fall into an hour for each
    lock that begins in it, the last hardly over: the hour is parted, not the guesses."""
    return -(-60 // (GUESSES_AN_HOUR // failures))


def _network(text: str) -> str:
    try:
        return str(ip_network(text.strip(), strict=False))
    except ValueError:
        return ""


def networks_in(text: str) -> tuple[str, ...]:
    """The networks of a list as people type it."""
    return tuple(part for one in names_in(text) for part in one.split())
