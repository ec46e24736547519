"""Somebody at a browser, as bare as can be: logs in, sends forms, is cut off, and sends the same again."""

from __future__ import annotations

import http.client
import re
import secrets
import socket
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.faults.house import House
from tests.faults.seed import PASSWORD

PATIENCE = 60.0
CUT = (ConnectionError, http.client.HTTPException, TimeoutError, socket.timeout)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    location: str
    text: str
    seconds: float
    retry_after: str = ""


@dataclass
class Person:
    """One person with one session and one connection at a time."""

    house: House
    letter: str
    cookies: dict[str, str] = field(default_factory=dict)
    connection: http.client.HTTPConnection | None = None

    @property
    def id(self) -> int:
        return int(self.house.seeded["people"][self.letter]["id"])

    def log_in(self) -> Person:
        """Through the login page."""
        self.get("/login/")
        name = self.house.seeded["people"][self.letter]["username"]
        answer = self.post("/login/", {"username": name, "password": PASSWORD})
        assert (answer.status, answer.location) == (302, "/"), answer.text[:400]
        return self

    def get(self, path: str) -> Answer:
        return self._ask("GET", path, None, {})

    def post(self, path: str, said: dict[str, Any], files: dict[str, bytes] | None = None) -> Answer:
        """Send a form. Raises one of `CUT` when no answer came."""
        body, kind = self._body(said, files or {})
        return self._ask("POST", path, body, {"Content-Type": kind})

    def form(self, said: dict[str, Any], path: str = "") -> dict[str, Any]:
        """A form with a key of its own, as a page would give it; with `path`, what that page hides in it."""
        if not path:
            return {**said, "once": secrets.token_urlsafe(12)}
        hidden = re.findall(r'<input type="hidden" name="(once|seen)" value="([^"]*)">', self.main(path))
        return {**said, **dict(hidden)}

    def main(self, path: str) -> str:
        """The body of a page, which must be there."""
        answer = self.get(path)
        assert answer.status == 200, (path, answer.status)
        return answer.text.partition("<main")[2]

    def until_answered(self, path: str, said: dict[str, Any], files: dict[str, bytes] | None = None) -> Answer:
        """Send the same again and again while the house is away or says that it is busy."""
        until = time.monotonic() + PATIENCE
        while True:
            try:
                answer = self.post(path, said, files)
            except CUT:
                answer = None
            if answer is not None and answer.status != 503:
                return answer
            assert time.monotonic() < until, "the house does not come back"
            time.sleep(0.05)

    def cut_off(self, path: str, said: dict[str, Any], files: dict[str, bytes] | None = None) -> None:
        """Send a form and hang up without waiting for the answer."""
        body, kind = self._body(said, files or {})
        line = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=40)
        line.request("POST", path, body, self._headers({"Content-Type": kind}))
        line.close()

    def _headers(self, more: dict[str, str]) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()), "Accept": "text/html", **more}

    def _ask(self, method: str, path: str, body: bytes | None, more: dict[str, str]) -> Answer:
        began = time.monotonic()
        try:
            if self.connection is None:
                self.connection = http.client.HTTPConnection("127.0.0.1", self.house.port, timeout=45)
                self.house.lines.append(self.connection)
            self.connection.request(method, path, body, self._headers(more))
            answer = self.connection.getresponse()
            text = answer.read().decode()
        except CUT:
            self.hang_up()
            raise
        for one in answer.headers.get_all("Set-Cookie", []):
            name, _, value = one.partition(";")[0].partition("=")
            self.cookies[name] = value
        headers = answer.headers
        return Answer(
            answer.status,
            headers.get("Location", ""),
            text,
            time.monotonic() - began,
            headers.get("Retry-After", ""),
        )

    def hang_up(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def _body(self, said: dict[str, Any], files: dict[str, bytes]) -> tuple[bytes, str]:
        said = {**said, "csrfmiddlewaretoken": self.cookies.get("csrftoken", "")}
        if not files:
            return urlencode(said, doseq=True).encode(), "application/x-www-form-urlencoded"
        edge = secrets.token_hex(12)
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in said.items()
        ]
        for name, data in files.items():
            head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="p.png"\r\n'
            parts.append(head.encode() + b"Content-Type: image/png\r\n\r\n" + data + b"\r\n")
        parts.append(f"--{edge}--\r\n".encode())
        return b"".join(parts), f"multipart/form-data; boundary={edge}"
