"""Before and after: the parts close, the interval holds its terms, and where nothing may be claimed nothing is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from zhiben.analysis import before_after as ba
from zhiben.analysis.before_after import REFUSALS, Effect, Finding, Study, found, study
from zhiben.analysis.effect_sentence import VERDICTS, power_sentence, sentence
from zhiben.analysis.empirical_bayes import combined, fitted, updated
from zhiben.analysis.placebo import a_year_earlier, next_in_line
from zhiben.analysis.yearly_study import by_years, estimate, last_year, unrest

YEARS = 6


def city(seed: int = 1, cut: float = 0.0, n: int = 78, mean: float = 4.9) -> tuple[np.ndarray, np.ndarray, list[int]]:
    """Five years before and one after, with exposures, and the nine listed by the last year before."""
    rng = np.random.default_rng(seed)
    size = rng.lognormal(0, 0.7, n) * mean / np.exp(0.245)
    rate = rng.gamma(4, 0.25, n) * size
    counts = rng.poisson(rate[:, None], (n, YEARS)).astype(float)
    exposures = np.repeat(size[:, None], YEARS, 1)
    listed = list(last_year(9)(counts[:, :-1], exposures[:, :-1]))
    counts[listed, -1] = rng.poisson(rate[listed] * (1 - cut))
    return counts, exposures, listed


def told(**other: Any) -> Finding:
    return found(by_years(*city()), **{"months_after": 12} | other)


def test_effect_is_the_manuals_with_its_parts_computed_apart() -> None:
    """Expected by the manual's form, area by area; the ratio unbiased; the standard error."""
    counts, exposures, listed = city()
    one = replace(by_years(counts, exposures, listed), unrest=1.0)
    prior = fitted(one.before, one.exposure_before)
    forms = [
        combined(prior.mean * due, 1 / prior.nu, seen)
        for seen, due in zip(one.before, one.exposure_before, strict=True)
    ]
    yearly = np.array([form.expected for form in forms]) / 5
    trend = one.after[~one.listed].sum() / yearly[~one.listed].sum()
    expected = trend * yearly[one.listed].sum()
    variance = sum((form.error / 5) ** 2 for form, is_listed in zip(forms, one.listed, strict=True) if is_listed)
    effect = found(one, months_after=12).effect
    assert effect is not None
    assert (effect.trend, effect.expected) == pytest.approx((trend, expected))
    observed = one.after[one.listed].sum()
    listed_only = variance / yearly[one.listed].sum() ** 2
    unknown = (observed / expected) / effect.ratio - 1
    assert listed_only < unknown < 5 * listed_only
    assert unknown > listed_only + 1 / one.after[~one.listed].sum()
    assert effect.error == pytest.approx(observed / expected * np.sqrt(1 / observed + unknown) / (1 + unknown))
    assert effect.strength == pytest.approx(abs(effect.ratio - 1) / effect.error)


def test_effect_does_not_know_how_long_after_is_taken_to_be_only_the_trend_does() -> None:
    """Exposure after cancels out in the effect and its limits, so that the season's share adds nothing to the error."""
    one = by_years(*city(seed=5))
    effect = found(one, months_after=12).effect
    shorter = found(replace(one, exposure_after=0.6 * one.exposure_after), months_after=12).effect
    assert effect is not None
    assert shorter is not None
    assert shorter.trend == pytest.approx(effect.trend / 0.6)
    kept = ("ratio", "low", "high", "error", "expected", "scatter")
    for name in kept:
        assert getattr(shorter, name) == pytest.approx(getattr(effect, name)), name


def test_variance_of_the_prior_is_that_of_refitting() -> None:
    """The prior's part of the variance, from its curvature, against moving the prior by its errors."""
    one = by_years(*city())
    prior = fitted(one.before, one.exposure_before)
    rng = np.random.default_rng(4)
    moves = rng.multivariate_normal([0, 0], prior.errors, size=2_000)
    ratios = []
    for mean, nu in moves:
        moved = replace(prior, mean=prior.mean * np.exp(mean), nu=prior.nu * np.exp(nu))
        expected = updated(moved, one.before, one.exposure_before).mean * one.exposure_after
        ratios.append(np.log(expected[one.listed].sum() / expected[~one.listed].sum()))
    still = replace(prior, errors=((0.0, 0.0), (0.0, 0.0)))
    with_errors, without = (found(one, months_after=12, prior=each).prospect for each in (prior, still))
    assert with_errors is not None
    assert without is not None
    assert with_errors.variance - without.variance == pytest.approx(np.var(ratios), rel=0.15)


