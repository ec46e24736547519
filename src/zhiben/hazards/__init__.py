"""The ledger of hazards, from reported to closed; listings; the numbers of it."""
