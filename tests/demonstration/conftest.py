"""The founded city, and a home of its own with an empty database on whichever engine the run is on."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from zhiben.demonstration import build, calendar, city
from zhiben.demonstration.build import Plan
from zhiben.demonstration.city import City
from zhiben.kernel import clock

PASSWORD = "demo-kestrel-41"


@pytest.fixture(scope="session")
def whole() -> Plan:
    """Everything that is planned."""
    return build.plan()


@pytest.fixture
def founded(db: None, whole: Plan) -> City:
    """The whole city before anything has happened in it."""
    with clock.at(clock.day_start(calendar.BEGINS)):
        return city.found(Random(1), PASSWORD, contacts=whole.contacts)


@pytest.fixture
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment of a process that lives in a home and a database of its own."""
    env = {**os.environ, "ZHIBEN_HOME": str(tmp_path / "home"), "DJANGO_SETTINGS_MODULE": "zhiben.config.settings"}
    if request.config.getoption("--database") == "sqlite":
        yield env
        return
    import psycopg

    request.getfixturevalue("django_db_setup")
    from django.db import connections

    host = connections.settings["default"]["HOST"]
    name = f"demonstration_{uuid.uuid4().hex}"
    with psycopg.connect(host=host, user="zhiben", dbname="postgres", autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield {**env, "PGHOST": host, "ZHIBEN_DATABASE_URL": f"postgresql://zhiben@/{name}"}
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")
