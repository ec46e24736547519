"""Rounds of the dispatch rhythm: collected, closed with frozen figures, units named by facts, a bulletin issued."""
