"""An office's report on a year: what was planned, dispatched, supervised and reached, each figure from a measure, a
query of the room that keeps the records, or a kept study. Nothing is typed in but what comes next."""
