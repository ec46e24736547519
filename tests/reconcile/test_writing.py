"""What leaves the desk: a letter to each unit with its list, and a workbook in the other system's layout."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import openpyxl
import pytest
from django.urls import reverse
from tests.factories.ledgers import OTHERS, doubtful, ours, settled_comparison, theirs
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text
from tests.reconcile.conftest import NOW

from zhiben.documents import operations as documents
from zhiben.documents import queries as documents_queries
from zhiben.documents.operations import Written
from zhiben.documents.vocab import Numbering
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.reconcile import differences, loading, operations, queries
from zhiben.reconcile.models import Comparison, Discrepancy
from zhiben.reconcile.vocab import Cause

DUE = date(2024, 10, 30)


@pytest.fixture
def one(office: int, officer: Actor) -> Comparison:
    with scope(officer):
        numbering = {"code": "深安办", "numbering": Numbering.OWN}
        documents.set_issuing_body(office, full_name="深圳市安委办", **numbering, actor=officer)
    return settled_comparison(office, officer)


def given(one: Comparison, city: City, officer: Actor) -> list[Discrepancy]:
    """Two to one unit, one to another, one to the office itself; the rest to nobody."""
    with scope(officer):
        found = list(one.discrepancies.order_by("pk")[:4])
        for each, name in zip(found, ("市住房建设", "市住房建设", "市交通运输", "市安委办"), strict=True):
            operations.assign(each, city.unit(name).pk, due=DUE, actor=officer)
    return found


def test_each_unit_has_a_letter_with_its_list_once(city: City, one: Comparison, officer: Actor) -> None:
    client = browser(officer)
    with scope(officer), pytest.raises(Refused):
        operations.write_letters(one, actor=officer)
    found = given(one, city, officer)
    send(client, "reconcile:move", one.pk, "write_letters")
    with scope(officer):
        by_unit = {letter.unit: letter.paper for letter in queries.letters_of(one)}
        assert sorted(by_unit) == ["市交通运输", "市住房建设"]
        assert [Discrepancy.objects.get(pk=each.pk).letter_id for each in found] == [
            *[by_unit["市住房建设"].pk] * 2,
            by_unit["市交通运输"].pk,
            None,
        ]
        with pytest.raises(Refused):
            operations.write_letters(one, actor=officer)
    page = text(client, "documents:page", by_unit["市住房建设"].pk)
    assert [each.subject in page for each in found] == [True, True, False, False]
    assert by_unit["市住房建设"].get_absolute_url() in text(client, "reconcile:page", one.pk)


def told(one: Comparison) -> dict[str, tuple[int, bool]]:
    return {letter.unit: (letter.waiting, letter.stale) for letter in queries.letters_of(one)}


@contextmanager
def later(hours: int) -> Iterator[None]:
    with clock.at(NOW + timedelta(hours=hours)):
        yield


def test_a_draft_stays_in_sight_and_is_told_stale_until_it_is_revised(
    city: City, one: Comparison, officer: Actor
) -> None:
    first, second, third, _own = given(one, city, officer)
    housing, client = city.unit("市住房建设").pk, browser(officer)
    with scope(officer):
        operations.write_letters(one, actor=officer)
        letters = {letter.unit: letter.paper for letter in queries.letters_of(one)}
        for each in (first, second, third):
            each.refresh_from_db()
        with later(1):
            operations.resolve(first, cause=Cause.MISTAKEN, resolution="已改", actor=officer)
            operations.reopen(first, reason="仍不一致", actor=officer)
            assert told(one) == {"市住房建设": (1, True), "市交通运输": (1, False)}
            assert "现在待处理的有1条：请修改函稿" in text(client, "reconcile:page", one.pk)
            operations.assign(first, housing, due=DUE, actor=officer)
            assert (queries.unwritten(one), told(one)["市住房建设"]) == ([], (2, True))
        with later(2):
            written = Written(title="核对函", to="市住房建设", body="请逐条核实。", reply_by=DUE)
            documents.rewrite(documents_queries.document(letters["市住房建设"].pk), written, actor=officer)
            assert told(one)["市住房建设"] == (2, False)
        with later(3):
            operations.assign(second, housing, due=DUE + timedelta(days=1), actor=officer)
            assert told(one)["市住房建设"] == (2, True)
            operations.assign(third, housing, due=DUE, actor=officer)
            assert told(one)["市交通运输"] == (0, True)
            assert queries.unwritten(one) == [third]
            perform(documents_queries.document(letters["市交通运输"].pk), "submit", officer)
            assert "现在待处理的有0条：请退回修改函稿，或作废" in text(client, "reconcile:page", one.pk)
            operations.write_letters(one, actor=officer)
            assert sorted((letter.unit, letter.waiting, letter.stale) for letter in queries.letters_of(one)) == [
                ("市交通运输", 0, True),
                ("市住房建设", 1, False),
                ("市住房建设", 2, True),
            ]


def test_a_draft_is_right_though_a_later_comparison_meets_its_differences(
    city: City, one: Comparison, officer: Actor, compare: Callable[..., Comparison]
) -> None:
    """One of the two goes on in the next comparison, the other cannot be told of there: the draft lists both."""
    given(one, city, officer)
    with scope(officer):
        operations.write_letters(one, actor=officer)
        late = [row for row in ours() if row[3] > "2024-08"]
        second = compare(left=late, right=[row for row in theirs() if row[4] > "2024-08"])
        operations.settle(second, actor=officer)
        before = {each.comparison_id for each in Discrepancy.objects.filter(letter__isnull=False)}
        assert before == {one.pk, second.pk}
        assert told(one) | told(second) == {"市住房建设": (2, False), "市交通运输": (1, False)}


def test_what_they_lack_or_say_otherwise_is_told_in_their_layout(city: City, one: Comparison, officer: Actor) -> None:
    with scope(officer):
        explained = one.discrepancies.get(row__number=19, row__side="left")
        operations.assign(explained, city.unit("市住房建设").pk, due=DUE, actor=officer)
        operations.resolve(explained, cause=Cause.COUNTED, resolution="口径不同", actor=officer)
        names = dict(one.columns)
        row = one.rows.get(side="right", number=17)
        one.rows.filter(pk=row.pk).update(text=row.text.replace("2024-07-16", "2024/7/16"))
    answer = browser(officer).get(reverse("reconcile:export", args=[one.pk]) + "?set=load")
    pages = openpyxl.load_workbook(io.BytesIO(answer.content))
    lacking, corrected = (
        [["" if cell is None else cell for cell in row] for row in pages[title].iter_rows(values_only=True)]
        for title in ("补录", "更正")
    )
    assert (tuple(lacking[0]), tuple(corrected[0])) == (OTHERS, OTHERS)
    assert "隐患编号" not in names
    assert [row[2:] for row in lacking[1:]] == [[*row[1:4], row[5]] for row in ours()[18:]]
    assert [row[1:] for row in corrected[1:]] == [
        ["GD7015", *ours()[15][1:4], ours()[15][5]]
    ]  # 7016 is merely written so


def test_their_numbers_and_doubtful_years_are_not_corrected(compare: Callable[..., Comparison], officer: Actor) -> None:
    """By their number a row is found there, and nobody knows whose year has slipped."""
    right = [[row[0], left[0], *row[2:]] for row, left in zip(theirs(), ours(), strict=False)][:17]
    right[2][1], right[2][5] = "A-1", "已销号"
    right[4][4] = right[4][4].replace("2024", "2023")
    one = compare(right=right)
    with scope(officer):
        operations.answer_pairs(one, [row.pk for row in doubtful(one, officer)], same=True, actor=officer)
        book = openpyxl.load_workbook(io.BytesIO(loading.book(one)))
        subjects = [differences.subject(one, row) for row in one.rows.filter(side="left", found="differ")]
    told = {page.title: [list(row) for row in page.iter_rows(min_row=2, values_only=True)] for page in book}
    assert [row[1] for row in told["更正"]] == ["A-1", "SZ-015"]
    assert told["更正"][0][5] == "整改中"
    assert told["年份待核对"] == [right[4]]
    assert all(said.count("SZ-004") == 1 for said in subjects if "SZ-004" in said)
