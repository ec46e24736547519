"""Official documents: their drafting, signing, number and issue, and the bytes that were issued."""
