"""The pages of the hazard ledger."""
