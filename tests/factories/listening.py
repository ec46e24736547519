"""A server on this machine that writes down what it is sent, and answers as it is told to."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

HOST = "127.0.0.1"


@dataclass
class Listener:
    """Its address; what it was sent, as (path, body); with which status it answers next, 200 when nothing is said, and
    with which body; where a redirect leads; how each POST said who sent it."""

    port: int = 0
    heard: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    elsewhere: str = ""
    authorized: list[str | None] = field(default_factory=list)
    says: bytes = b'{"errcode": 0, "errmsg": "ok"}'

    def address(self, path: str) -> str:
        """An address of it."""
        return f"http://{HOST}:{self.port}{path}"

    @property
    def bodies(self) -> list[dict[str, Any]]:
        """What it was sent."""
        return [body for _, body in self.heard]


@contextmanager
def listening() -> Iterator[Listener]:
    """A server that listens until the block ends."""
    told = Listener()

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            told.heard.append((self.path, json.loads(body or b"{}")))
            told.authorized.append(self.headers.get("Authorization"))
            self._answer()

        def do_GET(self) -> None:
            told.heard.append((self.path, {}))
            self._answer()

        def _answer(self) -> None:
            status = told.answers.pop(0) if told.answers else 200
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", told.elsewhere)
            self.send_header("Content-Length", str(len(told.says)))
            self.end_headers()
            self.wfile.write(told.says)

        def log_message(self, *given: Any) -> None:
            pass

    server = HTTPServer((HOST, 0), Answers)
    told.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
