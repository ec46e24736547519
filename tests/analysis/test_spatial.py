"""Where high rates lie together: Gi* against its formula written out, neighbours against distances, the scan against
published windows and against cities of chance."""

from __future__ import annotations

import csv
from math import cos, hypot, radians, sqrt
from pathlib import Path

import numpy as np
import pytest

from zhiben.analysis import scan_statistic, spatial
from zhiben.analysis.empirical_bayes import fitted, updated
from zhiben.analysis.scan_statistic import scanned
from zhiben.analysis.spatial import beside, gi_star, nearest, projected, within


class Counties:
    """North Carolina, 1974 to 1978."""

    def __init__(self, folder: Path) -> None:
        with (folder / "nc_sids.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        self.names = [row["NAME"] for row in rows]
        self.deaths, self.births = (np.array([float(row[name]) for row in rows]) for name in ("SID74", "BIR74"))
        self.lon, self.lat = ([float(row[name]) for row in rows] for name in ("lon", "lat"))
        self.grid = np.array([[float(row["x"]), float(row["y"])] for row in rows])
        place = {row["FIPS"].split(".")[0]: number for number, row in enumerate(rows)}
        lines = (folder / "nc_sids_ncCR85.gal").read_text().splitlines()[1:]
        of, borders = lines[::2], lines[1::2]
        self.pairs = [
            (place[one.split()[0]], place[other])
            for one, others in zip(of, borders, strict=True)
            for other in others.split()
        ]
        self.rates = updated(fitted(self.deaths, self.births, "marshall"), self.deaths, self.births).mean


@pytest.fixture
def counties(shared_data: Path) -> Counties:
    return Counties(shared_data / "small-area-rates")


def written_out(rates: list[float], pairs: list[tuple[int, int]]) -> list[float]:
    """Ord and Getis (1995), with each place its own neighbour and weights of 1, term by term."""
    n = len(rates)
    mean = sum(rates) / n
    s = sqrt(sum(rate * rate for rate in rates) / n - mean * mean)
    found = []
    for i in range(n):
        weight = [1.0 if j == i or (i, j) in pairs else 0.0 for j in range(n)]
        total, squares = sum(weight), sum(w * w for w in weight)
        above = sum(w * rate for w, rate in zip(weight, rates, strict=True)) - mean * total
        found.append(above / (s * sqrt((n * squares - total * total) / (n - 1))))
    return found


def test_gi_star_of_infant_deaths_is_its_formula_to_five_decimals(counties: Counties) -> None:
    found = gi_star(counties.rates, beside(100, counties.pairs))
    pairs = set(counties.pairs) | {(other, one) for one, other in counties.pairs}
    assert found.tolist() == pytest.approx(written_out(counties.rates.tolist(), pairs), abs=5e-6)  # type: ignore[arg-type]
    assert len(pairs) > 400
    assert max(found) > 3


def test_rates_laid_out_anyhow_have_standard_normal_scores() -> None:
    rng = np.random.default_rng(5)
    borders = nearest(rng.random((60, 2)), 5)
    scores = np.array([gi_star(rng.permutation(np.arange(60.0)), borders) for _time in range(2_000)])
    assert scores.mean(axis=0) == pytest.approx([0] * 60, abs=0.08)
    assert scores.std(axis=0) == pytest.approx([1] * 60, abs=0.08)


def test_rates_alike_and_areas_beside_everybody_have_no_score() -> None:
    borders = beside(4, [(0, 1), (0, 2), (0, 3)])
    assert gi_star([0.1 + 0.2, 0.3, 0.3, 0.3], borders).tolist() == [0.0] * 4
    assert gi_star([0.0] * 4, borders).tolist() == [0.0] * 4
    scores = gi_star([1.0, 2.0, 3.0, 4.0], borders)
    assert scores[0] == 0.0
    assert np.isfinite(scores).all()
    assert gi_star([1.0], beside(1, [])).tolist() == [0.0]


def test_neighbours_are_the_nearest_by_shortened_longitudes() -> None:
    """At 60 degrees north a degree of longitude is half as long: the one to the east is nearer."""
    plane = projected([0.0, 1.0, 0.0, 5.0], [60.0, 60.0, 60.8, 60.0])
    assert nearest(plane, 1).other.tolist() == [1, 0, 0, 1]
    east = hypot(*(plane[1] - plane[0]))
    assert east == pytest.approx(111.195 * cos(radians(60.2)))
    near = within(plane, 60)
    assert list(zip(near.one.tolist(), near.other.tolist(), strict=True)) == [(0, 1), (1, 0)]


def test_places_at_one_point_are_neighbours_of_each_other() -> None:
    plane = np.zeros((4, 2))
    found = nearest(plane, 2)
    assert (found.one != found.other).all()
    assert np.bincount(found.one).tolist() == [2] * 4


def test_windows_of_half_a_state_are_useless_and_narrow_ones_are_not(counties: Counties) -> None:
    wide = scanned(counties.deaths, counties.births, counties.grid, seed=1, widest=0.5, times=99)[0]
    assert len(wide.areas) == 46
    narrow = scanned(counties.deaths, counties.births, counties.grid, seed=1, times=99)[0]
    assert len(narrow.areas) <= 6
    assert {counties.names[place] for place in narrow.areas} >= {"Robeson", "Columbus", "Bladen"}
    assert narrow.events > 1.9 * narrow.expected
    assert 0.05 < narrow.p < 0.5, "counties differ so much anywhere"


def test_ratio_of_likelihoods_is_kulldorffs(counties: Counties) -> None:
    found = scanned(counties.deaths, counties.births, projected(counties.lon, counties.lat), seed=1, times=19)
    total = counties.deaths.sum()
    for one in found:
        seen = counties.deaths[list(one.areas)].sum()
        due = counties.births[list(one.areas)].sum() * total / counties.births.sum()
        assert (one.events, one.expected) == pytest.approx((seen, due))
        left = (total - seen) * np.log((total - seen) / (total - due))
        assert one.unusual == pytest.approx(seen * np.log(seen / due) + left)
        assert counties.births[list(one.areas)].sum() <= 0.15 * counties.births.sum()
    members = [place for one in found for place in one.areas]
    assert len(members) == len(set(members))
    assert [one.p for one in found] == sorted(one.p for one in found)


def test_chance_is_called_a_cluster_in_five_of_a_hundred_cities() -> None:
    rng = np.random.default_rng(12)
    plane, size = rng.random((40, 2)), rng.lognormal(0, 0.5, 40)
    found = [
        scanned(rng.multinomial(200, size / size.sum()), size, plane, seed=seed, times=99)[0].p for seed in range(200)
    ]
    assert 0.01 <= np.mean(np.array(found) <= 0.05) <= 0.10


def test_streets_that_differ_anywhere_are_no_cluster() -> None:
    """Rates by a gamma of shape 4, wherever they lie: against cities of one rate for all, 40 of 40 had a cluster."""
    rng = np.random.default_rng(21)
    plane, size = rng.random((78, 2)), 25 * rng.lognormal(-0.245, 0.7, 78)
    found = [
        scanned(rng.poisson(rng.gamma(4, 0.25, 78) * size), size, plane, seed=seed, times=99)[0].p for seed in range(60)
    ]
    assert np.mean(np.array(found) <= 0.05) <= 0.12
    assert np.mean(np.array(found) <= 0.5) >= 0.3


def test_planted_cluster_is_found_and_large_cities_go_in_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(13)
    plane, size = rng.random((80, 2)), np.full(80, 20.0)
    inside = np.argsort(((plane - 0.5) ** 2).sum(1))[:6]
    rate = np.ones(80)
    rate[inside] = 2.5
    counts = rng.poisson(rate * size)
    one = scanned(counts, size, plane, seed=3, times=199)[0]
    assert (one.p, len(set(one.areas) & set(inside.tolist())) >= 5) == (1 / 200, True)
    monkeypatch.setattr(scan_statistic, "AT_ONCE", 5_000)
    assert scanned(counts, size, plane, seed=3, times=199)[0] == one


def test_nothing_seen_or_every_area_too_wide_is_no_cluster() -> None:
    plane = np.random.default_rng(1).random((5, 2))
    assert scanned([0] * 5, [1.0] * 5, plane, seed=1) == []
    assert scanned([5, 0, 0, 0, 0], [1.0] * 5, plane, seed=1, widest=0.1) == []


def test_what_is_nowhere_is_refused() -> None:
    plane = np.random.default_rng(1).random((3, 2))
    for longitudes, latitudes in (([200.0], [0.0]), ([0.0], [float("nan")]), ([], []), ([1.0], [1.0, 2.0])):
        with pytest.raises(ValueError, match="longitude"):
            projected(longitudes, latitudes)
    for k in (0, 3):
        with pytest.raises(ValueError, match="neighbours"):
            nearest(plane, k)
    with pytest.raises(ValueError, match="distance"):
        within(plane, 0)
    with pytest.raises(ValueError, match="a place"):
        beside(3, [(0, 3)])
    for rates in ([1.0, 2.0], [1.0, 2.0, float("nan")]):
        with pytest.raises(ValueError, match="a rate"):
            gi_star(rates, beside(3, []))
    for counts, exposures, widest in (
        *(([1, 2, -1], [1, 1, 1], 0.2), ([1, 2, 1.5], [1, 1, 1], 0.2), ([1, 2], [1, 1, 1], 0.2)),
        *(([1, 2, 1], [1, 0, 1], 0.2), ([1, 2, 1], [1, 1, 1], 0.6)),
    ):
        with pytest.raises(ValueError, match=r"count|exposures"):
            scanned(counts, exposures, plane, seed=1, widest=widest)


def test_unit_of_distance_is_a_kilometre() -> None:
    plane = projected([114.0, 114.0], [22.0, 23.0])
    assert plane[1, 1] - plane[0, 1] == pytest.approx(spatial.DEGREE)
