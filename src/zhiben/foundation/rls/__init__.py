"""PostgreSQL's own second guard over scoped rows: policies made from the same `scope_by` as the filter, and a database
backend that tells each connection whose scope is open. The filter remains the manager's; here is what stands behind
it when a query goes round it."""
