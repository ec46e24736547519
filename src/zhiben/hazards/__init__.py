"""The ledger of hazards: reported, verified, confirmed, rectified, reviewed by two, accepted, closed; listings; the numbers of it."""
