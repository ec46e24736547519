"""Home, the published figures and the ledger of a record: reads measures, owns nothing."""
