"""What a round has come to, counted from its visits and findings that stand, and which earlier rounds it may be held
against."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from zhiben.analysis.rates import poisson
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs
from zhiben.supervision.lifecycle.findings import CLASSES
from zhiben.supervision.models import Finding, Round, Target, Visit
from zhiben.supervision.queries.findings import class_of, findings_in
from zhiben.supervision.queries.transfers import handed_over
from zhiben.supervision.queries.visits import COUNTED, visits_of
from zhiben.supervision.vocab import Becomes, Mode

WITHOUT_BASIS = N_("未注明依据")
"""What a finding without any basis is told under."""


@dataclass(frozen=True, slots=True)
class TallyPart:
    """One part of the findings: how many there are, and at how many visits."""

    name: str
    findings: int
    visits: int


@dataclass(frozen=True, slots=True)
class Letter:
    """One paper that gives findings to a unit, and how far these are: `answered` are those that wait for the second
    look, `settled` those that have passed it."""

    title: str
    number: str
    state: str
    unit: str
    findings: int
    answered: int
    settled: int
    late: int


@dataclass(frozen=True, slots=True)
class Rate:
    """Findings per visit, with the exact limits of a Poisson mean at 95 %."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Tally:
    """All of it; parts with the most findings come first, districts in the official order. Visits that began far from
    the site count once the office has accepted them, and what was found there with them; `far` are those that wait."""

    far: Sequence[Visit]
    visits: Sequence[Visit]
    findings: Sequence[Finding]
    modes: Sequence[TallyPart]
    districts: Sequence[TallyPart]
    sectors: Sequence[TallyPart]
    natures: Sequence[TallyPart]
    clauses: Sequence[TallyPart]
    frequent: Sequence[TallyPart]
    letters: Sequence[Letter]
    outcomes: Mapping[str, int]
    """How many findings are counted as what, in the order of the machine."""
    pursued: int
    """Of how many of them an enforcement unit has still to tell what came of it, those given to units among them."""
    ways: Mapping[str, int]
    """By how a place came to be visited (`How`): at how many of the visits."""

    @property
    def rate(self) -> Rate | None:
        """None without a visit."""
        return rate_of(len(self.findings), len(self.visits))


def rate_of(findings: int, visits: int) -> Rate | None:
    """Findings per visit; None without a visit."""
    if not visits:
        return None
    limits = poisson(findings)
    return Rate(findings / visits, limits.low / visits, limits.high / visits)


def tally_of(one: Round) -> Tally:
    """A round's tally as it stands in the open scope."""
    standing, counted = visits_of(one).select_related("site"), set(visits_of(one).filter(COUNTED).values_list("pk"))
    visits = [row for row in standing if (row.pk,) in counted]
    findings = [row for row in findings_in(one) if (row.visit_id,) in counted]
    districts, sectors = orgs.territory_names({row.district for row in visits}), dict(orgs.sectors())
    order = [card.id for card in orgs.districts() if card.id in districts]
    by_district = _parts(findings, lambda row: row.district)
    went = Counter(row.district for row in visits)
    modes = Counter(row.mode for row in visits)
    found_in = Counter(row.visit.mode for row in findings)
    return Tally(
        far=[row for row in standing if (row.pk,) not in counted],
        visits=visits,
        findings=findings,
        modes=[TallyPart(Mode(mode).label, found_in[mode], count) for mode, count in sorted(modes.items())],
        districts=[
            TallyPart(districts[pk], by_district[pk][0] if pk in by_district else 0, went[pk])
            for pk in dict.fromkeys([*order, *sorted(districts)])
        ],
        sectors=_by_sector(visits, findings, sectors),
        natures=_named(_parts(findings, lambda row: Becomes(row.becomes).label)),
        clauses=_bases(findings),
        frequent=_named(_parts(findings, _problem)),
        letters=_letters(findings),
        outcomes=_outcomes(findings),
        pursued=len(handed_over([row.pk for row in findings])),
        ways=_ways(visits),
    )


