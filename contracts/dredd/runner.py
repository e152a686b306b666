"""Running Dredd on a server, and its result as values.

Dredd judges; nothing here adds to its judgement or takes from it. What is added is the
question whether it judged everything: it is content with an empty run.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from contracts.dredd.hook_server import STARTING
from contracts.serve.process import free_port
from contracts.text.redaction import redact

_HERE: Final = Path(__file__).resolve().parent
_RECORD: Final = "\x1e"
_SUMMARY: Final = re.compile(
    r"complete: (\d+) passing, (\d+) failing, (\d+) errors, (\d+) skipped, (\d+) total"
)
HOOK_TIMEOUT: Final = 30.0
# -P: a hook file called hooks.py in this folder must not hide the package hooks.
HANDLER: Final = "{python} -P -m contracts.dredd.hook_server --port {port}"


class DreddFailed(Exception):
    """Dredd could not run at all; the message is one line with the fix."""


class Status(StrEnum):
    """Dredd's result of one transaction; ``error`` is a request it could not make."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    SKIP = "skip"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class TransactionResult:
    """Dredd's word on one transaction.

    ``title`` is method, status and URI as Dredd prints them. ``details`` has Dredd's
    ``request``, ``expected`` and ``actual`` unless the transaction passed. ``seconds``
    runs from the request to the end of the hooks after it.
    """

    name: str
    status: Status
    title: str
    messages: tuple[str, ...]
    seconds: float
    details: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Totals:
    """The numbers in Dredd's last line."""

    passing: int = 0
    failing: int = 0
    errors: int = 0
    skipped: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class DreddResult:
    """A run of Dredd.

    ``summary`` is Dredd's own line, empty when it ran nothing. ``missing`` are expected
    transactions it did not run, ``unexpected`` others it did. ``problem`` is why the run
    ended early. ``hook_failures`` are hooks that raised, also where no transaction was
    left to fail. ``output`` is everything Dredd and the hooks printed, without tokens.
    """

    results: tuple[TransactionResult, ...]
    totals: Totals
    summary: str
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    warnings: tuple[str, ...]
    hook_failures: tuple[str, ...]
    problem: str
    output: str

    @property
    def passed(self) -> bool:
        """Whether every expected transaction passed or was skipped, and nothing else went wrong."""
        wrong = self.missing or self.unexpected or self.hook_failures or self.problem
        green = (Status.PASS, Status.SKIP)  # Dredd's exit code does not count what hooks skip
        return not wrong and all(v.status in green for v in self.results)


Listener = Callable[[TransactionResult], None]
Printer = Callable[[str], None]


def find_dredd() -> tuple[str, Path]:
    """The node command and the folder of the npm package dredd; DreddFailed without them."""
    node = shutil.which("node")
    if node is None:
        raise DreddFailed("node is not installed: Dredd needs Node.js 18 or newer (nodejs.org)")
    folders = (Path.cwd(), *Path.cwd().parents, *_HERE.parents)
    found = (f for d in folders if (f := d / "node_modules" / "dredd") and f.is_dir())
    package = next(found, None) or _global_dredd() or _npx_dredd()
    if package is None:
        raise DreddFailed("Dredd is not installed: run `npm i -D dredd` (or -g, for all projects)")
    return node, package


def _global_dredd() -> Path | None:
    """The package of the command ``dredd`` (npm install --global).

    npm makes the command a link into the package, on Windows a script beside ``node_modules``.
    """
    command = shutil.which("dredd")
    if command is None:
        return None
    path = Path(command).resolve()
    beside = path.parent / "node_modules" / "dredd"
    inside = (f for f in path.parents if f.name == "dredd" and f.parent.name == "node_modules")
    return next(inside, beside if beside.is_dir() else None)


def _npx_dredd() -> Path | None:
    """The package that ``npx dredd`` downloaded last, in npm's cache."""
    named = next((v for k, v in os.environ.items() if k.lower() == "npm_config_cache"), "")
    windows = os.environ.get("LOCALAPPDATA")
    usual = Path(windows, "npm-cache") if windows else Path.home() / ".npm"
    packages = (Path(named) if named else usual).glob("_npx/*/node_modules/dredd")
    return max(packages, key=lambda package: package.stat().st_mtime, default=None)


