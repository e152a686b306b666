"""Running Dredd on a server, and its result as values.

Dredd judges; nothing here adds to its judgement or takes from it. What is added is the
question whether it judged everything: it is content with an empty run.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from contracts.dredd.installation import DreddFailed, find_dredd
from contracts.dredd.result import DreddResult
from contracts.dredd.transcript import OnResult, Printer, Transcript
from contracts.serve.process import free_port
from contracts.text.redaction import redact
from contracts.text.uri import is_server_url, no_server_url, server_address

_HERE: Final = Path(__file__).resolve().parent
HOOK_TIMEOUT: Final = 30.0
# -P: a hook file called hooks.py in this folder must not hide the package hooks.
HANDLER: Final = "{python} -P -m contracts.dredd.hook_server --port {port}"


def run(
    blueprint: Path,
    endpoint: str,
    hookfiles: Sequence[Path] = (),
    *,
    expected: Sequence[str] | None = None,
    only: Sequence[str] = (),
    on_result: OnResult | None = None,
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
    transcript = Transcript(on_result, on_output)
    _listen(command, _environment(environment or {}, python), transcript)
    return transcript.result(tuple(only) or expected, frozenset(only))


def _listen(command: Sequence[str], environment: Mapping[str, str], transcript: Transcript) -> None:
    """Run the command to its end; ``transcript`` reads each line as it comes."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as errors:
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=errors,
            encoding="utf-8",
            errors="replace",
            env=environment,
        ) as process:
            assert process.stdout is not None
            try:
                for line in process.stdout:
                    transcript.read(redact(line.rstrip("\n")))
            except BaseException:
                process.terminate()  # also when the user interrupts: no run is left behind
                raise
        errors.seek(0)
        transcript.close(process.returncode, redact(errors.read()))


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
    if not is_server_url(endpoint):
        raise DreddFailed(no_server_url(endpoint))
    try:
        socket.create_connection(server_address(endpoint), timeout=10).close()
    except OSError as error:
        reason = error.strerror or error
        raise DreddFailed(f"no server answers at {endpoint} ({reason}): start it first") from None
