"""Groups, resources and actions of a blueprint."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from contracts.model.conventions import Access
from contracts.model.payloads import Parameter, Request, StrayParameter, Transaction
from contracts.model.values import Location

#: What ends the path of a URI template (RFC 6570, section 3.2): its query, or its fragment.
_AFTER_PATH: Final = re.compile(r"\{[?&#]|[?#]")


class EndpointKind(StrEnum):
    """What an action does to JSON:API resources (JSON:API 1.0, "Fetching" to "Deleting")."""

    LIST = "list"
    CREATE = "create"
    DETAIL = "detail"
    UPDATE = "update"
    DELETE = "delete"
    RELATED = "related"
    RELATIONSHIP = "relationship"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An action seen as JSON:API.

    ``type`` is the resource type that is read or written. For related resources,
    relationships and lists below a parent (``/v1/events/{id}/faqs``), ``parent`` is the
    type that owns the path's ``{id}`` and ``relationship`` the name of its relationship;
    for lists below a parent the relationship may be empty when none is documented.
    ``above`` are the resources that the path names before, the outermost first
    (``/v1/orgs/{org}/repos/{repo}``): each with its type and the relationship to the next one,
    empty where the only relationship is that of the next one to it. ``others`` are the types that
    it shows beside ``type``, where the relationship leads to several.
    """

    kind: EndpointKind
    type: str
    parent: str = ""
    relationship: str = ""
    above: tuple[tuple[str, str], ...] = ()
    others: tuple[str, ...] = ()

    @property
    def types(self) -> tuple[str, ...]:
        """Every type that it shows."""
        return (self.type, *self.others)


def template_path(template: str) -> str:
    """The template without its query and its fragment: ``/v1/events/{id}/faqs``."""
    return _AFTER_PATH.split(template, maxsplit=1)[0]


@dataclass(frozen=True, slots=True)
class Action:
    """An operation: a method on a URI template, with its transactions.

    ``id`` is the operation id: the action's name in kebab case, unique in the contract.
    ``parameters`` are those of the resource and the action together, in template order;
    ``stray_parameters`` are described in the action and are not in its template. ``no_value``
    names one of these, or of the resource's, that is required and has no value: Dredd looks at
    all of them before it sends anything.
    """

    id: str
    name: str
    method: str
    uri_template: str
    location: Location
    description: str = ""
    access: Access | None = None
    parameters: tuple[Parameter, ...] = ()
    stray_parameters: tuple[StrayParameter, ...] = ()
    no_value: str = ""
    transactions: tuple[Transaction, ...] = ()
    endpoint: Endpoint | None = None

    def parameters_of(self, request: Request) -> tuple[Parameter, ...]:
        """The parameters of one of its requests: the action's, and the request's own."""
        own = {p.spelling: p for p in request.parameters}
        return tuple({**{p.spelling: p for p in self.parameters}, **own}.values())

    @property
    def title(self) -> str:
        """The action's name, or its method and path where it has none."""
        return self.name or f"{self.method} {self.path}".strip()

    @property
    def path(self) -> str:
        """The URI template without query and fragment: ``/v1/events/{id}/faqs``."""
        return template_path(self.uri_template)


@dataclass(frozen=True, slots=True)
class Resource:
    """A blueprint resource: a URI template with its actions.

    ``stray_parameters`` are described in it, and in no template of it or its actions.
    """

    name: str
    uri_template: str
    location: Location
    description: str = ""
    stray_parameters: tuple[StrayParameter, ...] = ()
    actions: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """A chapter of the blueprint (``# Group …``)."""

    name: str
    location: Location
    description: str = ""
    resources: tuple[Resource, ...] = ()
