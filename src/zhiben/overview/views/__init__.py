"""Pages of the overview: thin faces over what the rooms below know."""
