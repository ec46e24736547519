"""How each question is answered. A module here loads numpy and what stands on it, and is itself loaded by
`questions.Question.module` when the question is first asked."""
