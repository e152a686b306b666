"""Whether a 404 says that the server does not have the path at all.

The page for a path that nobody has does not decide it alone: many applications answer it for a
missing record as well. OPTIONS does not look at records (RFC 9110, 9.3.7): a server that answers
it for the paths it has, and with 404 for this one, does not have this one.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Final
from urllib.parse import urlsplit

from contracts.exchange import Answer, Client, Sent
from contracts.model import Contract

MISSING: Final = 404
#: A path that nobody has.
NOWHERE: Final = "/a-path-that-nobody-has"
_OPTIONS: Final = "OPTIONS"
#: How many documented paths are asked for one that the server has.
_TRIED: Final = 8


class MissingRoutes:
    """Asks a server which of the documented paths it does not have; each path once."""

    def __init__(self, contract: Contract, client: Client) -> None:
        self._contract = contract
        self._client = client
        self._known: dict[str, bool] = {}

    def lacks(self, sent: Sent, answer: Answer) -> bool:
        """Whether the server does not have the path of a request that it answered with 404.

        False where that cannot be known, or the server cannot be reached.
        """
        if answer.status != MISSING:
            return False
        path = urlsplit(sent.uri).path
        try:
            if path not in self._known:
                self._known[path] = self._is_unknown(path) and self._tells_paths_apart
            return self._known[path] and self._is_general(sent, answer)
        except ConnectionError:
            return False

    def _is_unknown(self, path: str) -> bool:
        return self._client.send(Sent(_OPTIONS, path)).status == MISSING

    @cached_property
    def _tells_paths_apart(self) -> bool:
        """Whether the server answers OPTIONS for some documented path with anything but 404."""
        paths = dict.fromkeys(
            urlsplit(t.request.uri).path
            for t in self._contract.transactions()
            if t.response.is_success
        )
        return any(not self._is_unknown(path) for path in list(paths)[:_TRIED])

    def _is_general(self, sent: Sent, answer: Answer) -> bool:
        """Whether the answer is that for a path that nobody has."""
        nowhere = replace(sent, uri=NOWHERE)
        general = self._client.send(nowhere)
        return general.status == MISSING and _page(general, nowhere) == _page(answer, sent)


def _page(answer: Answer, sent: Sent) -> tuple[str, str]:
    """Content-Type and body without the address in it."""
    text = answer.text
    for address in (sent.uri, urlsplit(sent.uri).path):
        text = text.replace(address, "")
    return answer.content_type, text
