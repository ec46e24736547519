"""The pages of the campaign, one module for each of its subjects."""
