"""API Elements to the :class:`~contracts.model.Contract`, with what could not be understood.

The parser's tree becomes groups, resources, actions and transactions (API Blueprint
specification, section "Resource group" onwards); MSON becomes schemas
(:mod:`contracts.build.mson`); payloads become resource types
(:mod:`contracts.build.resource_types`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Final
from urllib.parse import unquote

from contracts.build.bodies import example_body
from contracts.build.mson import MsonReader
from contracts.build.mson_text import item_description
from contracts.build.mson_types import MEANINGS
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
    Headers,
    Kind,
    Location,
    Parameter,
    Request,
    Resource,
    Response,
    Schema,
    Severity,
    StrayParameter,
    Transaction,
    header,
)
from contracts.read.elements import (
    ActionElement,
    Asset,
    GroupElement,
    Parsed,
    PayloadElement,
    ResourceElement,
    TransactionElement,
    Variable,
)
from contracts.read.lines import Lines
from contracts.read.refract import type_name
from contracts.read.source import Source
from contracts.text.uri import TemplateVariable, expand, template_variables

_ARRAY: Final = re.compile(r"array\s*(?:\[(?P<items>[^\[\],]*)\])?", re.IGNORECASE)
_PLAIN: Final[dict[str, Kind]] = {"number": "number", "boolean": "boolean", "object": "object"}
ACCESS_UNKNOWN: Final = DiagnosticCode(
    "access-unknown",
    Severity.ERROR,
    "An **Access:** line names no level there is.",
    "Nothing would guard the action.",
    "Write public, user, self, organizer or admin, or the project's own words for these.",
)
ACCESS_LINE: Final = re.compile(r"^\*\*Access:\*\*[ \t]*(.*?)[ \t]*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Built:
    """A contract and the diagnostics met while building it."""

    contract: Contract
    diagnostics: tuple[Diagnostic, ...]


def build(
    parsed: Parsed, source: Source, file: str, conventions: Conventions = DEFAULT_CONVENTIONS
) -> Built:
    """The contract that ``parsed``, the parse of ``source``, describes; never raises."""
    builder = _Builder(parsed, source, conventions)
    groups = tuple(builder.group(element) for element in parsed.groups)
    groups = _unique_operation_ids(groups)
    types = resource_types(groups, Lines(source), conventions)
    groups = _map_actions(groups, lambda a: replace(a, endpoint=types.endpoints.get(a.id)))
    diagnostics = (*builder.diagnostics, *types.diagnostics)
    return Built(
        Contract(
            title=parsed.title,
            file=file,
            description=parsed.description,
            host=dict(parsed.metadata).get("HOST", ""),
            metadata=parsed.metadata,
            groups=groups,
            resource_types=types.types,
            schemas=builder.mson.named_schemas(),
            conventions=conventions,
        ),
        diagnostics,
    )


def kebab(name: str) -> str:
    """``List Event FAQs`` as ``list-event-faqs``."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


