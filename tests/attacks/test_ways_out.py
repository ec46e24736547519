"""S14: nothing that somebody enters makes the server ask this machine or the inner network. Connections are counted
where they are made, and at sockets that listen on this machine."""

from __future__ import annotations

import io
import socket
import sys
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings
from tests.factories.inbox import OUTSIDE, lead, robot, robot_told
from tests.factories.listening import HOST, listening
from tests.factories.orgs import City, city
from tests.factories.pages import browser
from tests.factories.papers import docx
from tests.faults.record import Recorder

from zhiben.foundation.files import words_of
from zhiben.foundation.importing import export, run
from zhiben.foundation.rendering import Paper, Para, Style, drawn
from zhiben.inbox import operations
from zhiben.inbox.models import Robot
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.kernel.sheet import catalogue
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

pytestmark = [pytest.mark.django_db, pytest.mark.either]

INNER = (
    *(
        "127.0.0.1",
        "127.1",
        "127.0.0.2",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "0.0.0.0",
        "0",
        "0x7f.1",
        "0x7f000001",
    ),
    *("2130706433", "017700000001", "10.0.0.8", "10.255.255.255", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
    *("100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "255.255.255.255"),
    *("[::1]", "[::]", "[fd00::1]", "[fe80::1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:10.0.0.8]"),
    *("[64:ff9b::7f00:1]", "[64:ff9b::a00:8]", "[2002:7f00:1::]", "[2002:a00:8::1]", "[2001:0:1::80ff:fffe]"),
)
"""Hosts of this machine and of inner networks, in every spelling that some reader takes for one."""

SCHEMES = ("file:///etc/passwd", "gopher://{host}/_x", "ftp://{host}/x", "dict://{host}/x", "ldap://{host}/", "data:,x")
HOSTILE = ("https://{host}#@8.8.8.8/", "https://8.8.8.8@{host}/", "https://{host}\\@8.8.8.8/", "https:/\\{host}/hook")
"""Addresses that two readers take for two hosts."""

KINDS = (("webhook", "/hook"), ("wecom", "/send?key=ab"), ("dingtalk", "/send?access_token=ab"))
MARKUP = (
    '#image("http://{host}/a.png")',
    '#read("/etc/passwd")',
    '#import "http://{host}/a.typ"',
    "<img src=http://{host}/a.png>",
    "![](http://{host}/a.png)",
    '#include "@preview/a:1.0.0"',
    "file:///etc/passwd",
)


@dataclass
class Watched:
    """What was connected to from within this process, as (host, port); whoever came to the listening sockets."""

    port: int = 0
    gone: list[tuple[str, int]] = field(default_factory=list)
    came: list[str] = field(default_factory=list)
    watching: bool = False


WATCHED = Watched()


def _note(event: str, given: tuple[Any, ...]) -> None:
    """A hook of the interpreter, which nothing that runs in it gets round."""
    if event == "socket.connect" and WATCHED.watching and isinstance(given[1], tuple):
        WATCHED.gone.append((str(given[1][0]), int(given[1][1])))


sys.addaudithook(_note)


@pytest.fixture
def watched() -> Iterator[Watched]:
    """Sockets on this machine's addresses of both kinds, at one port, that count who comes."""
    four, six = socket.create_server(("0.0.0.0", 0)), socket.socket(socket.AF_INET6)
    six.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    WATCHED.port = four.getsockname()[1]
    six.bind(("::", WATCHED.port))
    six.listen()
    for one in (four, six):
        threading.Thread(target=_count, args=(one,), daemon=True).start()
    WATCHED.gone.clear()
    WATCHED.came.clear()
    WATCHED.watching = True
    yield WATCHED
    WATCHED.watching = False
    four.close()
    six.close()


def _count(listening: socket.socket) -> None:
    while True:
        try:
            one, who = listening.accept()
        except OSError:
            return
        WATCHED.came.append(str(who))
        one.close()


@contextmanager
def leading(monkeypatch: pytest.MonkeyPatch, *answers: str) -> Iterator[None]:
    """Names lead to these addresses in turn, and to the last one from then on: the name's owner changes them between
    two questions (DNS rebinding)."""
    left = list(answers)

    def found(_host: Any, port: Any, *given: Any, **named: Any) -> Any:
        one = left.pop(0) if len(left) > 1 else left[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port))]

    with monkeypatch.context() as patched:
        patched.setattr(socket, "getaddrinfo", found)
        yield


@pytest.fixture
def admin(settings: Any, tmp_path: Path) -> Person:
    settings.ZHIBEN_PRIVATE_TARGETS = frozenset()
    settings.MEDIA_ROOT = tmp_path
    built: City = city()
    return built.person(Role.SYSTEM_ADMIN, "市安委办")


def planted(admin: Person, kind: str, address: str) -> Robot:
    """A robot whose address somebody has put into the table itself."""
    told = {"wecom": "?key=ab", "dingtalk": "?access_token=ab"}.get(kind, "")
    found = robot(admin, kind=kind, address=f"{OUTSIDE}{told}", name=f"机器人{Robot.objects.count()}")
    lead(found, address)
    return found


