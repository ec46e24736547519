"""What a typed text means, how a value is shown and added up, and what is wrong with a filled-in form; worked out by
hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from tests.factories.returns import ALL, CHECKED, FIELDS, MENDED, NOTE, OPEN

from zhiben.reporting.checking import Beside, check
from zhiben.reporting.fields import Field, Wrong, added, from_json, parse, shown, typed
from zhiben.reporting.vocab import FieldKind

SHARE = Field("rate", "整改率", FieldKind.SHARE)
MONEY = Field("money", "投入", FieldKind.DECIMAL, unit="万元")
WHICH = Field("which", "方式", FieldKind.CHOICE, choices=("自查", "抽查"))
DAY = Field("day", "完成日期", FieldKind.DATE)
DONE = Field("done", "是否完成", FieldKind.BOOL)


@pytest.mark.parametrize(
    ("field", "text", "value"),
    [
        (CHECKED, " 1,204 ", 1204),
        (CHECKED, "１２", 12),
        (CHECKED, "", None),
        (MONEY, "12.50", "12.5"),
        (MONEY, "100", "100"),
        (SHARE, "12/30", {"part": 12, "whole": 30}),
        (SHARE, "0／0", {"part": 0, "whole": 0}),
        (WHICH, "抽查", "抽查"),
        (DAY, "2024年10月5日", "2024-10-05"),
        (DAY, "2024/10/5", "2024-10-05"),
        (DONE, "是", True),
        (DONE, "无", False),
        (NOTE, "一\r\n二", "一\n二"),
    ],
)
def test_a_text_means_a_value(field: Field, text: str, value: Any) -> None:
    assert parse(field, text) == value


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        (CHECKED, "1.5", "检查场所数应为整数"),
        (CHECKED, "十二", "检查场所数应为数字，填的是“十二”"),
        (CHECKED, "NaN", "检查场所数应为数字，填的是“NaN”"),
        (CHECKED, "1" + "0" * 12, "检查场所数过大"),
        (SHARE, "40%", "整改率应填分子和分母，如12/30"),
        (SHARE, "31/30", "整改率的分子不能小于0，也不能大于分母"),
        (WHICH, "督查", "方式应为：自查、抽查"),
        (DAY, "2024-13-01", "完成日期应为日期，如2024-10-15"),
        (DONE, "可能", "是否完成应为“是”或“否”"),
        (NOTE, "字" * 2001, "工作情况过长，最多2000个字"),
        (NOTE, "\x00坏", "工作情况含有不能保存的字符"),
    ],
)
def test_what_does_not_fit_is_told(field: Field, text: str, sentence: str) -> None:
    with pytest.raises(Wrong) as wrong:
        parse(field, text)
    assert str(wrong.value) == sentence


@pytest.mark.parametrize(
    ("field", "value", "as_shown", "as_typed"),
    [
        (CHECKED, 1204, "1,204家", "1204"),
        (CHECKED, 0, "0家", "0"),
        (CHECKED, None, "", ""),
        (MONEY, "1200.5", "1,200.5万元", "1200.5"),
        (SHARE, {"part": 12, "whole": 30}, "12/30（40.0%）", "12/30"),
        (SHARE, {"part": 0, "whole": 0}, "0/0（—）", "0/0"),
        (DONE, True, "是", "是"),
        (DAY, "2024-10-05", "2024-10-05", "2024-10-05"),
    ],
)
def test_a_value_is_shown_and_typed(field: Field, value: Any, as_shown: str, as_typed: str) -> None:
    assert (shown(field, value), typed(field, value)) == (as_shown, as_typed)


def test_sums_add_up_what_was_told() -> None:
    assert added(CHECKED, [3, None, 4]) == 7
    assert added(CHECKED, [None, None]) is None
    assert added(MONEY, ["0.1", "0.2"]) == "0.3"
    assert added(SHARE, [{"part": 1, "whole": 2}, {"part": 2, "whole": 2}]) == {"part": 3, "whole": 4}


def test_fields_are_kept_and_found_again() -> None:
    fields = (ALL, WHICH, replace(SHARE, computed="D1.rate"))
    assert from_json([one.as_json() for one in fields]) == fields


def refused(fields: tuple[Field, ...], values: dict[str, Any], **beside: Any) -> dict[str, str]:
    return check(fields, values, Beside(**beside)).refused


def doubted(fields: tuple[Field, ...], values: dict[str, Any], **beside: Any) -> dict[str, str]:
    return check(fields, values, Beside(**beside)).doubted


def test_a_required_field_is_asked_for_and_another_is_not() -> None:
    asked = "请填写存在问题场所数；本期没有的填0，全表没有的用零报告"
    assert refused(FIELDS, {"checked": 3}) == {"faulty": asked}


def test_bounds_are_kept() -> None:
    bounded = replace(CHECKED, minimum="1", maximum="10.5")
    assert refused((bounded,), {"checked": 0}) == {"checked": "检查场所数不能小于1"}
    assert refused((bounded,), {"checked": 11}) == {"checked": "检查场所数不能大于10.5"}
    assert refused((bounded,), {"checked": 10}) == {}


def test_a_part_is_not_more_than_the_whole() -> None:
    assert refused(FIELDS, {"checked": 3, "faulty": 4}) == {"faulty": "存在问题场所数（4）不能大于检查场所数（3）"}
    assert refused(FIELDS, {"checked": 3, "faulty": 3}) == {}


def test_a_sum_is_the_sum_of_its_parts() -> None:
    fields = (MENDED, OPEN, ALL)
    assert refused(fields, {"mended": 3, "open": 1, "all": 5}) == {
        "all": "应整改场所数（5）应等于已整改场所数、未整改场所数之和（4）"
    }
    assert refused(fields, {"mended": 3, "open": 1, "all": 4}) == {}


@pytest.mark.parametrize(("now", "asks"), [(150, False), (151, True), (50, False), (49, True)])
def test_a_leap_against_the_last_period_asks_for_a_reason(now: int, asks: bool) -> None:
    told = f"检查场所数上期为100，本期为{now}，变动超过50%，请说明原因"
    assert doubted((CHECKED,), {"checked": now}, last={"checked": 100}) == ({"checked": told} if asks else {})
    assert doubted((CHECKED,), {"checked": now}) == {}


def test_more_than_the_register_holds_asks_for_a_reason() -> None:
    field = replace(CHECKED, register="sites")
    told = "检查场所数（13）多于平台登记的场所（12），请核对，或说明原因"
    assert doubted((field,), {"checked": 13}, registers={"sites": ("场所", 12)}) == {"checked": told}
    assert doubted((field,), {"checked": 12}, registers={"sites": ("场所", 12)}) == {}


def test_a_reason_settles_a_doubt() -> None:
    found = check((CHECKED,), {"checked": 300}, Beside(last={"checked": 100}))
    assert list(found.unexplained({})) == list(found.unexplained({"checked": "  "})) == ["checked"]
    assert found.unexplained({"checked": "专项行动期间"}) == {}
