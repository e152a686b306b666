"""A curl command that sends a documented request."""

from __future__ import annotations

import shlex
from typing import Final
from urllib.parse import quote

from contracts.model import Request

#: Characters of a URI (RFC 3986), but for those that curl takes for a pattern: ``[`` and ``]``.
_OF_URIS: Final = "%/:?#@!$&'()*+,;=~"


def curl(request: Request, host: str = "", shown: str = "") -> str:
    """The command, one option a line, ready for a POSIX shell.

    ``shown`` is what stands in the place of the request's URI, such as one with variables.
    """
    uri = quote(shown, f"{_OF_URIS}{{}}") if shown else quote(request.uri, _OF_URIS)
    options = [f"curl {shlex.quote(host.rstrip('/') + uri)}"]
    if request.method == "HEAD" and not request.body:
        # With --request curl would wait for the body.
        options = [f"curl --head {options[0].removeprefix('curl ')}"]
    elif request.method != "GET" or request.body:
        options.insert(0, f"curl --request {shlex.quote(request.method)}")
        options[1] = options[1].removeprefix("curl ")
    options += [f"--header {shlex.quote(f'{name}: {value}')}" for name, value in request.headers]
    if request.body:
        options.append(f"--data-raw {shlex.quote(request.body)}")
    return " \\\n  ".join(options)
