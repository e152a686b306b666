"""Helpers without I/O: URIs, JSON values, payloads, statuses, spelling, redaction."""
