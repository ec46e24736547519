"""What all goals are measured on, made once: the yardstick's ledger and ours, each with ten thousand and with a hundred
thousand hazards, and people who are signed in."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db import connections

from zhiben.demonstration.speed import peers, serving
from zhiben.demonstration.speed.crowd import Crowd, Seat, gathered
from zhiben.demonstration.speed.peers import Peers
from zhiben.demonstration.speed.serving import Served

SMALL, LARGE = 10_000, 100_000


@dataclass
class Stage:
    """The installation with the large ledger, a copy of it from when it was small, and the stock admin's."""

    peers: Peers
    crowd: Crowd
    folder: Path
    admin_cookie: str = field(repr=False)

    @property
    def seats(self) -> dict[str, Seat]:
        """Who looks."""
        return self.crowd.seats

    def home(self, rows: int) -> Path:
        """The home with the ledger of that size."""
        return settings.ZHIBEN_HOME if rows == LARGE else self.folder / "small"

    def ours(self, rows: int, *, worker: bool = False) -> AbstractContextManager[Served]:
        """The site over the ledger of that size."""
        connections.close_all()
        return serving.ours(self.home(rows), worker=worker)

    def admin(self) -> AbstractContextManager[Served]:
        """The stock admin over its large ledger."""
        return serving.admin(self.peers, self.folder / "admin.sqlite3")


def set_up(folder: Path, say: Callable[[str], None]) -> Stage:
    """Build everything in this installation, which must be an empty one, and in `folder`. Raises Refused where the
    yardsticks are not here."""
    found = peers.found()
    seeded = found.run("admin_anchor.py", "seed", N=LARGE, DB=folder / "admin.sqlite3")
    cookie = next(line for line in seeded.splitlines() if line.startswith("sessionid="))
    crowd = gathered(secrets.token_urlsafe(9))
    crowd.grow(SMALL, say)
    connections.close_all()
    shutil.copytree(settings.ZHIBEN_HOME, folder / "small")
    crowd.grow(LARGE, say)
    return Stage(found, crowd, folder, cookie)
