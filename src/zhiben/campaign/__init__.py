"""The campaign's key-task list: assigned, followed, reported on every half-month, finished."""
