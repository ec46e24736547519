"""A comparison: its sets close, what cannot be compared is refused and what looks wrong is asked, and what was said
once is not asked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.factories.hazards import Cast, hazard
from tests.factories.ledgers import HEADINGS, OTHERS, as_csv, doubtful, drafted, ours, source, theirs
from tests.factories.orgs import City

from zhiben.foundation.files import attached
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, NotFound, Refused
from zhiben.kernel.rights import Actor
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import Role
from zhiben.reconcile import operations, queries
from zhiben.reconcile.models import ComparedRow, Comparison, Discrepancy
from zhiben.reconcile.operations import Draft
from zhiben.reconcile.reading import Source
from zhiben.reconcile.vocab import MOST_ROWS, Found, Question, Side

Compare = Callable[..., Comparison]


def counts(one: Comparison, officer: Actor) -> dict[tuple[str, str], int]:
    with scope(officer):
        return queries.counted([one])[one.pk]


def test_sets_are_counted_from_rows_and_close(compare: Compare, officer: Actor) -> None:
    one = compare()
    found = counts(one, officer)
    sums = queries.sums(one, found)
    assert [(each.name, each.rows, each.closes) for each in sums] == [("本市台账", 20, True), ("省平台", 22, True)]
    assert found[Side.LEFT, Found.AGREE] == found[Side.RIGHT, Found.AGREE] == 15
    assert (found[Side.RIGHT, Found.TWICE], found[Side.RIGHT, Found.OUTSIDE]) == (2, 1)


def test_a_sum_that_lacks_a_row_does_not_close(compare: Compare, officer: Actor) -> None:
    one = compare()
    found = counts(one, officer)
    found[Side.RIGHT, Found.AGREE] += 1
    assert [each.closes for each in queries.sums(one, found)] == [True, False]


def test_rows_are_kept_as_they_were_with_their_numbers_in_the_file(compare: Compare, officer: Actor) -> None:
    one = compare()
    with scope(officer):
        row = one.rows.get(side="left", number=2)
        assert (row.cells, row.other.cells) == (ours()[0], theirs()[0]) if row.other else False
        assert [len(list(attached("reconcile.comparison", one.pk, side))) for side in Side] == [1, 1]


def test_a_pair_without_its_other_cannot_be_kept(compare: Compare, officer: Actor) -> None:
    one = compare()
    with scope(officer), pytest.raises(IntegrityError), transaction.atomic():
        ComparedRow._unfiltered().filter(comparison=one, side="left", found="agree").update(other=None)


def test_own_ledger_is_compared_as_seen_less_what_was_set_aside(city: City, office: int, officer: Actor) -> None:
    cast = Cast(city)
    one = hazard(cast, "reported")
    hazard(cast, "rejected", title="不构成的隐患")
    rows = [[one.number, one.title, str(one.found_on)], ["LH-99", "安全出口锁闭", str(one.found_on)]]
    with scope(officer):
        right = source("省平台", as_csv(("编号", "隐患", "发现日期"), rows), officer)
        made = operations.compare_ledgers(Draft(office, Source("本系统隐患台账"), right), actor=officer)
        assert (made.left_headings[:3], made.left_sha256) == (["编号", "隐患", "场所"], "")
        assert made.rows.filter(side="left").count() == 1


def test_another_office_sees_nothing_of_it(city: City, compare: Compare) -> None:
    one, stranger = compare(), city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    with scope(stranger):
        with pytest.raises(NotFound):
            queries.comparison_of(one.pk)
        assert list(ComparedRow.objects.all()) == []


def test_nobody_compares_for_another_office(city: City, office: int) -> None:
    stranger = city.actor(Role.OFFICE_OFFICER, "龙华区安委办")
    with scope(stranger), pytest.raises(NotAllowed):
        operations.compare_ledgers(drafted(office, stranger), actor=stranger)


def refused(office: int, officer: Actor, right: bytes, name: str = "省.csv") -> str:
    with scope(officer), pytest.raises(Refused) as why:
        left = source("本市台账", as_csv(HEADINGS, ours()), officer)
        operations.compare_ledgers(Draft(office, left, source("省平台", right, officer, called=name)), actor=officer)
    assert Comparison._unfiltered().count() == ComparedRow._unfiltered().count() == 0
    return why.value.text


def test_a_ledger_without_rows_is_refused_by_name(office: int, officer: Actor) -> None:
    assert refused(office, officer, as_csv(OTHERS, [])) == (
        "“省平台”没有数据行；空表不能说明对方各行都缺失，请核对文件"
    )


def test_a_ledger_of_other_columns_is_refused_with_both_ledgers_columns(office: int, officer: Actor) -> None:
    sentence = refused(office, officer, as_csv(("车牌", "品牌"), [["粤B1", "比亚迪"], ["粤B2", "红旗"]]))
    assert "“省平台”的列：车牌、品牌" in sentence
    assert "“本市台账”的列：隐患编号、企业名称、" in sentence


def test_a_ledger_too_long_for_a_page_is_refused_with_the_command(office: int, officer: Actor) -> None:
    rows = [[str(place), "企业", "隐患", "2024-03-01", "整改中", ""] for place in range(MOST_ROWS + 1)]
    assert f"有{MOST_ROWS + 1}行，网页上一次最多比对{MOST_ROWS}行" in refused(office, officer, as_csv(HEADINGS, rows))


def test_what_is_no_table_is_refused(office: int, officer: Actor) -> None:
    assert "没有找到列名所在的行" in refused(office, officer, b"1,2\n3,4\n", "数.csv")


def test_a_file_in_the_offices_other_encoding_is_read(office: int, officer: Actor) -> None:
    with scope(officer):
        left = source("本市台账", as_csv(HEADINGS, ours()), officer)
        right = source("省平台", as_csv(OTHERS, theirs(), "gb18030"), officer)
        one = operations.compare_ledgers(Draft(office, left, right), actor=officer)
    assert counts(one, officer)[Side.LEFT, Found.AGREE] == 15


def test_a_file_beside_itself_is_asked_about(office: int, officer: Actor) -> None:
    def same(*anyway: str) -> Draft:
        one, other = (source(name, as_csv(HEADINGS, ours()), officer) for name in ("本市台账", "省平台"))
        return Draft(office, one, other, anyway=anyway)

    with scope(officer):
        with pytest.raises(Incomplete) as why:
            operations.compare_ledgers(same(), actor=officer)
        assert list(why.value.fields) == ["anyway"]
        one = operations.compare_ledgers(same(Question.SAME_FILES), actor=officer)
    assert counts(one, officer) == {(side, Found.AGREE): 20 for side in Side}


def test_a_ledger_of_which_no_row_is_met_is_asked_about(office: int, officer: Actor) -> None:
    rows = [[str(n), f"Z{n}", f"外地{n}厂", f"问题{n}", f"2024-12-{n + 1:02}", "未知"] for n in range(20)]
    rows[0][4] = "2024-01-01"
    with scope(officer):
        with pytest.raises(Incomplete) as why:
            operations.compare_ledgers(drafted(office, officer, right=rows), actor=officer)
        assert "没有一行对得上" in why.value.text
        draft = drafted(office, officer, right=rows, anyway={Question.NONE_MET})
        one = operations.compare_ledgers(draft, actor=officer)
    assert counts(one, officer)[Side.LEFT, Found.ONLY] == 20


def test_two_ledgers_have_two_names(office: int, officer: Actor) -> None:
    left, right = (source("省平台", as_csv(HEADINGS, ours(n)), officer) for n in (20, 19))
    with scope(officer), pytest.raises(Incomplete) as why:
        operations.compare_ledgers(Draft(office, left, right), actor=officer)
    assert list(why.value.fields) == ["right_name"]


def test_settling_lists_every_difference_with_its_day(compare: Compare, office: int, officer: Actor) -> None:
    one = compare()
    with scope(officer):
        pairs = [row.pk for row in doubtful(one, officer)]
        if pairs:
            operations.answer_pairs(one, pairs, same=False, actor=officer)
        operations.settle(one, actor=officer)
        found = list(Discrepancy.objects.order_by("pk"))
        rows = one.rows.filter(found="differ", side="left").count() + one.rows.filter(found="only").count()
    assert (one.state, len(found)) == ("settled", rows)
    due = orgs.workdays().after(date(2024, 10, 16), 5)
    assert {(each.due, each.opened_on, each.state) for each in found} == {(due, date(2024, 10, 16), "open")}


def test_likely_cause_and_owner_are_proposed_where_the_rows_tell(city: City, compare: Compare, officer: Actor) -> None:
    right = theirs()[:18]
    right[16] = theirs()[16]
    one = compare(right=right)
    with scope(officer):
        if pairs := [row.pk for row in doubtful(one, officer)]:
            operations.answer_pairs(one, pairs, same=True, actor=officer)
        operations.settle(one, actor=officer)
        found = {each.row.number: each for each in Discrepancy.objects.filter(row__side="left").select_related("row")}
    state, name = found[17], found[18]
    assert (state.cause, state.proposed, state.unit_id) == ("", False, city.unit("市住房建设").pk)
    assert (name.cause, name.proposed) == ("written", True)
    assert state.subject.startswith("状态不一致（本市台账第17行，省平台第17行）：")


def test_what_is_discarded_leads_to_nothing(compare: Compare, officer: Actor) -> None:
    one = compare()
    with scope(officer):
        operations.discard(one, reason="传错文件", actor=officer)
        with pytest.raises(Refused):
            operations.settle(one, actor=officer)
    assert (one.state, Discrepancy._unfiltered().count()) == ("discarded", 0)


def test_comparison_names_itself(compare: Compare) -> None:
    assert str(compare()) == f"本市台账与省平台比对（{clock.in_words(date(2024, 10, 16))}）"