def test_waterfall_closes_on_what_is_printed() -> None:
    for seed in range(30):
        fall = found(by_years(*city(seed)), months_after=12).waterfall
        assert fall is not None
        tenths = [round(10 * part) for part in (fall.before, *fall.steps, fall.after)]
        assert tenths[0] + sum(tenths[1:4]) == tenths[4]
        assert [10 * part for part in (fall.before, *fall.steps, fall.after)] == pytest.approx(tenths)


def test_base_year_may_be_another_than_all_of_before() -> None:
    counts, exposures, listed = city()
    finding = told()
    assert (finding.before, finding.after) == (counts[listed, 4].sum(), counts[listed, 5].sum())
    assert finding.naive == pytest.approx(finding.after / finding.before - 1)
    assert finding.selection is not None
    assert finding.selection < -0.05
    whole = found(
        study(np.isin(range(78), listed), counts[:, :5].sum(1), exposures[:, :5].sum(1), counts[:, 5], exposures[:, 5]),
        months_after=12,
    )
    assert whole.effect == finding.effect
    assert whole.raw == pytest.approx(counts[listed, :5].sum() / 5)


@pytest.mark.parametrize(
    ("other", "reasons"),
    [
        ({"dated": False}, ("no_date",)),
        ({"months_after": 5.9}, ("too_short",)),
        ({"counting_changed": True}, ("counting_changed",)),
        ({"nowhere": True, "incomplete": True}, ("nowhere", "incomplete")),
        ({"months_after": 1, "dated": False}, ("no_date", "too_short")),
        ({"months_after": None}, ()),
        ({"months_after": 6}, ()),
    ],
)
def test_no_effect_is_claimed_where_something_is_missing(other: dict[str, Any], reasons: tuple[str, ...]) -> None:
    finding = told(**other)
    assert finding.refused == reasons
    assert (finding.effect is None) == bool(reasons)
    assert finding.computed is not None
    if reasons:
        why = "；".join(REFUSALS[reason] for reason in reasons)
        counts = f"9个挂牌街道：整治前一年{finding.before}起，整治后一年{finding.after}起"
        assert sentence(finding) == f"{counts}。不作效果结论：{why}。"


def test_nobody_to_compare_with_is_counts_only() -> None:
    counts, exposures, _listed = city(n=12)
    finding = found(by_years(counts, exposures, range(12)), months_after=12)
    assert (finding.refused, finding.computed, finding.waterfall, finding.prospect) == (
        ("no_comparison",),
        None,
        None,
        None,
    )
    counts[3:, -1] = 0
    quiet = found(by_years(counts, exposures, [0, 1, 2]), months_after=12)
    assert (quiet.refused, quiet.computed) == (("no_comparison",), None)


def test_one_street_and_one_year_or_few_events_prove_nothing() -> None:
    counts, exposures, listed = city()
    one = by_years(counts, exposures, listed[:1])
    assert found(one, months_after=12).refused == ("one_area",)
    assert found(one, months_after=24).refused == ()
    few = by_years(counts[listed], exposures[listed], [0, 1])
    assert found(few, months_after=12).refused == ("small_sample",)
    nothing = found(by_years(counts * [0, 0, 0, 0, 0, 1], exposures, listed), months_after=12)
    assert nothing.refused == ("small_sample", "no_events")
    assert (nothing.naive, nothing.selection, nothing.computed) == (None, None, None)
    assert "不作效果结论" in sentence(nothing)


def test_comparison_that_goes_its_own_ways_tells_nothing() -> None:
    counts, exposures, listed = city()
    others = np.setdiff1d(np.arange(78), listed)
    counts[others, -1] = 0
    counts[others[0], -1] = 400
    finding = found(by_years(counts, exposures, listed), months_after=12)
    assert (finding.refused, finding.computed, finding.waterfall) == (("unsettled",), None, None)
    assert sentence(finding).endswith("不作效果结论：其他街道起伏太大，算不出可用的区间。")


