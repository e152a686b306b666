"""Verification: send every transaction, check the answers, explain failures.

Two judges, always kept apart: ``gavel`` says what Dredd would say, ``strict`` what the
contract says. This package does no I/O of its own but through :class:`Client` and
:class:`StateHandler`.
"""
