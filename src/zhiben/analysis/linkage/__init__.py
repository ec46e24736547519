"""Which rows of two ledgers are one: values in comparable form, the rows worth comparing, how much each column says for
and against, one row to one. Texts in, places of rows out; nothing is ever put together without a person."""