def run(
    blueprint: Path,
    endpoint: str,
    hookfiles: Sequence[Path] = (),
    *,
    expected: Sequence[str] | None = None,
    only: Sequence[str] = (),
    on_result: Listener | None = None,
    on_output: Printer | None = None,
    environment: Mapping[str, str] | None = None,
    hook_timeout: float = HOOK_TIMEOUT,
    handler: str = HANDLER,
    python: Path | None = None,
    language: str = "",
    options: Mapping[str, Any] | None = None,
) -> DreddResult:
    """Have Dredd judge ``endpoint`` by the file ``blueprint`` (the derived one).

    ``expected`` are the names that must run; None expects nothing in particular. ``only``
    limits the run to these names. ``on_result`` hears each result and ``on_output`` what
    hooks print, both at once. ``environment`` is added for Dredd and the hook handler;
    ``handler`` is the command that starts the latter, with ``{python}`` for this interpreter, or
    the other one at ``python``, which is given none of our packages; hooks in another
    ``language`` than Python are Dredd's own to run. ``options`` are further ones of Dredd's.

    Raises DreddFailed when Dredd is not installed, a file is missing or nothing listens
    at ``endpoint``.
    """
    name = (python or Path(sys.executable)).name
    handler = handler.replace("{python}", name)
    command = _command(
        blueprint, endpoint, hookfiles, only, hook_timeout, handler, language, options or {}
    )
    _require_server(endpoint)
    transcript = _Transcript(on_result, on_output)
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            errors="replace",
            env=_environment(environment or {}, python),
        ) as process:
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    transcript.hear(redact(line.rstrip("\n")))
            except BaseException:
                process.terminate()  # also when the user interrupts: no run is left behind
                raise
        errors.seek(0)
        transcript.close(process.returncode, redact(errors.read()))
    return transcript.result(tuple(only) or expected, frozenset(only))


def _command(
    blueprint: Path,
    endpoint: str,
    hookfiles: Sequence[Path],
    only: Sequence[str],
    hook_timeout: float,
    handler: str,
    language: str,
    options: Mapping[str, Any],
) -> list[str]:
    for file in (blueprint, *hookfiles):
        if not file.is_file():
            raise DreddFailed(f"there is no file {file}")
    node, package = find_dredd()
    port = free_port()
    configuration = {
        "endpoint": endpoint,
        "path": [str(blueprint.resolve())],
        "only": list(only),
        "color": False,
        "loglevel": "warning",
        # Dredd waits by default half a second before it connects, and ever again.
        "hookfiles": [str(file.resolve()) for file in hookfiles],
        "language": handler.format(port=port),
        "hooks-worker-handler-port": port,
        "hooks-worker-timeout": round(hook_timeout * 1000),
        "hooks-worker-connect-timeout": round(hook_timeout * 1000),
        "hooks-worker-connect-retry": 20,
        "hooks-worker-after-connect-wait": 1,
        "hooks-worker-term-retry": 100,
    }
    if not language:
        options = _for_our_handler(options, configuration)
    else:
        # Its handler listens where Dredd expects it, and takes the time that it takes.
        configuration = {k: v for k, v in configuration.items() if not k.startswith("hooks-")}
        configuration["language"] = language
    configuration |= options
    return [node, str(_HERE / "dredd_runner.js"), str(package), json.dumps(configuration)]


def _for_our_handler(
    options: Mapping[str, Any], configuration: Mapping[str, Any]
) -> dict[str, Any]:
    """``options`` without what they say of a hook handler: `dredd init` writes defaults that are
    too short for a busy machine. Hooks that need more time than usual get it.
    """
    kept = {k: v for k, v in options.items() if not k.startswith("hooks-worker-")}
    name = "hooks-worker-timeout"
    wanted = options.get(name)
    longer = isinstance(wanted, int) and wanted > configuration[name]
    return {**kept, name: wanted} if longer else kept


