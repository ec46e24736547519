"""Cross-tables, exact tests and agreement against published answers, and against scipy and statsmodels."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats
from statsmodels.stats.contingency_tables import Table
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.multitest import multipletests

from zhiben.analysis.causes import cross_table, crossed, kappa, pareto
from zhiben.analysis.multiple import benjamini_hochberg, fisher, fishers, more_than_before

P = [0.001, 0.008, 0.039, 0.041, 0.042, 0.06, 0.074, 0.205, 0.212, 0.216]


def test_benjamini_and_hochberg_give_the_published_answer() -> None:
    q = [0.01, 0.04, 0.084, 0.084, 0.084, 0.1, 0.1057, 0.216, 0.216, 0.216]
    assert benjamini_hochberg(P) == pytest.approx(q, abs=5e-5)
    shuffled = [P[place] for place in (4, 9, 0, 7, 1, 3, 8, 2, 6, 5)]
    assert benjamini_hochberg(shuffled) == pytest.approx(multipletests(shuffled, method="fdr_bh")[1])
    assert benjamini_hochberg([]) == []
    with pytest.raises(ValueError, match="between 0 and 1"):
        benjamini_hochberg([0.1, float("nan")])


def test_fisher_gives_the_published_answer_and_agrees_with_scipy() -> None:
    assert fisher(9, 1, 4, 6) == pytest.approx(0.05728, abs=5e-6)
    rng = np.random.default_rng(5)
    for _ in range(60):
        one, other, third, fourth = (int(some) for some in rng.integers(0, 30, 4))
        exact = stats.fisher_exact([[one, other], [third, fourth]]).pvalue
        assert fisher(one, other, third, fourth) == pytest.approx(exact, rel=1e-9)
    with pytest.raises(ValueError, match="no counts"):
        fisher(1, -1, 2, 3)


def test_many_tables_at_once_give_what_each_gives() -> None:
    rng = np.random.default_rng(6)
    some = [tuple(map(int, rng.integers(0, most, 4))) for most in (3, 30, 400) for _ in range(150)]
    some += [(one, third, second, rest) for one, second, third, rest in some[:40]]
    some += [(0, 0, 0, 0), (0, 5, 0, 7), (6, 0, 0, 0)]
    tables = [(one, second, third, rest) for one, second, third, rest in some]
    assert fishers(tables) == pytest.approx([fisher(*table) for table in tables], rel=1e-9)
    assert fishers([]) == []
    with pytest.raises(ValueError, match="no counts"):
        fishers([(1, 2, 3, 4), (1, -1, 2, 3)])


def test_two_counts_are_compared_exactly() -> None:
    """30 in 2 years against 122 in 5 years, fewer than before; and scipy's binomial for more."""
    assert more_than_before(12, 20, 0.25) == pytest.approx(stats.binomtest(12, 32, 0.25, alternative="greater").pvalue)
    assert more_than_before(0, 20, 0.25) == 1.0
    assert more_than_before(2, 0, 0.1) == pytest.approx(0.01)
    for bad in ((-1, 2, 0.5), (1, 2, 0.0), (1, 2, 1.0)):
        with pytest.raises(ValueError, match="no counts"):
            more_than_before(*bad)


def test_cells_have_residuals_as_statsmodels_and_intervals() -> None:
    counts = np.array([[30, 12, 4], [11, 25, 9], [7, 6, 40]])
    cases = [(f"行{r}", f"列{c}") for r in range(3) for c in range(3) for _ in range(counts[r, c])]
    found = cross_table([*cases, ("", "列0"), ("行1", "")])
    assert (found.total, found.unknown) == (144, 2)
    assert [name for name, _count in found.rows] == ["行2", "行0", "行1"]
    expected = Table(counts, shift_zeros=False).standardized_resids
    for r in range(3):
        for c in range(3):
            assert found.at(f"行{r}", f"列{c}").residual == pytest.approx(expected[r, c])
    cell = found.at("行0", "列0")
    assert (cell.count, cell.share) == (30, 30 / 46)
    assert (cell.count_within.low, cell.count_within.high) == pytest.approx((20.241, 42.827), abs=1e-3)
    assert (cell.share_within.low, cell.share_within.high) == pytest.approx((0.5077, 0.7732), abs=1e-4)
    assert cell.p == pytest.approx(stats.fisher_exact([[30, 16], [18, 80]]).pvalue)
    assert [one.q for one in found.cells] == pytest.approx(benjamini_hochberg([one.p for one in found.cells]))
    with pytest.raises(KeyError):
        found.at("行9", "列0")


