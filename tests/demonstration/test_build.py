"""Building in a process and a database of its own: marked, rebuilt whole or not at all, refused where it might destroy
somebody's work."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from tests import migrated

PREPARE = """
import json, sys
import django
django.setup()
from pathlib import Path
from random import Random
from zhiben.demonstration import build, database, task_story
from zhiben.foundation.installation import replacing
from zhiben.foundation import audit, installation, new_tables
from zhiben.kernel.errors import Refused
"""

SMALL = """
from zhiben.orgs import queries as orgs
at_work = orgs.people_at_work
orgs.people_at_work = lambda: sorted(at_work())[::20]
whole = build.plan()
tasks = whole.tasks[::40]
small = build.Plan(tasks, task_story.returns(Random(1), tasks, 42), [s for s in whole.hazards if s.by_enterprise])
build.plan = lambda: small
"""

BUILD = (
    SMALL
    + """
from zhiben.cli.figures import moment
from zhiben.foundation.scope import unscoped
from zhiben.overview.queries import published
out, times = Path(sys.argv[1]), int(sys.argv[2])
said = []
built = [build.build(out, progress=said.append) for _ in range(times)]
with unscoped(reason="test"):
    figures = {f.measure.id: f.numerator for f in published(moment(None))}
print(json.dumps({
    "people": built[-1].people,
    "papers": [path.read_bytes()[:5].decode() for path in built[-1].papers],
    "passwords": len({one.password for one in built}),
    "said": len(said),
    "figures": figures,
    "clock": installation.current().clock.isoformat(),
    "demonstration": installation.current().demonstration,
    "ledger": audit.verify().ok,
}))
"""
)

REFUSED_ELSEWHERE = """
from zhiben.orgs.models import Person
if sys.argv[1]:
    import shutil
    shutil.copyfile(sys.argv[1], __import__("django.conf").conf.settings.DATABASES["default"]["NAME"])
new_tables.migrate()
answers = []
def ask():
    try:
        database.must_be_ours()
        answers.append("")
    except Refused as refusal:
        answers.append(refusal.text)
ask()
Person.objects.create(username="real", name="真人")
ask()
installation.mark_demonstration(__import__("zhiben.demonstration.calendar", fromlist=["STANDS"]).STANDS)
ask()
print(json.dumps(answers))
"""

FAILS_HALF_WAY = """
from django.db import connection
def run(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall() if cursor.description else []
def make(name):
    run("CREATE TABLE people (name varchar(9))")
    run(f"INSERT INTO people VALUES ('{name}')")
def names():
    return [name for (name,) in run("SELECT name FROM people")]
make("old")
try:
    with replacing.fresh():
        inside = connection.introspection.table_names()
        make("half")
        raise RuntimeError("half way")
except RuntimeError:
    kept = names()
with replacing.fresh():
    make("new")
print(json.dumps([inside, kept, names()]))
"""

FOREIGN_TABLE = """
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE somebody_elses (id integer)")
try:
    database.must_be_ours()
except Refused as refusal:
    print(json.dumps(refusal.text))
"""

IN_USE = """
import sqlite3
from django.conf import settings
Path(settings.ZHIBEN_HOME).mkdir(parents=True, exist_ok=True)
other = sqlite3.connect(settings.DATABASES["default"]["NAME"])
other.execute("PRAGMA journal_mode=WAL")
other.execute("CREATE TABLE people (name)")
try:
    with replacing.fresh():
        pass
except Refused as refusal:
    print(json.dumps(refusal.text))
other.close()
"""


def answer(script: str, env: dict[str, str], *arguments: str) -> Any:
    """What the script prints in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-c", PREPARE + script, *arguments], env=env, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


# The whole city is built for the browser's tests anyway, and lived through in parts on either database.
@pytest.mark.slow
@pytest.mark.parametrize("times", [pytest.param(1, marks=pytest.mark.served), 2])
def test_demonstration_is_built_and_rebuilt_from_nothing(elsewhere: dict[str, str], tmp_path: Any, times: int) -> None:
    told = answer(BUILD, elsewhere, str(tmp_path / "out"), str(times))
    assert told["papers"].count("%PDF-") >= 1
    assert told["people"]["安委办工作人员"] == "office"
    assert (told["passwords"], told["demonstration"], told["ledger"]) == (times, True, True)
    assert told["clock"].startswith("2024-10-16T")
    assert (told["figures"]["A5.tasks"], told["figures"]["D1.rectified"]) == (31, 0)
    assert told["figures"]["D1.reported"] == told["figures"]["C5.confirmed"] == 24
    assert told["said"] > 4


def test_database_of_somebody_else_is_refused(elsewhere: dict[str, str], tmp_path: Path) -> None:
    tables = tmp_path / "tables.sqlite3"
    if not elsewhere.get("ZHIBEN_DATABASE_URL"):
        migrated.copy_to(tables)
    empty, used, marked = answer(REFUSED_ELSEWHERE, elsewhere, str(tables) if tables.exists() else "")
    assert (empty, marked) == ("", "")
    assert used == ("这个数据库不是演示库，且已有数据；不能在其中建造演示城市，请另设ZHIBEN_HOME或ZHIBEN_DATABASE_URL")


def test_tables_of_another_program_are_refused(elsewhere: dict[str, str]) -> None:
    assert answer(FOREIGN_TABLE, elsewhere).startswith("这个数据库里有别的程序的表")


def test_building_that_fails_leaves_the_old_database(elsewhere: dict[str, str]) -> None:
    assert answer(FAILS_HALF_WAY, elsewhere) == [[], ["old"], ["new"]]


def test_database_in_use_is_not_replaced(elsewhere: dict[str, str]) -> None:
    on_sqlite = {**elsewhere, "ZHIBEN_DATABASE_URL": ""}
    assert answer(IN_USE, on_sqlite) == "数据库正被使用，请先停止网站和后台任务，再试一次"