def test_nothing_left_after_has_limits_all_the_same() -> None:
    counts, exposures, listed = city()
    counts[listed, -1] = 0
    finding = found(by_years(counts, exposures, listed), months_after=12)
    effect = finding.effect
    assert effect is not None
    assert (effect.ratio, effect.low, effect.verdict) == (0.0, 0.0, "fell")
    assert 0 < effect.high < 0.1
    assert 0 < effect.error < 1
    assert "−100%" in sentence(finding)
    assert "整治后一年0起" in sentence(finding)


def test_city_without_differences_has_an_effect_too() -> None:
    counts = np.full((20, 6), 5.0)
    finding = found(by_years(counts, np.ones((20, 6)), [0, 1, 2]), months_after=12)
    assert finding.effect is not None
    assert (finding.naive, finding.selection) == (0.0, 0.0)
    assert finding.effect.ratio == pytest.approx(1, abs=0.02)
    assert finding.effect.verdict == "open"


def test_others_scattering_widely_widen_the_interval() -> None:
    counts, exposures, listed = city()
    calm = found(by_years(counts, exposures, listed), months_after=12).computed
    rng = np.random.default_rng(3)
    others = np.setdiff1d(np.arange(78), listed)
    shaken = counts.copy()
    shaken[others, -1] = rng.poisson(counts[others, :5].mean(1) * rng.gamma(1, 1, len(others)))
    wild = found(by_years(shaken, exposures, listed), months_after=12).computed
    assert calm is not None
    assert wild is not None
    assert (calm.scatter, wild.scatter > 1.5) == (1.0, True)
    assert np.log(wild.high / wild.low) > 1.2 * np.log(calm.high / calm.low)


def test_unrest_is_what_years_differ_by_within_areas() -> None:
    rng = np.random.default_rng(9)
    rate, level = rng.gamma(4, 2, (400, 1)), np.array([1.0, 1.3, 0.8, 1.0, 1.1])
    sizes = np.ones((400, 5))
    assert unrest(rng.poisson(rate * level).astype(float), sizes) == pytest.approx(1, abs=0.06)
    moved = unrest(rng.poisson(rate * level * rng.gamma(4, 0.25, (400, 5))).astype(float), sizes)
    assert moved == pytest.approx(1 + 0.25 * (rate**2).mean() * (level**2).mean() / rate.mean(), rel=0.4)
    assert moved > 2
    assert unrest(np.zeros((50, 5)), np.ones((50, 5))) == 1.0
    assert unrest(np.array([[9.0, 0.0]]), np.ones((1, 2))) == 1.0
    assert unrest(np.full((20, 5), 3.0), np.ones((20, 5))) == 1.0


def test_years_without_exposure_are_no_degrees_of_freedom() -> None:
    """A third of the cells empty: half as much unrest was seen as there is."""
    rng = np.random.default_rng(19)
    sizes = (rng.random((400, 6)) < 0.67).astype(float)
    rate = rng.gamma(4, 2, (400, 1))
    assert unrest(rng.poisson(rate * sizes).astype(float), sizes) == pytest.approx(1, abs=0.06)
    wild = rng.poisson(rate * sizes * rng.gamma(4, 0.25, (400, 6))).astype(float)
    assert unrest(wild, sizes) == pytest.approx(1 + 0.25 * rate.mean(), rel=0.1)
    with pytest.raises(ValueError, match="without exposure"):
        unrest(np.ones((20, 3)), np.zeros((20, 3)))


def test_restless_years_widen_and_draw_in_further() -> None:
    one = replace(by_years(*city()), unrest=1.0)
    calm, restless = (found(replace(one, unrest=of), months_after=12) for of in (1.0, 1.5))
    assert calm.effect is not None
    assert restless.effect is not None
    assert restless.effect.scatter == 1.5
    assert restless.effect.high / restless.effect.low > calm.effect.high / calm.effect.low
    assert restless.effect.expected < calm.effect.expected
    assert calm.prospect is not None
    assert restless.prospect is not None
    assert restless.prospect.power < calm.prospect.power


def test_limits_are_those_of_the_two_rate_test_where_all_is_counted() -> None:
    """An expectation that rests on a count is gamma distributed: both exact intervals are nearly the same."""
    from scipy.stats import chi2

    low, high = ba._limits(95, 100.0, 1e-9)
    assert (low, high) == pytest.approx((chi2.ppf(0.025, 190) / 200, chi2.ppf(0.975, 192) / 200), rel=1e-4)
    wide = ba._limits(95, 100.0, 0.02)
    assert wide[0] < low < high < wide[1]


