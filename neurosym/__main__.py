"""``python -m neurosym``: the command line."""

from neurosym.cli.entry import entry

entry()
