"""What is printed of a round and of a visit by itself. The protocol of a draw: printed at the draw with what was fixed
beforehand and the digest of what came out, for the witnesses to sign; after the round with the secret and everything
that was drawn. A visit's checklists with how each item was answered, those that nobody answered included. A round's
report with its chart and a few photos."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from django.utils.translation import gettext as _

from zhiben.foundation import installation
from zhiben.foundation.rendering import Align, Attachment, Block, Column, Heading, Paper, Para, Style, Table
from zhiben.kernel import clock
from zhiben.kernel import draw as lots
from zhiben.orgs import queries as orgs
from zhiben.supervision import framing, picturing, queries, replaying, reporting
from zhiben.supervision.models import Frame, Round, Visit
from zhiben.supervision.vocab import FrameOf

TICKET = 16
"""So many characters of a ticket are printed: enough to tell any two apart."""


def protocol(one: Round, frame: Frame) -> Paper:
    """The protocol as the round stands."""
    return Paper(
        style=Style.MINUTES,
        masthead=_("随机抽取记录"),
        title=_("%(title)s：随机抽取记录") % {"title": one.title},
        issuer=orgs.unit_name(one.office_id),
        date=one.drawn_at.astimezone(clock.TZ).date() if one.drawn_at else clock.today(),
        blocks=tuple(_blocks(one, frame)),
        notice=_("示例数据") if installation.current().demonstration else "",
    )


def _blocks(one: Round, frame: Frame) -> Iterator[Block]:
    framed = replaying.layered(one, framing.reread(frame))
    yield Heading(1, _("一、事先确定的"))
    yield from (Para(text) for text in _fixed(one, frame))
    yield Heading(1, _("二、各层的名额"))
    yield _shares(one, framed)
    yield Heading(1, _("三、抽取"))
    yield Para(
        _("公开数：%(value)s。抽取时间：%(at)s。")
        % {"value": one.public_value, "at": clock.to_the_minute(one.drawn_at)}
    )
    yield Para(
        _("抽中%(count)s个，封存摘要的合计摘要：%(digest)s") % {"count": one.size, "digest": _broken(one.seals_digest)}
    )
    if secret := replaying.secret_of(one, frame):
        yield Heading(1, _("四、抽中的对象"))
        yield Para(_("封存的种子：%(secret)s（其SHA-256即上面的种子摘要）。") % {"secret": secret})
        yield _drawn(one, replaying.again(one, frame, secret))
    yield Heading(1, _("五、怎样重抽") if secret else _("四、怎样重抽"))
    yield Para(_how())
    signs = _("抽取人"), _("监督人"), _("见证人")
    yield from (Para(_("%(who)s（签字）：　　　　　　　　　　日期：") % {"who": who}) for who in signs)


def _how() -> str:
    return _(
        "种子是“封存的种子、空格、公开数”。对抽样框每一行的名称，求“种子、换行、抽样框摘要、换行、名称”的SHA-256（权数大于1的，另在后面加"
        "换行和2、3……各求一个，取最小的；权数为0的不抽），同一层里从小到大，取到名额为止。名额按各层可抽个数的比例，用最大余数法分配，"
        "先满足每层至少的个数；要抽的比层数还少、又不要求每层至少的，不分层，全部一起抽。"
    )


def _fixed(one: Round, frame: Frame) -> Iterator[str]:
    yield _("抽样框：%(what)s，%(count)s行，%(at)s冻结，SHA-256：%(digest)s") % {
        "what": FrameOf(one.frame_of).label,
        "count": frame.count,
        "at": clock.to_the_minute(frame.frozen_at),
        "digest": _broken(frame.digest),
    }
    yield _("封存种子的SHA-256：%(digest)s") % {"digest": _broken(frame.commitment)}
    yield _("用哪个公开数：%(source)s") % {"source": one.public_source}
    yield _rules(one)
    thawed = queries.thawed_frames(one)
    if thawed:
        yield _("此前冻结后又退回%(count)s次：%(why)s") % {
            "count": len(thawed),
            "why": "；".join(row.thawed_why for row in thawed),
        }


def _rules(one: Round) -> str:
    """How many are drawn and how; days and weights are of sites and not of hazards."""
    size = _("抽取%(size)s个") % {"size": one.size}
    if one.frame_of == FrameOf.HAZARDS:
        return _("%(size)s，不加权。") % {"size": size}
    heavier = _("有未销号重大隐患的权数为%(weight)s，其余为1") % {"weight": one.heavier}
    return _("%(size)s，每层至少%(least)s个；%(recent)s；%(weights)s。") % {
        "size": size,
        "least": one.least,
        "recent": reporting.recent_told(one),
        "weights": heavier if one.heavier > 1 else _("不加权"),
    }


def _broken(digest: str) -> str:
    """A digest in groups of eight, so that it breaks into lines and can be compared by eye."""
    return " ".join(wrap(digest, 8))


def _shares(one: Round, framed: lots.Frame) -> Table:
    sizes, shares = framed.sizes(), replaying.shares_of(one, framed)
    columns = (Column(_("层"), Align.LEFT, 90), Column(_("可抽"), Align.RIGHT, 30), Column(_("抽取"), Align.RIGHT, 30))
    rows = tuple((stratum or _("不分层"), str(of), str(shares[stratum])) for stratum, of in sizes.items())
    total = (_("合计"), str(sum(sizes.values())), str(sum(shares.values())))
    return Table("", columns, rows, total=total)


def _drawn(one: Round, found: lots.Stratified) -> Table:
    names = _named(one, [lot.name for lot in found.drawn])
    columns = (
        Column(_("序"), Align.RIGHT, 10),
        Column(_("层"), Align.LEFT, 44),
        Column(_("名称"), Align.LEFT, 64),
        Column(_("签（前%(count)s位）") % {"count": TICKET}, Align.LEFT, 38),
    )
    rows = tuple(
        (str(number), lot.stratum, names.get(lot.name, lot.name), lot.ticket[:TICKET])
        for number, lot in enumerate(found.drawn, start=1)
    )
    return Table("", columns, rows)


def _named(one: Round, keys: list[str]) -> dict[str, str]:
    if one.frame_of == FrameOf.HAZARDS:
        return {}
    ids = orgs.sites_by_key(keys)
    names = orgs.site_names(ids.values())
    return {key: f"{names[pk]}（{key}）" for key, pk in ids.items() if pk in names}


def checked(visit: Visit) -> Paper:
    """The checklists of a visit as they stand answered."""
    site = orgs.site_card_of(visit.site_id)
    return Paper(
        style=Style.MINUTES,
        masthead=_("逐项检查记录"),
        title=_("%(site)s：逐项检查记录") % {"site": site.name},
        issuer=orgs.unit_name(visit.office_id),
        date=visit.arrived_at.astimezone(clock.TZ).date(),
        blocks=tuple(_checks(visit, site)),
        notice=_("示例数据") if installation.current().demonstration else "",
    )


def _checks(visit: Visit, site: orgs.SiteCard) -> Iterator[Block]:
    members = queries.members_of(visit)
    names = orgs.person_names({each.person for each in members})
    yield Para(
        _("%(title)s（%(kind)s）。地点：%(address)s。到场：%(at)s。督导人员：%(people)s。")
        % {
            "title": visit.title,
            "kind": visit.get_kind_display(),
            "address": site.address or site.street,
            "at": clock.to_the_minute(visit.arrived_at),
            "people": "、".join(names[each.person] for each in members),
        }
    )
    parts = queries.parts_of(visit)
    answered, of = queries.counted(parts)
    yield Para(
        _("共%(of)s项，已检查%(answered)s项，未检查%(left)s项，不符合%(failed)s项。")
        % {"of": of, "answered": answered, "left": of - answered, "failed": sum(part.failed for part in parts)}
    )
    for part in parts:
        yield Heading(1, f"{part.edition}{'：' if part.departments else ''}{part.departments}")
        yield _answers(part)
    yield Para(_signature(visit) or _("（检查还没有签字）"))


def _signature(visit: Visit) -> str:
    """Who signed for the visited side, or how it refused and who saw that; "" before the signature."""
    who = [_("陪同人员：%(who)s") % {"who": visit.counterpart}] if visit.counterpart else []
    if not visit.refused:
        return "".join(who)
    told = [_("拒绝签字：%(what)s") % {"what": visit.refused.rstrip("。")}, *who]
    told += [_("见证人：%(who)s") % {"who": visit.witness}] if visit.witness else []
    return "；".join(told) + _("。")


def _answers(part: queries.Part) -> Table:
    columns = (
        Column(_("序"), Align.RIGHT, 10),
        Column(_("检查内容"), Align.LEFT, 76),
        Column(_("依据"), Align.LEFT, 44),
        Column(_("结果"), Align.LEFT, 24),
    )
    rows = tuple(
        (
            str(line.item.position),
            line.item.text,
            line.item.citation,
            line.answer.label if line.answer else _("未检查"),
        )
        for line in part.lines
    )
    return Table("", columns, rows)


def report(one: Round, *, titled: str = "") -> Paper:
    """The report as the round stands, with a chart and a few photos, as the draft of a paper cannot have them."""
    tally, lines = queries.tally_of(one), queries.coverage_of(one)
    shown = picturing.photos(tally.findings)
    found = list(reporting.blocks(one, tally, lines))
    place = next((at for at, block in enumerate(found, 1) if _tells_districts(block)), len(found))
    found[place:place] = picturing.chart(tally)
    return Paper(
        style=Style.REDHEAD,
        masthead=_("督导情况报告"),
        title=titled or reporting.title_of(one),
        issuer=orgs.unit_name(one.office_id),
        date=clock.today(),
        blocks=tuple(found),
        attachments=(Attachment(_("现场照片"), tuple(shown)),) if shown else (),
        sealed=False,
        note=reporting.note_of(one),
        notice=_("示例数据") if installation.current().demonstration else "",
    )


def _tells_districts(block: Block) -> bool:
    return isinstance(block, Table) and block.caption.endswith(reporting.by_district())
