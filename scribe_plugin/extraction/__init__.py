"""Filling the elements from notes: the embedded deterministic reader."""
