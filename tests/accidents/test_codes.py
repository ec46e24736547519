"""Schemes of codes: seeded with their marks, revised in editions, verified by people of the city's office."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.factories.accidents import Bureau, code

from zhiben.accidents import operations
from zhiben.accidents.models import Code, CodeScheme, Crosswalk
from zhiben.accidents.queries import all_schemes, cause_codes, facts, to_ask, type_codes
from zhiben.accidents.vocab import CAUSES
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def test_every_scheme_begins_unverified_and_says_where_it_comes_from(bureau: Bureau) -> None:
    found = {one.key: one for one in all_schemes()}
    assert list(found) == [
        *("type-1986", "type-2025", "act-1986", "condition-1986", "factor-2022", "management-24", "regulator-1")
    ]
    assert all(one.source for one in found.values())
    assert {one.verified_by for one in found.values()} == {0}
    assert (found["type-2025"].trust.label, found["act-1986"].trust.label) == (
        "有出处，未核对原文",
        "凭记忆整理，使用前须核对",
    )
    assert {one.scheme.layer for one in cause_codes()} == set(CAUSES)
    factor = {one.code: one.above for one in cause_codes() if one.scheme.key == "factor-2022"}
    assert (factor["4"], factor["46"], "45" in factor) == ("", "4", False)
    assert {way.mark for way in Crosswalk.objects.all()} == {"choice"}


def test_entering_what_is_known_again_changes_nothing(bureau: Bureau) -> None:
    before = (CodeScheme.objects.count(), Code.objects.count(), Crosswalk.objects.count())
    operations.enter_known_codes()
    assert (CodeScheme.objects.count(), Code.objects.count(), Crosswalk.objects.count()) == before


def test_revised_code_is_a_new_edition_and_cases_keep_theirs(bureau: Bureau) -> None:
    case = bureau.case(types=("19", ""))
    old = Code.objects.get(pk=code("type-1986", "19"))
    with scope(bureau.office):
        new = operations.revise_code(old, label="中毒、窒息", actor=bureau.office)
        with pytest.raises(Refused):
            operations.revise_code(old, label="别的", actor=bureau.office)
    assert (new.edition, new.trust.label, case.type_1986_id) == (2, "本单位录入，待核对原文", old.pk)
    assert [one.label for one in type_codes("type-1986") if one.code == "19"] == ["中毒、窒息"]
    assert {way.new.code for way in Crosswalk.objects.filter(old=new)} == {"23", "24"}
    with scope(bureau.office):
        assert ([row.type for row in facts()], to_ask().count()) == (["23+24"], 1)


def test_codes_are_added_ended_and_verified(bureau: Bureau) -> None:
    scheme = CodeScheme.objects.get(key="regulator-1")
    with scope(bureau.office):
        new = operations.add_code(scheme, code="R8", label="移交不及时", actor=bureau.office)
        for given in ({"code": "R8", "label": "重复"}, {"code": "", "label": "无"}, {"code": "R9", "label": ""}):
            with pytest.raises(Incomplete):
                operations.add_code(scheme, actor=bureau.office, **given)
        with pytest.raises(Incomplete) as refused:
            operations.add_code(scheme, code="R9", label="下级", above="X", actor=bureau.office)
        assert list(refused.value.fields) == ["above"]
        operations.verify_code(new, on=clock.today(), actor=bureau.office)
        assert new.trust.label == "已由人核对原文"
        with pytest.raises(Incomplete):
            operations.verify_code(new, on=clock.today() + timedelta(days=1), actor=bureau.office)
        operations.end_code(new, actor=bureau.office)
        assert "R8" not in [one.code for one in cause_codes()]


def test_whole_scheme_is_verified_with_its_source(bureau: Bureau) -> None:
    scheme = CodeScheme.objects.get(key="type-2025")
    with scope(bureau.office):
        with pytest.raises(Incomplete):
            operations.verify_scheme(scheme, source=" ", on=clock.today(), actor=bureau.office)
        operations.verify_scheme(scheme, source="GB 6441-2025正式出版物", on=clock.today(), actor=bureau.office)
    assert {one.trust.label for one in (scheme, *type_codes("type-2025"))} == {"已由人核对原文"}


def test_office_says_to_which_types_an_older_one_leads(bureau: Bureau) -> None:
    bureau.case(types=("20", ""))
    old = Code.objects.get(pk=code("type-1986", "20"))
    fallen, other = code("type-2025", "11"), code("type-2025", "27")
    with scope(bureau.office):
        assert (to_ask().count(), facts().rows[0].type) == (0, "27")
        operations.set_ways(old, [fallen, other], by_hand=False, actor=bureau.office)
        assert (to_ask().count(), facts().rows[0].type) == (1, "11+27")
        operations.set_ways(old, [other], by_hand=True, actor=bureau.office)
        assert (to_ask().count(), facts().rows[0].type) == (1, "27")
        for news in ([], [old.pk], [other, 987654321]):
            with pytest.raises(Incomplete) as refused:
                operations.set_ways(old, news, by_hand=False, actor=bureau.office)
            assert list(refused.value.fields) == ["news"]
        with pytest.raises(Refused):
            operations.set_ways(Code.objects.get(pk=other), [fallen], by_hand=False, actor=bureau.office)
    with scope(bureau.district_office), pytest.raises(NotAllowed):
        operations.set_ways(old, [fallen], by_hand=False, actor=bureau.district_office)


def test_only_the_citys_office_keeps_the_schemes(bureau: Bureau) -> None:
    scheme = CodeScheme.objects.get(key="regulator-1")
    for actor in (bureau.district_office, bureau.department):
        with scope(actor), pytest.raises(NotAllowed):
            operations.add_code(scheme, code="R8", label="某", actor=actor)
