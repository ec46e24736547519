"""What the campaign hands out on paper and as workbooks to read."""
