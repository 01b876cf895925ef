"""How questions are answered: the kinds of answer, and conditions over answers."""
