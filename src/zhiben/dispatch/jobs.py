"""What is done in the background: every few minutes what is due by the clock, and the issue of a month with many
papers, whose setting takes longer than a person should wait."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from zhiben.dispatch import distribution, operations, queries
from zhiben.dispatch.models import Round
from zhiben.dispatch.queries import issuing
from zhiben.foundation.jobs import ask, periodic, task
from zhiben.foundation.lifecycle import hindrances, perform
from zhiben.foundation.scope import current
from zhiben.kernel import clock
from zhiben.kernel.errors import Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_


@task(title="开启到期的调度期")
def open_due_rounds() -> int:
    """Returns how many rounds were opened."""
    return len(operations.open_due(clock.now()))


@task(title=N_("制作并印发各单位月度分析"))
def issue_papers(round_id: int, distribution: str) -> int:
    """Returns how many papers whoever asked has issued."""
    actor = current().actor
    return operations.issue_set(queries.round_of(round_id), distribution=distribution, actor=actor)


def carry(one: Round, move: str, actor: Actor, /, **facts: Any) -> None:
    """Make a move of a round, or ask for it when it is the issue of many papers. Raises Refused at once when nothing
    would come of it."""
    if move != "issue" or not issuing.takes_long(one):
        perform(one, move, actor, **facts)
        return
    if why := hindrances([one], move, actor).get(one.pk):
        raise Refused(why)
    to = facts.get("distribution", "")
    distribution.recipients(one, to)
    asked = {"round_id": one.pk, "distribution": to}
    ask(issue_papers, asked, actor_id=actor.id, title=f"{issue_papers.title}：{one.title}", key=issuing.key(one))


periodic("dispatch.open_due", every=timedelta(minutes=5), task=open_due_rounds)
