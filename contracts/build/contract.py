"""API Elements to the :class:`~contracts.model.Contract`, with what could not be understood.

The parser's tree becomes groups, resources, actions and transactions (API Blueprint
specification, section "Resource group" onwards); MSON becomes schemas
(:mod:`contracts.build.mson`); payloads become resource types
(:mod:`contracts.build.resource_types`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Final

from contracts.build.memo import Memo
from contracts.build.mson import MsonReader
from contracts.build.mson_types import NamedTypes
from contracts.build.operation_ids import kebab, map_actions, unique_operation_ids
from contracts.build.parameters import ParameterReader, without_value
from contracts.build.payloads import PayloadReader
from contracts.build.resource_types import resource_types
from contracts.build.transactions import example_numbers, sent_value, transaction_name
from contracts.codes import DiagnosticCode
from contracts.model import (
    DEFAULT_CONVENTIONS,
    Access,
    Action,
    Contract,
    Conventions,
    Diagnostic,
    Group,
    Location,
    Parameter,
    Resource,
    Schema,
    Severity,
    Transaction,
)
from contracts.read.elements import (
    ActionElement,
    Deferred,
    GroupElement,
    ParsedBlueprint,
    ResourceElement,
)
from contracts.read.lines import Lines
from contracts.read.source import Source
from contracts.text.uri import expand

ACCESS_UNKNOWN: Final = DiagnosticCode(
    "access-unknown",
    Severity.ERROR,
    "An **Access:** line names an unknown level.",
    "The action would not be protected.",
    "Write public, user, self, organizer or admin, or the project's own words for these.",
)
ACCESS_LINE: Final = re.compile(r"^\*\*Access:\*\*[ \t]*(.*?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class BuildResult:
    """A contract and the diagnostics met while building it."""

    contract: Contract
    diagnostics: tuple[Diagnostic, ...]


def build(
    parsed: ParsedBlueprint,
    source: Source,
    file: str,
    conventions: Conventions = DEFAULT_CONVENTIONS,
    memo: Memo | None = None,
) -> BuildResult:
    """The contract that ``parsed``, the parse of ``source``, describes; never raises.

    With a ``memo``, what was built before is used again.
    """
    builder = _Builder(parsed, source, conventions, Memo() if memo is None else memo)
    groups = tuple(builder.group(element) for element in parsed.groups)
    groups = unique_operation_ids(groups)
    types = resource_types(groups, Lines(source), conventions)
    groups = _with_occurrences(groups)
    groups = map_actions(groups, lambda a: replace(a, endpoint=types.endpoints.get(a.id)))
    diagnostics = (*builder.diagnostics, *types.diagnostics)
    return BuildResult(
        Contract(
            title=parsed.title,
            file=file,
            description=parsed.description,
            host=dict(parsed.metadata).get("HOST", ""),
            metadata=parsed.metadata,
            groups=groups,
            resource_types=types.types,
            schemas=builder.schemas(),
            conventions=conventions,
        ),
        diagnostics,
    )


def _with_occurrences(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """The groups with transactions numbered that have the name of those of another action."""
    seen: Counter[str] = Counter()

    def numbered(action: Action) -> Action:
        seen.update({transaction.name for transaction in action.transactions})
        if all(seen[transaction.name] == 1 for transaction in action.transactions):
            return action
        transactions = (replace(t, occurrence=seen[t.name]) for t in action.transactions)
        return replace(action, transactions=tuple(transactions))

    return map_actions(groups, numbered)


@dataclass(slots=True)
class _Builder:
    parsed: ParsedBlueprint
    source: Source
    conventions: Conventions
    memo: Memo
    diagnostics: list[Diagnostic] = field(default_factory=list)
    mson: MsonReader = field(init=False)
    parameters: ParameterReader = field(init=False)
    payloads: PayloadReader = field(init=False)

    def __post_init__(self) -> None:
        named = NamedTypes(self.parsed.named)
        self.mson = MsonReader(named, self.source.location, self.source.text)
        self.parameters = ParameterReader(self.source)
        self.payloads = PayloadReader(self.source, self.mson)

    def group(self, element: GroupElement) -> Group:
        return Group(
            element.name,
            self.source.location(element.offset),
            element.description,
            tuple(self.kept_resource(element.name, inner) for inner in element.deferred),
        )

    def schemas(self) -> dict[str, Schema]:
        """Every named type's schema, by name."""
        return {name: self.schema(name) for name in self.mson.named}

    def schema(self, name: str) -> Schema:
        """The schema of a named type, perhaps built before."""
        origin = self.mson.named.origin(name)
        if origin is None:
            return self.mson.named_schema(name)
        return self.memo.built(
            ("type", name, origin),
            self.mson.named,
            self.diagnostics,
            lambda: self.mson.named_schema(name),
        )

    def kept_resource(self, group: str, element: Deferred[ResourceElement]) -> Resource:
        """A resource, perhaps built before."""
        if element.origin is None:
            return self.resource(group, element.value)
        return self.memo.built(
            ("resource", self.parsed.title, group, self.conventions, element.origin),
            self.mson.named,
            self.diagnostics,
            lambda: self.resource(group, element.value),
        )

    def resource(self, group: str, element: ResourceElement) -> Resource:
        templates = (element.href, *(action.href for action in element.actions))
        return Resource(
            element.name,
            element.href,
            self.source.location(element.offset),
            element.description,
            self.parameters.stray(element.variables, *templates),
            tuple(self.action(group, element, inner) for inner in element.actions),
        )

    def action(self, group: str, resource: ResourceElement, element: ActionElement) -> Action:
        template = element.href or resource.href
        location = self.source.location(element.offset)
        parameters = self.parameters.all(template, (*resource.variables, *element.variables))
        names = (group, resource.name or resource.href, element.name or element.method)
        of_requests = [v for pair in element.transactions for v in pair.request.variables]
        return Action(
            id=kebab(element.name) or kebab(f"{element.method} {template}"),
            name=element.name,
            method=element.method,
            uri_template=template,
            location=location,
            description=ACCESS_LINE.sub("", element.description).strip(),
            access=self.access(element.description, location),
            parameters=parameters,
            stray_parameters=self.parameters.stray((*element.variables, *of_requests), template),
            no_value=without_value(
                (*resource.variables, *element.variables, *of_requests), parameters
            ),
            transactions=tuple(self.transactions(names, element, template, parameters)),
        )

    def access(self, description: str, location: Location) -> Access | None:
        match = ACCESS_LINE.search(description)
        if match is None:
            return None
        level = self.conventions.level(match.group(1).strip("`").lower())
        if level is not None:
            return level
        self.diagnostics.append(
            ACCESS_UNKNOWN.at(
                Lines(self.source).below(location, match.group(0)),
                f"unknown access level {match.group(1)!r}",
                f"write one of {', '.join(self.conventions.levels)}",
            )
        )
        return None

    def transactions(
        self,
        names: tuple[str, str, str],
        action: ActionElement,
        template: str,
        parameters: tuple[Parameter, ...],
    ) -> Iterator[Transaction]:
        pairs = action.transactions
        numbers = example_numbers([(p.request.offset, p.response.offset) for p in pairs])
        for pair, number in zip(pairs, numbers, strict=True):
            own = self.parameters.all(template, pair.request.variables)
            values = {p.spelling: sent_value(p) or None for p in (*parameters, *own)}
            request = self.payloads.request(pair, action, expand(template, values))
            yield Transaction(
                transaction_name(self.parsed.title, *names, number if max(numbers) > 1 else None),
                replace(request, parameters=own) if own else request,
                self.payloads.response(pair.response),
                self.source.location(pair.request.offset or pair.response.offset),
            )
