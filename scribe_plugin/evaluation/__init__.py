"""Scoring of readers against labelled notes."""
