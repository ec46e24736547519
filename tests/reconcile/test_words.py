"""Words of two offices for one thing: proposed from rows that are one, taken by a person, and followed next time."""

from __future__ import annotations

import io

import openpyxl
import pytest
from tests.factories.ledgers import HEADINGS, OTHERS, ROOTS, WHATS, as_csv, ours, source, theirs
from tests.factories.pages import browser, send, text

from zhiben.analysis.linkage.ledgers import Ledger, compare
from zhiben.analysis.linkage.wordings import Wording, meanings, wordings
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.reconcile import loading, operations
from zhiben.reconcile.models import ComparedRow, Comparison
from zhiben.reconcile.operations import Draft
from zhiben.reconcile.vocab import Found, Question

pytestmark = pytest.mark.either
TAKEN = ["状态", "整改中", "办理中"]


def worded(office: int, officer: Actor, *, turned: bool = False) -> Comparison:
    """The province says 办理中 for our 整改中, but for one row that it has as 已销号."""
    rows = [[*row[:-1], row[-1].replace("整改中", "办理中")] for row in theirs()]
    with scope(officer):
        mine = source("本市台账", as_csv(HEADINGS, ours()), officer)
        other = source("省平台", as_csv(OTHERS, rows), officer)
        left, right = (other, mine) if turned else (mine, other)
        draft = Draft(office, left, right, anyway={Question.SAME_AS_LAST, Question.OTHER_LEDGER})
        return operations.compare_ledgers(draft, actor=officer)


def differing(one: Comparison) -> int:
    return ComparedRow._unfiltered().filter(comparison=one, side="left", found=Found.DIFFER).count()


def test_words_are_proposed_taken_by_a_person_and_followed(office: int, officer: Actor) -> None:
    one, client = worded(office, officer), browser(officer)
    assert (one.words, one.proposed_words, differing(one)) == ([], [[*TAKEN, 16, 17]], 17)
    page = text(client, "reconcile:page", one.pk)
    assert "状态：本市台账“整改中”＝省平台“办理中”" in page
    assert "（同一项里有16项这样写，左边写“整改中”的共17项）" in page
    send(client, "reconcile:pair", one.pk, status=422)
    send(client, "reconcile:pair", one.pk, word="0")
    again = Comparison._unfiltered().latest("pk")
    assert (again.words, again.proposed_words, differing(again)) == ([TAKEN], [], 2)
    assert "算作相同的用词：状态“整改中”＝“办理中”" in text(client, "reconcile:page", again.pk)
    assert Comparison._unfiltered().get(pk=one.pk).state == "discarded"
    assert (worded(office, officer).words, differing(worded(office, officer))) == ([TAKEN], 2)
    turned = worded(office, officer, turned=True)
    assert (turned.words, differing(turned)) == ([["状态", "办理中", "整改中"]], 2)
    send(client, "reconcile:pair", turned.pk)
    back = Comparison._unfiltered().latest("pk")
    assert (back.words, differing(back)) == ([], 17)


def test_words_that_nobody_proposed_are_refused(office: int, officer: Actor) -> None:
    one = worded(office, officer)
    with scope(officer), pytest.raises(Refused, match="用词没有找到"):
        operations.compare_again(one, {}, [("状态", "整改中", "已销号")], actor=officer)
    assert Comparison._unfiltered().count() == 1


def test_what_is_loaded_there_is_in_their_words(office: int, officer: Actor) -> None:
    one = worded(office, officer)
    with scope(officer):
        again = operations.compare_again(one, {}, [("状态", "整改中", "办理中")], actor=officer)
        ids = (
            ComparedRow._unfiltered()
            .filter(comparison=again, side="left", found=Found.REVIEW)
            .values_list("pk", flat=True)
        )
        operations.answer_pairs(again, list(ids), same=False, actor=officer)
        operations.settle(again, actor=officer)
        book = openpyxl.load_workbook(io.BytesIO(loading.book(again)))
    said = {row[5] for row in book["补录"].iter_rows(min_row=2, values_only=True)}
    corrected = {row[5] for row in book["更正"].iter_rows(min_row=2, values_only=True)}
    assert (said, corrected) == ({"办理中"}, {"办理中"})


def test_only_words_of_one_ledger_and_no_figures_are_proposed() -> None:
    def ledger(*said: tuple[str, str]) -> Ledger:
        rows = [[f"YH{place:03}", f"{ROOTS[place]}厂", WHATS[place % 5], *told] for place, told in enumerate(said)]
        return Ledger(("隐患编号", "企业", "隐患", "状态", "数量"), rows)

    left = ledger(*[("已整改", "5")] * 8, *[("整改中", "3")] * 6, *[("暂缓", "3")] * 4)
    right = ledger(*[("完成", "6")] * 6, *[("整改中", "6")] * 2, *[("已整改", "3")] * 6, *[("挂起", "3")] * 4)
    found = compare(left, right)
    assert (len(found.agree), len(found.differ)) == (0, 18)
    assert list(wordings(found)) == [Wording("状态", "已整改", "完成", 6, 8)]
    taken = compare(left, right, words=meanings([("状态", "已整改", "完成")]))
    assert [pair[2] for pair in taken.differ[:9]] == [("数量",)] * 6 + [("状态", "数量")] * 2 + [("状态",)]


def test_words_that_mean_one_stand_for_each_other_however_many() -> None:
    told = [("状态", "已整改", "完成"), ("状态", "已销号", "完成"), ("类别", "电气", "用电")]
    means = meanings([*told, ("状态", "完成", "已整改")])
    assert {word: means["状态"].get(word, word) for word in ("已整改", "已销号", "完成")} == dict.fromkeys(
        ("已整改", "已销号", "完成"), "已销号"
    )
    assert means["类别"] == {"用电": "电气"}
