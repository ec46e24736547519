"""Plain Python: the words in which rules are declared. No Django, no input or output."""
