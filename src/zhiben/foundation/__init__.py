"""Django plumbing that knows no safety word and no people: scope, lifecycle, ledger, measures, jobs, importing,
rendering, files."""
