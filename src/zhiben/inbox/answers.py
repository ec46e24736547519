"""The way of a message through `apprise`, and what is answered. Where a name leads is looked at by the connection
itself. The library looks at the HTTP status alone; WeCom and DingTalk answer 200 to a wrong key too, with an `errcode`
that is not 0: so the answer is kept."""

from __future__ import annotations

import json
from contextvars import ContextVar
from functools import cache
from types import ModuleType
from typing import Any

from zhiben.inbox.addresses import PORTS, way_to

MOST = 64 * 1024
"""So many bytes of an answer are read: services answer with a line, and whoever sends more is not listened to."""
_LAST: ContextVar[bytes] = ContextVar("last_answer", default=b"")


class _Listening:
    """Stands for `requests` in a plugin of the library."""

    def __init__(self, requests: Any) -> None:
        self._requests = requests

    def __getattr__(self, name: str) -> Any:
        return getattr(self._requests, name)

    def post(self, address: str, *given: Any, **named: Any) -> Any:
        """The same, as `request` does it."""
        return self.request("POST", address, *given, **named)

    def request(self, method: str, address: str, *given: Any, **named: Any) -> Any:
        """The same over a guarded connection, with the beginning of what was answered kept. Raises Refused before
        anything is connected to the inner network."""
        with self._requests.Session() as session:
            for scheme in PORTS:
                session.mount(f"{scheme}://", _guarded()())
            session.auth = _as_it_is
            answer = session.request(method, address, *given, **{**named, "stream": True})
            answer._content = _beginning(answer)
        _LAST.set(answer.content)
        return answer


def _as_it_is(request: Any) -> Any:
    """Nobody's name and password: without this they would be looked for in the `.netrc` of who runs the worker."""
    return request


def _beginning(answer: Any) -> bytes:
    read = b""
    for piece in answer.iter_content(8192):
        read += piece
        if len(read) >= MOST:
            break
    return read[:MOST]


@cache
def _guarded() -> Any:
    """How `requests` connects, to addresses that were looked at; loaded by who sends alone. Through a proxy, where the
    installation has one, it is the proxy that looks names up."""
    from requests.adapters import HTTPAdapter
    from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
    from urllib3.connection import HTTPConnection, HTTPSConnection

    class Looked:
        """A connection that is made to what its name was found to lead to; certificates are for the name."""

        def _new_conn(self: Any) -> Any:
            named = self._dns_host
            self._dns_host = way_to(named, self.port)
            try:
                return super()._new_conn()  # type: ignore[misc]
            finally:
                self._dns_host = named

    def pool(kind: Any, connection: Any) -> Any:
        made = type(connection.__name__, (Looked, connection), {})
        return type(kind.__name__, (kind,), {"ConnectionCls": made})

    pools = {"http": pool(HTTPConnectionPool, HTTPConnection), "https": pool(HTTPSConnectionPool, HTTPSConnection)}

    class Adapter(HTTPAdapter):
        def init_poolmanager(self, *given: Any, **named: Any) -> None:
            super().init_poolmanager(*given, **named)
            self.poolmanager.pool_classes_by_scheme = pools

    return Adapter


def listen_to(plugin: ModuleType) -> None:
    """From here on what is answered to this plugin is kept for whoever sends, and what was before is forgotten."""
    names = vars(plugin)
    if not isinstance(names["requests"], _Listening):
        names["requests"] = _Listening(names["requests"])
    _LAST.set(b"")


def code() -> int | None:
    """The `errcode` of the last answer; None where it says none."""
    try:
        found = json.loads(_LAST.get())
    except ValueError:
        return None
    told = found.get("errcode") if isinstance(found, dict) else None
    return told if isinstance(told, int) else None
