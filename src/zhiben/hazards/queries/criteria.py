"""Reads of the catalogue of determination standards: what is in force on a day, which clause a text names, which ones a
finding may fall under, and by which clauses hazards were judged."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property

from django.db.models import Count, Q, QuerySet

from zhiben.foundation.scope.query import subtree
from zhiben.foundation.search.words import fold
from zhiben.hazards.models import Criterion, CriterionStandard, Hazard
from zhiben.hazards.queries.citing import Suggester, Suggestion, named
from zhiben.hazards.vocab import Mark
from zhiben.kernel import clock
from zhiben.kernel.rights import Coordinates
from zhiben.kernel.text import N_
from zhiben.orgs import queries as orgs

NAMED = 3
"""So many clauses a refusal names."""


class Catalogue:
    """All clauses, read when the first question comes and then kept for those that follow."""

    @cached_property
    def clauses(self) -> list[Criterion]:
        """Every edition of every clause, in the order of their codes."""
        rows = Criterion.objects.select_related("standard__superseded_by")
        return sorted(rows, key=lambda row: (row.standard_id, row.pk))

    @cached_property
    def without_clauses(self) -> list[CriterionStandard]:
        """Standards that are known by number alone."""
        return list(CriterionStandard.objects.filter(clauses__isnull=True).exclude(document_no=""))

    def in_force(self, day: date) -> list[Criterion]:
        """The clauses that can be cited for what was found on `day`; of a code at most one edition. What was carried
        over from former records is none."""
        return [clause for clause in self.clauses if clause.mark != Mark.CARRIED and clause.applies_on(day)]

    def cited(self, text: str, day: date) -> Criterion | None:
        """The one clause in force on `day` that `text` names; None when it is none or not clear which."""
        found = named(text, self.in_force(day))
        return found[0] if len(found) == 1 else None

    def why_not(self, text: str, day: date) -> str:
        """Why `text` names no clause, with those that may have been meant."""
        open_then = self.in_force(day)
        several = named(text, open_then)
        if not several and named(text, self.clauses):
            sentence = N_("“{text}”在发现日期（{day}）未在施行，请改引当日有效的条款")
            return sentence.format(text=text, day=clock.in_words(day))
        near = several or [one.clause for one in Suggester(open_then).suggest(text, most=NAMED)]
        told = "；".join(f"{one.code} {one.summary}" for one in near[:NAMED])
        if several:
            return N_("“{text}”对应多个条款，请写明是哪一项：{near}").format(text=text, near=told)
        empty = [one for one in self.without_clauses if fold(one.document_no) in fold(text)]
        if empty:
            return N_("{standard}的条款尚未录入，请市安委办先录入判定标准目录，或改引其他标准").format(
                standard=empty[0]
            )
        if told:
            return N_("判定标准目录里没有“{text}”这一条款，是否指：{near}").format(text=text, near=told)
        return N_("判定标准目录里没有“{text}”这一条款，请填条款代号（如GM-11(3)）或文号加条款").format(text=text)


def suggest(words: str, sector: int, on: date, *, most: int = 5) -> list[Suggestion]:
    """The clauses in force on `on` that the words of a finding may fall under, the best first, with the words they were
    found by; `sector` is a sector's id, 0 for any."""
    name = dict(orgs.sectors()).get(sector, "") if sector else ""
    return Suggester(Catalogue().in_force(on)).suggest(words, name, most=most)


def suggested(hazard: Hazard, clauses: Sequence[Criterion], words: str = "") -> list[Suggestion]:
    """Those of `clauses` that a hazard may fall under: by its own words, and by others that were typed."""
    told = f"{hazard.title} {hazard.description} {words or hazard.criterion}"
    return Suggester(clauses).suggest(told, dict(orgs.sectors()).get(hazard.sector_id, ""))


def clauses_of(hazards: Iterable[Hazard]) -> dict[int, Criterion]:
    """The edition by which each hazard was judged, by the hazard's id; those judged by none are left out."""
    cited = {hazard.pk: hazard.clause_id for hazard in hazards if hazard.clause_id}
    found = Criterion.objects.select_related("standard").in_bulk(list(set(cited.values())))
    return {pk: found[clause] for pk, clause in cited.items()}


def is_clause(pk: int) -> bool:
    """True for the id of a clause of the catalogue, in force or not."""
    return Criterion.objects.filter(pk=pk).exists()


def standards() -> QuerySet[CriterionStandard]:
    """All standards in the order of their entering, each with how many of its clauses stand (`standing`)."""
    standing = Count("clauses", filter=Q(clauses__valid_to__isnull=True))
    return CriterionStandard.objects.select_related("superseded_by").annotate(standing=standing).order_by("pk")


def standards_telling(text: str) -> QuerySet[CriterionStandard]:
    """Standards of which code, name, number or a standing clause has `text` in it."""
    named = Q(code__icontains=text) | Q(title__icontains=text) | Q(document_no__icontains=text)
    clauses = Criterion.objects.filter(valid_to__isnull=True)
    within = clauses.filter(Q(code__icontains=text) | Q(summary__icontains=text) | Q(keywords__icontains=text))
    return CriterionStandard.objects.filter(named | Q(pk__in=within.values("standard")))


def editions_of(standard: CriterionStandard) -> list[Criterion]:
    """Its clauses in order, each followed by its former editions, the latest first."""
    rows = list(Criterion.objects.filter(standard=standard).select_related("standard").order_by("pk"))
    first = {row.code: row.pk for row in reversed(rows)}
    return sorted(rows, key=lambda row: (first[row.code], -row.edition))


def is_cited(standard: CriterionStandard) -> bool:
    """True when a hazard, whoever sees it, was judged by one of its clauses."""
    return Hazard._unfiltered().filter(clause__standard=standard).exists()


def sectors_judged(day: date) -> set[str]:
    """The words of sectors for which a published standard is in force on `day`, whether its clauses were entered here
    or not, or for which a clause can be cited."""
    clauses = Catalogue().in_force(day)
    published = CriterionStandard.objects.exclude(document_no="").exclude(repealed_on__lte=day)
    words = {word for one in published for word in one.sector_words if one.since is None or one.since <= day}
    return words | {word for one in clauses for word in (*one.standard.sector_words, one.category) if word}


def open_under(clauses: Iterable[int], place: Coordinates) -> list[Hazard]:
    """The hazards in scope below a place that are open and were judged by one of these editions of clauses (ids), the
    latest found first."""
    rows = Hazard.objects.filter(subtree(place.territory), clause__in=list(clauses), open=1)
    return list(rows.order_by("-found_on", "-pk"))
