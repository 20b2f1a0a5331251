"""Filling the elements with a language model: prompt sets, the call, its repair and the answer's guard."""
