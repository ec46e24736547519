"""From where a request comes. What a proxy says of that is believed only where the installation names the proxy."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """The client's address; behind proxies that are named (ZHIBEN_PROXIES), the last one that is no proxy of ours."""
    near = _plain(request.META.get("REMOTE_ADDR", ""))
    if not near or not _is_proxy(near):
        return near
    for told in reversed(request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")):
        address = _plain(told)
        if not address:
            return near
        near = address
        if not _is_proxy(address):
            return address
    return near


def counted_as(address: str) -> str:
    """By what an address is counted: itself, or with IPv6 its /64, within which whoever has one address has them all;
    empty for what is none. Which network somebody is in is asked of the whole address."""
    plain = _plain(address)
    return str(ip_network((plain, 64), strict=False)) if ":" in plain else plain


def _plain(text: str) -> str:
    """An address in its one form; an IPv4 one behind IPv6 as itself; empty for what is none."""
    try:
        found = ip_address(text.strip())
    except ValueError:
        return ""
    return str(getattr(found, "ipv4_mapped", None) or found)


def _is_proxy(address: str) -> bool:
    return any(ip_address(address) in ip_network(one) for one in settings.ZHIBEN_PROXIES)
