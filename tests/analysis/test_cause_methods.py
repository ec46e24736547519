"""Every method says in plain Chinese how it is computed, where it comes from and what not to say on the strength of it;
and none of it costs a heavy import before it is used."""

from __future__ import annotations

import subprocess
import sys

from zhiben.analysis.cause_methods import CAUSE_METHODS


def test_every_method_says_what_a_page_needs() -> None:
    assert [method.key for method in CAUSE_METHODS] == [
        *("cross-table", "pareto", "kappa", "rules", "keywords", "topics", "masking", "novelty", "new-types"),
        *("step", "change-point", "reporting-delay", "farrington", "ears", "cusum", "gaps"),
        *("seasonal-cusum", "forecast"),
    ]
    for method in CAUSE_METHODS:
        assert 40 < len(method.how) < 250, method.key
        assert method.how.endswith("。")
        assert "不" in method.never or "须" in method.never, method.key
        assert method.version
        assert any(year.isdigit() for year in method.reference)
        assert "导致" not in method.how.replace("不能说“导致”", "")


def test_importing_them_costs_numpy_at_most() -> None:
    code = (
        "import sys, zhiben.analysis.cause_methods, zhiben.analysis.spring_festival;"
        "assert not {'scipy', 'statsmodels', 'sklearn', 'mlxtend', 'pandas', 'django'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
