"""What an operator meets of the policies: a backup with all rows or none, a restored database that is guarded again, a
doctor who tells whom the guard does not bind."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from tests.conftest import OVERSEER, _server_folder
from tests.factories.orgs import city
from tests.factories.past_filter import changed, shown

from zhiben.config import doctor
from zhiben.foundation.rls import standing
from zhiben.foundation.scope import scope
from zhiben.orgs.models import Site
from zhiben.orgs.vocab import Role

pytestmark = pytest.mark.served

RESTORED = "restored_here"


def tool(name: str, *told: str, user: str) -> subprocess.CompletedProcess[str]:
    """One of the server's own programs, over this run's server."""
    folder = _server_folder()
    assert folder is not None
    host = str(connection.settings_dict["HOST"])
    line = [str((folder / "initdb").resolve().parent / name), "--host", host, "--username", user, *told]
    return subprocess.run(line, capture_output=True, text=True, check=False)


@pytest.fixture
def overseer(transactional_db: None) -> Iterator[psycopg.Connection]:
    """The server's superuser, with the role for backups made as the operator's guide says."""
    host = str(connection.settings_dict["HOST"])
    with psycopg.connect(host=host, user=OVERSEER, dbname="postgres", autocommit=True) as server:
        server.execute("CREATE ROLE zhiben_backup LOGIN BYPASSRLS")
        server.execute("GRANT pg_read_all_data TO zhiben_backup")
        server.execute(f"CREATE DATABASE {RESTORED} OWNER zhiben")
        yield server
        server.execute(f"DROP DATABASE {RESTORED} WITH (FORCE)")
        server.execute("DROP ROLE zhiben_backup")


def test_a_backup_has_all_rows_or_fails_and_what_is_restored_is_guarded(
    overseer: psycopg.Connection, tmp_path: Path
) -> None:
    built = city()
    sites = {built.site(street).pk for street in ("民治街道", "粤海街道")}
    street = built.actor(Role.STREET_OFFICER, "民治街道")
    name, dump = str(connection.settings_dict["NAME"]), str(tmp_path / "dump")
    refused = tool("pg_dump", "--format=custom", "--file", dump, name, user="zhiben")
    assert refused.returncode != 0
    assert "row-level security" in refused.stderr
    made = tool("pg_dump", "--format=custom", "--file", dump, name, user="zhiben_backup")
    assert (made.returncode, made.stderr) == (0, "")
    put_back = tool("pg_restore", "--no-owner", "--no-privileges", "--dbname", RESTORED, dump, user="zhiben")
    assert (put_back.returncode, put_back.stderr) == (0, "")
    connection.close()
    connection.settings_dict["NAME"] = RESTORED
    try:
        assert standing.missing(connection) == []
        assert shown(Site) == set()
        with scope(street):
            assert len(shown(Site) & sites) == 1
        assert set(Site._unfiltered().values_list("pk", flat=True)) == sites
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name


@pytest.mark.django_db
def test_the_doctor_tells_of_a_policy_that_is_gone_and_a_role_that_is_not_bound() -> None:
    looks = {look.__name__: look for _title, look, _remedy in doctor.LOOKS}
    assert (looks["_policies"](), looks["_role"]()) == ("", "")
    changed("DROP POLICY zhiben_scope ON orgs_site")
    assert looks["_policies"]() == "数据表缺少行级安全策略或策略已变：orgs_site"
    changed("SET ROLE overseer")
    assert looks["_role"]() == "数据库角色“overseer”是超级用户或带有BYPASSRLS，行级安全策略对它不起作用"
    changed("RESET ROLE")
