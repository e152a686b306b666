"""The public API: read a blueprint, check it, derive from it, verify a server by it.

docs/api.md documents every name here, with examples that the tests run. Nothing prints, and
nothing but :func:`read` and :func:`verify` touches files, processes or the network. It is a
module and not the package itself because ``contracts.lint``, ``contracts.diff`` and others
are packages already.
"""

from __future__ import annotations

from contracts.diff import Change, Impact, diff
from contracts.exchange import (
    Answer,
    Client,
    Mode,
    Outcome,
    Problem,
    Result,
    Sent,
    StateHandler,
)
from contracts.lint import Config as LintConfig
from contracts.lint import lint
from contracts.model import Contract, Diagnostic, Location, Severity
from contracts.project.blueprint import Blueprint, read
from contracts.read.drafter import ParserMissing
from contracts.render.docs import render as render_docs
from contracts.render.dredd import render as render_dredd
from contracts.render.flask import render as render_flask
from contracts.render.json_schema import render as render_json_schemas
from contracts.render.openapi import render as render_openapi
from contracts.states import ResourceState, State, states
from contracts.verify.loading import TargetFailed
from contracts.verify.parallel import Report
from contracts.verify.plan import UnknownCheck
from contracts.verify.session import Target
from contracts.verify.verification import verify

__all__ = [
    "Answer",
    "Blueprint",
    "Change",
    "Client",
    "Contract",
    "Diagnostic",
    "Impact",
    "LintConfig",
    "Location",
    "Mode",
    "Outcome",
    "ParserMissing",
    "Problem",
    "Report",
    "ResourceState",
    "Result",
    "Sent",
    "Severity",
    "State",
    "StateHandler",
    "Target",
    "TargetFailed",
    "UnknownCheck",
    "diff",
    "lint",
    "read",
    "render_docs",
    "render_dredd",
    "render_flask",
    "render_json_schemas",
    "render_openapi",
    "states",
    "verify",
]
