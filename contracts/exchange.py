"""What the judges talk about: what was sent, what came back, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, Protocol

from contracts.model import MISSING, Action, Headers, Json, Missing, StatusAndHeaders, Transaction

#: The User-Agent of requests that document none.
USER_AGENT: Final = "blueprint-contract (like Dredd/14.1.0)"


@dataclass(frozen=True, slots=True)
class Sent:
    """A request as it went out; ``uri`` is path and query.

    Of a body that is no text, ``binary`` has the bytes and ``body`` shows them in base64.
    """

    method: str
    uri: str
    headers: Headers = ()
    body: str = ""
    binary: bytes = b""

    @property
    def content(self) -> bytes:
        """The bytes of the body."""
        return self.binary or self.body.encode()


@dataclass(frozen=True, slots=True)
class Answer(StatusAndHeaders):
    """A response as it came in; ``log`` are the server's lines for it, when in process."""

    status: int
    headers: Headers = ()
    body: bytes = b""
    seconds: float = 0.0
    log: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The body as text; bytes that are not UTF-8 are replaced."""
        return self.body.decode("utf-8", errors="replace")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an answer.

    ``rule`` is a stable code (``status``, ``schema``), as docs/checks.md lists them;
    ``place`` is a JSON Pointer into the body, ``header:Name``, ``status`` or empty. A law
    sends several requests: ``sent`` is the one whose answer is wrong, ``operation`` its id.
    """

    rule: str
    message: str
    place: str = ""
    expected: Json | Missing = MISSING
    seen: Json | Missing = MISSING
    sent: Sent | None = None
    operation: str = ""


class Attribution(StrEnum):
    """Who has to act on a failure: the owner of the server, of the blueprint, of the state
    handler or hooks, or of the machine."""

    SERVER = "server"
    BLUEPRINT = "blueprint"
    STATE = "state"
    ENVIRONMENT = "environment"


class Outcome(StrEnum):
    """The end of one transaction; ``vacuous`` passed but proved nothing."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"
    ERROR = "error"


class Mode(StrEnum):
    """Which judge decides: the one that reproduces Dredd, or the strict one."""

    DREDD = "dredd"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one transaction.

    ``problems`` are those of the deciding judge, ``dredd`` those that Dredd would see;
    ``reason`` is why it was skipped or could not be sent. ``vacuous`` are reasons why a
    pass proves little (empty list, no schema, nothing but nulls). ``presumed`` are problems
    only where the documented resources exist, found although no state handler made them.
    ``attribution`` is who has to act on an error. ``notes`` are what the state handler could
    not do, ``unmade`` the types of which it could create nothing. ``is_unrouted``: the server
    does not have the path at all, and answered 404.
    """

    action: Action
    transaction: Transaction
    outcome: Outcome
    problems: tuple[Problem, ...] = ()
    dredd: tuple[Problem, ...] = ()
    sent: Sent | None = None
    answer: Answer | None = None
    reason: str = ""
    vacuous: tuple[str, ...] = ()
    presumed: tuple[Problem, ...] = ()
    seconds: float = 0.0
    attribution: Attribution = Attribution.ENVIRONMENT
    notes: tuple[str, ...] = ()
    unmade: frozenset[str] = frozenset()
    is_unrouted: bool = False


class Client(Protocol):
    """How requests reach the server: over HTTP, or in process over WSGI."""

    def send(self, sent: Sent) -> Answer:
        """The server's answer. Raises ConnectionError when it cannot be reached."""

    def close(self) -> None:
        """Give back connections."""


class StateHandler(Protocol):
    """What a server brings so that it can be judged with derived states."""

    def reset(self) -> None:
        """Empty the database and fix every health checker."""

    def create(
        self, type: str, id: str, attributes: Mapping[str, Any], relationships: Mapping[str, Any]
    ) -> None:
        """Create a resource with this id; what is not given is the handler's to choose."""

    def token(self, user: str, kind: str) -> str:
        """A JWT of the user with this id: ``access`` (valid) or ``expired``."""

    def fail(self, checkers: Iterable[str]) -> None:
        """Make these health checkers fail until the next reset."""
