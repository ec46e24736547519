"""What leaves the desk: a letter to each unit with its list, and a workbook in the other system's layout."""

from __future__ import annotations

import io
from datetime import date

import openpyxl
import pytest
from django.urls import reverse
from tests.factories.ledgers import OTHERS, ours, settled_comparison
from tests.factories.orgs import City
from tests.factories.pages import browser, send, text

from zhiben.documents import operations as documents
from zhiben.documents.vocab import Numbering
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.reconcile import operations, queries
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


def test_what_is_open_once_more_stands_in_a_letter_once_more(city: City, one: Comparison, officer: Actor) -> None:
    first, second, third, _own = given(one, city, officer)
    with scope(officer):
        operations.write_letters(one, actor=officer)
        letters = {letter.unit: letter.paper for letter in queries.letters_of(one)}
        for each in (first, second, third):
            each.refresh_from_db()
        operations.resolve(first, cause=Cause.MISTAKEN, resolution="已改", actor=officer)
        operations.reopen(first, reason="仍不一致", actor=officer)
        told = {letter.unit: (letter.waiting, letter.stale) for letter in queries.letters_of(one)}
        assert told == {"市住房建设": (1, True), "市交通运输": (1, False)}
        assert "现在待处理的有1条" in text(browser(officer), "reconcile:page", one.pk)
        assert queries.unwritten(one) == []
        operations.assign(first, city.unit("市住房建设").pk, due=DUE, actor=officer)
        assert queries.unwritten(one) == [first]
        perform(letters["市交通运输"], "void", officer, reason="写错")
        assert {each.pk for each in queries.unwritten(one)} == {first.pk, third.pk}
        operations.write_letters(one, actor=officer)
        after = sorted((letter.unit, letter.waiting) for letter in queries.letters_of(one))
        assert after == [("市交通运输", 1), ("市住房建设", 1), ("市住房建设", 1)]
        assert queries.unwritten(one) == []


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
