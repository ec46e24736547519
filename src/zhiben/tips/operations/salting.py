"""The salt of the day under which strangers' addresses are digested. It lies in a file beside the database, so that no
dump and no backup of that holds both, and goes with the day."""

from __future__ import annotations

import os
import secrets
import uuid
from contextlib import suppress
from datetime import date
from pathlib import Path

from django.conf import settings

from zhiben.kernel import clock
from zhiben.kernel.disk import OpenToOthers, read_private, write_private

NAME = "day_salt"


def salt_of_today() -> bytes:
    """Today's, made with the first question of the day; those of before go then. Raises OSError."""
    path = _path(clock.machine().date())
    for _again in range(3):
        try:
            return read_private(path)
        except FileNotFoundError:
            _make(path)
        except OpenToOthers:
            path.unlink(missing_ok=True)  # somebody may have read it: there is to be another
    return read_private(path)


def let_go() -> None:
    """Let the salts of days that are over go."""
    today = _path(clock.machine().date())
    for one in today.parent.glob(f"{NAME}-*"):
        if one != today:
            one.unlink(missing_ok=True)


def _path(day: date) -> Path:
    return Path(settings.ZHIBEN_HOME) / f"{NAME}-{day:%Y%m%d}"


def _make(path: Path) -> None:
    """Whole, by whoever is first."""
    draft = path.with_name(f".{uuid.uuid4().hex}")
    try:
        write_private(draft, secrets.token_bytes(32))
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)
    let_go()
