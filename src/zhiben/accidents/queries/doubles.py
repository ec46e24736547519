"""Cases that may be one accident, and what stands in the way of telling: found anew each time, so that corrections and
verdicts count at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max, Min, Q
from django.urls import reverse

from zhiben.accidents import policy
from zhiben.accidents.likeness import DAYS, Known, Pair, compared, pairs
from zhiben.accidents.models import AccidentCase, Apart, SourceRow
from zhiben.accidents.queries.schemes import Types, types_in
from zhiben.accidents.vocab import OPEN, TYPE_2025, VALID
from zhiben.foundation.lifecycle import Waiting
from zhiben.kernel import clock
from zhiben.kernel.errors import NotFound
from zhiben.kernel.rights import Actor
from zhiben.kernel.text import N_

LATELY = timedelta(days=30)
"""So long after a case was entered its pairs wait for who judges; the page lists all of them."""


@dataclass(frozen=True, slots=True)
class Double:
    """Two cases that may be one, with what speaks for it."""

    first: AccidentCase
    second: AccidentCase
    pair: Pair


def known(cases: Sequence[AccidentCase]) -> list[Known]:
    """What is compared of cases."""
    types = types_in(TYPE_2025)
    records: dict[int, set[tuple[str, str]]] = defaultdict(set)
    rows = SourceRow.objects.filter(case__in=[case.pk for case in cases])
    for case, department, number in rows.values_list("case", "department", "number"):
        records[case].add((department, number))
    return [_known(case, types, frozenset(records[case.pk])) for case in cases]


def _known(case: AccidentCase, types: Types, records: frozenset[tuple[str, str]]) -> Known:
    codes = [one.code if one else "" for one in (case.type_1986, case.type_2025)]
    return Known(
        case=case.pk,
        occurred_on=case.occurred_on,
        hour=case.hour,
        site=case.site_id or 0,
        street=case.street,
        district=case.district,
        unit_name=case.unit_name,
        unit_code=case.unit_code,
        place=case.place,
        dead=case.dead,
        serious=case.serious,
        types=types.candidates(*codes),
        records=records,
    )


def near(first: date, last: date) -> list[AccidentCase]:
    """The valid cases of some days and of those next to them."""
    rows = AccidentCase.objects.filter(
        state__in=VALID,
        occurred_on__gte=first - timedelta(days=DAYS),
        occurred_on__lte=last + timedelta(days=DAYS),
    )
    return list(rows.select_related("type_1986", "type_2025"))


def group_by_day(found: Iterable[Known]) -> dict[date, list[Known]]:
    """What is compared, by the day of the accident."""
    days: dict[date, list[Known]] = defaultdict(list)
    for one in found:
        days[one.occurred_on].append(one)
    return days


def around(days: Mapping[date, Sequence[Known]], day: date) -> Iterator[Known]:
    """All that happened on a day and on those next to it."""
    for apart in range(-DAYS, DAYS + 1):
        yield from days.get(day + timedelta(days=apart), ())


def doubles() -> list[Double]:
    """Pairs that nobody has judged, the likeliest first: of cases of which one at least is still open. Both have to be
    seen."""
    return _unjudged(AccidentCase.objects.filter(state__in=VALID).select_related("type_1986", "type_2025"))


def _unjudged(found_cases: Iterable[AccidentCase]) -> list[Double]:
    rows = list(found_cases)
    cases = {case.pk: case for case in rows}
    apart = set(Apart.objects.values_list("case", "other"))
    found = []
    for pair in pairs(known(rows)):
        first, second = cases[pair.first], cases[pair.second]
        if (pair.first, pair.second) not in apart and (first.state in OPEN or second.state in OPEN):
            found.append(Double(first, second, pair))
    return found


def double_of(first: int, second: int) -> Double:
    """Two cases beside each other, whether much speaks for their being one or little. Raises NotFound for what is not
    seen, or counts no longer."""
    wanted = sorted({first, second})
    rows = AccidentCase.objects.filter(pk__in=wanted, state__in=VALID).select_related("type_1986", "type_2025")
    cases = {case.pk: case for case in rows}
    if len(wanted) != 2 or len(cases) != 2:
        raise NotFound(N_("没有找到这两起案件"))
    one, other = known([cases[pk] for pk in wanted])
    return Double(cases[wanted[0]], cases[wanted[1]], compared(one, other) or Pair(wanted[0], wanted[1], ()))


def may_be(case: AccidentCase) -> list[tuple[AccidentCase, Pair]]:
    """The cases that one may be the same as, as far as nobody has said otherwise."""
    if case.state not in VALID:
        return []
    rows = near(case.occurred_on, case.occurred_on)
    cases = {one.pk: one for one in rows}
    apart = set(Apart.objects.filter(Q(case=case.pk) | Q(other=case.pk)).values_list("case", "other"))
    found = [pair for pair in pairs(known(rows)) if case.pk in (pair.first, pair.second)]
    return [
        (cases[pair.second if pair.first == case.pk else pair.first], pair)
        for pair in found
        if (pair.first, pair.second) not in apart
    ]


@dataclass(frozen=True, slots=True)
class Together:
    """Pairs that wait as one: how many there are, and where they are judged."""

    pk: int
    words: str

    def __str__(self) -> str:
        return self.words

    def get_absolute_url(self) -> str:
        """The page on which they are judged."""
        return reverse("accidents:doubles")


def doubles_waiting(actor: Actor, _among: int) -> list[Waiting]:
    """For who judges, the pairs of which one case was entered lately, as one."""
    if not policy.judges(actor):
        return []
    since = clock.now() - LATELY
    lately = AccidentCase.objects.filter(entered_at__gte=since, state__in=VALID)
    days = lately.aggregate(first=Min("occurred_on"), last=Max("occurred_on"))
    if days["first"] is None:
        return []
    found = [
        one
        for one in _unjudged(near(days["first"], days["last"]))
        if max(one.first.entered_at, one.second.entered_at) >= since
    ]
    if not found:
        return []
    entered = min(max(one.first.entered_at, one.second.entered_at) for one in found)
    words = N_("{count}对案件可能是同一起事故").format(count=len(found))
    return [Waiting(Together(1, words), N_("核对疑似重复"), since=entered)]
