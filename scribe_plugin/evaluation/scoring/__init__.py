"""Scoring one reading against labels: five-way counts for every field, evidence, alerts, findings and charge."""

from scribe_plugin.evaluation.scoring.marks import Mark
from scribe_plugin.evaluation.scoring.note import NoteScore, score_note

__all__ = ["Mark", "NoteScore", "score_note"]
