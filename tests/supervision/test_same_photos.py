"""One picture for two findings: nobody is refused, and whoever may read both is shown it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.factories.pages import browser
from tests.factories.photos import another_photo
from tests.factories.supervision import STREETS, Ground, drawn, goers, ground, visited

from zhiben.foundation.files import attach, store
from zhiben.foundation.files.models import Photo, StoredFile
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel.rights import Actor
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries
from zhiben.supervision.models import Finding, Shot, Visit
from zhiben.supervision.operations import Found

pytestmark = pytest.mark.django_db
HOME = "民治街道"


@pytest.fixture
def built() -> Ground:
    return ground()


@pytest.fixture
def visit(built: Ground) -> Visit:
    return visited(built, drawn(built))


def brought(visit: Visit, photo: bytes) -> StoredFile:
    return store(photo, name="现场.png", actor_id=goers(visit)[0].id)


def recorded(visit: Visit, text: str, *files: StoredFile) -> Finding:
    actor = goers(visit)[0]
    with scope(actor):
        return operations.record(visit, Found(text), files=[file.pk for file in files], actor=actor)


def same(actor: Actor, one: Finding) -> list[tuple[frozenset[int], list[str]]]:
    with scope(actor):
        told = queries.same_photos([queries.finding_of(one.pk)]).get(one.pk, [])
        return [(each.files, [other.text for other in each.others]) for each in told]


def elsewhere(built: Ground) -> Visit:
    return visited(built, drawn(built, title="另一轮", recent_days=0), next(name for name in STREETS if name != HOME))


def test_one_picture_of_two_findings_of_a_visit_is_told_at_both(built: Ground, visit: Visit) -> None:
    photo = another_photo()
    first, second = brought(visit, photo), brought(visit, photo)
    one, two = (
        recorded(visit, "通道堵塞", first),
        recorded(visit, "没有灭火器", second, brought(visit, another_photo())),
    )
    third = recorded(visit, "没有台账", brought(visit, another_photo()))
    assert same(built.keeper, one) == [(frozenset({first.pk}), ["没有灭火器"])]
    assert same(built.keeper, two) == [(frozenset({second.pk}), ["通道堵塞"])]
    assert same(built.keeper, third) == []
    page = browser(built.keeper).get(one.get_absolute_url()).content.decode()
    assert "同一张照片也用于" in page and "没有灭火器" in page and two.get_absolute_url() in page
    assert "也用于其他问题" in browser(built.keeper).get(visit.get_absolute_url()).content.decode()
    assert "同一张照片也用于" not in browser(built.keeper).get(third.get_absolute_url()).content.decode()


def test_a_picture_of_another_visit_is_told_to_who_may_read_that(built: Ground, visit: Visit) -> None:
    photo, other = another_photo(), elsewhere(built)
    one, two = recorded(visit, "通道堵塞", brought(visit, photo)), recorded(other, "没有灭火器", brought(other, photo))
    local = built.built.actor(Role.STREET_OFFICER, HOME)
    assert [texts for _files, texts in same(built.keeper, one)] == [["没有灭火器"]]
    assert same(local, one) == []
    page = browser(local).get(one.get_absolute_url()).content.decode()
    assert "同一张照片" not in page and "没有灭火器" not in page
    assert [texts for _files, texts in same(built.keeper, two)] == [["通道堵塞"]]


def test_a_copy_and_its_original_are_one_picture(built: Ground, visit: Visit) -> None:
    """The first came as a copy whose original is still on the phone; the second as the picture itself."""
    photo = another_photo()
    copy, whole = brought(visit, another_photo()), brought(visit, photo)
    one, two = recorded(visit, "通道堵塞", copy), recorded(visit, "没有灭火器", whole)
    Shot._unfiltered().bulk_create([Shot(visit=visit, finding=one, sent=copy.sha256, original=whole.sha256)])
    assert same(built.keeper, one) == [(frozenset({copy.pk}), ["没有灭火器"])]
    assert same(built.keeper, two) == [(frozenset({whole.pk}), ["通道堵塞"])]
    come = brought(visit, photo)
    attach(come, to=(one._meta.label_lower, one.pk), actor_id=goers(visit)[0].id, purpose="original")
    assert same(built.keeper, one) == [(frozenset({copy.pk, come.pk}), ["没有灭火器"])]


def test_what_was_struck_or_brought_of_mending_is_none_of_it(built: Ground, visit: Visit) -> None:
    photo = another_photo()
    one, two = recorded(visit, "通道堵塞", brought(visit, photo)), recorded(visit, "没有灭火器", brought(visit, photo))
    three, actor = recorded(visit, "没有台账"), goers(visit)[0]
    attach(brought(visit, photo), to=(three._meta.label_lower, three.pk), actor_id=actor.id, purpose="answer")
    with scope(actor):
        perform(queries.finding_of(two.pk), "strike", actor, reason="看错")
    assert same(built.keeper, one) == []


def test_it_stands_with_the_photo_that_is_to_be_judged(built: Ground, visit: Visit) -> None:
    photo = another_photo()
    file = brought(visit, photo)
    one = recorded(visit, "通道堵塞", file)
    recorded(visit, "没有灭火器", brought(visit, photo))
    page = browser(built.keeper).get(one.get_absolute_url()).content.decode()
    assert page.count("同一张照片也用于") == 1
    Photo.objects.filter(file=file).update(taken_at=visit.arrived_at.replace(year=2020))
    page = browser(built.keeper).get(one.get_absolute_url()).content.decode()
    assert page.count("同一张照片也用于") == 2
    assert reverse("supervision:photo", args=[one.pk, file.pk]) in page
