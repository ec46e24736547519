"""Statistics over plain numbers: no Django, no I/O."""
