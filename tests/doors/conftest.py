"""One stage for all tests of a module: it takes seconds to build, and every question is taken back."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from tests.doors import stage as behind
from tests.doors import summary
from tests.doors.answers import fingerprint
from tests.doors.stage import Stage
from tests.faults import record


@pytest.fixture(scope="module")
def stage(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """Everything behind the doors, in a transaction that is taken back at the end."""
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    files = tmp_path_factory.mktemp("files")
    log = logging.getLogger("django.request")
    log.setLevel(logging.ERROR)  # of refusals there are tens of thousands
    with (
        django_db_blocker.unblock(),
        override_settings(MEDIA_ROOT=files, PASSWORD_HASHERS=quick),
        transaction.atomic(),
    ):
        built = behind.build()
        built.posts.untouched = fingerprint()
        yield built
        transaction.set_rollback(True)
    log.setLevel(logging.NOTSET)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say what a whole run of the doors has found, and keep it where the run is to be kept."""
    reports = terminalreporter.getreports("passed") + terminalreporter.getreports("failed")
    found = summary.rows(reports, config.getoption("--database"))
    if found:
        terminalreporter.section("doors")
        for one in found:
            terminalreporter.write_line(one.line)
    if record.recording():
        record.write([asdict(one) for one in found])
