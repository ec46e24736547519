"""What a paper told in the period is offered to a bulletin as an example: without the site's name, with the paper's
number, and not before it is issued."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

import pytest
from tests.factories.documents import Desk
from tests.factories.supervision import Ground, drawn, goers, ground, signed, visited

from zhiben.dispatch import examples
from zhiben.dispatch.models import Round
from zhiben.dispatch.operations.studio import _source
from zhiben.dispatch.vocab import Part
from zhiben.documents.models import OfficialDocument
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.periods import half_month_of
from zhiben.orgs.vocab import Role
from zhiben.supervision import operations, queries
from zhiben.supervision.operations import Batch, Found
from zhiben.supervision.vocab import Becomes

pytestmark = [pytest.mark.django_db, pytest.mark.either]


@dataclass(frozen=True)
class Told:
    """A paper that tells of a finding, not issued yet, and the site where that was found."""

    built: Ground
    desk: Desk
    letter: OfficialDocument
    site: str
    round: Round

    def offered(self, part: Part = Part.NAMED) -> list[examples.Example]:
        """What the office's officer is offered."""
        with scope(self.built.keeper):
            return {shelf.key: found for shelf, found in examples.offered(self.round, part)}.get(
                "supervision.findings", []
            )


@pytest.fixture
def told() -> Told:
    built = ground()
    reviewer = built.built.actor(Role.OFFICE_OFFICER, "市安委办")
    desk = Desk(built.office, built.keeper, reviewer, built.leader).opened()
    visit = visited(built, drawn(built))
    with scope(built.keeper):
        site = queries.visit_of(visit.pk).site.name
    with scope(actor := goers(visit)[0]):
        words = f"{site}没有液化气配送台账。"
        one = operations.record(visit, Found(words, Becomes.TASK, basis="示例条款第三条"), actor=actor)
        operations.record(visit, Found("没有交办的一条", Becomes.NOTE, basis="示例条款第三条"), actor=actor)
    signed(visit)
    with scope(built.keeper):
        batch = Batch("circular_notice", clock.today() + timedelta(days=15), {one.pk: built.built.unit("龙华区").pk})
        (letter,) = operations.issue(batch, actor=built.keeper)
    period = half_month_of(clock.today())
    where = Round(office_id=built.office, cycle="half_month", period_first=period.first, period_last=period.last)
    where.place_at(built.built.unit("市安委办").coordinates)
    return Told(built, desk, letter, site, where)


def test_an_example_names_kind_and_district_and_no_site(told: Told) -> None:
    assert told.offered() == []
    letter = told.desk.taken(told.letter, "issued")
    (one,) = told.offered()
    assert one.text == "该场所没有液化气配送台账"
    place, sector, number = one.beneath
    assert (place, number, one.number) == ("龙华区", letter.number, letter.number)
    assert one.sentence == f"龙华区一处{sector}场所：该场所没有液化气配送台账。"
    assert told.site not in one.sentence and letter.number
    assert told.offered(Part.PRACTICE) == [one] and told.offered(Part.NEXT) == []


def test_only_papers_of_the_period_are_offered(told: Told) -> None:
    told.desk.taken(told.letter, "issued")
    before = half_month_of(told.round.period_first - timedelta(days=1))
    told.round.period_first, told.round.period_last = before.first, before.last
    assert told.offered() == []


def test_another_office_is_offered_nothing(told: Told) -> None:
    told.desk.taken(told.letter, "issued")
    other = replace(told, round=told.round)
    other.round.office_id = told.built.built.unit("龙华区").pk
    assert other.offered() == []


def test_a_section_may_rest_on_an_issued_paper_by_its_number(told: Told) -> None:
    with scope(told.built.keeper), pytest.raises(Incomplete, match="核对编号"):
        _source("深安办〔2024〕404号")
    letter = told.desk.taken(told.letter, "issued")
    with scope(told.built.keeper):
        assert _source(letter.number) == (f"督导文书{letter.number}", letter.get_absolute_url())
    with scope(told.built.built.actor(Role.STREET_OFFICER, "粤海街道")), pytest.raises(Incomplete):
        _source(letter.number)
