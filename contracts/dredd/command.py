"""``contract dredd``: start the server, run Dredd with derived states, explain failures.

Green means that every transaction of the contract passed or was skipped by a hook: what Dredd left
out or cannot send, and a hook that raised, are failures too. Only further pairs of one example, of
which Dredd runs the first, are reported without failing the run.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any, Final, Protocol

from contracts.build.identity.given_headers import HEADERS, split_headers
from contracts.build.transactions import expected_names
from contracts.dredd.config_file import SERVER_WAIT
from contracts.dredd.failure_groups import summary, unsent_names
from contracts.dredd.hook_bundle import COMMAND as COMMAND_ELSEWHERE
from contracts.dredd.hook_bundle import PythonMissing, handler_environment, interpreter
from contracts.dredd.installation import DreddFailed
from contracts.dredd.report import as_json, as_lines
from contracts.dredd.result import DreddResult, Status, TransactionResult
from contracts.dredd.runner import HANDLER, run
from contracts.model import Headers
from contracts.project.blueprint import Blueprint
from contracts.project.files import write
from contracts.read.undeclared_types import stubs
from contracts.render.dredd import FILE, HeadingNotFound
from contracts.render.dredd import render as render_dredd
from contracts.serve.process import ServerFailed, running, running_at
from contracts.serve.scaffold import COMMAND, RUNTIME_ENVIRONMENT, RUNTIME_STATE, generate
from contracts.serve.state_database import has_run_database, run_environment, state_line
from contracts.text.spelling import counted

#: The hook file of a project that has none.
HOOKS: Final = Path(__file__).parents[1] / "verify" / "default_hooks.py"
NO_HOOKS: Final = (
    "no hook file: requests are sent as documented and nothing is reset"
    " (--hooks FILE, or --state MODULE:CLASS for derived states)"
)


@dataclass(frozen=True, slots=True)
class DreddOptions:
    """How to judge: where files go, which server, which hooks, which transactions.

    ``serve`` starts the server unless it is ``generated`` from the blueprint or runs at
    ``endpoint``, where ``server`` may start it, which is given ``server_wait`` seconds. ``state``
    names the state handler of any but a generated server. Hooks are in Python unless another
    ``language`` is named; ``options`` are further ones of Dredd's. ``environment`` are the
    variables that ``serve`` is given, as ``Target`` has them. ``hooks_python`` is the interpreter
    that runs Python hooks. ``headers`` are sent with every request; those with a placeholder are
    signed where states are derived.
    """

    out: Path
    endpoint: str | None = None
    hookfiles: tuple[Path, ...] = ()
    serve: str = ""
    generated: bool = False
    only: Sequence[str] = ()
    state: str = ""
    language: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    server: str = ""
    server_wait: float = SERVER_WAIT
    hooks_python: str = ""
    headers: Headers = ()

    @property
    def to_sign(self) -> Headers:
        """The headers whose placeholder the state handler's token replaces."""
        derived = any(map(_derives_states, self.hookfiles))
        return split_headers(self.headers)[0] if derived else ()

    @property
    def dredd_options(self) -> dict[str, Any]:
        """Dredd's own options, with the headers that it adds."""
        kept = (each for each in self.headers if each not in self.to_sign)
        added = [f"{name}: {value}" for name, value in kept]
        known = self.options.get("header") or []
        lines = [*([known] if isinstance(known, str) else known), *added]
        return {**self.options, "header": lines} if added else dict(self.options)


def declared_text(blueprint: Blueprint) -> str:
    """The text, with stubs of the types that it does not declare: Dredd would refuse all of it."""
    text = blueprint.source.text
    return text + (stubs(text, blueprint.elements.annotations) if blueprint.elements else "")


class Echo(Protocol):
    """Shows a line of progress, as ``click.echo`` does; without ``nl`` the line goes on."""

    def __call__(self, message: str, *, nl: bool = True, err: bool = False) -> None:
        """Show ``message``, or with ``err`` write it to the standard error."""
        ...


