"""Schemes by which units are scored, scores that each unit can compute again, objections, commendation."""
