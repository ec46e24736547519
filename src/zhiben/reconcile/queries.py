"""Reads of reconciliation: comparisons with their counted sets, rows of a set, what was said of doubtful pairs, and
differences with who owns them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext as _

from zhiben.documents import queries as documents
from zhiben.documents.lifecycle import BEFORE_ISSUE, DOCUMENT
from zhiben.foundation.lifecycle import Waiting, waiting
from zhiben.foundation.lifecycle.models import standing
from zhiben.hazards import queries as hazards
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.orgs.vocab import UnitKind
from zhiben.reconcile.lifecycle import DISCREPANCY
from zhiben.reconcile.matching import Said
from zhiben.reconcile.models import Answer, ComparedRow, Comparison, Discrepancy, Sighting
from zhiben.reconcile.recalling import Key
from zhiben.reconcile.vocab import APART, FOUND_LABELS, PAIRED, TABS, Found, Side, Tab

if TYPE_CHECKING:
    from zhiben.analysis.linkage.hidden import Estimate
    from zhiben.documents.models import OfficialDocument

Rows = QuerySet[ComparedRow]
WAITING = 200
CLOSED, UNDONE = DISCREPANCY.final, ("open", "assigned")


@dataclass(frozen=True, slots=True)
class Sum:
    """How the rows of one ledger add up: the sets with their counts, and all rows of the ledger."""

    name: str
    parts: tuple[tuple[Found, int], ...]
    rows: int

    @property
    def closes(self) -> bool:
        """True when every row stands in one set."""
        return sum(count for _found, count in self.parts) == self.rows

    @property
    def told(self) -> str:
        """一致5＋不一致2＝7."""
        return "＋".join(f"{_(FOUND_LABELS[found])}{count}" for found, count in self.parts) + f"＝{self.rows}"


def comparisons() -> QuerySet[Comparison]:
    """All comparisons in scope, the newest first."""
    return Comparison.objects.select_related("office").order_by("-made_at", "-pk")


def comparison_of(pk: int) -> Comparison:
    """One comparison in scope. Raises NotFound."""
    found = comparisons().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该次比对"))
    return found


def held(pk: int) -> Comparison:
    """The comparison, held until the transaction ends."""
    return Comparison._unfiltered().select_for_update().get(pk=pk)


def counted(many: Iterable[Comparison]) -> dict[int, dict[tuple[str, str], int]]:
    """Of each comparison, how many rows of each side stand in each set."""
    found: dict[int, dict[tuple[str, str], int]] = {one.pk: {} for one in many}
    rows = ComparedRow.objects.filter(comparison__in=list(found)).values_list("comparison", "side", "found")
    for one, side, kind, count in rows.annotate(count=Count("pk")).order_by():
        found[one][side, kind] = count
    return found


def sums(one: Comparison, counts: dict[tuple[str, str], int]) -> list[Sum]:
    """How the rows of either ledger add up; pairs are counted as such, and the ledger's rows by themselves."""
    made = []
    for side in Side:
        paired = [(found, counts.get((Side.LEFT, found), 0)) for found in PAIRED]
        apart = [(found, counts.get((side, found), 0)) for found in APART]
        rows = sum(count for (where, _found), count in counts.items() if where == side)
        made.append(Sum(one.name_of(side), (*paired, *apart), rows))
    return made


def hidden(counts: dict[tuple[str, str], int]) -> Estimate | None:
    """How many items neither ledger has, from the counted sets; None where too few are in both."""
    from zhiben.analysis.linkage.hidden import estimated

    both = sum(counts.get((Side.LEFT, found), 0) for found in (Found.AGREE, Found.DIFFER))
    return estimated(both, *(counts.get((side, Found.ONLY), 0) for side in Side))


def tab_of(key: str) -> Tab:
    """The set of that name, the first one for any other."""
    return next((tab for tab in TABS if tab.key == key), TABS[0])


