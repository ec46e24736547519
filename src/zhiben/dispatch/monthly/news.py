"""What has come out since a month's papers were drafted: figures restated, a ranking taken in. The papers say nothing
of it until they are drafted again."""

from __future__ import annotations

from zhiben.dispatch import closing, restating
from zhiben.dispatch.models import Round
from zhiben.dispatch.monthly import figures, province
from zhiben.dispatch.restating import Restatement
from zhiben.foundation.audit import queries as audit
from zhiben.foundation.scope import scope
from zhiben.kernel.errors import Refused
from zhiben.kernel.text import N_

RANKING = "ranking"
"""Under which name a drafting notes in the ledger which ranking it has read."""


def of(one: Round) -> list[str]:
    """Each piece of news in words; none unless the papers are drafts of a month."""
    if one.state != "drafted" or not one.of_month:
        return []
    said = N_("{of}“{title}”已由{was}重述为{now}")
    drafted = _drafting(one)
    later = _restated_after(one, drafted)
    found = [said.format(of=_of(one, each), title=each.title, was=each.was, now=each.now) for each in later]
    read = drafted.facts.get(RANKING) if drafted else None
    with scope(closing.reader(one)):
        taken = province.taken(one)
    return found if read is None or read == taken else [*found, N_("全省排名在起草之后又有导入或撤销")]


def must_be_told(one: Round) -> None:
    """Raises Refused while a month's drafts still say what has been restated since."""
    later = _restated_after(one, _drafting(one)) if one.of_month else []
    if later:
        titles = "、".join(dict.fromkeys(f"{_of(one, each)}“{each.title}”" for each in later))
        raise Refused(N_("起草之后{titles}已重述，请经办人员先“按最新数据重新起草”"), titles=titles)


def _drafting(one: Round) -> audit.Line | None:
    """When the month's papers were last drafted."""
    return next((line for line in reversed(audit.of(one)) if line.verb in restating.DRAFTING), None)


def _restated_after(one: Round, drafted: audit.Line | None) -> list[Restatement]:
    """What was restated, in any round that the month reads, after its papers were drafted."""
    return [each for each in figures.restatements(one) if drafted is None or each.seq > drafted.seq]


def _of(one: Round, found: Restatement) -> str:
    return "" if found.period == one.period.label else found.period
