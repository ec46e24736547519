"""SQLite with writers that take turns: whoever begins a transaction queues, instead of asking again and again until
luck or the timeout decides. A database backend for Django's settings."""
