"""Faces of returns, outcomes and the burden meter."""
