"""The views that a person keeps of the list, and how far they have looked through what changed. How far somebody has
looked is nobody else's business and stays out of the ledger."""

from __future__ import annotations

from zhiben.campaign import queries
from zhiben.campaign.models import ListDesk, SavedView
from zhiben.foundation import audit
from zhiben.foundation.audit.models import LedgerHead
from zhiben.kernel import clock
from zhiben.kernel.errors import NotAllowed, Refused
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

MOST_VIEWS = 40
"""So many views a person keeps; a default of this product."""


def save_view(name: str, query: str, *, shared_with: int = 0, opens: bool = False, actor: Actor) -> SavedView:
    """Keep what narrows the list under a name. Raises Refused for too many or for too much that
    narrows it, NotAllowed for another's unit."""
    if SavedView.objects.filter(person=actor.id).count() >= MOST_VIEWS:
        raise Refused(N_("最多保存{most}个视图，请先删除不用的"), most=MOST_VIEWS)
    view = SavedView(person=actor.id, name=name, query=query, saved_at=clock.now())
    return _write(view, shared_with=shared_with, opens=opens, actor=actor)


def change_view(view: SavedView, name: str, *, shared_with: int = 0, opens: bool = False, actor: Actor) -> SavedView:
    """Rename one's own view, share it or not; of a colleague's, only whether the list opens with it."""
    if view.person != actor.id:
        if (name, shared_with) != (view.name, view.shared_with_id or 0):
            raise NotAllowed(N_("只有保存视图的人才能修改它"))
        _open_with(view, opens=opens, actor=actor)
        return view
    view.name = name
    return _write(view, shared_with=shared_with, opens=opens, actor=actor)


def drop_view(view: SavedView, *, actor: Actor) -> None:
    """Forget one's own view. Raises NotAllowed for another's."""
    if view.person != actor.id:
        raise NotAllowed(N_("只有保存视图的人才能删除它"))
    with audit.batch():
        audit.record("drop_view", actor, subject=(SavedView._meta.label_lower, view.pk), facts={"name": view.name})
        view.delete()


def mark_seen(up_to: int, *, actor: Actor) -> None:
    """Take everything up to an entry of the ledger as seen; what was seen once stays so."""
    newest = LedgerHead.objects.values_list("seq", flat=True).first() or 0
    seen = max(queries.desk_of(actor.id).seen, min(up_to, newest))
    ListDesk.objects.update_or_create(person=actor.id, defaults={"seen": seen, "seen_at": clock.now()})


def _write(view: SavedView, *, shared_with: int, opens: bool, actor: Actor) -> SavedView:
    if shared_with and shared_with not in {grant.unit for grant in actor.grants}:
        raise NotAllowed(N_("只能共享给本单位"))
    longest = SavedView._meta.get_field("query").max_length or 0
    if len(view.query) > longest:
        raise Refused(N_("条件太长，不能保存为视图；请缩短搜索的字，或减少条件后再保存"))
    view.shared_with_id = shared_with or None
    with audit.batch():
        view.save()
        facts = {"name": view.name, "query": view.query, "shared_with": shared_with}
        audit.record("save_view", actor, subject=(SavedView._meta.label_lower, view.pk), facts=facts)
        _open_with(view, opens=opens, actor=actor)
    return view


def _open_with(view: SavedView, *, opens: bool, actor: Actor) -> None:
    desk = queries.desk_of(actor.id)
    if opens:
        ListDesk.objects.update_or_create(person=actor.id, defaults={"opens_with": view})
    elif desk.opens_with_id == view.pk:
        ListDesk.objects.filter(person=actor.id).update(opens_with=None)
