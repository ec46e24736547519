"""What a person fills in around returns and outcomes."""
