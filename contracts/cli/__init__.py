"""The command ``contract``: one file for each command, and the only place that prints."""
