"""Every method of areas says in plain Chinese how it is computed, where it comes from and what not to read out of it;
and none of it costs a heavy import before it is used."""

from __future__ import annotations

import subprocess
import sys

from zhiben.analysis.area_methods import AREA_METHODS


def test_every_method_says_what_a_page_needs() -> None:
    assert len({method.key for method in AREA_METHODS}) == len(AREA_METHODS) == 10
    for method in AREA_METHODS:
        assert 40 < len(method.how) < 250, method.key
        assert method.how.endswith("。")
        assert "不" in method.never
        assert method.version
        assert any(year.isdigit() for year in method.reference)


def test_importing_them_costs_numpy_at_most() -> None:
    code = (
        "import sys, zhiben.analysis.area_methods, zhiben.analysis.placebo, zhiben.analysis.effect_sentence;"
        "assert not {'scipy', 'statsmodels', 'pandas', 'django'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
