"""Dredd hooks: the handler Dredd talks to, and the hook files it loads."""
