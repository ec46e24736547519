"""Itemsets and rules of textbooks, the trap of floating thresholds, and what is left out as said twice."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import numpy as np
import pytest

from zhiben.analysis.rules import SHOWN, Rule, find, itemsets, least_of, nested

BASKETS = [
    {"Milk", "Onion", "Nutmeg", "Kidney Beans", "Eggs", "Yogurt"},
    {"Dill", "Onion", "Nutmeg", "Kidney Beans", "Eggs", "Yogurt"},
    {"Milk", "Apple", "Kidney Beans", "Eggs"},
    {"Milk", "Unicorn", "Corn", "Kidney Beans", "Yogurt"},
    {"Corn", "Onion", "Kidney Beans", "Ice cream", "Eggs"},
]
HAN_KAMBER = ["125", "24", "23", "124", "13", "23", "13", "1235", "123"]


def facts(*words: str) -> frozenset[str]:
    return frozenset(words)


def test_five_baskets_have_eleven_itemsets() -> None:
    found = itemsets(BASKETS, 3)
    assert len(found) == 11
    assert (found[facts("Kidney Beans")], found[facts("Onion", "Eggs", "Kidney Beans")]) == (5, 3)


def test_nine_transactions_have_thirteen_itemsets_and_six_rules() -> None:
    cases = [{f"I{one}" for one in row} for row in HAN_KAMBER]
    found = find(cases, least=2, confidence=Fraction(7, 10))
    assert (len(found.itemsets), len(found.rules)) == (13, 6)
    rule = next(one for one in found.rules if (one.if_, one.then) == (facts("I5"), facts("I1", "I2")))
    assert (rule.lift, rule.confidence, rule.support) == (2.25, 1.0, 2 / 9)
    assert rule.p == pytest.approx(comb(4, 2) / comb(9, 2))
    assert rule.zhang == pytest.approx((2 / 9 - 2 / 9 * 4 / 9) / (2 / 9 * 7 / 9))


def test_four_of_five_reach_four_fifths() -> None:
    """In floating numbers (4 / 9) / (5 / 9) is a little less than 0.8."""
    cases = [{"甲", "乙"}] * 4 + [{"甲"}] + [{"丙"}] * 4
    assert (4 / 9) / (5 / 9) < 0.8
    kept = [(one.if_, one.count, one.with_if) for one in find(cases, least=4, confidence=Fraction("0.8")).rules]
    assert (facts("甲"), 4, 5) in kept
    missed = find(cases, least=4, confidence=Fraction("0.81")).rules
    assert facts("甲") not in [one.if_ for one in missed]


@pytest.mark.parametrize("n", [*range(3, 60, 7), 100])
def test_sets_at_the_very_support_are_kept_and_others_not(n: int) -> None:
    for least in range(1, n + 1):
        found = itemsets([{"甲"}] * least + [{"乙"}] * (n - least), least)
        assert found.get(facts("甲")) == least
        assert (facts("乙") in found) == (n - least >= least)


def test_support_is_five_cases_or_a_hundredth() -> None:
    assert [least_of(cases) for cases in (1, 500, 501, 1750)] == [5, 5, 6, 18]
    with pytest.raises(ValueError, match="no cases"):
        itemsets([], 5)
    assert itemsets([{"甲"}, {"乙"}], 2) == {}


def planted(seed: int, cases: int = 400) -> list[set[str]]:
    """Electric shocks come with temporary wiring; nothing else hangs together."""
    rng = np.random.default_rng(seed)
    made = []
    for _ in range(cases):
        kind = str(rng.choice(["触电", "高处坠落", "坍塌", "火灾"], p=[0.2, 0.4, 0.2, 0.2]))
        wired = rng.random() < (0.7 if kind == "触电" else 0.1)
        case = {
            f"类型={kind}",
            f"时段={rng.choice(['上午', '下午', '夜间'])}",
            f"企业={rng.choice(['大', '中', '小'])}",
        }
        made.append(case | ({"作业=临时用电"} if wired else {"作业=其他作业"}))
    return made


def test_planted_pair_is_read_out_and_chance_seldom_is() -> None:
    hits, false = 0, 0
    for seed in range(30):
        shown = [one for one in find(planted(seed)).rules if one.shown]
        true = [one for one in shown if {"类型=触电", "作业=临时用电"} <= one.if_ | one.then]
        hits += bool(true)
        others = [one for one in shown if not any(fact.startswith(("类型", "作业")) for fact in one.if_ | one.then)]
        false += bool(others)
        assert len(shown) <= SHOWN
    assert hits == 30
    assert false <= 3


def test_fine_columns_that_have_nothing_to_do_with_each_other_make_no_rules() -> None:
    """Sets are chosen by the same cases that judge them: those that were not chosen count as well."""
    false = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        columns = [rng.integers(0, values, 350) for values in (27, 20, 15, 78, 12, 30)]
        cases = [{f"列{place}={value}" for place, value in enumerate(row)} for row in zip(*columns, strict=True)]
        false += any(one.shown for one in find(cases).rules)
    assert false <= 3


def test_longer_rules_must_beat_the_simpler_ones_by_more_than_chance() -> None:
    longer = 0
    for seed in range(30):
        longer += any(len(one.if_ | one.then) > 2 for one in find(planted(seed)).rules if one.shown)
    assert longer <= 3
    cases = [{"甲", "乙", "丙"}] * 30 + [{"甲"}] * 30 + [{"乙"}] * 30 + [{"丁"}] * 60 + [{"甲", "乙"}] * 2
    shown = [one for one in find(cases).rules if one.shown]
    assert (facts("甲", "乙"), facts("丙")) in [(one.if_, one.then) for one in shown]


def test_rules_that_say_the_same_twice_are_none() -> None:
    cases = [{"类型=触电", "致害物=电"}] * 20 + [{"类型=坍塌", "致害物=土方"}] * 20 + [{"类型=坍塌", "致害物=电"}] * 2
    sides = [one.if_ | one.then for one in find(cases, least=5).rules]
    assert facts("类型=触电", "致害物=电") not in sides
    assert facts("类型=坍塌", "致害物=土方") in sides


def test_columns_within_others_make_no_rules() -> None:
    cases = [{f"街道={number % 4}", f"区={number % 4 // 2}", f"类型={number % 3}"} for number in range(48)]
    assert list(nested(cases)) == [("街道", "区")]
    assert not [
        one for one in find(cases).rules if {"街道", "区"} == {fact[: fact.index("=")] for fact in one.if_ | one.then}
    ]


def test_sentence_says_together_and_never_brings_about() -> None:
    rule = Rule(facts("类型=触电"), facts("作业=临时用电"), 28, 40, 60, 350, 1e-6, 1e-5)
    assert rule.sentence == (
        "350起里，类型为“触电”与作业为“临时用电”同时出现28起；"
        "类型为“触电”的40起里，28起（70%）同时作业为“临时用电”，是范围内全部事故的4.1倍"
    )
    assert "导致" not in rule.sentence


def test_what_nearly_all_cases_have_is_not_read_out() -> None:
    """Of a department's own accidents all of a type were of its main sector, which was read out as a finding."""
    cases = [{"类型=机械", "行业=工贸"}] * 120 + [{"类型=触电", "行业=工贸"}] * 30 + [{"类型=触电", "行业=涉氨"}] * 30
    found = {(one.if_, one.then): one for one in find(cases).rules}
    usual = found[facts("类型=机械"), facts("行业=工贸")]
    assert (usual.lift, usual.q < 0.01, usual.shown) == (1.2, True, False)
    assert any(one.shown and one.lift >= 1.5 for one in found.values())
