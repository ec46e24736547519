"""`python -m zhiben.cli` is the same command."""

from zhiben.cli import main

main()