def test_power_is_what_the_same_verdict_shows_over_draws() -> None:
    rng = np.random.default_rng(5)
    shape = 1 / 0.01
    due = rng.gamma(shape, 110 / shape, 4_000)
    seen = rng.poisson(0.8 * due)
    proven = np.mean([ba._limits(float(one), 110.0, 0.01)[1] < 1 for one in seen])
    assert ba._power(110.0, 0.01) == pytest.approx(proven, abs=0.02)
    assert ba._power(0.5, 0.01) == 0.0


def test_manuals_marks_and_verdict() -> None:
    effect = Effect(ratio=0.8, low=0.65, high=0.97, error=0.08, expected=120, trend=0.96, scatter=1.0)
    assert (effect.level, effect.verdict, round(effect.change, 9)) == (95, "fell", -0.2)
    assert [replace(effect, error=error).level for error in (0.09, 0.11, 0.12)] == [95, 90, None]
    assert (replace(effect, high=1.02).verdict, replace(effect, low=1.01, high=1.5).verdict) == ("open", "rose")


def finding(**other: Any) -> Finding:
    effect = Effect(ratio=0.95, low=0.78, high=1.16, error=0.09, expected=100.0, trend=0.96, scatter=1.0)
    usual: dict[str, Any] = {"areas": 9, "before": 122, "after": 95, "raw": 122.0, "selection": -0.15, "refused": ()}
    return Finding(**usual | {"computed": effect, "waterfall": None, "prospect": None} | other)


def with_limits(low: float, high: float) -> str:
    effect = finding().computed
    assert effect is not None
    return sentence(finding(computed=replace(effect, low=low, high=high)))


def test_sentence_is_the_one_of_the_specification() -> None:
    assert sentence(finding()) == (
        "9个挂牌街道：整治前一年122起，整治后一年95起，表面下降22%。其中约15%属于“挑最差必然回落”，其他街道与自身整治前的估计相比下降4%；"
        "扣除后归因于整治的变化为−5%（95%区间−22%至+16%），尚不能证明有效。"
    )


@pytest.mark.parametrize(
    ("low", "high", "printed", "verdict"),
    [
        (0.601, 0.899, "−40%至−10%", "fell"),
        (0.609, 0.996, "−40%至−0.4%", "fell"),
        (0.609, 0.9999, "−40%至0%", "open"),
        (0.609, 1.0001, "−40%至+0.1%", "open"),
        (1.0002, 1.5, "0%至+50%", "open"),
        (1.021, 1.502, "+2%至+51%", "rose"),
    ],
)
def test_sentence_never_says_more_than_the_printed_interval(
    low: float, high: float, printed: str, verdict: str
) -> None:
    said = with_limits(low, high)
    assert f"95%区间{printed}" in said
    effect = finding().computed
    assert effect is not None
    assert replace(effect, low=low, high=high).verdict == verdict
    assert said.endswith(f"{VERDICTS[verdict]}。")
    assert sum(text in said for text in VERDICTS.values()) == 1


def test_small_numbers_carry_the_words() -> None:
    assert "下降33%（小基数）" in sentence(finding(before=12, raw=12.0, after=8))
    assert "（小基数）" in sentence(finding(before=12, raw=60.0, after=40)), "the count, however it is scaled"
    assert "小基数" not in sentence(finding(before=122, raw=122.0, after=8))
    scaled = sentence(finding(raw=130.0))
    assert "整治前一年122起（折算到整治后的时间和规模为130.0起），整治后一年95起，表面下降27%" in scaled


def test_choice_that_makes_nothing_fall_back_is_said_so() -> None:
    assert "挑选本身没有带来回落（估计比整治前一年还高3%），其他" in sentence(finding(selection=0.03))
    assert "挑选本身没有带来回落，其他" in sentence(finding(selection=0.0))
    assert "而“挑最差必然回落”本身就有约30%" in sentence(finding(selection=-0.3))
    assert "表面上升7%" in sentence(finding(after=130))
    assert "表面持平" in sentence(finding(after=122))


