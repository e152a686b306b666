"""Servers corrupted deliberately: a client whose server misbehaves in one action.

``FAULTS`` is the table; each fault can be wrong about some actions.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from contracts.exchange import Answer, Sent
from contracts.model import Access, Action, EndpointKind
from contracts.mutation.misbehaviour import (
    EVERY,
    HealthyServer,
    Misbehaviour,
    circle,
    crash_sometimes,
    discard_creation,
    discard_linkage,
    discard_update,
    ignore_delete,
    ignore_parameters,
    is_named,
    keep_part,
    miscount,
    next_page,
    reverse,
    rewriting,
    shorten,
    skip_authorization,
)
from contracts.text.uri import path_shape
from contracts.verify.laws.documented import sendable
from contracts.verify.routes import Route, Router


@dataclass(frozen=True, slots=True)
class Fault:
    """A way for a server to be wrong, and the actions it can be wrong about."""

    name: str
    wrong: str
    answer: Misbehaviour
    applies: Callable[[HealthyServer, Action], bool]


class FaultyClient:
    """A client whose server has one fault in one action, or none."""

    def __init__(self, server: HealthyServer) -> None:
        self._server = server
        self._router = Router(server.contract)
        self._fault: Fault | None = None
        self._route: Route | None = None

    def corrupt(self, fault: Fault, action: Action) -> None:
        """From now on, answer requests of ``action`` with ``fault``."""
        self._fault, self._route = fault, Route(path_shape(action.path), action.method)
        self._server.calls = 0

    def send(self, sent: Sent) -> Answer:
        """The server's answer, wrong where the fault is."""
        action = self._router.action(sent.method, sent.uri)
        if self._fault is None or action is None:
            return self._server.client.send(sent)
        if Route(path_shape(action.path), action.method) != self._route:
            return self._server.client.send(sent)
        return self._fault.answer(self._server, action, sent)

    def close(self) -> None:
        """The client behind is not ours to close."""


def _takes(*names: str) -> Callable[[HealthyServer, Action], bool]:
    """Whether an action documents one of these parameters, or of their families."""

    def applies(_: HealthyServer, action: Action) -> bool:
        return action.method == "GET" and any(is_named(p.name, names) for p in action.parameters)

    return applies


def _is(kind: EndpointKind, *needed: str) -> Callable[[HealthyServer, Action], bool]:
    """Whether an action is of a kind and can end well, and its path also serves the methods
    a fault needs."""

    def applies(server: HealthyServer, action: Action) -> bool:
        endpoint = action.endpoint
        right = endpoint is not None and endpoint.kind is kind and action.id in server.successes
        return right and all(server.serves(method, action) for method in needed)

    return applies


def _writes_linkage(server: HealthyServer, action: Action) -> bool:
    return action.method != "GET" and _is(EndpointKind.RELATIONSHIP, "GET", "PATCH")(server, action)


def _updates_linkage(server: HealthyServer, action: Action) -> bool:
    """Whether an update may send attributes, and linkage of which one can be refused."""
    offers = all(sendable(action, member) for member in ("attributes", "relationships"))
    return offers and _is(EndpointKind.UPDATE, "GET")(server, action)


def _creates(server: HealthyServer, action: Action) -> bool:
    """Whether what an action creates can be deleted again, with the same token."""
    endpoint = action.endpoint
    if endpoint is None or endpoint.kind is not EndpointKind.CREATE:
        return False
    if action.access is Access.PUBLIC:
        return False
    resource_type = server.contract.resource_type(endpoint.type)
    return (
        resource_type is not None
        and Route(path_shape(resource_type.path), "DELETE") in server.shapes
    )


def _guarded(server: HealthyServer, action: Action) -> bool:
    statuses = {t.response.status for t in action.transactions}
    return bool(statuses & {401, 403}) and action.id in server.successes


def _any(_: HealthyServer, __: Action) -> bool:
    return True


FAULTS: Final[tuple[Fault, ...]] = (
    Fault("sort-ignored", "lists in their usual order", ignore_parameters("sort"), _takes("sort")),
    Fault("sort-reversed", "lists in the opposite order", rewriting(reverse), _takes("sort")),
    Fault("filter-ignored", "unfiltered lists", ignore_parameters("filter"), _takes("filter")),
    Fault("page-off-by-one", "the page after the one asked for", next_page, _takes("page[number]")),
    Fault(
        "page-size-ignored",
        "pages of the usual size",
        ignore_parameters("page[size]"),
        _takes("page[size]"),
    ),
    Fault(
        "next-page-circles",
        "a next link to the same page",
        rewriting(circle),
        _takes("page[number]"),
    ),
    Fault(
        "count-off-by-one",
        "a count that is one too high",
        rewriting(miscount),
        _takes("page[number]"),
    ),
    Fault("list-shortened", "lists cut to one item", rewriting(shorten), _is(EndpointKind.LIST)),
    Fault(
        "fields-ignored",
        "all fields, whatever was requested",
        ignore_parameters("fields"),
        _takes("fields"),
    ),
    Fault("include-ignored", "nothing included", ignore_parameters("include"), _takes("include")),
    Fault("create-forgotten", "created, then removed at once", discard_creation, _creates),
    Fault(
        "update-forgotten",
        "updated, then reverted at once",
        discard_update,
        _is(EndpointKind.UPDATE, "GET"),
    ),
    Fault("update-in-part", "a part of a refused update stored", keep_part, _updates_linkage),
    Fault(
        "delete-ignored",
        "deleted, but still there",
        ignore_delete,
        _is(EndpointKind.DELETE, "GET", "PATCH"),
    ),
    Fault("linkage-forgotten", "linked, then unlinked at once", discard_linkage, _writes_linkage),
    Fault("access-unchecked", "no access check", skip_authorization, _guarded),
    Fault("crash-sometimes", f"500 at one call in {EVERY}", crash_sometimes, _any),
)
