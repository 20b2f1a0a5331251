"""``python -m scribe_plugin`` is the command line."""

from scribe_plugin.cli import main

main()