def label_of(one: Comparison, tab: Tab) -> str:
    """What a set is called with the names of the ledgers."""
    if tab.found in PAIRED:
        return _(FOUND_LABELS[tab.found])
    if tab.found == Found.ONLY:
        return _("只在%(name)s") % {"name": one.name_of(tab.side)}
    return _("%(name)s%(label)s") % {"name": one.name_of(tab.side), "label": _(FOUND_LABELS[tab.found])}


def rows_of(one: Comparison, tab: Tab, text: str = "") -> Rows:
    """The rows of a set whose cells, or whose other's cells, have `text` in them."""
    rows = ComparedRow.objects.filter(comparison=one, side=tab.side, found=tab.found).select_related("other")
    if text:
        rows = rows.filter(Q(text__icontains=text) | Q(other__text__icontains=text))
    return rows.order_by("group", "-score", "number") if tab.found == Found.REVIEW else rows.order_by("group", "number")


def hazards_at(one: Comparison, rows: Iterable[ComparedRow]) -> dict[int, int]:
    """The hazards in scope that rows of the house's own ledger tell of, by the row's id."""
    both = [(row, each) for row in rows for each in (row, row.other) if each is not None and one.is_own(each.side)]
    known = hazards.ids_numbered(each.cells[0] for _row, each in both)
    return {row.pk: known[each.cells[0]] for row, each in both if each.cells[0] in known}


def doubles(rows: Iterable[ComparedRow]) -> dict[int, list[ComparedRow]]:
    """Of rows of one comparison that their own ledger has several times, by the row's id, the others; of those that
    stand in a pair the left row is its `counterpart`."""
    met = [row for row in rows if row.found == Found.TWICE]
    asked = Q(pk__in=[])
    for row in met[:1]:
        asked = Q(comparison=row.comparison_id, side=row.side, group__in={each.group for each in met})
    groups: dict[int, list[ComparedRow]] = {}
    for row in ComparedRow.objects.filter(asked).select_related("other", "counterpart").order_by("sheet", "number"):
        groups.setdefault(row.group, []).append(row)
    return {row.pk: [each for each in groups[row.group] if each != row] for row in met}


def answers_of(one: Comparison) -> QuerySet[Answer]:
    """What was said in a comparison or is followed there, the latest first."""
    rows = Answer.objects.filter(comparison=one, withdrawn=False).select_related("left", "right")
    return rows.order_by("followed", "-at", "-pk")


def of_ledgers(prefix: str, office: int, *names: str) -> Q:
    """Whatever belongs to comparisons of an office of the same two ledgers, whichever stood left, that count; `prefix`
    leads to the comparison."""
    asked = {f"{prefix}office": office, f"{prefix}left_name__in": names, f"{prefix}right_name__in": names}
    return Q(**asked) & ~Q(**{f"{prefix}state": "discarded"})


def settled_after(one: Comparison) -> Comparison | None:
    """A later comparison of the same ledgers that is settled already."""
    rows = Comparison._unfiltered().filter(of_ledgers("", one.office_id, one.left_name, one.right_name))
    return rows.filter(pk__gt=one.pk, state="settled").order_by("pk").last()


def latest_of(office: int, name: str, other: str, most: int) -> list[Comparison]:
    """The latest comparisons of two ledgers that count, the latest first."""
    return list(Comparison._unfiltered().filter(of_ledgers("", office, name, other)).order_by("-pk")[:most])


Known = Callable[[Comparison, Side, int, Key], Key]
"""By what a row of a former comparison is known now, from its side, its id and the keys that it was kept with."""