def test_one_row_alone_differs_from_nothing() -> None:
    found = cross_table([("甲", "a"), ("甲", "a"), ("甲", "b")])
    assert [(one.residual, one.p, one.q) for one in found.cells] == [(0.0, 1.0, 1.0)] * 2
    with pytest.raises(ValueError, match="both facts"):
        cross_table([("", "a")])


def test_independent_facts_are_seldom_told_apart() -> None:
    """Of a hundred tables without any connection, no more than the promised share show a cell."""
    rng = np.random.default_rng(345)
    showing = 0
    for _ in range(100):
        rows, columns = rng.integers(0, 6, 350), rng.integers(0, 8, 350)
        found = cross_table([(f"r{r}", f"c{c}") for r, c in zip(rows, columns, strict=True)])
        showing += any(one.q <= 0.05 for one in found.cells)
    assert showing <= 8


def test_preventable_shares_count_every_case_once_so_far() -> None:
    found = pareto([{"无监护", "未培训"}, {"无监护"}, {"未培训"}, set(), {"设备缺陷", ""}])
    assert [(one.cause, one.count, one.share, one.so_far) for one in found.causes] == [
        ("无监护", 2, 0.4, 0.4),
        ("未培训", 2, 0.4, 0.6),
        ("设备缺陷", 1, 0.2, 0.8),
    ]
    assert (found.total, found.unknown) == (5, 1)
    assert (found.causes[0].share_within.low, found.causes[0].share_within.high) == pytest.approx(
        (0.1176, 0.7693), abs=1e-4
    )
    with pytest.raises(ValueError, match="no cases"):
        pareto([])


def test_kappa_and_its_interval_agree_with_statsmodels() -> None:
    table = np.array([[22, 4, 1], [3, 17, 5], [2, 2, 14]])
    one = [str(r) for r in range(3) for c in range(3) for _ in range(table[r, c])]
    other = [str(c) for r in range(3) for c in range(3) for _ in range(table[r, c])]
    found, oracle = kappa(one, other), cohens_kappa(table)
    assert found.within is not None
    assert found.kappa == pytest.approx(oracle.kappa)
    assert (found.within.low, found.within.high) == pytest.approx((oracle.kappa_low, oracle.kappa_upp), abs=1e-5)
    assert (found.n, found.agreed, found.weak) == (70, 53 / 70, False)
    assert kappa(["a", "b", "a"], ["a", "a", "b"]).weak


def test_coders_who_always_write_the_same_tell_nothing() -> None:
    found = kappa(["a", "a"], ["a", "a"])
    assert (found.kappa, found.within, found.weak) == (None, None, True)
    for bad in (([], []), (["a"], ["a", "b"])):
        with pytest.raises(ValueError, match="two codes"):
            kappa(*bad)


def test_facts_of_which_a_case_has_several_are_each_tested_against_the_cases_without() -> None:
    cases = [*[({"甲", "乙"}, {"丙"})] * 6, *[({"甲"}, {"丁"})] * 4, *[({"乙"}, {"丁"})] * 10, (set[str](), {"丙"})]
    table = crossed(cases)
    assert (table.total, table.unknown, dict(table.rows)) == (20, 1, {"乙": 16, "甲": 10})
    cell = table.at("甲", "丙")
    assert (cell.count, cell.share, cell.expected) == (6, 0.6, 3.0)
    assert cell.p == pytest.approx(stats.fisher_exact([[6, 4], [0, 10]]).pvalue)
    with pytest.raises(ValueError, match="both facts"):
        crossed([(set(), {"丙"})])
