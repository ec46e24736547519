"""The contact list of the units as an official keeps it at hand: who speaks for each, and whom to call otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from zhiben.foundation import installation
from zhiben.foundation.rendering import Align, Column, Paper, Para, Style, Table
from zhiben.kernel import clock
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import LiaisonPart


def contact_list(cards: Sequence[orgs.LiaisonCard], office: str, phones: Mapping[int, str]) -> Paper:
    """The list on sheets laid across; `office` is who draws it up, `phones` the telephones by liaison person, whole or
    covered."""
    opening = _("制表：%(office)s　截至：%(day)s　共%(count)s个单位") % {
        "office": office,
        "day": clock.in_words(clock.today()),
        "count": len(cards),
    }
    return Paper(
        style=Style.LIST,
        masthead="",
        title=_("联络人名单"),
        issuer=office,
        date=clock.today(),
        blocks=(_table(cards, opening, phones),) if cards else (Para(opening), Para(_("没有单位。"))),
        notice=_("示例数据") if installation.current().demonstration else "",
    )


def _table(cards: Sequence[orgs.LiaisonCard], opening: str, phones: Mapping[int, str]) -> Table:
    columns = (
        Column(_("序号"), Align.CENTER, 12),
        Column(_("单位"), Align.LEFT, 62),
        Column(_("角色"), Align.CENTER, 30),
        Column(_("姓名"), Align.LEFT, 34),
        Column(_("职务"), Align.LEFT, 50),
        Column(_("电话"), Align.LEFT, 40),
        Column(_("本季度"), Align.CENTER, 22),
    )
    rows = [row for n, card in enumerate(cards, start=1) for row in _rows(n, card, phones)]
    return Table(opening, columns, tuple(rows))


def _rows(number: int, card: orgs.LiaisonCard, phones: Mapping[int, str]) -> Iterator[tuple[str, ...]]:
    for part, one in ((LiaisonPart.FIRST, card.first), (LiaisonPart.DEPUTY, card.deputy)):
        said = (one.name, one.post, phones.get(one.pk, "")) if one else (_("未登记"), "", "")
        yield str(number), card.name, _(part.label), *said, _("已确认") if card.confirmed else _("未确认")
