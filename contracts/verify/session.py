"""The session of a run: a server in process, started for the run, or already running.

A :class:`Target` has names only, so that a worker process can be given one; opening it
makes the server, its state handler and the suite, with a database that nobody shares.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from contracts.dredd.emulation.drafter5 import dredd_schemas, schemas_of
from contracts.dredd.hook_bundle import PythonMissing, interpreter
from contracts.dredd.hook_files import HookFileError, load
from contracts.dredd.remote_hooks import Hooks, hooks_in
from contracts.exchange import Client, Mode, StateHandler
from contracts.model import Contract, Headers, header
from contracts.project.blueprint import Blueprint
from contracts.read.cache import default_folder
from contracts.serve.process import ServerFailed, running
from contracts.serve.state_database import has_run_database, run_environment, state_line
from contracts.text.uri import is_server_url, no_server_url
from contracts.verify.client import HeadersClient, HttpClient, WsgiClient
from contracts.verify.http_state import HttpState, LoggedClient
from contracts.verify.loading import TargetFailed, application, attribute, made
from contracts.verify.transaction_runner import TransactionRunner
from contracts.verify.vacuity import vacuous

#: The placeholder of a worker's number in an endpoint: ``http://127.0.0.1:500{worker}``.
WORKER: Final = "{worker}"
SIGNED: Final = "authorization"


@dataclass(frozen=True, slots=True)
class Target:
    """The server to judge: a running ``endpoint``, a command to ``serve``, or an ``app``.

    ``app`` and ``state`` are ``module:name`` of what is called without arguments and makes
    the WSGI application and the state handler. Without ``state`` nothing is reset, and laws
    are left out: no database is named that may be emptied.
    ``hooks`` are hook files of Dredd in Python, run by the interpreter ``hooks_python`` if named.
    ``environment`` are variables that a server of this run and its state handler are given
    (:func:`contracts.serve.state_database.run_environment`); without it they find those of the
    caller, and the tool's own, whose names begin with ``CONTRACT_``.
    ``replays``: the server replays documented examples and is asked for them by ``Prefer``.
    ``headers`` are sent with every request, as by Dredd's option ``header``.
    """

    endpoint: str = ""
    serve: str = ""
    app: str = ""
    state: str = ""
    hooks: tuple[str, ...] = ()
    hooks_python: str = ""
    mode: Mode = Mode.STRICT
    replays: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    headers: Headers = ()

    @property
    def handler(self) -> str:
        """``module:name`` of the state handler; empty when states are not made."""
        return self.state

    def of_worker(self, number: int) -> Target:
        """The target of one worker: ``{worker}`` in endpoint and state handler is its number."""
        endpoint, state = (
            text.replace(WORKER, str(number)) for text in (self.endpoint, self.state)
        )
        return replace(self, endpoint=endpoint, state=state)

    def state_line(self) -> str:
        """What the run empties before each transaction, to be shown before the first."""
        shared = "" if has_run_database(self.environment) else self.app or self.serve
        return state_line(self.handler, self.endpoint or shared)


@dataclass(frozen=True, slots=True)
class Expectations:
    """What servers are judged by: a contract, and the schemas that Dredd makes of it."""

    contract: Contract
    schemas: Mapping[str, str]


def expectations(read: Contract | Blueprint) -> Expectations:
    """The contract with Dredd's schemas.

    They are made of the parser's elements where the blueprint kept them; else its file is read
    once more.
    """
    if isinstance(read, Blueprint) and read.elements is not None:
        schemas = schemas_of(read.contract, read.elements, read.source.text)
        return Expectations(read.contract, schemas)
    contract = read.contract if isinstance(read, Blueprint) else read
    return Expectations(contract, dredd_schemas(contract, cache=default_folder()))


@dataclass(frozen=True, slots=True)
class Session:
    """A server that answers; ``app`` is its application when it runs in this process."""

    transactions: TransactionRunner
    client: Client
    handler: StateHandler | None
    app: Any = None
    url: str = ""


def validate_target(target: Target, jobs: int) -> None:
    """Refuse what could not be judged. Raises TargetFailed.

    Workers that share a server also share its database: each would reset what another one
    has just seeded. A handler that keeps them apart has ``isolates = True``.
    """
    handler = attribute(target.handler, "--state") if target.handler else None
    if target.endpoint:
        if not is_server_url(target.endpoint.replace(WORKER, "0")):
            raise TargetFailed(no_server_url(target.endpoint))
        alone = WORKER in target.endpoint or getattr(handler, "isolates", False)
        if jobs > 1 and handler and not alone:
            raise TargetFailed(
                f"{jobs} workers would reset each other's state on one server: use one worker,"
                f" write {WORKER} in the endpoint where each has a server of its own, or give"
                f" {target.handler} the attribute isolates = True"
            )
    elif not (target.serve or target.app):
        raise TargetFailed(
            "no server to verify: name its application or its endpoint, or set"
            " [tool.contract.server] in pyproject.toml"
        )
    elif not target.serve:
        attribute(target.app, "--app")
    if target.endpoint or jobs == 1:
        return
    alone = has_run_database(target.environment) or getattr(handler, "isolates", False)
    if handler and not alone:
        raise TargetFailed(
            f"{jobs} workers would reset each other's state in one database: use one worker, or"
            " give each a database of its own, by CONTRACT_DATABASE_URL or CONTRACT_WORKER, and"
            f" {target.handler} the attribute isolates = True"
        )
    given = os.environ.get("CONTRACT_DATABASE_URL", "")
    if given and WORKER not in given:
        raise TargetFailed(
            "CONTRACT_DATABASE_URL names one database for all workers: write {worker} in it"
        )


def preload(target: Target) -> None:
    """Import the application and the handler, so that forked workers need not."""
    if target.handler:
        attribute(target.handler, "--state")
    if not target.endpoint and not target.serve:
        attribute(target.app, "--app")


@contextmanager
def open_session(
    target: Target, expectations: Expectations, folder: Path, worker: int = 0
) -> Iterator[Session]:
    """The server, its state handler and the suite, until the block is left.

    Databases and logs of our own servers are made below ``folder``, where ``worker`` has a
    place of its own. Raises TargetFailed when the server cannot be made.
    """
    own = folder / f"worker-{worker}"
    target = target.of_worker(worker)
    environment = (
        {"CONTRACT_ENDPOINT": target.endpoint, "CONTRACT_WORKER": str(worker)}
        if target.endpoint
        else run_environment(own, target.environment, worker)
    )
    environment["CONTRACT_BLUEPRINT"] = str(Path(expectations.contract.file).resolve())
    with ExitStack() as stack:
        app: Any = None
        url = target.endpoint
        with _variables(environment):
            if target.serve:
                url = stack.enter_context(_server(target.serve, environment, own / "server.log"))
            elif not url:
                app = application(target.app)
            client: Client = HttpClient(url) if url else WsgiClient(app)
            stack.callback(client.close)
            handler = made(target.handler, "--state") if target.handler else None
            if handler is not None and hasattr(handler, "close"):
                stack.callback(handler.close)
            if isinstance(handler, HttpState):
                client = LoggedClient(client, handler)
            hooks = _hooks(target, own, stack) if target.hooks else None
        transactions = transaction_runner(
            expectations,
            client,
            handler,
            hooks,
            target.mode,
            replays=target.replays,
            headers=target.headers,
        )
        if target.headers:
            client = HeadersClient(client, _of_laws(expectations.contract, target.headers))
        yield Session(transactions, client, handler, app, url)


def _of_laws(contract: Contract, headers: Headers) -> Headers:
    """The headers that laws send: they sign requests themselves where tokens are documented."""
    signed = any(header(t.request.headers, SIGNED) for t in contract.transactions())
    return tuple(each for each in headers if not (signed and each[0].lower() == SIGNED))


def transaction_runner(
    expectations: Expectations,
    client: Client,
    handler: StateHandler | None,
    hooks: Hooks | None = None,
    mode: Mode = Mode.STRICT,
    *,
    replays: bool = False,
    headers: Headers = (),
) -> TransactionRunner:
    """A suite that judges by ``expectations``, and reports which passes prove little."""
    return TransactionRunner(
        expectations.contract,
        client,
        handler,
        hooks=hooks,
        mode=mode,
        vacuity=lambda _, transaction, answer: vacuous(transaction, answer),
        schemas=expectations.schemas,
        replays=replays,
        headers=headers,
    )


def _hooks(target: Target, folder: Path, stack: ExitStack) -> Hooks:
    try:
        if not target.hooks_python:
            return load(target.hooks)
        python = interpreter(target.hooks_python)
        return stack.enter_context(hooks_in(python, target.hooks, folder / "hook-handler"))
    except (HookFileError, PythonMissing) as error:
        raise TargetFailed(str(error)) from None


@contextmanager
def _server(command: str, environment: Mapping[str, str], log: Path) -> Iterator[str]:
    try:
        with running(command, environment, log) as server:
            yield server.url
    except ServerFailed as error:
        raise TargetFailed(str(error)) from None


@contextmanager
def _variables(added: Mapping[str, str]) -> Iterator[None]:
    """``os.environ`` with these variables, and as it was afterwards."""
    before = dict(os.environ)
    os.environ.update(added)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
