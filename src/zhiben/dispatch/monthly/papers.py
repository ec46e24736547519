"""The papers of a month: the office's own, and one for each unit under it."""

from __future__ import annotations

from datetime import datetime

from zhiben.dispatch import closing
from zhiben.dispatch.models import Round
from zhiben.dispatch.monthly import city_sections, province, sections
from zhiben.dispatch.monthly.survey import Survey, survey
from zhiben.documents import queries as documents
from zhiben.foundation import installation
from zhiben.foundation.rendering import Block, Paper, Style
from zhiben.foundation.scope import scope
from zhiben.kernel import clock
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.queries import UnitCard

MASTHEAD = N_("安全生产治本攻坚月度分析")


def of_round(one: Round, at: datetime) -> tuple[Paper, list[tuple[UnitCard, Paper]]]:
    """The office's paper, and each unit's, dated `at`."""
    with scope(closing.reader(one)):
        found = survey(one)
        month, ranked = province.ranking(one)
        place = orgs.territory_names([one.coordinates.district or one.coordinates.city])
    name = next(iter(place.values()), one.office.name)
    own = _paper(found, name, city_sections.of_office(found, month, ranked), at)
    return own, [(card, _paper(found, card.name, sections.of_unit(found, card), at)) for card in found.units]


def _paper(found: Survey, name: str, blocks: tuple[Block, ...], at: datetime) -> Paper:
    one = found.round
    return Paper(
        style=Style.BULLETIN,
        masthead=MASTHEAD,
        title=N_("{name}{period}安全生产治本攻坚月度分析").format(name=name, period=one.period.label),
        issuer=documents.issuer_name(one.office_id),
        date=at.astimezone(clock.TZ).date(),
        blocks=blocks,
        sealed=False,
        keywords=(one.declared.title, one.period.label),
        notice=N_("示例数据") if installation.current().demonstration else "",
    )
