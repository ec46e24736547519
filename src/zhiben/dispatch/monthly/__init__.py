"""The month: the province's editions compared, what the figures say of each unit, and the papers that tell it."""
