"""Rules taken away one at a time: each mutant is a rule of the house, the place in the code that holds it, what stands
there instead, and the cheapest tests that must then fail. The running of them is next door."""

from tests.mutants.declared.acting import ACTING
from tests.mutants.declared.entering import ENTERING
from tests.mutants.declared.keeping import KEEPING
from tests.mutants.declared.mutant import Mutant
from tests.mutants.declared.seeing import SEEING

MUTANTS: tuple[Mutant, ...] = (*SEEING, *ACTING, *KEEPING, *ENTERING)

__all__ = ["MUTANTS", "Mutant"]
