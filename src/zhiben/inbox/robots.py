"""The way out to group robots and other systems, through `apprise`, which knows what each service expects to be told
and how to sign it. Whether, when, how often and with what words is ours. The library never reads what an administrator
entered as one of its own addresses: those may switch off certificates, or name programs and files."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

from django.conf import settings

from zhiben.foundation import installation, secrets
from zhiben.inbox import answers
from zhiben.inbox.addresses import must_lead_outside, parts_of
from zhiben.inbox.channels import Undeliverable
from zhiben.inbox.models import Robot
from zhiben.inbox.vocab import RobotKind
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.text import N_

SAYING = (RobotKind.WECOM, RobotKind.DINGTALK)
"""Services that say in their answer's body whether they have taken a message."""
KEY, TOKEN = re.compile(r"[A-Za-z0-9_-]+"), re.compile(r"[A-Za-z0-9]+")

ADDRESS = secrets.declare(secrets.SecretKind(Robot._meta.label_lower, "address", N_("群机器人网址"), ()))
SIGNING = secrets.declare(secrets.SecretKind(Robot._meta.label_lower, "secret", N_("群机器人加签密钥"), ()))


@dataclass(frozen=True, slots=True)
class Way:
    """Where a robot is reached and what it is signed with, in clear: while it is told, and in no repr."""

    address: str = field(repr=False)
    secret: str = field(default="", repr=False)


def way_of(robot: Robot) -> Way:
    """What is kept of a robot. Raises Refused when it can't be read any more."""
    signed = secrets.standing_of(robot, SIGNING.field).kept
    return Way(secrets.lent(robot, ADDRESS.field), secrets.lent(robot, SIGNING.field) if signed else "")


def keep_way(robot: Robot, way: Way) -> None:
    """Keep where a robot is reached, within the transaction that is open; only the host stands in its row."""
    secrets.keep(robot, ADDRESS.field, way.address)
    secrets.keep(robot, SIGNING.field, way.secret)


def host_of(address: str) -> str:
    """The host of an address that was checked."""
    return parts_of(address).hostname or ""


def check(kind: str, address: str, secret: str) -> None:
    """Raise Incomplete unless messages can be sent to such an address; in a demonstration no name is looked up."""
    try:
        must_lead_outside(address, look_up=not installation.current().demonstration)
    except Refused as refusal:
        raise _wrong("address", refusal.text) from None
    except OSError:
        raise _wrong("address", N_("现在查不到网址中的主机名，请核对")) from None
    asked = _asked(address)
    if kind == RobotKind.WECOM and not KEY.fullmatch(asked.get("key", "")):
        raise _wrong("address", N_("企业微信群机器人的网址里应有“key=…”，请原样复制"))
    if kind == RobotKind.DINGTALK and not TOKEN.fullmatch(asked.get("access_token", "")):
        raise _wrong("address", N_("钉钉群机器人的网址里应有“access_token=…”，请原样复制"))
    if secret and (kind != RobotKind.DINGTALK or not TOKEN.fullmatch(secret)):
        raise _wrong("secret", N_("只有钉钉群机器人有加签密钥，以“SEC”开头，由字母和数字组成"))


def send(robot: Robot, text: str) -> None:
    """Tell a robot; what it would be told in a demonstration is written beside that one's mail. Raises
    Undeliverable."""
    if installation.current().demonstration:
        _write(robot, text)
        return
    try:
        way = way_of(robot)
    except Refused as refusal:
        raise Undeliverable(refusal.text) from None
    try:
        must_lead_outside(way.address)
    except Refused as refusal:
        raise Undeliverable(refusal.text, for_good=True) from None
    except OSError:
        raise Undeliverable(N_("查不到网址中的主机名")) from None
    from apprise import LogCapture

    with LogCapture(level=logging.WARNING, fmt="%(message)s") as said:
        try:
            sent = SERVICES[RobotKind(robot.kind)](way).notify(body=text)
        except Refused as refusal:
            raise Undeliverable(refusal.text, for_good=True) from None
        told = said.getvalue()
    if not sent:
        status = re.search(r"error=(\d{3})", told)
        raise Undeliverable(
            N_("对方答复{status}，没有收下").format(status=status[1]) if status else N_("连接不上对方，或超时")
        )
    if robot.kind in SAYING:
        _must_be_taken(answers.code())


def _must_be_taken(code: int | None) -> None:
    if code is None:
        raise Undeliverable(N_("对方的答复里没有结果代码，不能确认已收下；请核对网址"))
    if code:
        said = N_("对方没有收下，返回代码{code}；请核对网址、加签密钥和群机器人的安全设置，代码的含义见对方平台的说明")
        raise Undeliverable(said.format(code=code))


def _write(robot: Robot, text: str) -> None:
    folder = Path(settings.EMAIL_FILE_PATH)
    folder.mkdir(parents=True, exist_ok=True)
    mark = hashlib.sha256(text.encode()).hexdigest()[:8]
    name = f"robot-{robot.pk}-{clock.now():%Y%m%d-%H%M%S}-{mark}.txt"
    (folder / name).write_text(text, encoding="utf-8")


def _wecom(way: Way) -> Any:
    from apprise.plugins import wecombot

    answers.listen_to(wecombot)
    service = wecombot.NotifyWeComBot(key=_asked(way.address)["key"], redirect=False)
    service.api_url = way.address
    return service


def _dingtalk(way: Way) -> Any:
    from apprise.plugins import dingtalk

    answers.listen_to(dingtalk)
    token = _asked(way.address)["access_token"]
    service = dingtalk.NotifyDingTalk(token=token, secret=way.secret or None, redirect=False)
    service.notify_url = way.address.replace("{", "%7B").replace("}", "%7D")
    return service


def _webhook(way: Way) -> Any:
    from apprise.plugins import custom_json

    answers.listen_to(custom_json)
    parts = parts_of(way.address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    # Quoted once more, for it is unquoted there.
    where = {"host": host, "port": parts.port, "fullpath": quote(parts.path or "/")}
    return custom_json.NotifyJSON(**where, params=_asked(way.address), secure=parts.scheme == "https", redirect=False)


SERVICES: dict[RobotKind, Callable[[Way], Any]] = {
    RobotKind.WECOM: _wecom,
    RobotKind.DINGTALK: _dingtalk,
    RobotKind.WEBHOOK: _webhook,
}


def _asked(address: str) -> dict[str, str]:
    return dict(parse_qsl(parts_of(address).query, keep_blank_values=True))


def _wrong(field: str, sentence: str) -> Incomplete:
    return Incomplete(sentence, fields={field: sentence})
