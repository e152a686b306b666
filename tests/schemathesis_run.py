"""Schemathesis, in process, on every operation of the rendered OpenAPI document.

All of its checks, with data that the document allows and data that it forbids, as anybody,
as the documented user and as an administrator; then chains of requests along the document's
links. Before each generated request the documented resources exist, so that many of them
reach past the first 404.
"""

from __future__ import annotations

import json
import unittest
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from contextlib import closing, contextmanager
from copy import deepcopy
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import schemathesis
from flask import Flask
from hypothesis import Phase as HypothesisPhase
from hypothesis import settings
from schemathesis.checks import CHECKS, load_all_checks
from schemathesis.core.control import SkipTest
from schemathesis.core.transport import Response
from schemathesis.engine.recorder import ScenarioRecorder
from schemathesis.generation import GenerationMode
from schemathesis.generation.feedback import FeedbackSources
from schemathesis.generation.hypothesis.builder import (
    InvalidHeadersExampleMark,
    MissingPathParameters,
    UnserializablePayloadMark,
)
from schemathesis.generation.meta import CoveragePhaseData, CoverageScenario
from schemathesis.pytest._test_builder import build_operation_test
from schemathesis.python._constants.orchestrator import make_constants_value_source
from schemathesis.schemas import APIOperation, BaseSchema
from schemathesis.specs.openapi.checks import (
    ensure_resource_availability,
    ignored_auth,
    object_level_authorization,
    positive_data_acceptance,
    use_after_free,
)
from schemathesis.wfc.escalation import EscalatingAuthProvider
from werkzeug.wrappers import Response as Answer

from contracts.model import Access
from contracts.render.openapi import render
from contracts.states import ResourceState
from server import create_app
from server.states import StateHandler
from tests.blueprint import contract, derived_states
from tests.conftest import ROLES
from tests.server.jsonapi_checker import problems
from tests.server.snapshots import Snapshots, connected

DOCUMENT = json.loads(render(contract())["openapi.json"])
OTHER = "8"
ADMINISTRATOR = ROLES["administrator"]
BASE = "http://localhost:5000"
CHAINS = settings(
    max_examples=12,
    stateful_step_count=8,
    phases=(HypothesisPhase.generate, HypothesisPhase.shrink),
)


#: Cases that are drawn of an operation: for the administrator, whom no check of access refuses,
#: with and without a body; for others, whose cases the same code reads. One for who has no token
#: and needs one.
BODIES, MOST, FEW = 6, 4, 2
#: The first letters of query parameters whose values are names: every other text is an unknown one.
NAMES = ("include", "sort", "fields[")


class Served:
    """The application under test, which is made when the first test runs."""

    app: Flask
    handler: StateHandler
    snapshots: Snapshots
    requests: Counter[str] = Counter()
    #: Labels of operations that were seen to want a token: to see it takes two requests.
    guarded: set[str] = set()
    #: Whether it wants a token of any user for what the document calls public, and lists nothing.
    leaking = False

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        refused = "HTTP_AUTHORIZATION" not in environ or environ["PATH_INFO"] == "/v1/events"
        if self.leaking and environ["REQUEST_METHOD"] == "GET" and refused:
            return Answer(status=401)(environ, start_response)
        return self.app.wsgi_app(environ, start_response)


