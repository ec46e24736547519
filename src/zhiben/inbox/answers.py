"""What a service says in the body of its answer. `apprise` looks at the HTTP status alone; WeCom and DingTalk answer
200 to a wrong key too, with an `errcode` that is not 0: so the answer is kept on its way through the library."""

from __future__ import annotations

import json
from contextvars import ContextVar
from types import ModuleType
from typing import Any

_LAST: ContextVar[bytes] = ContextVar("last_answer", default=b"")


class _Listening:
    """Stands for `requests` in a plugin of the library."""

    def __init__(self, requests: Any) -> None:
        self._requests = requests

    def __getattr__(self, name: str) -> Any:
        return getattr(self._requests, name)

    def post(self, *given: Any, **named: Any) -> Any:
        """The same, with what was answered kept."""
        answer = self._requests.post(*given, **named)
        _LAST.set(answer.content)
        return answer


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
