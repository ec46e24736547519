"""Help for those who ask or need it: a request, an expert, a visit, advice, and whether it helped."""