def closed(schema: Any) -> Any:
    """A request's schema without references, in which fields that it does not name are wrong.

    Blueprints leave objects open, and this server refuses fields that a type does not have.
    """
    if isinstance(schema, list):
        return [closed(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return closed(DOCUMENT["components"]["schemas"][schema["$ref"].rpartition("/")[2]])
    found = {name: closed(each) for name, each in schema.items()}
    for name in ("attributes", "relationships"):
        fields = found.get("properties", {}).get(name, {})
        if fields.get("type") == "object":
            fields["additionalProperties"] = False
    return found


def strict(document: dict[str, Any]) -> dict[str, Any]:
    """The document with closed requests."""
    found: dict[str, Any] = deepcopy(document)
    for operation in (o for item in found["paths"].values() for o in item.values()):
        for content in operation.get("requestBody", {}).get("content", {}).values():
            content["schema"] = closed(content["schema"])
    return found


SERVED = Served()


def loaded(modes: list[GenerationMode]) -> BaseSchema:
    """The document, to be held against the application with data of these modes."""
    found = schemathesis.openapi.from_dict(strict(DOCUMENT))
    found.app = SERVED
    found.config.update(base_url=BASE)
    # Tokens are the roles' business.
    found.config.generation.update(with_security_parameters=False, modes=modes)
    return found


schema = loaded(list(GenerationMode))
# Without the cases that are listed rather than drawn: each boundary of each parameter and field.
drawn = loaded(list(GenerationMode))
drawn.config.phases.coverage.enabled = False
# Most forbidden data is refused, and a chain ends where nothing was made. Deleting a relationship
# deletes no resource, which the checks for deleted resources do not know.
chains = loaded([GenerationMode.POSITIVE]).exclude(method="DELETE", path_regex="/relationships/")


def documented_world() -> tuple[ResourceState, ...]:
    """The resources of the fullest state without deleted ones: a FAQ with all it belongs to."""
    found = (state.resources for state in derived_states().values())
    living = (each for each in found if not any(r.attributes.get("deleted-at") for r in each))
    return max(living, key=len)


WORLD = documented_world()


@contextmanager
def serving(folder: Path) -> Iterator[None]:
    """Make the application and its state handler, on a database in ``folder``."""
    given = {
        "TESTING": True,
        "SQLALCHEMY_DATABASE_URI": f"sqlite:///{folder / 'db.sqlite'}",
        "CREATE_TABLES": True,
    }
    SERVED.app = create_app(given)
    SERVED.handler = StateHandler(given)
    with closing(connected(SERVED.app, given["SQLALCHEMY_DATABASE_URI"])) as database:
        SERVED.snapshots = Snapshots(SERVED.handler, database)
        yield
    SERVED.handler.close()


def make_world(handler: StateHandler) -> dict[str, str]:
    """Make the documented resources and an administrator; return the tokens of the roles."""
    for resource in WORLD:
        handler.create(resource.type, resource.id, resource.attributes, resource.relationships)
    handler.create("user", ADMINISTRATOR, {"is-admin": True})
    return {user: handler.token(user) for user in ROLES.values() if user}


def prepare() -> None:
    """Let there be the documented resources and an administrator, and nothing else."""
    SERVED.snapshots.bring(make_world, make_world)


def headers_of(role: str) -> dict[str, str]:
    """The token of a role, whose user :func:`prepare` has made."""
    user = ROLES[role]
    return {"Authorization": f"JWT {SERVED.snapshots.made(make_world)[user]}"} if user else {}


def left_out(case: schemathesis.Case, response: Response) -> list[Any]:
    """The checks that cannot be applied to a case, for reasons that are none of the server's."""
    # It has a test of its own, below: it wants the tokens of two users in one run.
    found = [object_level_authorization]
    if case.operation.label in SERVED.guarded:
        found.append(ignored_auth)
    if response.status_code == 400 and case.query:
        # OpenAPI has no words for the language of `filter`, nor for names in other parameters.
        found.append(positive_data_acceptance)
    if response.status_code == 422 and (
        # A deletion time may be null, and that for administrators only. Texts may hold any
        # character that can be stored; there is no keyword for "no NUL" in any string.
        has_deletion_time(case.body)
        or has_nul(case.body)
        # Nor one for the years that UTC has and `date-time` has not.
        or any(map(is_beyond_all_years, texts(case.body)))
        # Nor for what a name looks like, and what a password may be.
        or any(rule in response.content for rule in RULES_WITHOUT_KEYWORDS)
        # No schema says what a picture is.
        or case.path.startswith("/v1/upload/")
    ):
        found.append(positive_data_acceptance)
    if "get-trashed" in (case.query or {}):
        # Administrators may read what is deleted.
        found.append(use_after_free)
    if response.status_code == 404 and b'"pointer"' in response.content:
        # Not the resource of the path is missing, but one that the body names.
        found.append(ensure_resource_availability)
    return found


#: Parts of the refusals that follow rules which only descriptions state.
RULES_WITHOUT_KEYWORDS = (
    *(b"visible character", b"/meta/current-password"),
    b"must not be before",
    *(b"most common ones", b"repeats one character", b"is the e-mail address"),
)


def has_nul(body: Any) -> bool:
    return "\\u0000" in json.dumps(body, default=str)


def texts(value: Any) -> Iterator[str]:
    """All texts in a body, keys included."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from (text for pair in value.items() for part in pair for text in texts(part))
    elif isinstance(value, list):
        yield from (text for part in value for text in texts(part))


def is_beyond_all_years(text: str) -> bool:
    """Whether it is a moment of the year 0 or 10000 in UTC, such as 0001-01-01T00:00:00+01:00."""
    try:
        datetime.fromisoformat(text).astimezone(UTC)
    except ValueError:
        return False
    except OverflowError:
        return True
    return False


def has_deletion_time(body: Any) -> bool:
    data = body.get("data") if isinstance(body, dict) else None
    attributes = data.get("attributes") if isinstance(data, dict) else None
    return isinstance(attributes, dict) and "deleted-at" in attributes


def follow_json_api(case: schemathesis.Case, response: Response) -> None:
    """Hold the answer against the checker that all tests of the server share."""
    headers = [(name, value) for name, values in response.headers.items() for value in values]
    answer = Answer(response.content, response.status_code, headers)
    assert not problems(answer, case.method.upper(), urlsplit(response.request.url or "").path)


def validate(
    case: schemathesis.Case,
    response: Response,
    headers: dict[str, str],
    recorder: ScenarioRecorder | None = None,
) -> None:
    """Apply all checks; those that compare with earlier answers find them in ``recorder``."""
    follow_json_api(case, response)
    case.validate_response(
        response,
        checks=CHECKS.get_all(),
        excluded_checks=left_out(case, response),
        headers=headers,
        transport_kwargs={"headers": headers},
        recorder=recorder,
    )
    is_right = case.meta is None or case.meta.generation.mode.is_positive
    if headers and is_right and 200 <= response.status_code < 300:
        SERVED.guarded.add(case.operation.label)


def wrong_part(case: schemathesis.Case) -> Hashable | None:
    """What is wrong with a listed case that others of the operation have in common with it.

    Each wrong value of the query is listed twice: alone, and beside all other parameters. One of
    the body is listed with each valid body; and there are two containers and two numbers for
    every field that may be neither.
    """
    phase = case.meta.phase.data if case.meta else None
    if not isinstance(phase, CoveragePhaseData) or case.meta.generation.mode.is_positive:
        return None
    if phase.parameter in case.query:
        value = "" if phase.parameter.startswith(NAMES) else repr(case.query[phase.parameter])
        return (phase.parameter, value)
    if phase.scenario is CoverageScenario.INCORRECT_TYPE:
        place = phase.description.rpartition(": ")[0]
        return (place, kind_at(place.split(" -> ") if place else [], case.body))
    unknown = phase.scenario is CoverageScenario.OBJECT_UNEXPECTED_PROPERTIES and case.query
    return phase.scenario if unknown else None


def request_of(case: schemathesis.Case) -> Hashable:
    """What is sent, and whether it is allowed: documented examples are also listed, and drawn."""
    sent = (case.method, case.path_parameters, case.query, case.headers, case.cookies)
    mode = case.meta.generation.mode if case.meta else None
    return repr((mode, *sent, case.media_type, case.body))


def kind_at(place: list[str], body: Any) -> str:
    """The kind of the value at a place of a body: containers are of one kind, numbers of one."""
    value = body
    for key in place:
        if not isinstance(value, dict) or key not in value:
            return repr(body)  # the place is in a list
        value = value[key]
    if isinstance(value, dict | list):
        return "container"
    return "number" if isinstance(value, bool | int) else repr(value)


@cache
def operations(*, listed: bool = True) -> dict[str, APIOperation]:
    """The document's operations, by labels such as ``GET /v1/faqs/{id}``."""
    described = schema if listed else drawn
    return {found.ok().label: found.ok() for found in described.get_all_operations()}


def hold_against_document(label: str, role: str) -> None:
    """Send what the document allows and forbids for an operation; every answer must fit it.

    The listed cases are sent by the administrator, whom no check of access refuses first.
    A test as Schemathesis's plugin builds it, made when it runs: the plugin makes those of all
    operations while tests are collected.
    """
    is_administrator = ROLES[role] == ADMINISTRATOR
    operation = operations(listed=is_administrator)[label]
    most = BODIES if operation.body else MOST
    shown: set[Hashable] = set()

    refused = not ROLES[role] and operation.definition.raw["x-access"] != Access.PUBLIC.value

    @settings(
        max_examples=most if is_administrator else 1 if refused else FEW,
        phases=[HypothesisPhase.generate] if refused else list(HypothesisPhase),
    )
    def answers_fit(case: schemathesis.Case) -> None:
        alike = {request_of(case), wrong_part(case)} - {None}
        if not shown.isdisjoint(alike):
            return
        shown.update(alike)
        prepare()
        headers = headers_of(role)
        response = case.call(headers=headers)
        mode = case.meta.generation.mode.value if case.meta else "example"
        SERVED.requests[f"{role}, {mode}"] += 1
        validate(case, response, headers)

    load_all_checks()
    constants = FeedbackSources(
        constants_value_source=make_constants_value_source(operation.schema)
    )
    built = build_operation_test(
        config=operation.schema.config,
        operation=operation,
        test_func=answers_fit,
        given_kwargs={},
        feedback=constants,
    )
    try:
        built()
    except (SkipTest, unittest.SkipTest) as skipped:
        raise AssertionError(f"nothing could be generated for {label}: {skipped}") from None
    for left in (UnserializablePayloadMark, InvalidHeadersExampleMark, MissingPathParameters):
        assert not left.get(built), f"{label} was tried in part: {left.get(built)}"


def use_what_is_created(role: str) -> None:
    """Follow the document's links: what is created can be used until it is deleted."""

    class Workflow(chains.as_state_machine()):  # type: ignore[misc]
        """Along the links of the document: create, then read, change, delete and read again."""

        def setup(self) -> None:
            prepare()
            self.headers = headers_of(role)

        def before_call(self, case: schemathesis.Case) -> None:
            """Let a change name the resource that the link led to, and restore none.

            The schema says only "text"; and what is restored may be used after its deletion.
            Nor does a link lead to an address with a query: most that are drawn are refused.
            """
            if case.query:
                case.query = {}
            data = case.body.get("data") if isinstance(case.body, dict) else None
            if case.method == "PATCH" and isinstance(data, dict) and "attributes" in data:
                data["id"] = case.path_parameters["id"]
                data["attributes"].pop("deleted-at", None)

        def get_call_kwargs(self, _case: schemathesis.Case) -> dict[str, Any]:
            return {"headers": self.headers}

        def validate_response(
            self, response: Response, case: schemathesis.Case, **_more: Any
        ) -> None:
            SERVED.requests[f"{role}, stateful"] += 1
            validate(case, response, self.headers, self.recorder)

    # The administrator may do all that the user may, along the same links.
    fewer = settings(CHAINS, max_examples=6)
    Workflow.run(settings=fewer if ROLES[role] == ADMINISTRATOR else CHAINS)


class TokenOf:
    """Puts the present token of a user on a request."""

    def __init__(self, user: str) -> None:
        self.user = user

    def get(self, _case: schemathesis.Case, _context: schemathesis.AuthContext) -> str:
        if self.user == OTHER:
            SERVED.requests["another user, what is one's own"] += 1
        return SERVED.handler.token(self.user)

    def set(self, case: schemathesis.Case, data: str, _context: schemathesis.AuthContext) -> None:
        case.headers["Authorization"] = f"JWT {data}"


def read_what_another_made() -> None:
    """One user makes resources and reads them; another one, and nobody, try to read them, too."""
    made = loaded([GenerationMode.POSITIVE])
    found = made.include(method=["POST", "GET"], path_regex="^/v1/(events|faqs)")
    users = {"documented user": TokenOf("1"), "another user": TokenOf(OTHER)}
    names = list(users)
    found.auth.providers.append(
        EscalatingAuthProvider(list(users.values()), names, peers=tuple(names), pinned=names[0])
    )

    class Workflow(found.as_state_machine()):  # type: ignore[misc]
        def setup(self) -> None:
            prepare()
            SERVED.handler.create("user", OTHER, {})

        def before_call(self, case: schemathesis.Case) -> None:
            if case.query:
                case.query = {}

        def validate_response(
            self, response: Response, case: schemathesis.Case, **_more: Any
        ) -> None:
            case.validate_response(
                response, checks=[object_level_authorization], recorder=self.recorder
            )

    Workflow.run(settings=settings(CHAINS, max_examples=5, phases=(HypothesisPhase.generate,)))
