"""A small city, and one draft bulletin of its office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
from tests.dispatch.city import NOW, City, build, member
from tests.factories.documents import Desk

from zhiben.documents import operations
from zhiben.documents.models import OfficialDocument
from zhiben.documents.vocab import Kind
from zhiben.foundation.rendering import Heading, Paper, Para, Style
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.orgs.queries import actor_of


@pytest.fixture
def city(db: None) -> Iterator[City]:
    """The city on the morning of 16 October 2024."""
    with clock.at(NOW):
        yield build()


def bulletin_paper(text: str = "本期重点任务总体平稳。") -> Paper:
    return Paper(
        style=Style.BULLETIN,
        masthead="安全生产治本攻坚三年行动简报",
        title="2024年10月上半月调度情况",
        issuer="市安委办",
        date=date(2024, 10, 16),
        blocks=(Heading(1, "一、总体情况"), Para(text)),
        sealed=False,
    )


def drafted(city: City, office: str = "市安委办", text: str = "本期重点任务总体平稳。") -> OfficialDocument:
    """A draft of `office`, made in its officer's scope."""
    actor = city.actor(office, "office_officer")
    with scope(actor):
        return operations.draft(
            bulletin_paper(text),
            kind=Kind.BULLETIN,
            office=city.units[office].pk,
            place=city.place(office),
            actor=actor,
            carried=True,
        )


def issued(city: City, office: str = "市安委办", to: str = "市交通运输局") -> OfficialDocument:
    """A bulletin of `office`, signed and issued to one unit."""
    document = drafted(city, office)
    officer, leader = city.actor(office, "office_officer"), city.actor(office, "office_leader")
    recipient = operations.Recipient(city.units[to].pk, to)
    with scope(leader):
        operations.approve(document, actor=leader)
    with scope(officer):
        return operations.issue(document, to=[recipient], actor=officer)


@pytest.fixture
def desk(city: City) -> Desk:
    """The city's office, which has said how it issues."""
    officer = actor_of(member(city, "市安委办", "office_officer"))
    reviewer = city.actor("市安委办", "office_officer", 4242)
    return Desk(city.units["市安委办"].pk, officer, reviewer, city.leader).opened()
