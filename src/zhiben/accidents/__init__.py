"""Accident cases: what happened, graded by rule, coded in schemes, known from several departments, investigated by the
clock, closed when nothing was let go."""
