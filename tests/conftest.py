"""What every test may rely on: a private PostgreSQL or a file of SQLite, shared data, a real browser. In CI nothing
may be missing."""

from __future__ import annotations

import gc
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests import home, migrated
from tests.faults.record import pytest_terminal_summary, rows  # noqa: F401 - whatever measures tells it

OVERSEER = "overseer"
"""The superuser of a private PostgreSQL, as whom nothing of ours connects by itself."""
IN_CI = os.environ.get("CI") == "true"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What is one database's own is no test at all on the other."""
    others = "embedded" if config.getoption("--database") == "postgresql" else "served"
    own = [item for item in items if item.get_closest_marker(others)]
    items[:] = [item for item in items if not item.get_closest_marker(others)]
    config.hook.pytest_deselected(items=own)


def pytest_collection_finish() -> None:
    """What was loaded stays: looking through it again and again for what is lost takes a tenth of the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


def pytest_make_parametrize_id(config: pytest.Config, val: object, argname: str) -> str | None:
    """Bytes do not name a test: files made on the spot hold the moment, and each process has its own."""
    return argname if isinstance(val, bytes) else None


def absent(what: str) -> Any:
    """Skip on a user's machine, fail where nothing may be skipped."""
    if IN_CI:
        pytest.fail(f"{what} is missing, and in CI nothing is skipped")
    pytest.skip(f"{what} is not on this machine")


@pytest.fixture(autouse=True)
def no_heads_of_another_ledger() -> Iterator[None]:
    """Heads that a test's clock had signed say nothing of the next test's ledger."""
    yield
    if (home.HOME / "heads").exists():
        shutil.rmtree(home.HOME / "heads")
        (home.HOME / "ledger_key.pem").unlink(missing_ok=True)


