"""S16: no default password or key in a release; error pages tell no stack, path, query or setting; logs hold none of
the passwords, tokens, identity numbers and telephones that were sent; where exactly somebody stood leaves by no door
that is not opened for a purpose."""

from __future__ import annotations

import ast
import json
import logging
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.conf import settings as live
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader
from tests.attacks.breaking import BROKEN, PASSWORD, PHONE, PLANTED, TOKEN
from tests.factories.orgs import city as built
from tests.factories.pages import browser
from tests.factories.supervision import again, drawn, goers, ground, signed, targets
from tests.faults.record import Recorder, recording, write
from tests.foundation.test_secrets import whole_database

from zhiben.config.logs import Scrubbed, Unworded, scrubbed
from zhiben.foundation.scope import past_guard
from zhiben.kernel import clock
from zhiben.orgs.vocab import Role
from zhiben.supervision.models import Visit

ROOT = Path(__file__).resolve().parents[2]
LINES, FEW = 10_000, 150
NAMED = re.compile(r"(?i)(password|passwd|secret|token|api_?key|private_?key)")
KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s*[A-Za-z0-9+/]{20}|AKIA[0-9A-Z]{16}|ghp_[0-9A-Za-z]{36}")
WORDS = {
    # A name with such a word in it whose value is read by people or machines, and opens nothing.
    "password", "secret", "token", "current-password", "new-password", "change_password", "csrfmiddlewaretoken",
}  # fmt: skip
INSIDE = (
    "Traceback",
    'File "',
    "site-packages",
    "SELECT ",
    "orgs_person",
    "settings.py",
    "SECRET_KEY",
    "DJANGO_SETTINGS",
    "RuntimeError",
    "OperationalError",
    "zhiben/",
    "urlpatterns",
)


# A release


