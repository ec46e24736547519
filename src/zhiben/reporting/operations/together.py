"""One act on many returns, with a result per row."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from zhiben.foundation.lifecycle import Outcome, act_on_each, perform
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.reporting.lifecycle import RETURN
from zhiben.reporting.models import Return
from zhiben.reporting.operations.chasing import chase
from zhiben.reporting.operations.telling import report_nil, submit
from zhiben.reporting.queries.returns import values_of


def certify_many(rows: Iterable[Return], *, actor: Actor) -> list[Outcome[Return]]:
    """Certify each, each on its own."""
    return _each(rows, RETURN.step("certify"), lambda one: perform(one, "certify", actor), actor)


def report_nil_many(rows: Iterable[Return], *, actor: Actor) -> list[Outcome[Return]]:
    """Tell of each that there was nothing; not of one in which something was filled in and saved."""

    def where_empty(one: Return) -> Return:
        if one.is_open and one.draft.get("values"):
            raise Refused(N_("已暂存填报内容，没有作零报告；确实没有要报的，请打开该份点“零报告”"))
        return report_nil(one, actor=actor)

    return _each(rows, RETURN.step("report_nil"), where_empty, actor)


def submit_many(rows: Iterable[Return], *, actor: Actor) -> list[Outcome[Return]]:
    """Submit each as it was saved."""

    def as_saved(one: Return) -> Return:
        return submit(one, values_of(one), one.draft.get("reasons", {}), actor=actor)

    return _each(rows, RETURN.step("submit"), as_saved, actor)


def chase_many(rows: Iterable[Return], *, actor: Actor) -> list[Outcome[Return]]:
    """Chase each."""
    return _each(rows, N_("催报"), lambda one: chase(one, actor=actor), actor, "chase_returns")


def _each(
    rows: Iterable[Return], what: str, act: Callable[[Return], object], actor: Actor, verb: str = "move_returns"
) -> list[Outcome[Return]]:
    return act_on_each(rows, what, act, actor=actor, verb=verb)
