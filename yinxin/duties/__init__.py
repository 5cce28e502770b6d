"""Obligations: every time limit of the law as a row that says who owes what, since when, until when."""
