"""Our own judge: send every transaction, judge the answers, explain what is wrong.

Two judges, always kept apart: ``gavel`` says what Dredd would say, ``strict`` what the
contract says. This package does no I/O of its own but through :class:`Client` and
:class:`StateHandler`.
"""
