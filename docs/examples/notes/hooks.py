"""Hooks as a team has them that calls Dredd: the data of each request, prepared by its name."""

import json
from typing import Any
from urllib.request import Request, urlopen

import dredd_hooks as hooks


def tell(transaction: dict[str, Any], what: str, **said: str) -> Any:
    """Ask something of the server that is judged."""
    url = f"{transaction['protocol']}//{transaction['host']}:{transaction['port']}/test-only/{what}"
    with urlopen(Request(url, json.dumps(said).encode(), method="POST")) as answer:
        return json.loads(answer.read() or b"null")


@hooks.before_each
def reset_and_sign_in(transaction: dict[str, Any]) -> None:
    """Delete every note, and send a token where one is documented."""
    tell(transaction, "reset")
    headers = transaction["request"]["headers"]
    if "Authorization" in headers:
        headers["Authorization"] = "Bearer " + tell(transaction, "tokens")["token"]


@hooks.before("Notes > Note > Get Note > Example 1")
@hooks.before("Notes > Note > Delete Note > Example 1")
def make_a_note(transaction: dict[str, Any]) -> None:
    """Make the note that the request names."""
    tell(transaction, "notes", id="1", text="Buy milk")
