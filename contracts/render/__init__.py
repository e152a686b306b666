"""Renderers: functions from a contract to files, as ``{relative path: text}``; none writes."""
