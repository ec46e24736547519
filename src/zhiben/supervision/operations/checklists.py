"""Keeping checklists: founded, brought along elsewhere, and said anew in an edition of its own, for what was used once
stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zhiben.foundation import audit
from zhiben.foundation.inserting import insert
from zhiben.kernel import clock
from zhiben.kernel.errors import Incomplete, Refused
from zhiben.kernel.rights import Actor, Grant
from zhiben.kernel.text import N_
from zhiben.supervision import policy
from zhiben.supervision.models import Brought, Checklist, Edition, Item
from zhiben.supervision.vocab import About, Becomes

MOST_ITEMS = 300
"""Of a checklist; a longer one is two."""

_PRINTED = ("title", "about", "departments")
"""What a visit's page and its record tell of a checklist beside the edition that was used."""


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One item: what ought to be so, where, by which clause (id) or other grounds, and what it becomes if it is not."""

    text: str
    section: str = ""
    clause: int = 0
    basis: str = ""
    becomes: str = Becomes.HAZARD


@dataclass(frozen=True, slots=True)
class ChecklistDraft:
    """What a checklist is called, of whom it asks and where it is brought along; none of a sequence means all."""

    title: str
    about: str = About.SITES
    sectors: Sequence[int] = ()
    departments: Sequence[int] = ()
    kinds: Sequence[str] = ()
    note: str = ""


def add_checklist(
    office: int,
    draft: ChecklistDraft,
    items: Sequence[ItemDraft],
    *,
    valid_from: date | None = None,
    source: str = "",
    actor: Actor,
) -> Checklist:
    """A new checklist with its first edition, from a day (today) on. Raises NotAllowed, Incomplete."""
    grant = policy.must_keep_checklists(actor, office)
    _must_be_sound(office, draft, None)
    one = Checklist(office_id=office)
    _say(one, draft)
    with audit.batch():
        insert([one])
        facts = {"title": one.title, "sectors": one.sectors, "kinds": one.kinds}
        audit.record("add_checklist", actor, subject=_subject(one), facts=facts, grant=grant)
        _add(one, items, valid_from or clock.today(), source, actor, grant)
    return one


def amend_checklist(
    one: Checklist, draft: ChecklistDraft, *, retired_on: date | None = None, actor: Actor
) -> Checklist:
    """Say otherwise where a checklist is brought along, or from which day it is not. Once it was used on a visit, what
    it is called and whom it asks is printed there, and stays. Raises NotAllowed, Incomplete."""
    grant = policy.must_keep_checklists(actor, one.office_id)
    _must_be_sound(one.office_id, draft, one)
    with audit.batch():
        _must_read_as_it_did(one, draft)
        before = one.title
        _say(one, draft)
        one.retired_on = retired_on
        one.save()
        facts = {"title": one.title, "before": before, "sectors": one.sectors, "kinds": one.kinds}
        facts["retired_on"] = retired_on
        audit.record("amend_checklist", actor, subject=_subject(one), facts=facts, grant=grant)
    return one


def _must_read_as_it_did(one: Checklist, draft: ChecklistDraft) -> None:
    said = Checklist(office_id=one.office_id)
    _say(said, draft)
    standing = Checklist.objects.select_for_update().get(pk=one.pk)
    otherwise = [name for name in _PRINTED if getattr(said, name) != getattr(standing, name)]
    if otherwise and Brought._unfiltered().filter(edition__checklist=one).exists():
        sentence = N_("这张检查表已在检查中用过，名称、检查谁、只检查哪些部门不再改动；要改的，停用这张，另建一张")
        raise Incomplete(sentence, fields=dict.fromkeys(otherwise, sentence))


def add_edition(
    one: Checklist, items: Sequence[ItemDraft], *, valid_from: date | None = None, source: str = "", actor: Actor
) -> Edition:
    """A new edition, from a day (today) on; visits before that day keep theirs. Raises NotAllowed, Incomplete, Refused
    where it says what the last one says."""
    grant = policy.must_keep_checklists(actor, one.office_id)
    day = valid_from or clock.today()
    with audit.batch():
        Checklist.objects.select_for_update().get(pk=one.pk)
        last = one.editions.order_by("-number").first()
        if last is not None:
            _must_follow(last, items, day)
        return _add(one, items, day, source, actor, grant)


def says(edition: Edition, items: Sequence[ItemDraft]) -> bool:
    """True where an edition says just this, in this order."""
    rows = edition.items.order_by("position")
    standing = [ItemDraft(row.text, row.section, row.clause_id or 0, row.basis, row.becomes) for row in rows]
    return standing == _clean(items)


def _must_follow(last: Edition, items: Sequence[ItemDraft], day: date) -> None:
    if says(last, items):
        raise Refused(N_("与第{number}版相同，没有改动"), number=last.number)
    if day < max(last.valid_from, clock.today()):
        sentence = N_("新的一版从今天或以后施行，不能早于上一版；以前的检查用的是当时的一版")
        raise Incomplete(sentence, fields={"valid_from": sentence})


def _add(
    one: Checklist, items: Sequence[ItemDraft], day: date, source: str, actor: Actor, grant: Grant | None
) -> Edition:
    clean = _clean(items)
    _must_be_items(clean)
    number = one.editions.count() and one.editions.order_by("-number")[0].number
    edition = Edition(
        checklist=one,
        number=number + 1,
        valid_from=day,
        source=source[:200],
        made_by=actor.id,
        made_at=clock.now(),
    )
    insert([edition])
    insert(
        [
            Item(
                edition=edition,
                position=place,
                section=each.section,
                text=each.text,
                clause_id=each.clause or None,
                basis=each.basis,
                becomes=each.becomes,
            )
            for place, each in enumerate(clean, start=1)
        ]
    )
    facts = {"number": edition.number, "valid_from": day, "items": len(clean)}
    audit.record("add_edition", actor, subject=_subject(one), facts=facts, grant=grant)
    return edition


def _clean(items: Sequence[ItemDraft]) -> list[ItemDraft]:
    return [
        ItemDraft(" ".join(each.text.split()), each.section.strip(), each.clause, each.basis.strip(), each.becomes)
        for each in items
        if each.text.strip()
    ]


def _must_be_items(items: Sequence[ItemDraft]) -> None:
    wrong = ""
    if not items:
        wrong = N_("请至少写一项检查内容")
    elif len(items) > MOST_ITEMS:
        wrong = N_("一张检查表最多{most}项，请分成几张").format(most=MOST_ITEMS)
    elif len({each.text for each in items}) != len(items):
        wrong = N_("有两项检查内容相同，请删去一项")
    if wrong:
        raise Incomplete(wrong, fields={"items": wrong})


def _must_be_sound(office: int, draft: ChecklistDraft, standing: Checklist | None) -> None:
    title, wrong = draft.title.strip(), ""
    same = Checklist.objects.filter(office=office, title=title).exclude(pk=standing.pk if standing else 0)
    if not title:
        wrong = N_("请填写检查表名称")
    elif same.exists():
        wrong = N_("本安委办已有这张检查表，要改的请另出一版")
    if wrong:
        raise Incomplete(wrong, fields={"title": wrong})


def _say(one: Checklist, draft: ChecklistDraft) -> None:
    one.title, one.about, one.note = draft.title.strip(), draft.about, draft.note.strip()
    one.sectors, one.kinds = sorted(draft.sectors), sorted(draft.kinds)
    one.departments = sorted(draft.departments) if draft.about == About.DEPARTMENTS else []


def _subject(one: Checklist) -> tuple[str, int]:
    return one._meta.label_lower, one.pk
