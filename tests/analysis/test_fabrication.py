"""Signs of made-up entries, against known answers."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest

from zhiben.analysis import fabrication as f

NOON = datetime(2025, 6, 3, 12, tzinfo=timezone(timedelta(hours=8)))
WRITTEN = "已更换除尘风机叶轮，加装泄爆片并清理管道积尘，组织员工培训考核"
SAME = "已更换 除尘风机叶轮, 加装泄爆片并清理管道积尘, 组织员工培训考核!"
NEARLY = "已更换除尘风机叶轮，加装泄爆片并清理管道积尘，组织员工培训考核合格"
OTHER = "拆除违规隔墙，恢复疏散通道，增设应急照明和指示标志"


def test_copied_texts_are_told_whatever_their_spaces_and_punctuation() -> None:
    found = f.copies([WRITTEN, OTHER, SAME, NEARLY, "已整改", "已整改"])
    assert [(one.one, one.other, round(one.likeness, 3)) for one in found] == [(0, 2, 1.0), (0, 3, 0.965)]
    assert f.groups([(one.one, one.other) for one in found]) == [[0, 2, 3]]


def test_sentences_that_everybody_may_write_are_no_copies() -> None:
    template = "五落实已全部到位，现场复核符合要求"
    texts = [f"{template}。甲厂拆除了库房二层的隔墙和门锁", f"{template}。乙厂给风机加装了火花探测器和阀门", template]
    assert f.copies(texts, templates=[template]) == []
    assert [(one.one, one.other) for one in f.copies([template, template])] == [(0, 1)]


def test_candidates_are_exactly_those_of_every_pair() -> None:
    draw = np.random.default_rng(5)
    texts = ["".join(chr(0x4E00 + one) for one in draw.integers(0, 60, 40)) for _ in range(120)]
    for text in texts[:60]:
        changed = list(text)
        for place in draw.integers(0, 40, int(draw.integers(0, 4))):
            changed[place] = chr(0x4E00 + int(draw.integers(0, 60)))
        texts.append("".join(changed))

    def cosine(one: str, other: str) -> float:
        a, b = (Counter(text[n : n + 3] for n in range(len(text) - 2)) for text in (one, other))
        return sum(a[g] * b[g] for g in a) / (sum(n * n for n in a.values()) * sum(n * n for n in b.values())) ** 0.5

    first = {text: place for place, text in reversed(list(enumerate(texts)))}
    by_hand = [(first[text], place) for place, text in enumerate(texts) if first[text] != place]
    own = sorted(first.values())
    by_hand += [(a, b) for a in own for b in own if a < b and cosine(texts[a], texts[b]) >= 0.9]
    assert [(one.one, one.other) for one in f.copies(texts)] == sorted(by_hand)


def test_five_thousand_texts_are_compared_in_seconds() -> None:
    draw = np.random.default_rng(7)
    texts = ["".join(chr(0x4E00 + one) for one in draw.integers(0, 800, 60)) for _ in range(4_999)]
    started = time.perf_counter()
    found = f.copies([*texts, texts[17] + "完毕"])
    assert [(one.one, one.other) for one in found] == [(17, 4_999)]
    assert time.perf_counter() - started < 10


def test_common_parts_are_marked_where_both_have_them() -> None:
    one, other = "甲厂已更换风机叶轮并培训", "乙厂已更换风机叶轮，未培训"
    assert [one[start:end] for start, end in f.common_parts(one, other)] == ["厂已更换风机叶轮"]
    assert f.common_parts("短", "短") == []


def test_bursts_before_a_deadline_have_their_known_answers() -> None:
    assert f"{f.burst(31, 120).p:.1e}" == "6.0e-07"
    assert round(f.burst(18, 90).p, 3) == 0.003
    assert f.burst(0, 90).p == 1.0
    assert f.burst(31, 120).p_others is None


def test_a_burst_that_all_units_share_is_none_beside_them() -> None:
    beside = f.burst(31, 120, others=(300, 1_000)).p_others
    apart = f.burst(31, 120, others=(100, 1_000)).p_others
    assert beside is not None and apart is not None
    assert (beside > 0.1, apart < 1e-5) == (True, True)


def test_a_way_that_nobody_can_make_in_its_time_is_told() -> None:
    luohu, longhua = (22.548, 114.131), (22.697, 114.045)
    stamps = [
        f.Stamp(3, NOON + timedelta(hours=3), *luohu),
        f.Stamp(1, NOON, *luohu),
        f.Stamp(2, NOON + timedelta(minutes=6), *longhua),
    ]
    found = f.impossible_movements(stamps)
    assert [(one.one, one.other, round(one.kilometres, 1), round(one.speed)) for one in found] == [(1, 2, 18.8, 188)]


def test_a_shaky_position_is_no_movement() -> None:
    assert f.impossible_movements([f.Stamp(1, NOON, 22.548, 114.131), f.Stamp(2, NOON, 22.552, 114.135)]) == []


@pytest.mark.parametrize(
    ("counts", "chi2", "p"),
    [((45, 41, 33, 37, 44, 35, 50, 37, 32, 46), 8.35, 0.50), ((103, 26, 21, 24, 30, 90, 29, 30, 15, 32), 207.3, 0.0)],
)
def test_last_digits_have_their_known_answers(counts: tuple[int, ...], chi2: float, p: float) -> None:
    told = f.last_digits(counts)
    assert (round(told.chi2, 2 if p else 1), round(told.p, 2)) == (chi2, p)
    assert told.share_of_0_and_5 == (counts[0] + counts[5]) / sum(counts)


def test_no_digits_are_no_figure() -> None:
    with pytest.raises(ValueError, match="ten counts"):
        f.last_digits([0] * 10)
