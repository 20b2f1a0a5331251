"""Intervals, comparisons, power and agreement for counts over notes."""