def said_before(office: int, left: str, right: str, key: Known) -> list[Said]:
    """What people of an office have said of rows of the same two ledgers; what was said last comes last."""
    rows = Answer._unfiltered().filter(of_ledgers("comparison__", office, left, right))
    comparisons_met = Comparison._unfiltered().in_bulk({*rows.values_list("comparison", flat=True)})
    found = []
    names = [f"{side}{name}" for side in Side for name in ("", "__key", "__steady")]
    told = rows.order_by("comparison", "-withdrawn", "pk")
    for one, withdrawn, same, by, at, *kept in told.values_list("comparison", "withdrawn", "same", "by", "at", *names):
        then = comparisons_met[one]
        said = key(then, Side.LEFT, kept[0], (kept[1], kept[2])), key(then, Side.RIGHT, kept[3], (kept[4], kept[5]))
        here, there = said if then.left_name == left else said[::-1]
        found.append(Said(here, there, same=None if withdrawn else same, by=by, at=at))
    return found


def names_told_one(office: int, left: str, right: str) -> list[tuple[str, str]]:
    """What either ledger calls the enterprises of rows that people of an office have said to be one."""
    from zhiben.analysis.linkage.weighing import SITE

    rows = Answer._unfiltered().filter(of_ledgers("comparison__", office, left, right), same=True, withdrawn=False)
    found = []
    for each in rows.filter(followed=False).select_related("comparison", "left", "right"):
        one = each.comparison
        for name, other in one.columns:
            if SITE.search(name):
                here = each.left.cells[one.left_headings.index(name)]
                there = each.right.cells[one.right_headings.index(other)]
                found.append((here, there) if one.left_name == left else (there, here))
    return found


def discrepancies() -> QuerySet[Discrepancy]:
    """All differences in scope, those due first first."""
    return Discrepancy.objects.select_related("unit").order_by("due", "pk")


def to_assign(one: Comparison, ids: Iterable[int]) -> list[Discrepancy]:
    """Of these differences those of a comparison in scope that may be given to a unit."""
    return list(discrepancies().filter(comparison=one, state__in=UNDONE, pk__in=list(ids)))


def discrepancy_of(pk: int) -> Discrepancy:
    """One difference in scope. Raises NotFound."""
    found = discrepancies().filter(pk=pk).first()
    if found is None:
        raise NotFound(N_("没有找到该差异"))
    return found


def ids_in_scope(ids: Iterable[str]) -> set[str]:
    """Of ids of differences, as the ledger keeps them, those in scope."""
    return {str(pk) for pk in Discrepancy.objects.filter(pk__in=list(ids)).values_list("pk", flat=True)}


def following(one: Discrepancy) -> Discrepancy | None:
    """The next difference of its comparison in scope that waits to be given to a unit; after the last one the first."""
    rows = Discrepancy.objects.filter(comparison=one.comparison_id, state="open").exclude(pk=one.pk).order_by("pk")
    return rows.filter(pk__gt=one.pk).first() or rows.first()


def by_row(rows: Sequence[ComparedRow]) -> dict[int, Discrepancy]:
    """The differences of rows, by the row's id."""
    seen = Sighting.objects.filter(row__in=[row.pk for row in rows]).select_related("discrepancy__unit")
    return {one.row_id: one.discrepancy for one in seen}


def unwritten(one: Comparison) -> list[Discrepancy]:
    """The differences of a comparison that were given to units and of which no letter tells that stands or is drafted,
    in the order of their rows."""
    rows = Discrepancy._unfiltered().filter(comparison=one, state="assigned").exclude(unit=one.office_id)
    untold = Q(letter__isnull=True) | Q(letter__state__in=DOCUMENT.final)
    return list(rows.filter(untold).select_related("unit").order_by("unit", "row"))


