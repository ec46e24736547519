"""Long titles break where a reader pauses, into lines that taper or bulge; none ends in a lone character."""

from __future__ import annotations

import pytest

from zhiben.foundation.rendering.columns import em_width
from zhiben.foundation.rendering.titles import FULL_EMS, _whole, broken, keep_whole


@pytest.mark.parametrize(
    "lines",
    [
        ["关于督促燃气使用场所隐患整改的提醒函"],
        ["关于开展全市安全生产治本攻坚三年行动", "重大事故隐患专项整治的通知"],
        ["关于全市安全生产治本攻坚三年行动", "2024年第三季度进展情况的通报"],
        ["某市安全生产委员会办公室关于印发", "《某市重大事故隐患挂牌督办办法》的通知"],
        ["某市安全生产委员会办公室", "关于全市重大事故隐患动态清零工作", "进展情况和下一步工作安排的报告"],
        ["市安委会2024年第三季度", "全体成员（扩大）会议纪要"],
        ["全市安全生产治本攻坚三年行动", "半月调度情况通报（10月1日—15日）"],
    ],
)
def test_title_breaks_where_a_reader_pauses(lines: list[str]) -> None:
    assert broken("".join(lines)).split("\n") == lines


def test_title_with_breaks_of_its_own_keeps_them() -> None:
    assert broken("关于全市安全生产治本攻坚三年行动\n进展的通报") == "关于全市安全生产治本攻坚三年行动\n进展的通报"


@pytest.mark.parametrize("length", range(21, 79))
def test_no_line_is_too_wide_or_a_lone_character_and_nothing_is_lost(length: int) -> None:
    words = "关于做好某市某区2024年第三季度有限空间、动火作业和燃气使用场所检查工作情况（第2批）及《某办法》落实的通知"
    title = (words * 2)[:length]
    lines = broken(title).split("\n")
    assert "".join(lines) == title
    assert max(map(em_width, lines)) <= FULL_EMS
    assert min(map(len, lines)) > 3
    assert len(lines) <= 4


def test_named_terms_are_kept_whole() -> None:
    title = "关于对某园区甲乙丙丁戊事项挂牌督办的若干情况的通知"
    first = broken(title).partition("\n")[0]
    around = title[len(first) - 2 : len(first) + 2]
    keep_whole(around)
    try:
        assert any(around in line for line in broken(title).split("\n"))
        assert broken(title).replace("\n", "") == title
    finally:
        _whole.discard(around)
        broken.cache_clear()
