"""What is timed answers every monthly question, with the figures of the bare kernels beside it."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection

from zhiben.analysis import empirical_bayes, multiple
from zhiben.demonstration.speed import bare_causes, bare_streets, monthly, monthly_agreement, monthly_stage


def test_bare_kernels_find_what_the_methods_find() -> None:
    rng = np.random.default_rng(9)
    sizes = rng.lognormal(0, 0.7, 79) * 20
    counts = rng.poisson(sizes * rng.gamma(4, 0.25, 79)).astype(float)
    prior = empirical_bayes.fitted(counts, sizes)
    assert bare_streets.prior_of(counts, sizes) == pytest.approx((prior.mean, prior.nu), rel=1e-6)
    even = np.full(20, 5.0)
    assert bare_streets.prior_of(even, even) == (1.0, np.inf)
    tables = [(9, 1, 4, 6), (0, 3, 4, 90), (12, 5, 7, 200), (4, 0, 0, 9)]
    p = bare_causes.fisher(
        *np.array(
            [(both, both + one, both + other, sum((both, one, other, rest))) for both, one, other, rest in tables]
        ).T
    )
    assert p.tolist() == pytest.approx([multiple.fisher(*one) for one in tables], rel=1e-9)


def test_figures_that_do_not_agree_stop_the_run() -> None:
    told = {"drawn": {"fall": 0.2, "ratio": 1.0, "found_by_count": 6.5, "found_by_estimate": 7.8}}
    monthly_agreement.must_agree("nothing-done", told, bare_streets.Nothing(0.2, 1.0, 6.5, 7.8))
    with pytest.raises(RuntimeError, match=r"nothing-done: fall: 0\.2 and not 0\.25"):
        monthly_agreement.must_agree("nothing-done", told, bare_streets.Nothing(0.25, 1.0, 6.5, 7.8))


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_question_is_answered_beside_its_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the benchmark runs on SQLite")
    monkeypatch.setattr(monthly_stage, "migrate", lambda *_, **__: None)
    said: list[str] = []
    [taken] = monthly.measured(said.append, times=1)
    assert (taken.name, taken.goal, taken.limit) == ("monthly", "C4 monthly", 3.0)
    assert taken.value > 0
    assert [line.split()[0] for line in said[1:]] == list(monthly_stage.QUESTIONS)
