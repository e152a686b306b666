"""Verification: send every transaction, check the answers, explain failures.

Two judges, always kept apart: ``gavel`` has the verdict of Dredd, ``strict`` that of the
contract. This package does no I/O of its own but through :class:`Client` and
:class:`StateHandler`.
"""
