"""The command line as scripts call it: one document on stdout, exit codes 0, 1 and 2, an example in every help."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from tests.dispatch.city import NOW, City, build, member
from tests.dispatch.facts import hazard, task

from zhiben.cli import GROUPS, main
from zhiben.dispatch.operations import open_due
from zhiben.foundation import installation
from zhiben.identity.operations import person_of_link
from zhiben.inbox.models import Notice
from zhiben.inbox.vocab import DIGEST
from zhiben.kernel import clock


@pytest.fixture
def city(db: None, settings: Any, tmp_path: Path) -> Iterator[City]:
    """A city that lives on 16 October 2024, with an officer and a leader who have accounts."""
    settings.MEDIA_ROOT = tmp_path / "files"
    with clock.at(NOW):
        built = build()
        for role in ("office_officer", "office_leader"):
            member(built, "市安委办", role)
        yield built
    clock.install(None)


def call(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def document(*words: str, code: int = 0) -> Any:
    """The one document that a command prints with --json."""
    done = call(*words, "--json")
    assert done.exit_code == code, done.output
    return json.loads(done.stdout)


def commands(group: click.Command, *names: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield names, group
    if isinstance(group, click.Group):
        context = click.Context(group)
        for name in group.list_commands(context):
            found = group.get_command(context, name)
            assert found is not None
            yield from commands(found, *names, name)


@pytest.mark.parametrize("names", [names for names, _ in commands(main)], ids=" ".join)
def test_help_shows_an_example(names: tuple[str, ...]) -> None:
    done = call(*names, "--help")
    assert (done.exit_code, "例：zhiben" in done.stdout) == (0, True)


def test_every_command_of_the_table_is_there() -> None:
    assert set(GROUPS) == {names[0] for names, _ in commands(main) if len(names) == 1}


@pytest.mark.parametrize(
    "words",
    [
        ("nothing",),
        ("figures", "--as-of", "六月"),
        ("figures", "--now", "昨天"),
        ("tick", "--now", "yesterday"),
        ("dispatch", "open", "--now", "16/10"),
        ("dispatch", "close", "1"),
        ("export", "tasks"),
    ],
)
def test_wrong_usage_ends_with_two(words: tuple[str, ...], db: None) -> None:
    assert call(*words).exit_code == 2


def test_figures_carry_value_parts_and_rows(city: City) -> None:
    task(city, "市住房建设局", due=NOW.date())
    hazard(city, "福田区", NOW.date(), "closed")
    hazard(city, "罗湖区", NOW.date())
    found = {row["id"]: row for row in document("figures")}
    told = {key: found["D1.rate"][key] for key in ("value", "numerator", "denominator", "rows")}
    assert told == {"value": 0.5, "numerator": 1, "denominator": 2, "rows": 2}
    assert found["A5.tasks"]["as_of"].startswith("2024-10-16T09:00")
    assert {row["id"]: row["value"] for row in document("figures", "--as-of", "2024-08-01")}["D1.reported"] == 0


def test_round_is_closed_drafted_and_printed(city: City, tmp_path: Path) -> None:
    late = task(city, "市住房建设局", due=NOW.date().replace(day=2))
    one = next(o for o in open_due(NOW.replace(day=1)) if o.office.name == "市安委办")
    open_due(NOW)
    by = ("--by", "市安委办-office_officer")
    closed = document("dispatch", "close", str(one.pk), *by)
    assert (closed["round"], closed["state"]) == (one.pk, "closed")
    named = [(n["unit"], n["reason"], [i["number"] for i in n["evidence"]]) for n in closed["named"]]
    assert named == [
        ("市住房建设局", "overdue_tasks", [late.number]),
        ("市住房建设局", "missing_report", [late.number]),
    ]
    assert document("dispatch", "close", str(one.pk), *by, code=1)["code"] == "wrong_state"
    document("dispatch", "draft", str(one.pk), *by)
    document("dispatch", "issue", str(one.pk), *by, code=1)
    approve = ("dispatch", "approve", str(one.pk), "--by", "市安委办-office_leader")
    assert "尚未答复的有：市住房建设局" in document(*approve, code=1)["error"]
    with clock.at(NOW + timedelta(days=2)):
        document(*approve)
        assert document("dispatch", "issue", str(one.pk), *by)["state"] == "issued"
    told = document("bulletin", str(one.pk), "--out", str(tmp_path / "out"))
    assert [Path(p).read_bytes()[:4] for p in told["papers"]] == [b"%PDF", b"PK\x03\x04"]
    assert told["characters"] > 200
    assert {row["round"]: row["state"] for row in document("dispatch", "list")}[one.pk] == "issued"


def test_import_names_each_wrong_cell_and_writes_nothing(city: City, tmp_path: Path) -> None:
    file = tmp_path / "任务.csv"
    head = "编号,任务,目标,牵头单位,完成时限\n"
    file.write_text(head + "ZD-1,排查,完成,市住建,2024-12-31\nZD-2,排查,完成,市住房建设局,年底\n", encoding="utf-8")
    wrong = document("import", "tasks", str(file), code=1)
    assert (wrong["read"], wrong["created"], [p["cell"] for p in wrong["refused"]]) == (2, 0, ["D2", "E3"])
    file.write_text(head + "ZD-1,排查,完成,市住房建设局,2024-12-31\n", encoding="utf-8")
    assert document("import", "tasks", str(file), "--dry-run")["created"] == 1
    assert document("import", "tasks", str(file))["created"] == 1
    assert document("import", "tasks", str(file))["unchanged"] == 1
    assert document("export", "tasks", str(tmp_path / "out.xlsx"))["rows"] == 1
    assert document("import", "tasks", str(tmp_path / "out.xlsx"))["unchanged"] == 1


def test_template_and_list_know_the_sheets(db: None, tmp_path: Path) -> None:
    names = {row["name"] for row in document("import", "--list")}
    assert {"tasks", "hazards", "units", "sites", "sectors", "territories"} <= names
    document("template", "hazards", str(tmp_path / "空白.xlsx"))
    assert (tmp_path / "空白.xlsx").read_bytes()[:2] == b"PK"


def test_people_are_added_with_near_names_for_an_unknown_unit(city: City) -> None:
    options = ("--name", "李明", "--role", "department_officer", "--unit")
    refused = document("people", "add", "li.ming", *options, "市住房建设", code=1)
    assert "市住房建设局" in refused["error"]
    added = document("people", "add", "li.ming", *options, "市住房建设局")
    assert (added["username"], "password" in added) == ("li.ming", False)
    assert person_of_link(added["link"].removeprefix("/setup/").rstrip("/")).username == "li.ming"
    assert "li.ming" in {row["username"] for row in document("people", "list")}


def test_ledger_verifies_and_doctor_answers(city: City) -> None:
    verified = document("audit", "verify")
    assert (verified["ok"], verified["first_bad"], verified["entries"] > 0) == (True, None, True)
    examined = call("doctor", "--json")
    assert examined.exit_code in (0, 1)
    assert all(set(check) == {"name", "ok", "remedy"} for check in json.loads(examined.stdout)["checks"])


def test_clock_of_a_demonstration_is_moved_forward_only(city: City) -> None:
    installation.mark_demonstration(NOW)
    task(city, "市住房建设局", due=NOW.date(), state="submitted")
    told = document("tick", "--now", "2024-10-17T09:00")
    assert told["now"] == "2024-10-17T09:00:00+08:00"
    assert told["digests"] == Notice.objects.filter(kind=DIGEST, at="2024-10-17T09:00+08:00").count() > 0
    assert document("tick", "--now", "2024-10-17T09:05")["digests"] == 0
    assert "不能往回拨" in document("tick", "--now", "2024-10-16T09:00", code=1)["error"]


def test_the_first_hour_of_an_empty_home(tmp_path: Path) -> None:
    """What the guide says, from nothing to three administrators; nobody else on the machine reads what lies there."""
    home = tmp_path / "home"
    home.mkdir(mode=0o755)

    def said(*words: str, code: int = 0) -> Any:
        env = {**os.environ, "ZHIBEN_HOME": str(home), "ZHIBEN_DATABASE_URL": "", "ZHIBEN_KEYRING": ""}
        command = [sys.executable, "-m", "zhiben.cli", *words, "--json"]
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, umask=0o022)
        assert done.returncode == code, done.stderr + done.stdout
        return json.loads(done.stdout)

    def private(code: int) -> dict[str, Any]:
        checks = said("doctor", code=code)["checks"]
        return next(one for one in checks if one["name"] == "数据库和文件只有属主可读")

    said("migrate")
    assert {one.name: one.stat().st_mode & 0o077 for one in home.iterdir() if one.name != "static"} == dict.fromkeys(
        ("files", "secret_key", "zhiben.sqlite3", "zhiben.sqlite3.turn", "zhiben.sqlite3.turn.door"), 0
    )
    who = ("--unit", "海州市安委办", "--system", "sys", "--security", "sec", "--audit", "aud")
    assert "请先建立：zhiben template units" in said("people", "administrators", *who, code=1)["error"]
    (areas := tmp_path / "区划.csv").write_text("区划代码,名称,上级市代码,上级省代码\n99,示例省,,\n9901,海州市,,99\n")
    (units := tmp_path / "单位.csv").write_text("单位名称,单位类别,所在区域\n海州市安委办,安委办,海州市\n")
    assert said("import", "territories", str(areas))["created"] == 2
    assert said("import", "units", str(units))["created"] == 1
    made = said("people", "administrators", *who)
    assert [one["username"] for one in made] == ["sys", "sec", "aud"] and all("/setup/" in one["link"] for one in made)
    assert private(0)["ok"]
    (home / "zhiben.sqlite3").chmod(0o644)
    assert private(1)["remedy"].startswith("本机其他用户可以读到：zhiben.sqlite3")
    with closing(sqlite3.connect(home / "zhiben.sqlite3")) as opened:
        assert opened.execute("SELECT DISTINCT source FROM orgs_territory").fetchall() == [("本单位导入的“区划.csv”",)]


def test_home_without_tables_is_told_what_to_do(tmp_path: Path) -> None:
    env = {**os.environ, "ZHIBEN_HOME": str(tmp_path), "ZHIBEN_DATABASE_URL": ""}
    words = [sys.executable, "-m", "zhiben.cli", "figures", "--json"]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, json.loads(done.stdout)["code"]) == (1, "no_tables")
    assert "zhiben migrate" in json.loads(done.stdout)["error"]