def _ways(visits: Sequence[Visit]) -> dict[str, int]:
    """How the places came on the list: of those that somebody has been to, and of no others."""
    rows = Target._unfiltered().filter(pk__in=[row.target for row in visits]).order_by()
    return dict(rows.values_list("how").annotate(count=Count("pk")))


def basis_of(row: Finding) -> str:
    """By which clause, or on which other grounds, something was found."""
    return row.citation or WITHOUT_BASIS


def _bases(findings: Sequence[Finding]) -> list[TallyPart]:
    """By basis; none where nothing found has any."""
    found = _named(_parts(findings, basis_of))
    return [] if [one.name for one in found] == [WITHOUT_BASIS] else found


def _problem(row: Finding) -> str:
    """What kind of problem it is: its clause, else its own words."""
    return row.clause.citation if row.clause else "".join(row.text.split()).rstrip("。.；;")


def _parts(findings: Iterable[Finding], by: Callable[[Finding], Any]) -> dict[Any, tuple[int, int]]:
    """By what `by` says: findings, and visits at which there were such."""
    counts: Counter[Any] = Counter()
    visits: dict[Any, set[int]] = defaultdict(set)
    for row in findings:
        counts[by(row)] += 1
        visits[by(row)].add(row.visit_id)
    return {key: (count, len(visits[key])) for key, count in counts.items()}


def _named(parts: dict[Any, tuple[int, int]]) -> list[TallyPart]:
    found = [TallyPart(str(name), *counts) for name, counts in parts.items()]
    return sorted(found, key=lambda one: (-one.findings, one.name))


def _by_sector(visits: Sequence[Visit], findings: Sequence[Finding], names: dict[int, str]) -> list[TallyPart]:
    went = Counter(row.site.sector_id for row in visits)
    found = Counter(row.visit.site.sector_id for row in findings)
    parts = [TallyPart(names.get(pk, N_("未分行业")), found[pk], count) for pk, count in went.items()]
    return sorted(parts, key=lambda one: (-one.findings, -one.visits, one.name))


def _letters(findings: Sequence[Finding]) -> list[Letter]:
    by_letter: dict[int, list[Finding]] = defaultdict(list)
    for row in findings:
        if row.letter_id:
            by_letter[row.letter_id].append(row)
    return [_letter(rows) for _pk, rows in sorted(by_letter.items())]


def _letter(rows: Sequence[Finding]) -> Letter:
    letter = rows[0].letter
    states = Counter(row.state for row in rows)
    return Letter(
        letter.title if letter else "",
        letter.number if letter else "",
        letter.state_shown.label if letter else "",
        rows[0].unit.name if rows[0].unit else "",
        len(rows),
        states["answered"],
        states["settled"],
        sum(1 for row in rows if row.is_late),
    )


def _outcomes(findings: Sequence[Finding]) -> dict[str, int]:
    counts = Counter(map(class_of, findings))
    return {one.key: counts[one.key] for one in CLASSES if counts[one.key]}


def earlier(one: Round) -> list[Round]:
    """The rounds of the same office and kind that had ended before this one began, the latest first."""
    rows = Round.objects.filter(office=one.office_id, kind=one.kind, state="closed", last__lt=one.first)
    return list(rows.exclude(pk=one.pk).order_by("-last", "-pk"))


def differences(one: Round, other: Round) -> list[str]:
    """Why figures of two rounds of a kind cannot be held against one another; none where they can."""
    same = {
        N_("抽样框不同"): ("frame_of",),
        N_("区域不同"): ("territories",),
        N_("行业领域不同"): ("sectors",),
        N_("定对象的办法不同"): ("choosing",),
        N_("明察、暗访不同"): ("mode",),
        N_("权数不同"): ("heavier",),
    }
    return [why for why, names in same.items() if any(getattr(one, name) != getattr(other, name) for name in names)]
