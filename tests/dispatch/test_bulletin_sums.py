"""The bulletin's own tables add up, by the rule that keeps a wrong one from going out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.dispatch.city import City
from tests.dispatch.facts import hazard, task
from tests.dispatch.test_bulletin import FUTURE, PAST, paper_of, tables

from zhiben.dispatch.models import Round
from zhiben.foundation.rendering.sums import require_sums, wrong_sums
from zhiben.kernel.errors import Refused

pytestmark = pytest.mark.either


def test_tables_of_a_bulletin_add_up_and_a_changed_one_does_not(city: City, round_at: Callable[..., Round]) -> None:
    task(city, "市住房建设局", PAST)
    hazard(city, "罗湖区", PAST)
    hazard(city, "福田区", FUTURE)
    paper = paper_of(round_at("draft"))
    require_sums(paper)
    areas = tables(paper)[0]
    changed = replace(areas, total=(areas.total[0], "3", *areas.total[2:]))
    wrong = replace(paper, blocks=tuple(changed if block is areas else block for block in paper.blocks))
    assert [(one.label, one.title, one.printed, one.summed) for one in wrong_sums(wrong)] == [
        ("合计", "有效隐患", 3, 2)
    ]
    with pytest.raises(Refused, match="“合计”“有效隐患”栏：印3，各行之和2"):
        require_sums(wrong)
