"""What the campaign hands out to read on paper and in workbooks."""
