"""Periodic returns, what they and the records bring together (成果), and what all this asks of units."""
