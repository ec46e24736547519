"""What feeds send: let in by signature and time, understood strictly, told once, bounded; and nothing but a sum is left
of what was refused."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from tests.factories.monitoring import Plant

from zhiben.foundation.audit.models import AuditEntry
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope, unscoped
from zhiben.kernel import clock
from zhiben.monitoring.models import Alert, AlertEvent, FeedKey, Pulse, Refusal, Storm
from zhiben.monitoring.operations import forget_events, link_systems, receive, rotate_key
from zhiben.monitoring.operations.signing import secret_of, signature_of
from zhiben.monitoring.vocab import MOST_REFUSED

pytestmark = pytest.mark.django_db
NOW = clock.day_start(clock.today()) + timedelta(hours=9)


def refused() -> list[tuple[int | None, str, int]]:
    return list(Refusal._unfiltered().order_by("reason").values_list("feed", "reason", "count"))


def test_the_signature_is_the_one_worked_out_by_hand() -> None:
    """HMAC-SHA256 by its definition (RFC 2104), with two plain digests."""
    key, message = b"k" * 43, b'1729040400.{"kind":"heartbeat"}'
    block = key.ljust(64, b"\0")
    inner = hashlib.sha256(bytes(one ^ 0x36 for one in block) + message).digest()
    expected = hashlib.sha256(bytes(one ^ 0x5C for one in block) + inner).hexdigest()
    assert signature_of("k" * 43, "1729040400", b'{"kind":"heartbeat"}') == expected


def test_an_alert_is_received_at_its_enterprise(plant: Plant) -> None:
    with clock.at(NOW):
        answer = plant.send(1, text="可燃气体浓度超高限，值班电话13800138000")
    assert (answer.status, answer.code) == (201, "received")
    alert = Alert._unfiltered().get()
    assert answer.alert == alert.number == f"GJ{alert.pk:06d}"
    assert (alert.state, alert.level, alert.sensor, alert.value, alert.count) == ("received", 2, "T-101", "35 %LEL", 1)
    assert alert.text == "可燃气体浓度超高限，值班电话〔电话〕"
    assert alert.coordinates == plant.system.enterprise.coordinates
    assert (alert.site_id, alert.received_at, alert.first_at) == (plant.site.pk, NOW, NOW)
    assert Pulse._unfiltered().get().heard_at == NOW
    assert refused() == []


def test_the_secret_stands_nowhere_in_the_database(plant: Plant) -> None:
    key = FeedKey._unfiltered().get()
    assert secret_of(key.salt) == plant.secret and len(plant.secret) == 43
    assert plant.secret not in str(list(FeedKey._unfiltered().values())) + str(list(AuditEntry.objects.values()))


def test_another_secret_key_of_the_installation_makes_keys_void(plant: Plant, settings: Any) -> None:
    settings.SECRET_KEY = "another one"
    assert plant.send().code == "not_authentic"
    key = FeedKey._unfiltered().get()
    assert plant.send(secret=secret_of(key.salt)).code == "not_authentic"


@pytest.mark.parametrize(
    "how",
    [
        {"secret": "w" * 43},
        {"signature": ""},
        {"signature": "0" * 64},
        {"signature": "é" * 64},
        {"key_id": ""},
        {"key_id": "zb0000000000000000"},
        {"key_id": "x" * 5_000},
        {"key_id": "zb\0"},
    ],
)
def test_what_is_forged_writes_nothing_but_a_sum(plant: Plant, how: dict[str, Any]) -> None:
    entries = AuditEntry.objects.count()
    sent = plant.signed(plant.event(), **how)
    answers = {receive(sent) for _ in range(2)} if not sent.body else {receive(sent).detail for _ in range(2)}
    assert answers == {"密钥或签名不对"}
    known = how.get("key_id", plant.key_id) == plant.key_id
    assert refused() == [(plant.feed.pk if known else None, "forged", 2)]
    assert (Alert._unfiltered().count(), AuditEntry.objects.count()) == (0, entries)


def test_a_body_that_was_touched_is_forged(plant: Plant) -> None:
    sent = plant.signed(plant.event())
    assert receive(sent.__class__(sent.key_id, sent.timestamp, sent.signature, sent.body + b" ")).status == 401
    later = str(int(sent.timestamp) + 1)
    assert receive(sent.__class__(sent.key_id, later, sent.signature, sent.body)).status == 401


def test_refusals_are_counted_up_to_a_limit_only(plant: Plant) -> None:
    receive(plant.signed(plant.event(), signature=""))
    Refusal._unfiltered().update(count=MOST_REFUSED - 1)
    for _ in range(3):
        assert receive(plant.signed(plant.event(), signature="")).status == 401
    assert refused() == [(plant.feed.pk, "forged", MOST_REFUSED)]


@pytest.mark.parametrize(
    ("seconds", "code"), [(-301, "clock_skew"), (-300, "received"), (299, "received"), (301, "clock_skew")]
)
def test_a_request_is_good_for_five_minutes(plant: Plant, seconds: int, code: str) -> None:
    with clock.at(NOW):
        told = plant.event()
        sent = plant.signed(told, timestamp=int(NOW.timestamp()) + seconds)
        assert receive(sent).code == code
    assert refused() == ([(plant.feed.pk, "clock", 1)] if code == "clock_skew" else [])


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1e9", "９９９", "9" * 40])
def test_a_time_that_is_none_is_refused(plant: Plant, timestamp: str) -> None:
    assert receive(plant.signed(plant.event(), timestamp=timestamp)).status == 401
    assert Alert._unfiltered().count() == 0


def test_the_same_request_again_makes_no_second_alert(plant: Plant) -> None:
    with clock.at(NOW):
        sent = plant.signed(plant.event())
        first, again = receive(sent), receive(sent)
    assert (first.status, again.status, again.code, again.alert) == (201, 200, "known", first.alert)
    assert (Alert._unfiltered().get().count, AlertEvent._unfiltered().count()) == (1, 1)
    with clock.at(NOW + timedelta(minutes=6)):
        assert receive(sent).code == "clock_skew"
    # Signed anew, it is the same event all the same.
    with clock.at(NOW + timedelta(minutes=6)):
        assert receive(plant.signed(sent.body)).code == "known"


def test_an_event_id_is_not_used_twice(plant: Plant) -> None:
    first = plant.send(1)
    other = plant.send(1, sensor="T-102")
    assert (other.status, other.code, other.alert) == (409, "event_reused", "")
    assert Alert._unfiltered().get().number == first.alert
    assert refused() == [(plant.feed.pk, "reused", 1)]


def test_one_sensor_and_level_is_one_alert_for_a_while(plant: Plant) -> None:
    with clock.at(NOW):
        first = plant.send(1)
    with clock.at(NOW + timedelta(minutes=30)):
        same = plant.send(2)
        graver = plant.send(3, level=1)
        other = plant.send(4, sensor="T-102")
    with clock.at(NOW + timedelta(minutes=61)):
        late = plant.send(5)
    assert [one.code for one in (first, same, graver, other, late)] == ["received", "merged", *["received"] * 3]
    alert = Alert._unfiltered().get(pk=int(first.alert[2:]))
    assert (same.alert, alert.count, alert.first_at, alert.last_at) == (
        first.alert,
        2,
        NOW,
        NOW + timedelta(minutes=30),
    )
    assert Alert._unfiltered().count() == 4


def test_what_was_judged_takes_no_more_events(plant: Plant) -> None:
    alert = plant.alert(1)
    with scope(plant.street):
        perform(alert, "dismiss", plant.street, reason="校准试验")
    assert plant.send(2).code == "received"
    assert Alert._unfiltered().get(pk=alert.pk).count == 1


def test_sensors_that_are_not_to_be_merged_are_not(plant: Plant) -> None:
    plant.feed.__class__._unfiltered().update(fold_minutes=0)
    assert [plant.send(number).code for number in (1, 2)] == ["received", "received"]


def test_a_feed_speaks_for_its_own_systems_only(plant: Plant) -> None:
    with unscoped(reason="test data"):
        link_systems(plant.feed, [], actor=plant.office)
    answer = plant.send()
    assert (answer.status, answer.fields) == (422, {"system": "没有这个系统，或它不由本接入上报"})
    assert refused() == [(plant.feed.pk, "body", 1)]


def test_paused_and_revoked_feeds_are_refused(plant: Plant) -> None:
    with scope(plant.office):
        perform(plant.feed, "pause", plant.office, reason="检修")
    assert (plant.send().status, plant.send().code) == (403, "paused")
    with scope(plant.office):
        perform(plant.feed, "resume", plant.office)
        assert plant.send().status == 201
        perform(plant.feed, "revoke", plant.office, reason="更换供应单位")
    assert plant.send(2).code == "not_authentic"
    assert refused() == [(plant.feed.pk, "forged", 1), (plant.feed.pk, "paused", 2)]


def test_the_older_key_holds_for_a_day_more(plant: Plant) -> None:
    with clock.at(NOW), scope(plant.office):
        made = rotate_key(plant.feed, actor=plant.office)
    new = {"key_id": made.key_id, "secret": made.secret}
    assert made.secret != plant.secret
    with clock.at(NOW + timedelta(hours=23, minutes=59)):
        assert plant.send(1).status == 201
        assert receive(plant.signed(plant.event(2, sensor="T-2"), **new)).status == 201
    with clock.at(NOW + timedelta(hours=24)):
        assert plant.send(3).code == "not_authentic"
        assert receive(plant.signed(plant.event(4, sensor="T-4"), **new)).status == 201


def test_a_sign_of_life_is_heard_and_makes_no_alert(plant: Plant) -> None:
    with clock.at(NOW):
        assert receive(plant.signed({"kind": "heartbeat"})).code == "heard"
    with clock.at(NOW + timedelta(seconds=9)):
        assert receive(plant.signed({"kind": "heartbeat"})).code == "heard"
    assert Pulse._unfiltered().get().heard_at == NOW
    assert Alert._unfiltered().count() == 0


@pytest.mark.parametrize(
    ("told", "fields"),
    [
        (b"", {"body": "应是UTF-8编码的一个JSON对象，各项不重复"}),
        (b"\xff", {"body": "应是UTF-8编码的一个JSON对象，各项不重复"}),
        (b'{"kind":"heartbeat","kind":"heartbeat"}', {"body": "应是UTF-8编码的一个JSON对象，各项不重复"}),
        (b"[" * 30_000, {"body": "应是UTF-8编码的一个JSON对象，各项不重复"}),
        (b'{"level":NaN}', {"body": "应是UTF-8编码的一个JSON对象，各项不重复"}),
        (b"[]", {"body": "应是一个JSON对象"}),
        (b'{"kind":"heartbeat","id":"1"}', {"id": "心跳不带这一项"}),
        (
            b"{}",
            {
                "kind": "应是alert（告警）或heartbeat（心跳）",
                "id": "应是1至64个字母、数字和._:-，每个事件一个，不重复使用",
                "system": "应是系统编号，如JC000012",
                "level": "应是1（红）、2（橙）、3（黄）、4（蓝）之一",
                "sensor": "应是最多60个字的一行文字",
                "at": "应是带时区的ISO 8601时间，如2024-10-16T09:00:00+08:00",
            },
        ),
    ],
)
def test_what_is_no_event_is_named(plant: Plant, told: bytes, fields: dict[str, str]) -> None:
    answer = receive(plant.signed(told))
    assert (answer.status, answer.code, dict(answer.fields)) == (422, "bad_event", fields)
    assert refused() == [(plant.feed.pk, "body", 1)]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"level": 5}, ["level"]),
        ({"level": True}, ["level"]),
        ({"level": "2"}, ["level"]),
        ({"id": "a b"}, ["id"]),
        ({"id": "x" * 65}, ["id"]),
        ({"system": "JC1"}, ["system"]),
        ({"sensor": " "}, ["sensor"]),
        ({"sensor": "x" * 61, "text": "x" * 201, "value": "x" * 41}, ["sensor", "text", "value"]),
        ({"text": "a\nb"}, ["text"]),
        ({"text": "\x00"}, ["text"]),
        ({"text": None}, ["text"]),
        ({"at": "2024-10-16T09:00:00"}, ["at"]),
        ({"at": "yesterday"}, ["at"]),
        ({"at": (NOW - timedelta(days=8)).isoformat()}, ["at"]),
        ({"at": (NOW + timedelta(minutes=6)).isoformat()}, ["at"]),
        ({"secret": "x", "标签": 1}, ["secret", "标签"]),
    ],
)
def test_every_fault_of_an_event_is_named(plant: Plant, given: dict[str, Any], named: list[str]) -> None:
    with clock.at(NOW):
        assert sorted(receive(plant.signed({**plant.event(), **given})).fields) == named
    assert Alert._unfiltered().count() == 0


def test_beyond_its_rate_a_feed_is_folded_by_the_minute(plant: Plant) -> None:
    plant.feed.__class__._unfiltered().update(rate_per_minute=6)
    Pulse._unfiltered().update(tokens=6, filled_at=NOW)
    with clock.at(NOW):
        answers = [plant.send(number, sensor=f"T-{number}", level=1 + number % 4) for number in range(10)]
    assert [one.status for one in answers] == [201] * 6 + [429] * 4
    assert (answers[6].code, answers[6].retry_after, answers[6].alert) == ("storm", 10, "")
    storm = Storm._unfiltered().get()
    assert (storm.minute, storm.count, storm.level) == (NOW, 4, 1)
    with clock.at(NOW + timedelta(seconds=10)):
        assert [plant.send(number, sensor=f"T-{number}").status for number in (11, 12)] == [201, 429]
    with clock.at(NOW + timedelta(seconds=70)):
        statuses = [plant.send(number, sensor=f"T-{number}").status for number in range(20, 30)]
    assert statuses == [201] * 6 + [429] * 4
    assert list(Storm._unfiltered().order_by("minute").values_list("minute", "count")) == [
        (NOW, 5),
        (NOW + timedelta(minutes=1), 4),
    ]
    # What was folded may come again and is registered then.
    with clock.at(NOW + timedelta(minutes=4)):
        assert plant.send(9, sensor="T-9").status == 201


@pytest.mark.parametrize("sent", [1_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_ten_thousand_alerts_in_a_minute_are_bounded(plant: Plant, sent: int) -> None:
    entries = AuditEntry.objects.count()
    Pulse._unfiltered().update(tokens=60, filled_at=NOW)
    statuses: Counter[int] = Counter()
    begun = time.process_time()
    with clock.at(NOW):
        for number in range(sent):
            statuses[plant.send(number, sensor=f"T-{number % 500}", level=1 + number % 4).status] += 1
    assert statuses == {201: 60, 429: sent - 60}
    assert (Alert._unfiltered().count(), AlertEvent._unfiltered().count()) == (60, 60)
    assert list(Storm._unfiltered().values_list("count", "level")) == [(sent - 60, 1)]
    assert AuditEntry.objects.count() == entries + 60
    assert time.process_time() - begun < sent / 60, "a minute's storm takes this process longer than a minute"


def test_old_events_are_forgotten(plant: Plant) -> None:
    with clock.at(NOW):
        plant.send(1)
    with clock.at(NOW + timedelta(days=60)):
        plant.send(2)
    with clock.at(NOW + timedelta(days=90)):
        assert forget_events() == 0
    with clock.at(NOW + timedelta(days=91)):
        assert (forget_events(), forget_events()) == (1, 0)
    assert list(AlertEvent._unfiltered().values_list("event", flat=True)) == ["evt-2"]


# The address


def post(plant: Plant, told: Any, **given: Any) -> Any:
    sent = plant.signed(told, **given)
    headers = {"X-Zhiben-Key": sent.key_id, "X-Zhiben-Timestamp": sent.timestamp, "X-Zhiben-Signature": sent.signature}
    client = Client(enforce_csrf_checks=True)
    return client.post("/monitoring/alerts/", sent.body, content_type="application/json", headers=headers)


def test_the_address_asks_for_no_login_and_keeps_no_session(plant: Plant) -> None:
    answer = post(plant, plant.event())
    assert (answer.status_code, answer.headers["Content-Type"]) == (201, "application/json")
    assert answer.json() == {
        "title": "已收到",
        "status": 201,
        "code": "received",
        "detail": "已收到",
        "alert": Alert._unfiltered().get().number,
        "fields": {},
    }
    assert not answer.cookies
    assert Client().get("/monitoring/alerts/").status_code == 405
    assert Client().get("/monitoring/alerts/1/").status_code == 302


def test_a_refusal_is_a_problem_document_of_the_same_shape(plant: Plant) -> None:
    answer = post(plant, plant.event(), signature="0" * 64)
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.json() == {
        "title": "没有收下",
        "status": 401,
        "code": "not_authentic",
        "detail": "密钥或签名不对",
        "alert": "",
        "fields": {},
    }
    assert post(plant, plant.event(), key_id="zb00").content == answer.content


def test_a_storm_says_when_to_come_again(plant: Plant) -> None:
    Pulse._unfiltered().update(tokens=0, filled_at=clock.machine() + timedelta(hours=1))
    answer = post(plant, plant.event())
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")


def test_a_body_beyond_64_kilobytes_is_not_read(plant: Plant) -> None:
    large = {**plant.event(), "text": "x" * 66_000}
    answer = post(plant, large)
    assert (answer.status_code, answer.json()["code"], refused()) == (413, "too_large", [])
    within = json.dumps(plant.event()).encode().ljust(64 * 1024)
    assert post(plant, within).status_code == 201


def test_nothing_of_a_request_is_logged(plant: Plant, caplog: pytest.LogCaptureFixture) -> None:
    post(plant, plant.event(text="不该记下"), signature="0" * 64)
    post(plant, {**plant.event(), "text": 1})
    post(plant, plant.event(text="不该记下"))
    assert not [word for word in ("不该记下", plant.secret, plant.key_id) if word in caplog.text]


def test_the_hand_made_signature_of_a_supplier_is_taken(plant: Plant) -> None:
    body = json.dumps(plant.event()).encode()
    moment = str(int(clock.machine().timestamp()))
    made = hmac.digest(plant.secret.encode(), moment.encode() + b"." + body, "sha256").hex()
    headers = {"X-Zhiben-Key": plant.key_id, "X-Zhiben-Timestamp": moment, "X-Zhiben-Signature": made.upper()}
    answer = Client().post("/monitoring/alerts/", body, content_type="application/json", headers=headers)
    assert answer.status_code == 201