def packaged() -> list[Path]:
    """Every file that a wheel holds: the package's tree, as `tool.hatch.build.targets.wheel` says."""
    assert 'packages = ["src/zhiben"]' in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    listed = subprocess.run(["git", "ls-files", "src/zhiben"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / line for line in listed.stdout.splitlines() if (ROOT / line).is_file()]


def given(tree: ast.AST) -> Iterator[tuple[int, str, str]]:
    """Texts that are given to a name with such a word in it: line, name, text."""
    for node in ast.walk(tree):
        pairs: list[tuple[str, ast.expr]] = []
        if isinstance(node, ast.Assign):
            pairs = [(ast.unparse(target), node.value) for target in node.targets]
        elif isinstance(node, ast.AnnAssign) and node.value is not None:
            pairs = [(ast.unparse(node.target), node.value)]
        elif isinstance(node, ast.Call):
            pairs = [(one.arg or "", one.value) for one in node.keywords]
        elif isinstance(node, ast.Dict):
            pairs = [(ast.unparse(key), value) for key, value in zip(node.keys, node.values, strict=True) if key]
        for name, value in pairs:
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and NAMED.search(name):
                yield value.lineno, name, value.value


def opens(text: str) -> bool:
    """Whether a text could open anything: one word in Latin letters, digits and signs."""
    return bool(text) and text.isascii() and not re.search(r"[\s{}<%]", text) and text not in WORDS


def planted_in_code() -> list[str]:
    """Where the release seems to hold a password or key."""
    found = []
    for file in packaged():
        data = file.read_bytes()
        if KEY.search(data.decode("utf-8", errors="replace")):
            found.append(f"{file.relative_to(ROOT)}: a private key")
        if file.suffix == ".py":
            lines = [one for one in given(ast.parse(data)) if opens(one[2])]
            found += [f"{file.relative_to(ROOT)}:{line}: {name} = {text!r}" for line, name, text in lines]
    return found


def settings_of(home: Path) -> dict[str, str]:
    """What an installation that was told nothing ends up with."""
    said = "import json; from django.conf import settings as s; print(json.dumps([s.SECRET_KEY, str(s.DEBUG)]))"
    told = {name: value for name, value in os.environ.items() if not name.startswith(("ZHIBEN_", "DJANGO_"))}
    env = told | {"ZHIBEN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "zhiben.config.settings"}
    done = subprocess.run([sys.executable, "-c", said], env=env, cwd=home, capture_output=True, text=True, check=True)
    key, debug = json.loads(done.stdout)
    return {"key": key, "debug": debug}


def test_a_release_holds_no_password_and_no_key_and_each_home_makes_its_own(tmp_path: Path) -> None:
    assert len(packaged()) > 1000
    assert planted_in_code() == []
    homes = [tmp_path / name for name in "ab"]
    for home in homes:
        home.mkdir()
    first, second = (settings_of(home) for home in homes)
    assert first["key"] != second["key"] and min(len(first["key"]), len(second["key"])) >= 50
    assert (first["debug"], settings_of(homes[0])["key"]) == ("False", first["key"])
    assert [home.joinpath("secret_key").stat().st_mode & 0o077 for home in homes] == [0, 0]
    whole = b"".join(one.read_bytes() for one in packaged())
    assert first["key"].encode() not in whole


def test_the_scan_finds_what_is_planted() -> None:
    told = list(given(ast.parse('PASSWORD = "Zb-2024!"\nf(secret_key="abc")\nx = {"token": "t0"}\ny: str = "z"\n')))
    assert [(name, text) for _line, name, text in told if opens(text)] == [
        ("PASSWORD", "Zb-2024!"),
        ("secret_key", "abc"),
        ("'token'", "t0"),
    ]
    assert KEY.search("-----BEGIN EC PRIVATE KEY-----\n" + "A" * 24)


# Error pages


@pytest.fixture
def broken(settings: Any) -> Iterator[Client]:
    """A person's browser at a house that breaks."""
    settings.DEBUG, settings.ROOT_URLCONF = False, "tests.attacks.breaking"
    client = browser(built().person(Role.OFFICE_OFFICER, "市安委办"))
    client.raise_request_exception = False
    yield client


def told_by(body: str, home: Path) -> list[str]:
    """What a body tells of the inside."""
    secret = live.SECRET_KEY
    return [one for one in (*INSIDE, *PLANTED, secret, str(ROOT), str(home)) if one in body]


@pytest.mark.django_db
@pytest.mark.parametrize("name", BROKEN)
def test_an_error_page_tells_nothing_of_the_inside(broken: Client, name: str, settings: Any) -> None:
    status = BROKEN[name][0]
    for accept in ("text/html", "application/json"):
        answer = broken.get(f"/broken/{name}/", headers={"Accept": accept})
        body = answer.content.decode() + str(dict(answer.headers))
        allowed = (status, 400) if name == "large" else (status,)
        assert answer.status_code in allowed
        assert told_by(body, Path(settings.ZHIBEN_HOME)) == []


@pytest.mark.django_db
def test_real_doors_tell_nothing_of_the_inside(broken: Client, settings: Any) -> None:
    asked = (
        ("get", "/nowhere/", {}),
        ("get", "/hazards/999999999/", {}),
        ("get", "/ledger/no.model/1/", {}),
        ("get", "/hazards/?page=10000000000000000000000", {}),
        ("get", "/hazards/?q=%00%ff", {}),
        ("post", "/ledger/", {}),
        ("post", "/tasks/liaisons/phones/", {"purpose": "x"}),
        ("post", "/hazards/new/", {"found_on": "'; DROP TABLE x --"}),
    )
    for method, address, body in asked:
        answer = getattr(broken, method)(address, body)
        assert answer.status_code < 500
        assert told_by(answer.content.decode(), Path(settings.ZHIBEN_HOME)) == []


# Logs


@pytest.mark.parametrize(
    ("line", "kept"),
    (
        ("phone 13912345678 x", "phone … x"),
        ("+86 139-1234-5678", "…"),
        ("0755-12345678", "…"),
        ("id 44030619900101123X.", "id …."),
        ("mail a.b@example.org", "mail …"),
        ("password=Wx9-planted&x=1", "password=…&x=1"),
        ('{"password": "Wx9"}', '{"password": "…"}'),
        ("SECRET_KEY='k-1'", "SECRET_KEY='…'"),
        ("code=K7QM-22 number=5", "code=… number=5"),
        ("查询码：K7QM", "查询码：…"),
        ("status_code=404", "status_code=404"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer …"),
        ("postgresql://zhiben:word@host/db", "postgresql://zhiben:…@host/db"),
        ("Not Found: /hazards/12/", "Not Found: /hazards/12/"),
        ("e3b13912345678c44298fc1c149afbf4", "e3b13912345678c44298fc1c149afbf4"),
    ),
)
def test_a_line_is_scrubbed(line: str, kept: str) -> None:
    assert scrubbed(line) == kept


class Lines(logging.Handler):
    """Keeps what the log would have written."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.addFilter(Unworded())
        self.setFormatter(Scrubbed())
        self.told: list[str] = []
        self.raw: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """A line, as it is written and as it would have been."""
        self.raw += logging.Formatter().format(record).splitlines()
        self.told += self.format(record).splitlines()


def asked(client: Client, stranger: Client, number: int) -> None:
    """One of many requests that are refused or break, with what was planted in body, query and header."""
    sent = {"username": "li.ming", "password": PASSWORD, "phone": PHONE, "identity": PLANTED[2], "token": TOKEN}
    query = f"?phone={PHONE}&token={TOKEN}&password={PASSWORD}"
    turns = (
        lambda: stranger.post("/login/", sent),
        lambda: client.get(f"/nowhere/{number}/{query}"),
        lambda: client.post(f"/broken/refused/{query}", sent),
        lambda: client.post("/people/new/", sent),
        lambda: client.get(f"/broken/broken/{query}"),
        lambda: client.get(f"/broken/denied/{query}", headers={"Authorization": f"Bearer {TOKEN}"}),
        lambda: client.get(f"/broken/suspicious/{query}"),
        lambda: client.get("/broken/missing/"),
        lambda: client.get(f"/nowhere/{PHONE}/{PLANTED[2]}/"),
    )
    turns[number % len(turns)]()


def gathered(client: Client, wanted: int) -> Lines:
    """The log of as many requests as it takes."""
    lines, stranger, root = Lines(), Client(), logging.getLogger()
    stranger.raise_request_exception = False
    before = [(one, one.level, one.propagate) for one in (root, logging.getLogger("django"))]
    root.addHandler(lines)
    for one, _level, _propagate in before:
        one.setLevel(logging.INFO)
    try:
        for number in count():
            if len(lines.told) >= wanted:
                return lines
            asked(client, stranger, number)
    finally:
        root.removeHandler(lines)
        for one, level, propagate in before:
            one.setLevel(level)
            one.propagate = propagate
    raise AssertionError("unreachable")


def _measured(client: Client, recorder: Recorder, wanted: int) -> None:
    with recorder.row(
        "S16", "0 hits in 10 000 log lines, 0 in error pages and the release", full=wanted == LINES
    ) as row:
        lines = gathered(client, wanted)
        hits = {word: sum(word in one for one in lines.told) for word in PLANTED}
        would = sum(word in one for one in lines.raw for word in PLANTED)
        row.measured = f"{len(lines.told)} log lines, {sum(hits.values())} hits ({would} but for the scrubbing)"
        row.measured += f"; {len(BROKEN)} kinds of error, {len(packaged())} files of the release scanned"
        assert would > 0, "nothing was at stake"
        assert hits == dict.fromkeys(PLANTED, 0)
        assert planted_in_code() == []
    if recording():
        write([asdict(row)])


@pytest.mark.django_db
def test_no_log_line_tells_what_was_sent(broken: Client, rows: Recorder) -> None:
    _measured(broken, rows, FEW)


@pytest.mark.slow
@pytest.mark.django_db
def test_ten_thousand_log_lines_tell_nothing_that_was_sent(broken: Client, rows: Recorder) -> None:
    _measured(broken, rows, LINES)


def test_the_log_is_written_through_what_is_tried_here() -> None:
    handler = live.LOGGING["handlers"]["stderr"]
    assert live.LOGGING["formatters"][handler["formatter"]] == {"()": "zhiben.config.logs.Scrubbed"}


# Where people stood

STOOD = {"latitude": 22.601234, "longitude": 114.000456, "accuracy": 10}
EXACTLY = ("22.6012", "114.0004")
"""What any of its spellings has, in five decimals or in six."""


def words_of(kind: str, body: bytes) -> str:
    """What a file or page says."""
    if kind.endswith(("sheet", "zip")):
        with ZipFile(BytesIO(body)) as pack:
            return "".join(pack.read(name).decode(errors="replace") for name in pack.namelist())
    if kind.endswith("pdf"):
        return "".join(page.extract_text() for page in PdfReader(BytesIO(body)).pages)
    return body.decode()


def doors_out(visit: Visit) -> list[str]:
    """Addresses that tell of a visit: pages, papers, workbook, what a phone carries along, the record's ledger."""
    of_visit = ("visit", "checks", "checked")
    named = [reverse(f"supervision:{name}", args=[visit.pk]) for name in of_visit]
    named += [reverse("supervision:round", args=[visit.round_id]), reverse("supervision:target", args=[visit.target])]
    named += [reverse(f"supervision:{name}") for name in ("list", "coverage", "coverage_book", "phone_pack")]
    return [*named, reverse("overview:record", args=[visit._meta.label_lower, visit.pk]), "/ledger/"]


@pytest.mark.django_db
def test_where_somebody_stood_leaves_by_no_door_but_that_for_a_purpose(caplog: pytest.LogCaptureFixture) -> None:
    built = ground()
    target = targets(built, drawn(built))[0]
    first, second = (again(person) for person in sorted(target.team_people))
    act = {"key": "0f8fad5b-d9cb-469f-a165-70867728950e", "kind": "arrive", "target": target.pk}
    told = {"person": second.id, "acts": [act | {"at": clock.now().isoformat(), "said": STOOD}]}
    with caplog.at_level("DEBUG"):
        page = browser(first).post(reverse("supervision:target", args=[target.pk]), STOOD)
        phone = browser(second).post(reverse("supervision:phone_sync"), {"sent": json.dumps(told)})
        assert (page.status_code, phone.json()["answers"][0]["outcome"]) == (302, "done")
        visit = signed(Visit._unfiltered().get())
        people = (*goers(visit), built.keeper, built.built.actor(Role.AUDIT_ADMIN, "市安委办"))
        tried: dict[str, set[int]] = {}
        for who, address in ((who, address) for who in people for address in doors_out(visit)):
            answer = browser(who).get(address)
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            said = words_of(str(answer.headers.get("Content-Type", "")), body)
            tried.setdefault(address, set()).add(answer.status_code)
            assert (address, [one for one in EXACTLY if one in said]) == (address, [])
    assert {address for address, told in tried.items() if 200 not in told} == set()
    with past_guard():
        kept = {"database": whole_database(), "log": caplog.text}
    assert "22.6" in kept["database"] and "supervision" in kept["log"], "nothing was looked through"
    assert [(where, one) for where, text in kept.items() for one in EXACTLY if one in text] == []
    read = browser(second).post(reverse("supervision:visit_positions", args=[visit.pk]), {"purpose": "check"})
    assert read.content.decode().count("定位22.60123, 114.00046（误差10米）") == 2
