"""Houses for the suite of sudden deaths, built once and copied for each test."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.conftest import PrivateServer, _server_folder, absent
from tests.faults.house import House, copied, seeded


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[PrivateServer | None]:
    """A PostgreSQL of the suite's own, where it is asked for."""
    if request.config.getoption("--database") == "sqlite":
        yield None
        return
    binaries = _server_folder()
    if binaries is None or shutil.which("setpriv") is None:
        absent("PostgreSQL 15 (postgresql-15)")
        return
    found = PrivateServer(binaries)
    _until_ready(found)
    yield found
    found.stop()


def _until_ready(server: PrivateServer) -> None:
    """The socket is there before the server lets anybody in."""
    import psycopg

    until = time.monotonic() + 20
    while True:
        try:
            psycopg.connect(f"{_address(server)}/postgres").close()
        except psycopg.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(0.05)
        else:
            return


def _address(server: PrivateServer) -> str:
    return f"postgresql://zhiben@{str(server.folder).replace('/', '%2F')}"


class Builder:
    """Makes houses, all of the same seed for the same number of hazards to spare."""

    def __init__(self, server: PrivateServer | None) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="zhiben-faults-"))
        self.server = server
        self.models: dict[int, House] = {}
        self.built: list[House] = []

    def __call__(self, spare: int = 60, **told: str) -> House:
        """A house with `spare` hazards in each state, told more by its environment."""
        if spare not in self.models:
            self.models[spare] = seeded(self.folder / f"seed{spare}", spare, self._database(f"seed{spare}"))
        name = f"house{len(self.built)}"
        database = self._database(name, like=f"seed{spare}")
        house = copied(self.models[spare], self.folder / name, database, told)
        self.built.append(house)
        return house

    def empty(self) -> House:
        """A house in which nothing is, not even tables."""
        name = f"house{len(self.built)}"
        (self.folder / name).mkdir()
        house = House(self.folder / name, {}, self._database(name))
        self.built.append(house)
        return house

    def _database(self, name: str, like: str = "template1") -> str:
        if self.server is None:
            return ""
        import psycopg

        with psycopg.connect(f"{_address(self.server)}/postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{like}"')
        return f"{_address(self.server)}/{name}"

    def stop(self) -> None:
        for house in self.built:
            house.stop()

    def close(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)


@pytest.fixture(scope="session")
def builder(server: PrivateServer | None) -> Iterator[Builder]:
    """All houses of the run."""
    found = Builder(server)
    yield found
    found.close()


@pytest.fixture
def build(builder: Builder) -> Iterator[Builder]:
    """How a house is built; it goes dark with its test."""
    yield builder
    builder.stop()