def judge(blueprint: Blueprint, settings: DreddOptions, echo: Echo) -> bool:
    """Whether the server passes every transaction; ``echo`` shows progress and failures.

    Raises DreddFailed, ServerFailed or HeadingNotFound when there is nothing to judge.
    """
    folder = settings.out / "dredd"
    write(folder, render_dredd(declared_text(blueprint), blueprint.contract))
    environment = _environment(settings, folder, blueprint.contract.file)
    echo(_state_line(settings))
    if settings.generated:
        package = generate(blueprint.contract, folder)
        environment |= package.environment()
        echo(f"{blueprint.contract.file}: {package}")
    python = interpreter(settings.hooks_python) if settings.hooks_python else None
    begin = perf_counter()
    with _server(settings, environment, folder / "server.log") as endpoint:
        ready = perf_counter()
        result = _run(blueprint, settings, environment, endpoint, python, echo)
    echo("")
    (folder / "dredd.log").write_text(result.output, encoding="utf-8")
    (folder / "report.json").write_text(as_json(result), encoding="utf-8")
    for line in as_lines(blueprint, result, endpoint, settings.out):
        echo(line)
    unsent = unsent_names(blueprint.contract, settings.only)
    if settings.generated or unsent or not result.passed:
        for line in summary(blueprint.contract, result, only=settings.only):
            echo(line)
    names = [t.name for t in blueprint.contract.transactions()]
    known = sum(not settings.only or name in settings.only for name in names)
    echo(result.summary or "Dredd ran no transaction")
    echo(
        f"{counted(len(result.results), 'transaction')} judged, {known} in the contract; "
        f"server up in {ready - begin:.1f} s, Dredd {perf_counter() - ready:.1f} s"
    )
    return result.is_green(unsent)


@contextmanager
def _server(settings: DreddOptions, environment: Mapping[str, str], log: Path) -> Iterator[str]:
    """The address of the judged server, which this run starts and ends where it is asked to."""
    if settings.endpoint is None:
        command = COMMAND if settings.generated else settings.serve
        with running(command, environment, log) as server:
            yield server.url
    elif settings.server:
        with running_at(settings.endpoint, settings.server, settings.server_wait, environment, log):
            yield settings.endpoint
    else:
        yield settings.endpoint


def _run(
    blueprint: Blueprint,
    settings: DreddOptions,
    environment: Mapping[str, str],
    endpoint: str,
    python: Path | None,
    echo: Echo,
) -> DreddResult:
    folder = settings.out / "dredd"
    handler_variables = handler_environment(folder / "hook-handler", python) if python else {}
    return run(
        folder / FILE,
        endpoint,
        settings.hookfiles,
        expected=expected_names(blueprint.contract),
        only=settings.only,
        on_result=_progress(settings.only, echo),
        on_output=lambda text: echo(text, err=True),
        environment={**environment, **handler_variables},
        handler=COMMAND_ELSEWHERE if python else HANDLER,
        python=python,
        language=settings.language,
        options=settings.dredd_options,
    )


def _environment(settings: DreddOptions, folder: Path, blueprint: str) -> dict[str, str]:
    """What the hooks are given, and with a server of this run the server as well."""
    variables = {"CONTRACT_BLUEPRINT": str(Path(blueprint).resolve())}
    if settings.state:
        variables["CONTRACT_STATE"] = settings.state
    if settings.to_sign:
        variables[HEADERS] = json.dumps(settings.to_sign)
    if settings.endpoint:
        return variables
    given = RUNTIME_ENVIRONMENT if settings.generated else settings.environment
    return run_environment(folder, given) | variables


def _state_line(settings: DreddOptions) -> str:
    if not settings.hookfiles:
        return NO_HOOKS
    if not any(map(_derives_states, settings.hookfiles)):
        return f"states are made by {', '.join(map(str, settings.hookfiles))}"
    if settings.generated:
        return state_line(RUNTIME_STATE)
    shared = "" if has_run_database(settings.environment) else settings.serve
    return state_line(settings.state, settings.endpoint or shared)


def _derives_states(hookfile: Path) -> bool:
    """Whether a hook file leaves states to the state handler: it imports what does."""
    try:
        return "contracts.verify.derived_states" in hookfile.read_text("utf-8", errors="replace")
    except OSError:
        return False  # whoever loads it reports that


def _progress(only: Sequence[str], echo: Echo) -> Callable[[TransactionResult], None]:
    marks = {Status.PASS: ".", Status.FAIL: "F", Status.SKIP: "s", Status.ERROR: "E"}

    def show(transaction_result: TransactionResult) -> None:
        if not only or transaction_result.name in only:
            echo(marks[transaction_result.status], nl=False)

    return show


__all__ = [
    "DreddFailed",
    "DreddOptions",
    "HeadingNotFound",
    "PythonMissing",
    "ServerFailed",
    "judge",
]