def _environment(added: Mapping[str, str], python: Path | None) -> dict[str, str]:
    # The handler's command cannot have a path with a space in it, so PATH finds Python.
    here = os.environ
    if python is not None:
        return {**here, "NODE_NO_WARNINGS": "1", **added}
    paths = {
        "PATH": (str(Path(sys.executable).parent), here.get("PATH")),
        "PYTHONPATH": (str(_HERE.parents[1]), here.get("PYTHONPATH"), str(Path.cwd())),
    }
    joined = {name: os.pathsep.join(filter(None, parts)) for name, parts in paths.items()}
    return {**here, **joined, "NODE_NO_WARNINGS": "1", **added}


def _require_server(endpoint: str) -> None:
    parts = urlsplit(endpoint)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise DreddFailed(f"{endpoint!r} is no URL of a server; write http://host:port")
    port = parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((parts.hostname, port), timeout=10).close()
    except OSError as error:
        reason = error.strerror or error
        raise DreddFailed(f"no server answers at {endpoint} ({reason}): start it first") from None


class _Transcript:
    """Dredd's output so far."""

    def __init__(self, on_result: Listener | None, on_output: Printer | None) -> None:
        self.on_result = on_result
        self.on_output = on_output
        self.results: list[TransactionResult] = []
        self.warnings: list[str] = []
        self.errors: list[str] = []
        self.printed: list[str] = []
        self.lines: list[str] = []
        self.summary = ""
        self.problem: str | None = None

    def hear(self, line: str) -> None:
        if not line.startswith(_RECORD):
            self.lines.append(line)
            if line.startswith("complete: ") and "total" in line:
                self.summary = line
            return
        record = json.loads(line.removeprefix(_RECORD))
        match record["event"]:
            case "verdict":
                self.judge(record)
            case "log":
                self.log(record["level"], record["message"])
            case "end":
                self.problem = record["error"]

    def judge(self, record: dict[str, Any]) -> None:
        transaction_result = TransactionResult(
            record["name"],
            Status(record["status"]),
            record["title"],
            tuple(record["messages"]),
            record["ms"] / 1000,
            record["details"] or {},
        )
        self.results.append(transaction_result)
        if self.on_result is not None:
            self.on_result(transaction_result)

    def log(self, level: str, message: str) -> None:
        text = message.rstrip("\n")
        self.lines.append(f"{level}: {text}")
        # An unbuffered print arrives in two pieces, the text and the end of its line.
        if level == "hooks" and text in (STARTING, ""):
            return
        if level == "hooks":
            self.printed += text.splitlines()
            if self.on_output is not None:
                self.on_output(text)
        elif level == "error":
            self.errors.append(text)
        else:
            self.warnings.append(text)

    def close(self, code: int, errors: str) -> None:
        """Hear that Dredd ended, with what it printed on stderr."""
        self.lines += errors.splitlines()
        if self.problem is None:
            reasons = [line for line in errors.splitlines() if "Error: " in line]
            self.problem = f"Dredd ended with exit code {code}: {' '.join(reasons[:1])}"
        elif self.problem.startswith("Hooks handler process") and self.printed:
            self.problem = f"the hook handler ended: {self.printed[-1]}"
        elif self.problem and self.errors and self.errors[0] not in self.problem:
            self.problem += f": {' '.join(self.errors[0].split())}"

    def result(self, expected: Iterable[str] | None, only: frozenset[str]) -> DreddResult:
        # Dredd counts what --only leaves out as skipped.
        results = tuple(v for v in self.results if not only or v.name in only)
        ran = Counter(v.name for v in results)
        wanted = ran if expected is None else Counter(expected)
        numbers = _SUMMARY.match(self.summary)
        return DreddResult(
            results=results,
            totals=Totals(*map(int, numbers.groups())) if numbers else Totals(),
            summary=self.summary,
            missing=tuple((wanted - ran).elements()),
            unexpected=tuple((ran - wanted).elements()),
            warnings=tuple(self.warnings),
            hook_failures=tuple(line for line in self.printed if line.startswith("hook failed: ")),
            problem=self.problem or "",
            output="\n".join(self.lines) + "\n",
        )
