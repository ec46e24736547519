"""Columns: which were not compared is told, a person pairs them, and what was said of them holds next time."""

from __future__ import annotations

import pytest
from tests.factories.ledgers import HEADINGS, OTHERS, as_csv, ours, source, theirs
from tests.factories.pages import browser, send, text

from zhiben.analysis.linkage.columns import Ledger, same_columns
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.reconcile import operations
from zhiben.reconcile.models import ComparedRow, Comparison
from zhiben.reconcile.operations import Draft
from zhiben.reconcile.vocab import Question

pytestmark = pytest.mark.either
WHERE = ["民治", "龙华"]


def placed(office: int, officer: Actor) -> Comparison:
    """Ours says in which town, theirs too under quite another name, and of the first row wrongly."""
    left = [[*row, WHERE[place % 2]] for place, row in enumerate(ours())]
    right = [[*row, WHERE[(place + (place == 0)) % 2]] for place, row in enumerate(theirs())]
    with scope(officer):
        draft = Draft(
            office,
            source("本市台账", as_csv((*HEADINGS, "地段"), left), officer),
            source("省平台", as_csv((*OTHERS, "片区"), right), officer),
            anyway={Question.SAME_AS_LAST},
        )
        return operations.compare_ledgers(draft, actor=officer)


def fields(one: Comparison) -> list[str]:
    found: list[str] = ComparedRow._unfiltered().get(comparison=one, side="left", number=2).fields
    return found


def test_columns_that_were_not_compared_are_told_and_paired_by_a_person(office: int, officer: Actor) -> None:
    one, client = placed(office, officer), browser(officer)
    page = text(client, "reconcile:page", one.pk, query="?set=agree")
    assert "没有比对的列：本市台账的隐患编号、责任单位、地段" in page
    assert "没有比对的列：省平台的隐患编码、片区" in page
    assert "下列各列两边都一样：企业名称、隐患内容、发现日期、状态。" in page
    assert fields(one) == []
    send(client, "reconcile:pair", one.pk, status=422)
    send(client, "reconcile:pair", one.pk, **{"column-0": "地段", "column-1": "地段"}, status=422)
    send(client, "reconcile:pair", one.pk, **{"column-1": "地段"})
    again = Comparison._unfiltered().latest("pk")
    one = Comparison._unfiltered().get(pk=one.pk)
    assert (one.state, again.state, again.title) == ("discarded", "open", one.title)
    assert (fields(again), ["地段", "片区"] in again.columns) == (["地段"], True)
    kept = ComparedRow._unfiltered().filter(comparison=again).count()
    assert (again.left_sha256, kept) == (one.left_sha256, len(ours()) + len(theirs()))
    with scope(officer), pytest.raises(Refused):
        operations.compare_again(one, {"片区": "地段"}, (), actor=officer)
    assert fields(placed(office, officer)) == ["地段"]


@pytest.mark.parametrize(
    ("mine", "other"), [("状态", "整改状态"), ("整改进度", "状态"), ("街道", "属地街道"), ("属地街道", "街道")]
)
def test_common_names_of_a_column_are_known(mine: str, other: str) -> None:
    left = Ledger(("企业", mine), [["甲厂", "一"], ["乙厂", "二"]])
    right = Ledger(("企业", "备注", other), [["甲厂", "", "二"], ["乙厂", "", "三"]])
    assert same_columns(left, right, {}) == [(0, 0), (1, 2)]
    in_other_words = Ledger(("企业", "备注", other), [["甲厂", "", "未完成"], ["乙厂", "", "已完成"]])
    assert same_columns(left, in_other_words, {}) == [(0, 0)]
