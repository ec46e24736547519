"""What waits for a person: background jobs with their outcome, and workbooks on their way in and out."""
