"""Intervals, comparisons and power for counts over notes."""
