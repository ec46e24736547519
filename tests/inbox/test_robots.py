"""Robots: who keeps them, which addresses they may have, what they are told and when. They are told over a real
connection to this machine, which the installation allows by name."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.factories.campaign import task
from tests.factories.inbox import KIND, lead, robot, robot_told, told
from tests.factories.listening import HOST, Listener, listening
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text
from tests.inbox.conftest import MORNING

from zhiben.config.doctor import examine
from zhiben.foundation import installation
from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.jobs import lease, run_pending
from zhiben.foundation.jobs.models import Job, JobState
from zhiben.inbox import addresses, answers, operations, queries, robots
from zhiben.inbox.models import Delivery, Robot
from zhiben.inbox.operations.delivering import BACK_OFF
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused
from zhiben.kernel.rights import SYSTEM
from zhiben.orgs.models import Person
from zhiben.orgs.queries import actor_of
from zhiben.orgs.vocab import Role

SECRET = "s3cretKEY"
SIGNED = {"msgtype": "text", "at": {"atMobiles": [], "isAtAll": False}}


@pytest.fixture
def server() -> Iterator[Listener]:
    with listening() as found:
        yield found


@pytest.fixture(autouse=True)
def site(settings: Any, tmp_path: Path) -> None:
    settings.ZHIBEN_PRIVATE_TARGETS = frozenset({HOST})
    settings.EMAIL_FILE_PATH = tmp_path / "mail"


@pytest.fixture
def admin(city: City) -> Person:
    return city.person(Role.SYSTEM_ADMIN, "市安委办")


def officer(city: City, unit: str = "市住房建设") -> Person:
    return city.person(Role.DEPARTMENT_OFFICER, unit)


def tick(at: datetime = MORNING) -> int:
    """What the clock asks for at a moment, done; how many robots were due."""
    with clock.at(at):
        due: int = operations.post_waiting.func()
        Job.objects.filter(state=JobState.READY).update(due_at=lease.database_now())
        run_pending()
    return due


# What is told


def test_robot_is_told_kinds_and_counts_and_where_to_read(
    city: City, admin: Person, server: Listener, settings: Any
) -> None:
    settings.ZHIBEN_BASE_URL = "https://zhiben.example"
    robot(admin, address=server.address("/hook?key=s3cret&to=a%26b"))
    one = task(city, lead="市住房建设")
    people = [officer(city), officer(city)]
    for number, who in enumerate(people):
        told(who, f"密件：{one.number} 示例企业 {who.name}", key=f"k{number}")
    told(people[0], "又一件", key="again")
    assert tick() == 1
    sentence = "【治本】有新消息：测试消息3条\n请登录查看：https://zhiben.example/inbox/messages/"
    body = {"version": "1.0", "title": "", "message": sentence, "attachments": [], "type": "info"}
    assert server.heard == [("/hook?key=s3cret&to=a%26b", body)]
    assert [row.sent_at for row in Delivery.objects.all()] == [MORNING] * 3
    assert (tick(), len(server.heard)) == (0, 1)


def test_robot_of_a_unit_is_told_of_its_people_alone(city: City, admin: Person, server: Listener) -> None:
    robot(admin, unit=city.unit("市住房建设").pk, address=server.address("/own"))
    robot(admin, address=server.address("/all"))
    told(officer(city), key="a")
    told(officer(city, "市消防救援"), key="b")
    assert tick() == 2
    end = "\n请登录平台查看“消息”页。"
    assert sorted((path, body["message"]) for path, body in server.heard) == [
        ("/all", f"【治本】有新消息：测试消息2条{end}"),
        ("/own", f"【治本】有新消息：测试消息1条{end}"),
    ]


@pytest.mark.parametrize(
    ("kind", "path", "secret", "shape"),
    [
        ("wecom", f"/cgi-bin/webhook/send?key={SECRET}", "", {"msgtype": "text"}),
        (
            "dingtalk",
            f"/robot/send?access_token={SECRET}",
            "",
            SIGNED,
        ),
        (
            "dingtalk",
            f"/robot/send?access_token={SECRET}",
            "SEC123",
            SIGNED,
        ),
    ],
)
def test_each_service_is_told_as_it_expects(
    city: City, admin: Person, server: Listener, kind: str, path: str, secret: str, shape: dict[str, Any]
) -> None:
    robot(admin, kind=kind, address=server.address(path), secret=secret)
    told(officer(city))
    tick()
    [(asked, body)] = server.heard
    sentence = "【治本】有新消息：测试消息1条\n请登录平台查看“消息”页。"
    assert body == {**shape, "text": {"content": sentence}}
    assert (asked.startswith(path), "&sign=" in asked) == (True, bool(secret))


@pytest.mark.parametrize(
    ("says", "error"),
    [
        (
            b'{"errcode": 93000, "errmsg": "invalid webhook url s3cretKEY"}',
            "对方没有收下，返回代码93000；请核对网址、加签密钥",
        ),
        ("<html>请先登录</html>".encode(), "对方的答复里没有结果代码，不能确认已收下；请核对网址"),
    ],
)
@pytest.mark.parametrize(("kind", "path"), [("wecom", "/send?key="), ("dingtalk", "/send?access_token=")])
def test_what_a_service_refuses_in_so_many_words_was_not_delivered(
    city: City, admin: Person, server: Listener, kind: str, path: str, says: bytes, error: str
) -> None:
    """Both answer 200 to a wrong key; a sign-in page of the network in between is no receipt either."""
    one = robot(admin, kind=kind, address=server.address(f"{path}{SECRET}"))
    told(officer(city))
    server.says = says
    tick()
    row = Delivery.objects.get()
    assert (row.sent_at, row.attempts, row.error.startswith(error), SECRET in row.error) == (None, 1, True, False)
    with pytest.raises(Refused, match=error):
        operations.try_robot(one, actor=actor_of(admin))
    server.says = b'{"errcode": 0}'
    tick(MORNING + BACK_OFF[0])
    row.refresh_from_db()
    assert (row.sent_at, row.error) == (MORNING + BACK_OFF[0], "")


def test_an_answer_without_end_is_not_read_to_its_end(city: City, admin: Person, server: Listener) -> None:
    one = robot(admin, kind="wecom", address=server.address(f"/send?key={SECRET}"))
    server.says = b'{"errcode": 0, "more": "' + b"x" * answers.MOST + b'"}'
    with pytest.raises(Refused, match="对方的答复里没有结果代码"):
        operations.try_robot(one, actor=actor_of(admin))
    assert len(answers._LAST.get()) == answers.MOST


def test_names_and_passwords_of_who_runs_the_worker_are_sent_nowhere(
    city: City, admin: Person, server: Listener, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text(f"machine {HOST} login clerk password {SECRET}\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    operations.try_robot(robot(admin, address=server.address("/hook")), actor=actor_of(admin))
    assert [(path, server.authorized) for path, _body in server.heard] == [("/hook", [None])]


def test_page_of_robots_asks_as_much_for_many_as_for_one(city: City, admin: Person) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            cards = queries.robot_cards()
        assert [(card.waiting, card.given_up, card.error) for card in cards[:1]] == [(1, 1, "对方答复500，没有收下")]
        return len(found)

    one = robot(admin)
    for key in ("a", "b"):
        told(officer(city), key=key)
    first = Delivery.objects.filter(channel=one.channel, notice__key="a")
    first.update(given_up_at=MORNING, error="对方答复500，没有收下")
    few = asked()
    for _ in range(3):
        robot(admin)
    assert asked() == few


def test_trial_is_sent_at_once_and_its_failure_is_told(city: City, admin: Person, server: Listener) -> None:
    one, client = robot(admin, address=server.address("/hook")), browser(admin)
    send(client, "inbox:try_robot", one.pk)
    assert [body["message"] for body in server.bodies] == ["【治本】这是一条测试消息\n请登录平台查看“消息”页。"]
    assert "请到群里核对是否出现" in text(client, "inbox:robots")
    server.answers = [404]
    send(client, "inbox:try_robot", one.pk)
    assert "测试消息没有发出：对方答复404，没有收下" in text(client, "inbox:robots")


def test_nothing_of_a_demonstration_leaves(city: City, admin: Person, server: Listener, settings: Any) -> None:
    installation.mark_demonstration(MORNING)
    robot(admin, address="https://robot.office.example/hook")
    told(officer(city))
    tick()
    [file] = Path(settings.EMAIL_FILE_PATH).iterdir()
    sentence = "【示例数据】【治本】有新消息：测试消息1条\n请登录平台查看“消息”页。"
    assert (file.read_text(encoding="utf-8"), server.heard) == (sentence, [])
    assert Delivery.objects.get().sent_at == MORNING
    client = browser(admin)
    send(client, "inbox:try_robot", Robot.objects.get().pk)
    page = text(client, "inbox:robots")
    assert ("测试消息只写成了文件，群里不会出现" in page, "请到群里核对" in page) == (True, False)


# When


def test_quiet_hours_delay_and_lose_nothing(city: City, admin: Person, server: Listener) -> None:
    robot(admin, address=server.address("/hook"), quiet_from=time(22), quiet_until=time(7))
    late = MORNING.replace(hour=22)
    with clock.at(late):
        told(officer(city), key="a")
    with clock.at(late + timedelta(hours=3)):
        told(officer(city), key="b")
    early = MORNING.replace(hour=7) + timedelta(days=1)
    assert [tick(at) for at in (late, late + timedelta(hours=8), early - timedelta(minutes=1))] == [0, 0, 0]
    assert server.heard == []
    assert tick(early) == 1
    assert [body["message"].splitlines()[0] for body in server.bodies] == ["【治本】有新消息：测试消息2条"]


@pytest.mark.parametrize(
    ("first", "end", "quiet"),
    [("22:00", "07:00", [0, 1, 2, 3, 4, 5, 6, 22, 23]), ("12:00", "14:00", [12, 13]), ("08:00", "08:00", [])],
)
def test_quiet_hours_are_those_of_china(first: str, end: str, quiet: list[int]) -> None:
    one = Robot(quiet_from=time.fromisoformat(first), quiet_until=time.fromisoformat(end))
    moments = [datetime(2024, 10, 16, hour, tzinfo=clock.TZ) for hour in range(24)]
    assert [at.hour for at in moments if one.is_quiet(at.astimezone(UTC))] == quiet


def test_failure_is_told_again_later_and_given_up_in_the_end(city: City, admin: Person, server: Listener) -> None:
    one = robot(admin, address=server.address("/hook"))
    told(officer(city))
    server.answers = [500] * 20
    at, waits = MORNING, []
    while Delivery.objects.open().exists():
        assert tick(at) == 1
        one.refresh_from_db()
        waits.append(one.due_at - at)
        assert tick(at) == 0
        at = one.due_at
    assert waits[:-1] == list(BACK_OFF)
    row = Delivery.objects.get()
    assert (row.attempts, row.error, len(server.heard)) == (8, "对方答复500，没有收下", 8)
    page = text(browser(admin), "inbox:robots")
    assert ("放弃1条" in page, "对方答复500，没有收下" in page) == (True, True)
    assert "另有1条消息没有发给群机器人" in text(browser(admin), "inbox:undelivered")
    assert next(check.ok for check in examine() if check.name == "邮件都已送达") is False


def test_given_up_is_told_again_or_rests(city: City, admin: Person, server: Listener) -> None:
    one, client = robot(admin, address=server.address("/hook")), browser(admin)
    for key, act, left in (("a", "inbox:post_again", 1), ("b", "inbox:rest_robot", 0)):
        told(officer(city), key=key)
        Delivery.objects.filter(notice__key=key).update(given_up_at=MORNING, attempts=8)
        send(client, act, one.pk)
        assert (Delivery.objects.given_up().count(), Delivery.objects.open().count()) == (0, left)
        tick()
    assert (len(server.heard), queries.robots_given_up()) == (1, 0)


def test_worker_that_dies_leaves_the_robot_to_another(city: City, admin: Person, server: Listener) -> None:
    one = robot(admin, address=server.address("/hook"))
    told(officer(city))
    Robot.objects.filter(pk=one.pk).update(due_at=MORNING + operations.posting.HELD)
    assert (tick(), tick(MORNING + operations.posting.HELD), len(server.heard)) == (0, 1, 1)


def test_robot_out_of_use_is_told_nothing_afterwards_either(city: City, admin: Person, server: Listener) -> None:
    one = robot(admin, address=server.address("/hook"))
    told(officer(city), key="a")
    for active in ("", "on"):
        send(
            browser(admin), "inbox:robot", one.pk, **robot_told(active=active, quiet_from="00:00", quiet_until="00:00")
        )
        assert tick() == 0
    told(officer(city), key="b")
    assert (tick(), len(server.heard)) == (1, 1)


# Where to


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "10.0.0.8",
        "192.168.1.1",
        "172.16.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "0x7f.1",
        "2130706433",
        "[::1]",
        "[fd00::1]",
        "[fe80::1]",
        "[::ffff:127.0.0.1]",
        "[64:ff9b::7f00:1]",
        "[2002:7f00:1::]",
        "[64:ff9b:1::808:808]",
        "[::8.8.8.8]",
        "[fec0::1]",
        "224.0.0.1",
    ],
)
def test_inner_network_is_refused(city: City, admin: Person, settings: Any, host: str) -> None:
    settings.ZHIBEN_PRIVATE_TARGETS = frozenset()
    page = send(browser(admin), "inbox:add_robot", status=422, **robot_told(address=f"https://{host}/hook"))
    assert ("是本机或内部网络的地址，不能发送" in page, Robot.objects.count()) == (True, 0)


@pytest.mark.parametrize(
    ("address", "sentence"),
    [
        ("", "请填写网址"),
        ("qyapi.weixin.qq.com", "这不是完整的网址"),
        ("file:///etc/passwd", "这不是完整的网址"),
        ("https://203.0.113.9:x/", "这不是完整的网址"),
        ("https://203.0.113.9/a b", "这不是完整的网址"),
        ("https://user:word@203.0.113.9/", "网址里不能写用户名和密码"),
        ("http://8.8.8.8/hook", "网址须以https://开头"),
        ("https://nowhere.invalid/hook", "现在查不到网址中的主机名"),
    ],
)
def test_what_is_no_address_is_refused(city: City, admin: Person, address: str, sentence: str) -> None:
    with pytest.raises(Incomplete, match=sentence):
        robot(admin, address=address)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "wecom", "address": f"http://{HOST}/send"}, "address"),
        ({"kind": "dingtalk", "address": f"http://{HOST}/send?access_token=a{{b"}, "address"),
        ({"kind": "dingtalk", "address": f"http://{HOST}/send?access_token=ab", "secret": "SEC-1"}, "secret"),
        ({"kind": "wecom", "address": f"http://{HOST}/send?key=ab", "secret": "SEC1"}, "secret"),
    ],
)
def test_address_is_one_of_its_kind(city: City, admin: Person, given: dict[str, Any], field: str) -> None:
    with pytest.raises(Incomplete) as refusal:
        robot(admin, **given)
    assert list(refusal.value.fields) == [field]


def test_name_that_leads_inside_by_now_is_not_told(city: City, admin: Person, server: Listener, settings: Any) -> None:
    """It is looked up again at sending."""
    one = robot(admin, address=server.address("/hook"))
    settings.ZHIBEN_PRIVATE_TARGETS = frozenset()
    lead(one, f"https://localhost:{server.port}/hook")
    told(officer(city))
    tick()
    row = Delivery.objects.get()
    assert (row.given_up_at, row.attempts, server.heard) == (MORNING, 1, [])
    assert row.error.startswith("“localhost”是本机或内部网络的地址")


def test_outside_is_outside() -> None:
    outside = ("8.8.8.8", "2400:3200::1", "64:ff9b::808:808")
    assert [one for one in outside if not addresses._is_outside(ip_address(one))] == []


def test_redirect_is_not_followed(city: City, admin: Person, server: Listener) -> None:
    server.answers, server.elsewhere = [302], server.address("/inner")
    for kind, path in (("webhook", "/hook"), ("wecom", "/send?key=ab"), ("dingtalk", "/send?access_token=ab")):
        server.answers = [302]
        one = robot(admin, kind=kind, address=server.address(path))
        with pytest.raises(Refused, match="对方答复302，没有收下"):
            operations.try_robot(one, actor=actor_of(admin))
    assert [path for path, _ in server.heard] == ["/hook", "/send?key=ab", "/send?access_token=ab"]


# Who keeps them, and what is shown


@pytest.mark.parametrize("role", [Role.OFFICE_LEADER, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN])
def test_others_keep_no_robots(city: City, admin: Person, role: Role) -> None:
    one, stranger = robot(admin), city.person(role, "市安委办")
    client = browser(stranger)
    for name, arguments in (("inbox:robots", ()), ("inbox:add_robot", ()), ("inbox:robot", (one.pk,))):
        text(client, name, *arguments, status=403)
    for name in ("inbox:try_robot", "inbox:post_again", "inbox:rest_robot"):
        send(client, name, one.pk, status=403)
    for act in (operations.try_robot, operations.post_again, operations.rest):
        with pytest.raises(NotAllowed):
            act(one, actor=actor_of(stranger))


def test_address_and_secret_are_shown_nowhere(
    city: City, admin: Person, server: Listener, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    client = browser(admin)
    caplog.set_level(logging.DEBUG, logger="django")
    path = f"/robot/send?access_token={SECRET}"
    send(
        client,
        "inbox:add_robot",
        **robot_told(kind="dingtalk", address=server.address(path), secret="SECoftherobot"),
    )
    one = Robot.objects.get()
    told(officer(city))
    server.answers = [500, 500, 200]
    tick()
    send(client, "inbox:try_robot", one.pk)
    send(client, "inbox:robot", one.pk, **robot_told(kind="dingtalk", name="另一名称"))
    pages = text(client, "inbox:robots") + text(client, "inbox:robot", one.pk) + text(client, "inbox:jobs")
    kept = [f"{one.facts}{one.verb}" for one in AuditEntry.objects.all()]
    kept += [f"{job.arguments}{job.result}{job.error}{job.traceback}" for job in Job.objects.all()]
    kept += [pages, caplog.text, *capsys.readouterr(), *Delivery.objects.values_list("error", flat=True), repr(one)]
    assert [where[:80] for where in kept if SECRET in where or "SECoftherobot" in where] == []
    one.refresh_from_db()
    assert (one.name, robots.way_of(one)) == ("另一名称", robots.Way(server.address(path), "SECoftherobot"))
    assert (HOST in pages, len(server.heard)) == (True, 2)


def test_ledger_tells_who_kept_and_tried_a_robot(city: City, admin: Person, server: Listener) -> None:
    one = robot(admin, address=server.address("/hook"))
    operations.try_robot(one, actor=actor_of(admin))
    rows = AuditEntry.objects.filter(model="inbox.robot", record=one.pk).order_by("seq")
    assert [(row.verb, row.actor) for row in rows] == [("keep_robot", admin.pk), ("try_robot", admin.pk)]


def test_notices_of_the_system_count_as_any_other(city: City, admin: Person, server: Listener) -> None:
    """One occasion told to two people of a unit is one message to their group."""
    robot(admin, address=server.address("/hook"))
    people = [officer(city).pk, officer(city).pk]
    operations.tell(KIND, "会议", address="/waiting/", people=people, key="k", actor=SYSTEM)
    tick()
    assert [body["message"].splitlines()[0] for body in server.bodies] == ["【治本】有新消息：测试消息1条"]