def in_draft(one: Discrepancy) -> bool:
    """True when a letter that is not issued yet tells of a difference."""
    rows = Discrepancy._unfiltered().filter(pk=one.pk, letter=one.letter_id, letter__state__in=BEFORE_ISSUE)
    return one.letter_id is not None and rows.exists()


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter that tells a unit of differences. `waiting`: how many of them wait for the unit; `stale`: it is not
    issued yet, and was not revised since what it tells of has changed."""

    paper: OfficialDocument
    waiting: int
    stale: bool

    @property
    def unit(self) -> str:
        """To whom it goes."""
        return "、".join(told["name"] for told in self.paper.recipients) or str(self.paper)

    @property
    def advice(self) -> str:
        """What may be done about one that is stale."""
        if self.paper.state == "drafted":
            return _("请修改函稿，或作废后重新起草")
        if self.paper.state in ("in_review", "reviewed"):
            return _("请退回修改函稿，或作废后重新起草")
        return _("请作废后重新起草")


def letters_of(one: Comparison) -> list[Letter]:
    """The letters in scope that tell of a comparison's differences, but for those that are void."""
    links = Discrepancy.objects.filter(comparison=one).values_list("letter", "former_letter")
    papers = documents.documents().defer("paper_json").exclude(state__in=DOCUMENT.final)
    known = papers.annotate(said_at=Max("versions__written_at")).in_bulk({pk for pair in links for pk in pair if pk})
    waiting, changed = Counter[int](), dict[int, datetime]()
    told = Discrepancy._unfiltered().filter(Q(letter__in=list(known)) | Q(former_letter__in=list(known)))
    for letter, former, state, at in told.values_list("letter", "former_letter", "state", "letter_changed_at"):
        waiting[letter] += state == "assigned"
        for pk in filter(None, (letter, former)):
            if at:
                changed[pk] = max(at, changed.get(pk, at))
    return [
        Letter(
            paper, waiting[pk], paper.state in BEFORE_ISSUE and pk in changed and changed[pk] > vars(paper)["said_at"]
        )
        for pk, paper in sorted(known.items())
    ]


def seen_in(one: Discrepancy) -> int:
    """In how many comparisons a difference was met, whoever asks."""
    return Sighting._unfiltered().filter(discrepancy=one).count()


def open_by_unit(at: datetime | None = None) -> dict[int | None, Counter[str]]:
    """Differences in scope that just before `at` (None: now) were neither confirmed nor gone, counted by the unit that
    answered for them (None: nobody yet) and their state; besides, under "late", those that were given to a unit and
    whose day had passed."""
    moment = at or clock.now()
    rows = standing(Discrepancy.objects.all(), [key for key in DISCREPANCY.keys if key not in CLOSED], moment)
    found: dict[int | None, Counter[str]] = {}
    for one in rows:
        then = vars(one)
        late = then["state_then"] == "assigned" and then["due_then"] < moment.astimezone(clock.TZ).date()
        found.setdefault(then["unit_then"], Counter()).update([then["state_then"], *(["late"] if late else [])])
    return found


def behind(one: Discrepancy) -> tuple[Comparison, ComparedRow]:
    """Comparison and row of a difference, for its page: whoever is given it sees that row, and no other."""
    row = ComparedRow._unfiltered().select_related("other").get(pk=one.row_id)
    return Comparison._unfiltered().select_related("office").get(pk=one.comparison_id), row


def given_to(actor: Actor) -> list[Discrepancy]:
    """The differences that wait for the units for which somebody works."""
    return list(discrepancies().filter(state="assigned", unit__in=actor.units)[:WAITING])


def owners(office: int) -> list[orgs.UnitCard]:
    """The units to which an office gives differences: itself, those that it coordinates, and the streets."""
    place = orgs.unit(office).coordinates.territory
    near = [orgs.unit(office), *orgs.units_under(office)]
    known = {card.id for card in near}
    streets = orgs.units(UnitKind.STREET)
    return [*near, *(card for card in streets if card.id not in known and place.covers(card.coordinates))]


def office_of(one: Discrepancy) -> int:
    """The office that has listed a difference."""
    found: int = Comparison._unfiltered().values_list("office", flat=True).get(pk=one.comparison_id)
    return found


def waiting_for(actor: Actor, among: int) -> list[Waiting]:
    """Differences whose next step somebody may make, those due first first."""
    rows = discrepancies().exclude(state__in=CLOSED)
    # What was given to another unit waits for that unit.
    rows = rows.filter(~Q(state="assigned") | Q(unit__in=actor.units))
    return waiting(rows[:among], actor)
