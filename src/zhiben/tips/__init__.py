"""Public tips about hazards and their verification; who told them is kept apart."""
