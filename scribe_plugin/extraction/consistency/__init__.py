"""Tying each value to its quotes: what does not follow from the words is not accepted."""
