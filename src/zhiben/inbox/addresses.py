"""Which addresses outside a message may be sent to: none that leads into the inner network, unless the installation
names its host. A name is resolved whenever it is asked for, for it may lead elsewhere by then, and once more where the
connection is made, to what was looked at."""

from __future__ import annotations

import re
import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings

from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

PORTS = {"https": 443, "http": 80}
HOST = re.compile(r"(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*\.?|[0-9a-f:]+(\.[0-9.]+)?")
"""A name, or an address of numbers: nothing that two readers of an address may take for two hosts."""
TRANSLATED = ip_network("64:ff9b::/96")
"""An address of the old kind behind one of the new (RFC 6052)."""
LOCAL = (ip_network("64:ff9b:1::/48"), ip_network("fec0::/10"), ip_network("::/96"))
"""Translated within one network (RFC 8215); of a site (RFC 3879) and of the old kind (RFC 4291), both given up."""


def parts_of(address: str) -> SplitResult:
    """An address taken apart. Raises Refused on what is none that a message can be sent to."""
    try:
        parts = urlsplit(address)
        known = parts.scheme in PORTS and parts.hostname and (parts.port or PORTS[parts.scheme])
    except ValueError:
        known = None
    if not known or not HOST.fullmatch(parts.hostname or "") or any(ord(sign) <= 32 for sign in address):
        raise Refused(N_("这不是完整的网址，请从群机器人的设置页原样复制（以https://开头）"))
    if parts.username is not None:
        raise Refused(N_("网址里不能写用户名和密码"))
    return parts


def must_lead_outside(address: str, *, look_up: bool = True) -> None:
    """Raise Refused when an address leads into the inner network or is not encrypted, unless its host is one of
    ZHIBEN_PRIVATE_TARGETS; OSError when its name leads nowhere. Without `look_up` names are taken for granted."""
    parts = parts_of(address)
    host = (parts.hostname or "").rstrip(".")
    if _is_named(host):
        return
    if parts.scheme != "https":
        raise Refused(
            N_(
                "网址须以https://开头。内部网络的机器人，请先联系本系统的服务器运维人员把主机登记为允许的内部地址"
                "（ZHIBEN_PRIVATE_TARGETS）"
            )
        )
    _must_be_outside(host, _behind(host, parts.port or PORTS[parts.scheme], look_up=look_up))


def way_to(host: str, port: int) -> str:
    """What to connect to, looked up and looked at in one: where a name leads may change between two questions. Raises
    Refused when it leads into the inner network, OSError when it leads nowhere."""
    bare = host.strip("[]").rstrip(".")
    if _is_named(bare):
        return host
    found = _behind(bare, port, look_up=True)
    _must_be_outside(bare, found)
    return str(found[0])


def _is_named(host: str) -> bool:
    return host in settings.ZHIBEN_PRIVATE_TARGETS


def _must_be_outside(host: str, found: list[IPv4Address | IPv6Address]) -> None:
    if not all(_is_outside(one) for one in found):
        sentence = N_(
            "“{host}”是本机或内部网络的地址，不能发送。确需发送的，请联系本系统的服务器运维人员登记为允许的内部地址"
            "（ZHIBEN_PRIVATE_TARGETS）"
        )
        raise Refused(sentence, host=host)


def _behind(host: str, port: int, *, look_up: bool) -> list[IPv4Address | IPv6Address]:
    try:
        return [ip_address(host)]
    except ValueError:
        pass
    if not look_up:
        return []
    # Numbers in other spellings (0x7f.1) are names to us, and numbers to who looks them up.
    return [ip_address(str(one[4][0]).split("%")[0]) for one in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _is_outside(found: IPv4Address | IPv6Address) -> bool:
    if isinstance(found, IPv6Address):
        if any(found in network for network in LOCAL):
            return False
        inside = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in TRANSLATED:
            inside = IPv4Address(int(found) & 0xFFFFFFFF)
        if inside is not None:
            return _is_outside(inside)
    return found.is_global and not found.is_multicast
