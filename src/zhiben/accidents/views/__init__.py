"""The pages of accident cases."""
