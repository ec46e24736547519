"""Telling a tip: it is begun where the hazard is said to be, its photos without what a camera wrote, name, telephone
and position locked away; its reporter gets a number and a code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal

from django.core.files.uploadedfile import UploadedFile

from zhiben.foundation import audit, once, secrets
from zhiben.foundation.files import PHOTO_KINDS, attach, store
from zhiben.foundation.files.copies import without_traces
from zhiben.foundation.files.models import Photo
from zhiben.foundation.files.photos import look_at
from zhiben.foundation.lifecycle import begin
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, NotFound, Refused
from zhiben.kernel.rights import SYSTEM, Coordinates
from zhiben.kernel.text import N_, can_be_kept
from zhiben.orgs import queries as orgs
from zhiben.orgs.operations import restamps
from zhiben.tips import codes
from zhiben.tips.models import PublicTip
from zhiben.tips.operations.identity import NAME, PHONE, POSITION
from zhiben.tips.queries.terms import amount
from zhiben.tips.vocab import LABEL, LARGEST_PHOTO, LONGEST_ADDRESS, LONGEST_WHAT, MOST_PHOTOS

restamps(PublicTip)

WRONG = N_("请先补正下列内容")

SENT_AGAIN = timedelta(minutes=10)
"""So long the same form, sent again because its answer got lost, is told the same code: a default of this product."""


@dataclass(frozen=True, slots=True)
class TipDraft:
    """A tip as somebody tells it: the id of a street or district, the address, what is wrong; a sector (0: not known),
    where in degrees if told, and who tells it, if they say."""

    territory: int
    address: str
    what: str
    sector: int = 0
    latitude: Decimal | None = field(default=None, repr=False)
    longitude: Decimal | None = field(default=None, repr=False)
    name: str = field(default="", repr=False)
    phone: str = field(default="", repr=False)

    @property
    def position(self) -> str:
        """Latitude and longitude in words; empty where they are not told."""
        known = self.latitude is not None and self.longitude is not None
        return f"{self.latitude}, {self.longitude}" if known else ""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporter keeps: the number, and the code that is shown this once."""

    tip: PublicTip
    number: str
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Bare:
    """A photo without what its camera wrote but the moment, and what there is to be noted of it."""

    content: bytes = field(repr=False)
    taken: str
    seen: Photo


def bare(photos: Sequence[UploadedFile[bytes]]) -> list[Bare]:
    """Photos of a form without their traces: unpacked and looked at. It takes its time, and belongs before any
    transaction. Raises Incomplete for too many or too large ones, Refused for what is no photo."""
    if len(photos) > MOST_PHOTOS:
        raise Incomplete(WRONG, fields={"photos": N_("最多{most}张").format(most=MOST_PHOTOS)})
    if any((one.size or 0) > LARGEST_PHOTO for one in photos):
        sentence = N_("每张照片不超过{most}兆字节").format(most=LARGEST_PHOTO // 2**20)
        raise Incomplete(WRONG, fields={"photos": sentence})
    return [_bare(one.read(), N_("照片{number}").format(number=at)) for at, one in enumerate(photos, 1)]


def _bare(data: bytes, name: str) -> Bare:
    content, taken = without_traces(data, name=name)
    return Bare(content, taken, look_at(content, name=name, taken=taken))


def tell(draft: TipDraft, *, word: str, photos: Sequence[Bare] = ()) -> Receipt:
    """Take a tip in. `word` is the random word of the form that was sent, good for one tip; the scope that is open must
    show everything. Raises Incomplete, once.Repeated."""
    _must_be_whole(draft)
    place = _place_of(draft.territory)
    now, code = clock.now(), codes.code_from(word)
    salt, hashed = codes.salted(code)
    left = {NAME: draft.name.strip(), PHONE: draft.phone.strip(), POSITION: draft.position}
    tip = PublicTip(
        number=_number(now.year),
        what=draft.what.strip().replace("\r\n", "\n"),
        address=draft.address.strip(),
        sector_id=draft.sector or None,
        traceable=any(left.values()),
        code_salt=salt,
        code_hash=hashed,
        received_at=now,
        accept_by=orgs.workdays().after(now.date(), amount("accept")),
    )
    tip.place_at(place)
    with once.under(codes.key_of(word)), audit.batch():
        begin(tip, SYSTEM, None, territory=draft.territory, sector=draft.sector, photos=len(photos))
        for at, one in enumerate(photos, 1):
            name = N_("举报照片{number}.jpg").format(number=at)
            stored = store(one.content, name=name, actor_id=SYSTEM.id, kinds=PHOTO_KINDS, photo=one.seen)
            attach(stored, to=(LABEL, tip.pk), actor_id=SYSTEM.id, purpose="tip")
        for kind, text in left.items():
            secrets.keep(tip, kind.field, text)
    return Receipt(tip, tip.number, code)


def receipt_of(word: str) -> Receipt | None:
    """The receipt of a form that was sent before, told once more for a little while; None for one that was not, or too
    long ago."""
    sent = once.used(codes.key_of(word))
    if sent is None or sent.model != LABEL or sent.at < clock.machine() - SENT_AGAIN:
        return None
    tip, code = PublicTip.objects.filter(pk=sent.record).first(), codes.code_from(word)
    if tip is None or not codes.matches(code, tip.code_salt, tip.code_hash):
        return None
    return Receipt(tip, tip.number, code)


def _must_be_whole(draft: TipDraft) -> None:
    wrong = {}
    for name, text, most in (("address", draft.address, LONGEST_ADDRESS), ("what", draft.what, LONGEST_WHAT)):
        if not text.strip():
            wrong[name] = N_("不能为空")
        elif len(text) > most:
            wrong[name] = N_("最多{most}个字").format(most=most)
        elif not can_be_kept(text):
            wrong[name] = N_("含有不能保存的字符")
    if wrong:
        raise Incomplete(WRONG, fields=wrong)


def _place_of(territory: int) -> Coordinates:
    """Where a street or district lies that is in force. Raises Incomplete for anything else."""
    try:
        card = orgs.territory(territory)
    except NotFound:
        card = None
    if card is None or not card.coordinates.district:
        raise Incomplete(WRONG, fields={"territory": N_("请选择所在的区或街道")})
    return card.coordinates


def _number(year: int) -> str:
    """One that nobody has; the database refuses it should somebody be given the same at this moment."""
    for _turn in range(20):
        number = codes.new_number(year)
        if not PublicTip._unfiltered().filter(number=number).exists():
            return number
    raise Refused(N_("编号暂时取不到，请再提交一次"))