def tried(one: Robot, admin: Person) -> bool:
    """Whether it was told something."""
    try:
        operations.try_robot(one, actor=actor_of(admin))
    except Refused:
        return False
    return True


def test_nothing_entered_leads_inside(watched: Watched, admin: Person, monkeypatch: Any, rows: Recorder) -> None:
    with rows.row("S14", "0 connections to a refused address, by whatever way", full=True) as row:
        entered, told = _entered(watched, admin), 0
        for kind, path in KINDS:
            for host in INNER:
                told += tried(planted(admin, kind, f"https://{host}:{watched.port}{path}"), admin)
            with leading(monkeypatch, "8.8.8.8", "127.0.0.1"):
                told += tried(planted(admin, kind, f"https://turning.example:{watched.port}{path}"), admin)
            with leading(monkeypatch, "8.8.8.8", "10.0.0.8"):
                told += tried(planted(admin, kind, f"https://turning.example:{watched.port}{path}"), admin)
        sent = len(KINDS) * (len(INNER) + 2)
        papers = _papers(watched)
        assert (watched.gone, watched.came) == ([], [])
        followed = _redirected(watched, admin)
        row.measured = (
            f"{entered} addresses entered, {sent} planted in the table and sent to by {len(KINDS)} kinds of robot "
            f"(names that turn inside between two questions among them), {followed} redirects, {papers} papers and "
            f"workbooks that name addresses: {len(watched.gone)} connections, {len(watched.came)} heard, {told} told"
        )
        assert (watched.gone, watched.came, told) == ([], [], 0)


def _entered(watched: Watched, admin: Person) -> int:
    """Each is refused at the form, and nothing is kept."""
    addresses = [f"https://{host}:{watched.port}/hook" for host in INNER]
    inner = f"{HOST}:{watched.port}"
    addresses += [one.format(host=inner) for one in (*SCHEMES, *HOSTILE)]
    client = browser(admin)
    for address in addresses:
        answer = client.post("/inbox/robots/add/", robot_told(address=address))
        assert (answer.status_code, Robot.objects.count()) == (422, 0), address
    return len(addresses)


def _redirected(watched: Watched, admin: Person) -> int:
    """A service that is allowed answers that what was asked for lies inside; connections to it itself are no fault."""
    with listening() as server, override_settings(ZHIBEN_PRIVATE_TARGETS=frozenset({HOST})):
        for status in (301, 302, 303, 307, 308):
            for kind, path in KINDS:
                server.answers, server.elsewhere = [status], f"http://{HOST}:{watched.port}/inner"
                assert not tried(planted(admin, kind, server.address(path)), admin)
        heard = len(server.heard)
    assert heard == 5 * len(KINDS)
    watched.gone[:] = [one for one in watched.gone if one != (HOST, server.port)]
    return heard


def _papers(watched: Watched) -> int:
    """Papers are made of what people wrote, and workbooks and documents are read that name files elsewhere."""
    words = [one.format(host=f"{HOST}:{watched.port}") for one in MARKUP]
    blocks = tuple(Para(one) for one in words)
    paper = Paper(Style.BULLETIN, "工作简报", words[0], "某办", date(2024, 7, 1), blocks=blocks)
    assert [drawn(paper, form)[:4] for form in ("pdf", "docx")] == [b"%PDF", b"PK\x03\x04"]
    read = 0
    for content in (_linked_docx(watched), _linked_xlsx(watched)):
        read += _taken_in(content)
    return 2 + read


def _taken_in(content: bytes) -> int:
    """Read by whoever reads such a file; refused or not is another test's affair."""
    try:
        if b"word/" in content:
            words_of(content, "docx", name="方案.docx")
        else:
            run(catalogue()["units"], content, name="单位.xlsx", actor=SYSTEM, dry_run=True)
    except Refused:
        pass
    return 1


def _linked_docx(watched: Watched) -> bytes:
    return _with(
        docx("动态清零"),
        "word/_rels/document.xml.rels",
        f'<Relationship Id="rId99" TargetMode="External" Target="http://{HOST}:{watched.port}/a.png" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"/></Relationships>',
    )


def _linked_xlsx(watched: Watched) -> bytes:
    return _with(
        export(catalogue()["units"], [{"name": "市水务局", "kind": "部门", "territory": "深圳市", "line": "水务"}]),
        "xl/_rels/workbook.xml.rels",
        f'<Relationship Id="rId99" TargetMode="External" Target="http://{HOST}:{watched.port}/a.xlsx" Type='
        '"http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLink"/></Relationships>',
    )


def _with(content: bytes, part: str, end: str) -> bytes:
    """The package with something at the end of one of its parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as package, zipfile.ZipFile(out, "w") as written:
        for one in package.namelist():
            told = package.read(one)
            written.writestr(one, told.replace(b"</Relationships>", end.encode()) if one == part else told)
    return out.getvalue()
