"""The facts of a move: each by its kind, all that is wrong told at once, nothing taken that was not asked for."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from zhiben.foundation.audit.models import LedgerHead
from zhiben.foundation.lifecycle.facts import clean
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.machine import Move, Need

CHOICES = (("major", "重大"), ("general", "一般"))


def cleaned(kind: str, value: object, **options: object) -> object:
    """The value as the move takes it, or the sentence at its field."""
    choices = CHOICES if kind == "choice" else ()
    need = Need("it", "某项", kind, choices=choices, **options)  # type: ignore[arg-type]
    try:
        return clean(Move("act", "办理", ("a",), None, needs=(need,)), {"it": value}).get("it")
    except Incomplete as refused:
        return refused.fields["it"]


@pytest.mark.parametrize(
    ("kind", "value", "taken"),
    [
        ("text", "  已查 ", "已查"),
        ("text", 7, "7"),
        ("text", "  ", "请填写某项"),
        ("text", "字" * 200, "字" * 200),
        ("text", "字" * 201, "某项过长，最多200个字"),
        ("longtext", "字" * 4000, "字" * 4000),
        ("longtext", "字" * 4001, "某项过长，最多4000个字"),
        ("text", "a\x00b", "某项含有不能保存的字符"),
        ("text", "a\ud800b", "某项含有不能保存的字符"),
        ("date", date(2024, 3, 1), date(2024, 3, 1)),
        ("date", datetime(2024, 3, 1, 9, tzinfo=clock.TZ), date(2024, 3, 1)),
        ("date", datetime(2024, 2, 29, 20, tzinfo=UTC), date(2024, 3, 1)),
        ("date", " 2024-03-01 ", date(2024, 3, 1)),
        ("date", "2024-02-30", "某项应为日期，如2024-10-15"),
        ("date", "三月一日", "某项应为日期，如2024-10-15"),
        ("date", "0224-10-15", "某项的年份不对"),
        ("date", date(9999, 12, 31), "某项的年份不对"),
        ("number", "12.50", Decimal("12.50")),
        ("number", 0, Decimal(0)),
        ("number", 0.1, Decimal("0.1")),
        ("number", "十", "某项应为数字"),
        ("number", "1e11", "某项过大"),
        ("number", "-1e11", "某项过大"),
        ("number", "NaN", "某项应为数字"),
        ("number", "Infinity", "某项应为数字"),
        ("bool", True, True),
        ("bool", "on", True),
        ("bool", "是", True),
        ("bool", False, False),
        ("bool", "no", False),
        ("choice", "major", "major"),
        ("choice", "重大", "某项应为：重大、一般"),
        ("unit", LedgerHead(pk=5), 5),
        ("record", "x", "请选择某项"),
        ("record", {"id": 1}, "请选择某项"),
        ("record", float("inf"), "请选择某项"),
        ("files", [3, "4"], [3, 4]),
        ("files", 3, [3]),
        ("files", ["x"], "请选择某项"),
    ],
)
def test_a_fact_is_taken_by_its_kind(kind: str, value: object, taken: object) -> None:
    assert cleaned(kind, value) == taken
    assert type(cleaned(kind, value)) is type(taken)


@pytest.mark.parametrize(
    ("value", "taken"),
    [(0, Decimal(0)), (100, Decimal(100)), (-0.01, "某项不能小于0"), ("100.01", "某项不能大于100")],
)
def test_a_number_keeps_to_its_bounds(value: object, taken: object) -> None:
    assert cleaned("number", value, minimum=0, maximum=100) == taken


def test_a_promise_has_to_be_given() -> None:
    assert cleaned("bool", True, must_be_true=True) is True
    assert cleaned("bool", False, must_be_true=True) == "须确认某项"
    assert cleaned("bool", "", must_be_true=True) == "请填写某项"


@pytest.mark.parametrize("empty", [None, "", [], ()])
def test_what_is_left_empty_is_missing_only_when_required(empty: object) -> None:
    assert cleaned("text", empty) == "请填写某项"
    assert cleaned("text", empty, required=False) is None
    move = Move("act", "办理", ("a",), None, needs=(Need("it", "某项", required=False),))
    assert clean(move, {}) == {}


def test_all_that_is_wrong_is_told_at_once_and_unknown_facts_are_refused() -> None:
    needs = (Need("why", "原因", "longtext"), Need("due", "期限", "date"), Need("share", "比例", "number", maximum=1))
    with pytest.raises(Incomplete) as refused:
        clean(Move("extend", "延期", ("a",), None, needs=needs), {"due": "明天", "share": 2, "state": "done"})
    assert refused.value.fields == {
        "why": "请填写原因",
        "due": "期限应为日期，如2024-10-15",
        "share": "比例不能大于1",
        "state": "“延期”不收此项",
    }
    sentences = "；".join(refused.value.fields.values())
    assert refused.value.text == f"“延期”所需内容不完整：{sentences}"
