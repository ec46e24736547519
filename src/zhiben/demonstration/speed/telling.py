"""A phone that tells a visit through a slow network that is cut now and then: sixty pictures and twenty findings, in
the steps that the app takes, beside the time that the pictures' bytes take by themselves. All of it is 示例数据."""

from __future__ import annotations

import hashlib
import http.client
import io
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connections
from django.test import Client

from zhiben.demonstration.speed import serving
from zhiben.demonstration.speed.relay import relaying
from zhiben.demonstration.stopwatch import Benchmark, milliseconds
from zhiben.foundation.files import attached_to_each
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.new_tables import migrate
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.kernel.rights import SYSTEM, Actor
from zhiben.orgs import operations as founding
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role, UnitKind
from zhiben.supervision import operations, queries
from zhiben.supervision.operations import Plan, Sent

if TYPE_CHECKING:
    from zhiben.orgs.models import Unit

PICTURES, FINDINGS, SIZE = 60, 20, 100 * 1024
RATE = 125_000
"""Bytes a second: one Mbit."""

CUT = 700_000
"""After so many bytes the network breaks off."""

PIECE = 64 * 1024
PATIENCE = 60
SINCE = date(2023, 1, 1)
BORDER = "zhiben-phone"


@dataclass
class Device:
    """A phone with somebody's login; it asks again whatever was cut, and goes on where the server says."""

    port: int
    cookie: str
    token: str = ""
    connection: http.client.HTTPConnection | None = None

    def ask(self, address: str, fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An answer. Raises OSError or HTTPException where it was cut."""
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Accept": "application/json", "Cookie": f"sessionid={self.cookie}; csrftoken={self.token}"}
        try:
            if fields is None:
                self.connection.request("GET", address, headers=headers)
            else:
                kind, body = _form({**fields, "csrfmiddlewaretoken": self.token})
                self.connection.request("POST", address, body, headers | {"Content-Type": kind})
            answer = self.connection.getresponse()
            told: dict[str, Any] = json.loads(answer.read())
            cookie = answer.headers.get("Set-Cookie", "")
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self.connection = None
            raise
        if cookie.startswith("csrftoken="):
            self.token = cookie.partition("=")[2].partition(";")[0]
        if answer.status >= 400 and answer.status != http.client.CONFLICT:
            raise RuntimeError(f"{address}: {told}")
        return told

    def patiently(self, address: str, fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """An answer, however often it was cut."""
        while True:
            try:
                return self.ask(address, fields)
            except (OSError, http.client.HTTPException):
                continue

    def bring(self, picture: bytes, name: str) -> str:
        """Send a picture in pieces; its SHA-256."""
        sha256 = hashlib.sha256(picture).hexdigest()
        about = {"name": name, "size": len(picture), "type": "image/jpeg", "only": "photo", "sha256": sha256}
        at = self.patiently("/files/uploads/", about)
        address, offset = f"/files/uploads/{at['upload']}/", at["offset"]
        while offset < len(picture):
            try:
                piece = picture[offset : offset + PIECE]
                offset = self.ask(address, {"offset": offset, "piece": piece})["offset"]
            except (OSError, http.client.HTTPException, KeyError):
                offset = self.patiently(address)["offset"]
        self.patiently(f"{address}finish/", {"sha256": sha256, "only": "photo"})
        return sha256


def _form(fields: Mapping[str, Any]) -> tuple[str, bytes]:
    """Fields as a browser sends them: those with bytes as files."""
    if not any(isinstance(value, bytes) for value in fields.values()):
        return "application/x-www-form-urlencoded", urlencode(fields).encode()
    body = b""
    for name, value in fields.items():
        named = f'; filename="{name}"\r\nContent-Type: application/octet-stream' if isinstance(value, bytes) else ""
        head = f'--{BORDER}\r\nContent-Disposition: form-data; name="{name}"{named}\r\n\r\n'
        body += head.encode() + (value if isinstance(value, bytes) else str(value).encode()) + b"\r\n"
    return f"multipart/form-data; boundary={BORDER}", body + f"--{BORDER}--\r\n".encode()


def measured(say: Callable[[str], None]) -> Iterator[Benchmark]:
    """In a new database of SQLite's, served by this product's own server."""
    migrate()
    with unscoped(reason="the benchmark's own city"):
        person, target = _sent_out()
    client = Client()
    client.force_login(get_user_model().objects.get(pk=person.id))
    cookie = client.cookies["sessionid"].value
    pictures = [_picture(number) for number in range(PICTURES)]
    connections.close_all()
    say("数据已备齐，开始计时")
    with (
        serving.ours(settings.ZHIBEN_HOME) as served,
        relaying(int(served.url.rpartition(":")[2]), rate=RATE, cut=CUT) as (port, relay),
    ):
        device = Device(port, cookie)
        taken = milliseconds(lambda: _tell(device, person.id, target, pictures))
        cuts = relay.cuts
    with unscoped(reason="the benchmark looks at what came"):
        _must_be_whole(pictures)
    yield Benchmark(
        "relay",
        taken,
        "同样多的照片字节按每秒1兆比特",
        PICTURES * SIZE / RATE * 1000,
        goal="C1 relay",
        limit=1.6,
        told=f"{PICTURES}张照片、{FINDINGS}个问题，断开{cuts}次，一件不少、一件不多",
    )


def _tell(device: Device, person: int, target: int, pictures: list[bytes]) -> None:
    device.patiently("/supervision/phone/session.json")
    at = clock.now().isoformat()
    acts = [_act(0, "arrive", target, at, {"without": "地下室无信号"})]
    each = PICTURES // FINDINGS
    hashes = [device.bring(picture, f"{number}.jpg") for number, picture in enumerate(pictures)]
    for number in range(FINDINGS):
        photos = [{"sha256": one, "original": one} for one in hashes[number * each : (number + 1) * each]]
        said = {"text": f"示例问题{number + 1}", "becomes": "work", "photos": photos}
        acts.append(_act(number + 1, "find", target, at, said))
    for start in range(0, len(acts), 20):
        told = {"person": person, "acts": acts[start : start + 20]}
        answers = device.patiently("/supervision/phone/sync", {"sent": json.dumps(told)})["answers"]
        if {one["outcome"] for one in answers} - {"done", "already"}:
            raise RuntimeError(f"not everything was taken: {answers}")


def _act(number: int, kind: str, target: int, at: str, said: Mapping[str, Any]) -> dict[str, Any]:
    return {"key": str(UUID(int=number + 1)), "kind": kind, "target": target, "at": at, "said": said}


def _must_be_whole(pictures: list[bytes]) -> None:
    """Raises RuntimeError where something was lost or came twice."""
    (visit,) = queries.visits_lately()
    found = queries.findings_of(visit)
    lying = attached_to_each(found[0]._meta.label_lower, [one.pk for one in found])
    came = sorted(row.file.sha256 for rows in lying.values() for row in rows)
    if len(found) != FINDINGS or came != sorted(hashlib.sha256(one).hexdigest() for one in pictures):
        raise RuntimeError("something was lost or came twice")


def _picture(number: int) -> bytes:
    """A picture of exactly so many bytes, like no other."""
    import numpy as np
    from PIL import Image

    out = io.BytesIO()
    noise = np.random.default_rng(number).integers(0, 256, (240, 320), np.uint8)
    Image.fromarray(noise).save(out, "JPEG", quality=85)
    return out.getvalue().ljust(SIZE, b"\0")[:SIZE]


def _sent_out() -> tuple[Actor, int]:
    """A city with one site, a round whose only target it is, and the first of the two who are sent there."""
    today = clock.today()
    ground = founding.seed_shenzhen(actor=SYSTEM, on=SINCE)
    line = founding.add_line("应急管理")
    sector = founding.add_sector("示例行业", line=line, valid_from=SINCE)
    office = founding.add_unit(
        "市安委办", kind=UnitKind.COMMITTEE_OFFICE, territory=ground, line=line, valid_from=SINCE
    )
    street = type(ground).objects.get(pk=orgs.streets()[0].id)
    founding.add_site("示例场所", territory=street, sector=sector, local_id="示例1", demonstration=True, actor=SYSTEM)
    roles = (Role.OFFICE_OFFICER, Role.OFFICE_LEADER, Role.INSPECTOR, Role.INSPECTOR)
    keeper, leader, first, second = (_person(number, role, office) for number, role in enumerate(roles))
    plan = Plan(office=office.pk, kind="special", title="示例督导", first=today, last=today, choosing="all")
    with scope(keeper):
        one = operations.plan_round(plan, actor=keeper)
        operations.set_team(one, 1, [Sent(each.id, office.pk) for each in (first, second)], actor=keeper)
        operations.freeze(one, actor=keeper)
    with scope(leader):
        perform(one, "approve", leader)
    with scope(keeper):
        perform(one, "take_all", keeper)
        (target,) = queries.targets_of(one)
    return first, target.pk


def _person(number: int, role: Role, office: Unit) -> Actor:
    person = founding.add_person(f"user{number}", name=f"示例人员{number}", actor=SYSTEM)
    founding.grant(person, role, unit=office, valid_from=SINCE, actor=SYSTEM)
    return orgs.actor_of(person.pk)
