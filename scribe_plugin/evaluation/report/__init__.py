"""A run, or two of them, as one HTML file that can be mailed: no script, nothing from outside."""

from scribe_plugin.evaluation.report.compare import compare_page
from scribe_plugin.evaluation.report.page import write_page
from scribe_plugin.evaluation.report.run import run_page

__all__ = ["compare_page", "run_page", "write_page"]