def test_power_is_told_before_anything_begins() -> None:
    """By the verdict's own test, and with both periods named."""
    told = finding(prospect=ba.Prospect(expected=104.0, variance=0.006, counted=0.004))
    assert power_sentence(told) == (
        "以现有基数（整治前合计122起，按整治前的估计整治后一年约104起），真的减少20%时，整治后一年看得出来的把握也只有38%；"
        "整治后要看满4年（整治前的资料不变）才有80%的把握。"
    )
    sure = finding(before=400, prospect=ba.Prospect(expected=600.0, variance=0.001, counted=0.001))
    assert power_sentence(sure).endswith("真的减少20%时，整治后一年看得出来的把握有99%。")
    vague = finding(prospect=ba.Prospect(expected=104.0, variance=0.03, counted=0.003))
    assert power_sentence(vague).endswith("；整治后看10年也到不了80%的把握。")
    assert power_sentence(finding()) == ""


@pytest.mark.parametrize("reason", sorted(REFUSALS))
def test_power_is_not_told_by_an_estimate_that_is_refused(reason: str) -> None:
    told = finding(refused=(reason,), prospect=ba.Prospect(expected=104.0, variance=0.006, counted=0.004))
    only_after = {"too_short", "one_area", "incomplete", "no_events", "unsettled"}
    assert bool(power_sentence(told)) is (reason in only_after)


def test_longer_after_is_the_prospect_of_that_study() -> None:
    counts, exposures, listed = city()
    one = replace(by_years(counts, exposures, listed), unrest=1.3)
    thrice = replace(one, exposure_after=3 * one.exposure_after)
    short, long = (found(study, months_after=12).prospect for study in (one, thrice))
    assert short is not None
    assert long is not None
    told = short.longer(3)
    assert (told.expected, told.variance, told.counted) == pytest.approx((long.expected, long.variance, long.counted))
    assert short.power < told.power == pytest.approx(long.power)


def test_placebo_on_those_next_in_line_leaves_the_listed_aside() -> None:
    counts, exposures, listed = city(seed=2)
    one = by_years(counts, exposures, listed)
    order = last_year(18)(counts[:, :5], exposures[:, :5])
    other = next_in_line(one, order)
    assert np.flatnonzero(other.listed).tolist() == sorted(order[9:])
    assert (other.aside == one.listed).all()
    assert (other.listed | other.aside | other.compared).all()
    changed = replace(one, after=np.where(one.listed, 0.0, one.after))
    assert found(next_in_line(changed, order), months_after=12) == found(other, months_after=12)
    with pytest.raises(ValueError, match="next in line"):
        next_in_line(one, listed)


def test_placebo_a_year_earlier_knows_nothing_of_the_last_year() -> None:
    counts, exposures, _listed = city(seed=3)
    one = a_year_earlier(counts[:, :5], exposures[:, :5], last_year(9))
    assert np.flatnonzero(one.listed).tolist() == sorted(last_year(9)(counts[:, :4], exposures[:, :4]))
    assert one.after.tolist() == counts[:, 4].tolist()
    assert one.base.tolist() == counts[:, 3].tolist()
    by_estimate = a_year_earlier(counts[:, :5], exposures[:, :5], estimate(9))
    assert by_estimate.listed.sum() == 9
    with pytest.raises(ValueError, match="two years"):
        by_years(counts[:, :1], exposures[:, :1], [0])


@pytest.mark.parametrize(
    ("listed", "before", "exposure", "what"),
    [
        ([False, False], [1, 2], [1, 1], "listed"),
        ([True, False], [1, 2.5], [1, 1], "count"),
        ([True, False], [1, -2], [1, 1], "count"),
        ([True, False], [1, 2], [1, 0], "exposure"),
        ([True, False], [1, 2, 3], [1, 1, 1], "length"),
    ],
)
def test_what_is_no_study_is_refused(listed: list[bool], before: list[float], exposure: list[float], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        study(listed, before, exposure, [1, 1], [1, 1])
    with pytest.raises(ValueError, match="aside"):
        study([True, False], [1, 1], [1, 1], [1, 1], [1, 1], aside=[True, False])


def test_study_holds_columns_of_one_length() -> None:
    one: Study = study([True, False], [1, 2], [1, 1], [1, 1], [1, 1])
    assert (one.base.tolist(), one.compared.tolist()) == ([1.0, 2.0], [False, True])
