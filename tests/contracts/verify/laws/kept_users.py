"""A state handler that keeps users, for servers that tests write in a few lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any


class KeptUsers:
    """Keeps users by their id; a server has ``status`` for the answer that its law is about."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.users: dict[str, Mapping[str, Any]] = {}

    def reset(self) -> None:
        self.users.clear()

    def create(
        self, _type: str, id: str, attributes: Mapping[str, Any], _links: Mapping[str, Any]
    ) -> None:
        self.users[id] = attributes

    def token(self, user: str, kind: str) -> str:
        return f"{kind}-{user}"

    def fail(self, checkers: Iterable[str]) -> None:
        """There are no checkers."""

    def close(self) -> None:
        """There is nothing to close."""
