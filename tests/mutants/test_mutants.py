"""Every rule that is taken away is missed by a test, and so is a rule's having moved elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from tests.mutants.declared import MUTANTS, Mutant
from tests.mutants.report import NOTED
from tests.mutants.running import occurrences, run

LEAST = 30
"""At least so many mutants; every one of them is to be killed."""

SELECTIONS = sorted({mutant.tests for mutant in MUTANTS})


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_rule_still_stands_where_the_mutant_takes_it_away(mutant: Mutant) -> None:
    assert occurrences(mutant) == 1
    assert mutant.text != mutant.instead


def test_there_are_enough_of_every_kind() -> None:
    kinds = Counter(mutant.kind for mutant in MUTANTS)
    assert len({mutant.name for mutant in MUTANTS}) == len(MUTANTS) >= LEAST
    assert set(kinds) == {"scope filter", "permission", "audit call", "constraint", "file gate", "version condition"}


@pytest.mark.slow
@pytest.mark.parametrize("tests", SELECTIONS, ids=" ".join)
def test_without_a_mutant_all_pass(tests: tuple[str, ...]) -> None:
    outcome = run(tests)
    assert (outcome.code, outcome.failed, outcome.broken) == (0, (), ()), outcome.text[-3000:]


@pytest.mark.slow
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_mutant_is_killed(mutant: Mutant, record_property: Callable[[str, object], None]) -> None:
    outcome = run(mutant.tests, mutant)
    record_property(NOTED, [mutant.name, outcome.failed[0] if outcome.killed else ""])
    assert outcome.killed, outcome.text[-3000:]