@pytest.fixture(scope="session", autouse=True)
def a_keyring() -> None:
    """The home has a key before any test: otherwise whichever keeps a secret first has the ledger's entry of it."""
    from zhiben.foundation.secrets.cipher import new_key
    from zhiben.foundation.secrets.keyring import ring
    from zhiben.kernel import clock

    if not ring().exists():
        ring().add(new_key(), clock.machine())


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public data."""
    told = os.environ.get("ZHIBEN_TEST_DATA")
    if not told or not Path(told).is_dir():
        absent("ZHIBEN_TEST_DATA (the folder of shared data)")
    return Path(told or "")


def _server_folder() -> Path | None:
    found = shutil.which("initdb")
    places = [Path(found).parent] if found else []
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    return next((place for place in places if (place / "initdb").exists() and (place / "postgres").exists()), None)


class PrivateServer:
    """A PostgreSQL of our own in a directory of its own, on a socket, as a user that is not root; gone with the
    process that made it."""

    def __init__(self, binaries: Path) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="zb"))
        self.as_user: dict[str, Any] = {}
        if os.getuid() == 0:
            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self.as_user = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        data = str(self.folder / "d")
        common: dict[str, Any] = {"cwd": self.folder, "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        make = [binaries / "initdb", "-D", data, "-U", OVERSEER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        subprocess.run([*make, "--no-sync"], check=True, **common, **quiet, **self.as_user)
        fast = ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"]
        serve = [binaries / "postgres", "-D", data, "-k", str(self.folder), "-c", "listen_addresses=", *fast]
        serve = ["setpriv", "--pdeathsig", "QUIT", "--", *serve]
        self.process = subprocess.Popen(serve, **common, **quiet, **self.as_user)
        self._wait()
        self._settle()

    def _wait(self) -> None:
        told = self.folder / "d" / "postmaster.pid"
        until = time.monotonic() + 20
        while not (told.exists() and "ready" in told.read_text()):
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("the private PostgreSQL did not start")
            time.sleep(0.02)

    def _settle(self) -> None:
        """The role by which everything here connects is bound by every policy, as in an installation. It may become
        the overseer by an explicit statement: tests that write tables row by row do."""
        import psycopg

        until = time.monotonic() + 20
        while True:  # the socket is there before the server lets anybody in
            try:
                server = psycopg.connect(host=str(self.folder), user=OVERSEER, dbname="postgres", autocommit=True)
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                break
        with server:
            server.execute("CREATE ROLE zhiben LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS")
            server.execute(f"GRANT {OVERSEER} TO zhiben")
        server.close()

    def stop(self) -> None:
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(timeout=20)
        shutil.rmtree(self.folder, ignore_errors=True)


def _copied(config: pytest.Config) -> bool:
    """Whether the run begins with a copy of a migrated file; not when tables are made from the models."""
    return config.getoption("--database") == "sqlite" and not config.getoption("nomigrations")


@pytest.fixture(scope="session")
def django_db_keepdb(request: pytest.FixtureRequest) -> bool:
    """A copied file is kept as it is. It goes with the run's home."""
    return _copied(request.config)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request: pytest.FixtureRequest, django_db_modify_db_settings_parallel_suffix: None
) -> Iterator[None]:
    """Point Django at a file of SQLite (the live server needs a file) or at a private PostgreSQL."""
    from django.db import connections

    if request.config.getoption("--database") == "sqlite":
        file = str(home.HOME / "test.sqlite3")
        connections.settings["default"]["TEST"]["NAME"] = file
        connections["default"].settings_dict["TEST"]["NAME"] = file
        if _copied(request.config):
            migrated.copy_to(Path(file))
            if lacking := migrated.lacking(Path(file)):
                pytest.exit(f"no migration makes {', '.join(lacking)}; run makemigrations", returncode=1)
            # It is the copy of a file migrated by this very code: looking for what it lacks takes ten seconds. Without
            # migrations Django makes every table that is missing from the models, without a word; hence the look above.
            connections["default"].settings_dict["TEST"]["MIGRATE"] = False
        yield
        return
    binaries = _server_folder()
    if binaries is None or shutil.which("setpriv") is None:
        absent("PostgreSQL 15 (postgresql-15)")
        return
    server = PrivateServer(binaries)
    settings = dict(connections.settings["default"])
    settings |= {
        "ENGINE": "zhiben.foundation.rls",
        "NAME": "postgres",
        "USER": "zhiben",
        "HOST": str(server.folder),
        "OPTIONS": {},
    }
    settings["TEST"] = {**settings["TEST"], "NAME": "test_zhiben"}
    connections.settings["default"] = settings
    connections["default"] = connections.create_connection("default")
    yield
    for connection in connections.all():
        connection.close()
    server.stop()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """The distribution's Chromium, headless, driven by Playwright; one for the whole run."""
    from playwright.sync_api import sync_playwright

    path = shutil.which("chromium")
    if path is None:
        absent("Chromium (chromium)")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(
            executable_path=path, args=[*quiet, "--disable-component-update", "--disable-sync"]
        )
        yield found
        found.close()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The test database without the triggers that keep rows: tests that really commit empty their tables afterwards.
    These triggers have tests of their own."""
    from django.db import connection
    from tests.factories.replayed import HISTORY

    from zhiben.foundation import guards

    with django_db_blocker.unblock():
        for guard in guards.registered():
            if guard.keeps_rows:
                guard.take_down(connection)
        HISTORY.remember_empty()


@pytest.fixture(autouse=True)
def _guards_stand_again(request: pytest.FixtureRequest) -> Iterator[None]:
    """A guard that a test has taken down is put up behind it, where nothing rolls that back."""
    marked = request.node.get_closest_marker("django_db")
    if not (marked and marked.kwargs.get("transaction")):
        yield
        return
    request.getfixturevalue("transactional_db")
    yield
    from django.db import connection

    from zhiben.foundation import guards

    for guard in guards.registered():
        if not guard.keeps_rows and guard.missing(connection):
            guard.put_up(connection)


LIVED = {"django_capture_on_commit_callbacks", "caplog"}
"""Where what is done on commit, or logged, makes a difference, it is lived through."""


def pytest_configure() -> None:
    """Whoever a test lets in has logged in wholly."""
    from tests import whole_login

    whole_login.install()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """No test goes on from another's tables."""
    if replayed := sys.modules.get("tests.factories.replayed"):
        replayed.HISTORY.begin(lived=bool(LIVED & set(getattr(item, "fixturenames", ()))))


@pytest.fixture(autouse=True)
def _patches_are_noted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test patches, its factories may come by: nothing is replayed from there on."""
    if replayed := sys.modules.get("tests.factories.replayed"):
        replayed.HISTORY.patches = monkeypatch
