"""A visit of a round of supervision that helps is named by one help, and counted once."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.factories.supervision import drawn, ground, visited

from zhiben.assistance import queries
from zhiben.assistance.models import HelpRequest, HelpVisit
from zhiben.assistance.operations import ExpertDraft, ask, mark_high_risk, set_expert
from zhiben.foundation.lifecycle import perform
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete
from zhiben.kernel.measure import Cut
from zhiben.kernel.rights import Actor
from zhiben.supervision.vocab import Choosing, Kind

pytestmark = [pytest.mark.django_db, pytest.mark.either]


def arranged(site: int, expert: int, actor: Actor) -> HelpRequest:
    """A request for which somebody is to go today."""
    one = ask(site, field="消防", asks="怎么改", actor=actor)
    perform(one, "accept", actor)
    return perform(one, "arrange", actor, expert=expert, day=clock.today())


def test_visit_of_a_round_that_helps_is_named_once(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    found = ground()
    help_visit = visited(found, drawn(found, kind=Kind.HELP, choosing=Choosing.DRAW, title="示例帮扶第1轮"))
    other = visited(found, drawn(found, title="示例综合督导第2轮"))
    keeper, facts = found.keeper, {"day": clock.today(), "record": "讲了怎样查"}
    with scope(keeper):
        expert = set_expert(ExpertDraft("张三", "示例中心", "消防", clock.today()), actor=keeper).pk
        mark_high_risk([help_visit.site.sector_id], actor=keeper)
        one = arranged(help_visit.site_id, expert, keeper)
        for wrong in (other.pk, 987_654):
            with pytest.raises(Incomplete) as refused:
                perform(one, "visit", keeper, **facts, supervised=wrong)
            assert list(refused.value.fields) == ["supervised"]
        with clock.at(clock.now() + timedelta(days=1)), pytest.raises(Incomplete, match="与所填实际到场日期不同"):
            perform(one, "visit", keeper, day=clock.today(), record="讲了怎样查", supervised=help_visit.pk)
        perform(one, "visit", keeper, **facts, supervised=help_visit.pk)
        assert HelpVisit.objects.get().supervised_id == help_visit.pk
        assert queries.visits_in_year(Cut(clock.day_end(clock.today()))).count() == 1
