"""The contract: what a blueprint documents, as one frozen value.

Everything downstream (lint, states, renderers, judges) reads these classes and nothing
else. They know no output format: nothing here is OpenAPI, Flask or HTML. To change a
value, copy it with :func:`dataclasses.replace`.
"""

from __future__ import annotations

from contracts.model.actions import Action, Endpoint, EndpointKind, Group, Resource
from contracts.model.contract import Contract
from contracts.model.conventions import DEFAULT as DEFAULT_CONVENTIONS
from contracts.model.conventions import Access, Conventions
from contracts.model.payloads import (
    Headers,
    Parameter,
    Payload,
    Request,
    Response,
    StatusAndHeaders,
    StrayParameter,
    Transaction,
    header,
)
from contracts.model.resource_types import (
    Attribute,
    Confidence,
    Fact,
    Relationship,
    ResourceType,
    SourceKind,
)
from contracts.model.schemas import Kind, Lengths, Member, OneOf, Schema
from contracts.model.values import MISSING, Diagnostic, Json, Location, Missing, Severity

__all__ = [
    "DEFAULT_CONVENTIONS",
    "MISSING",
    "Access",
    "Action",
    "Attribute",
    "Confidence",
    "Contract",
    "Conventions",
    "Diagnostic",
    "Endpoint",
    "EndpointKind",
    "Fact",
    "Group",
    "Headers",
    "Json",
    "Kind",
    "Lengths",
    "Location",
    "Member",
    "Missing",
    "OneOf",
    "Parameter",
    "Payload",
    "Relationship",
    "Request",
    "Resource",
    "ResourceType",
    "Response",
    "Schema",
    "Severity",
    "SourceKind",
    "StatusAndHeaders",
    "StrayParameter",
    "Transaction",
    "header",
]