@dataclass(slots=True)
class _Builder:
    parsed: Parsed
    source: Source
    conventions: Conventions
    diagnostics: list[Diagnostic] = field(default_factory=list)
    mson: MsonReader = field(init=False)

    def __post_init__(self) -> None:
        named = {type_name(element): element for element in self.parsed.types}
        self.mson = MsonReader(named, self.source.location, self.source.text)

    def group(self, element: GroupElement) -> Group:
        return Group(
            element.name,
            self.source.location(element.offset),
            element.description,
            tuple(self.resource(element.name, inner) for inner in element.resources),
        )

    def resource(self, group: str, element: ResourceElement) -> Resource:
        return Resource(
            element.name,
            element.href,
            self.source.location(element.offset),
            element.description,
            self.stray(element.variables, element.href, *(a.href for a in element.actions)),
            tuple(self.action(group, element, inner) for inner in element.actions),
        )

    def action(self, group: str, resource: ResourceElement, element: ActionElement) -> Action:
        template = element.href or resource.href
        location = self.source.location(element.offset)
        parameters = self.parameters(template, (*resource.variables, *element.variables))
        names = (group, resource.name or resource.href, element.name or element.method)
        return Action(
            id=kebab(element.name) or kebab(f"{element.method} {template}"),
            name=element.name,
            method=element.method,
            uri_template=template,
            location=location,
            description=ACCESS_LINE.sub("", element.description).strip(),
            access=self.access(element.description, location),
            parameters=parameters,
            stray_parameters=self.stray(element.variables, template),
            no_value=_without_value((*resource.variables, *element.variables), parameters),
            transactions=tuple(self.transactions(names, element, template, parameters)),
        )

    def access(self, description: str, location: Location) -> Access | None:
        found = ACCESS_LINE.search(description)
        if found is None:
            return None
        level = self.conventions.level(found.group(1).strip("`").lower())
        if level is not None:
            return level
        self.diagnostics.append(
            ACCESS_UNKNOWN.at(
                Lines(self.source).below(location, found.group(0)),
                f"unknown access level {found.group(1)!r}",
                f"write one of {', '.join(self.conventions.levels)}",
            )
        )
        return None

    def parameters(self, template: str, variables: tuple[Variable, ...]) -> tuple[Parameter, ...]:
        """The parameters in template order; those that the template lacks stay out."""
        declared = {unquote(variable.name): variable for variable in variables}
        found = []
        for place in template_variables(template):
            variable = declared.get(unquote(place.spelling))
            if variable is not None:
                found.append(self.parameter(variable, place))
        return tuple(found)

    def stray(self, variables: Iterable[Variable], *templates: str) -> tuple[StrayParameter, ...]:
        """The described variables that none of the templates has."""
        found = (v for template in templates for v in template_variables(template))
        known = {unquote(variable.spelling) for variable in found}
        return tuple(
            StrayParameter(variable.name, self.source.location(variable.offset))
            for variable in variables
            if unquote(variable.name) not in known
        )

    def parameter(self, variable: Variable, place: TemplateVariable) -> Parameter:
        kind, items, meaning = parameter_type(variable.type)
        return Parameter(
            name=unquote(place.spelling),
            spelling=place.spelling,
            place=place.place,
            kind=kind,
            items=items,
            explode=place.explode,
            reserved=place.reserved,
            required=variable.required,
            description=variable.description,
            format=meaning,
            example=variable.example,
            default=variable.default,
            choices=variable.choices,
            choice_descriptions=self.choice_descriptions(variable),
            location=self.source.location(variable.offset),
        )

    def choice_descriptions(self, variable: Variable) -> tuple[str, ...]:
        descriptions = tuple(
            item_description(self.source.text, at) for at in variable.choice_offsets
        )
        return descriptions if any(descriptions) else ()

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
            own = self.parameters(template, pair.request.variables)
            values = {p.spelling: sent_value(p) or None for p in (*parameters, *own)}
            request = self.request(pair, action, expand(template, values))
            yield Transaction(
                transaction_name(self.parsed.title, *names, number if max(numbers) > 1 else None),
                replace(request, parameters=own) if own else request,
                self.response(pair.response),
                self.source.location(pair.request.offset or pair.response.offset),
            )

    def request(self, pair: TransactionElement, action: ActionElement, uri: str) -> Request:
        element = pair.request
        method = element.method or action.method
        schema = self.schema(element) or self.inherited(element, action, method)
        body, written = self.body(element, schema)
        if element.attributes is None and not written and not _content_type(element):
            body = ""  # only what the request itself says is sent
        return Request(
            name=element.name,
            method=method,
            uri=uri,
            headers=_headers(element),
            body=body,
            body_written=written,
            body_schema=element.schema.text if element.schema else "",
            schema=schema,
            description=element.description,
            location=self.source.location(element.offset),
            body_location=self.asset_location(element.body),
        )

    def response(self, element: PayloadElement) -> Response:
        schema = self.schema(element)
        body, written = self.body(element, schema)
        return Response(
            status=element.status,
            headers=_headers(element),
            body=body,
            body_written=written,
            body_schema=element.schema.text if element.schema else "",
            schema=schema,
            description=element.description,
            location=self.source.location(element.offset),
            body_location=self.asset_location(element.body),
        )

    def schema(self, element: PayloadElement) -> Schema | None:
        return None if element.attributes is None else self.mson.schema(element.attributes)

    def inherited(
        self, element: PayloadElement, action: ActionElement, method: str
    ) -> Schema | None:
        """The action's attributes, which are those of its requests ("Attributes Section").

        A reading without a Content-Type has no body that they could describe.
        """
        bodiless = method in ("GET", "HEAD") and not _content_type(element)
        if action.attributes is None or bodiless:
            return None
        return self.mson.schema(action.attributes)

    def body(self, element: PayloadElement, schema: Schema | None) -> tuple[str, bool]:
        """The body's text, and whether the blueprint has it written out."""
        if element.body is not None:
            return element.body.text, True
        if schema is None:
            return "", False
        return example_body(schema, _content_type(element)), False

    def asset_location(self, asset: Asset | None) -> Location | None:
        """Where the body's first character stands."""
        return None if asset is None else self.source.location(asset.offset)


def _without_value(variables: Iterable[Variable], parameters: Iterable[Parameter]) -> str:
    """The name of a required variable without a value that is none of the parameters."""
    known = {parameter.name for parameter in parameters}
    by_name = {unquote(variable.name): variable for variable in variables}
    return next(
        (
            variable.name
            for name, variable in by_name.items()
            if name not in known
            and variable.required
            and not (variable.example or variable.default or variable.choices)
        ),
        "",
    )


def parameter_type(written: str) -> tuple[Kind, Kind, str]:
    """The kind, the kind of an array's items, and the format that a parameter's type means."""
    array = _ARRAY.fullmatch(written.strip())
    if array is not None:
        items, _, meaning = parameter_type(array["items"] or "string")
        return "array", items, meaning
    plain = written.strip().lower()
    if plain in _PLAIN:
        return _PLAIN[plain], "string", ""
    kind, meaning = MEANINGS.get(plain, ("string", ""))
    return kind, "string", meaning


def _content_type(element: PayloadElement) -> str:
    return header(_headers(element), "Content-Type")


def _headers(element: PayloadElement) -> Headers:
    return tuple((header.name, header.value) for header in element.headers)


def _map_actions(groups: Iterable[Group], change: Callable[[Action], Action]) -> tuple[Group, ...]:
    """The groups with every action changed, in document order."""

    def resource(old: Resource) -> Resource:
        return replace(old, actions=tuple(change(action) for action in old.actions))

    return tuple(
        replace(group, resources=tuple(resource(r) for r in group.resources)) for group in groups
    )


def _unique_operation_ids(groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """A name used twice gets the method and path appended: ``get-faq-get-v1-faqs-id``."""
    counts = Counter(a.id for group in groups for r in group.resources for a in r.actions)
    taken = {name for name, count in counts.items() if count == 1}

    def unique(action: Action) -> Action:
        if counts[action.id] == 1:
            return action
        wanted = kebab(f"{action.id} {action.method} {action.path}")
        name, attempt = wanted, 2
        while name in taken:
            name, attempt = f"{wanted}-{attempt}", attempt + 1
        taken.add(name)
        return replace(action, id=name)

    return _map_actions(groups, unique)
