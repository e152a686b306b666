"""The token version of a user: setting a new one revokes all earlier tokens.

It changes with a secret such as the password, and when a deleted user is restored: tokens from
before the deletion stay revoked.
"""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Text, event, inspect
from sqlalchemy.orm import Mapped, mapped_column

from contracts.runtime.jsonapi.columns import Secret


def new_version() -> str:
    """A new random version."""
    return secrets.token_hex(8)


class TokenVersion:
    """The mixin of the model of users."""

    # The column keeps its former name, so that servers of two releases can share a database.
    token_version: Mapped[str] = mapped_column(
        "token_stamp", Text, default=new_version, sort_order=2
    )

    @classmethod
    def __declare_last__(cls) -> None:
        for name, column in inspect(cls).columns.items():
            if isinstance(column.type, Secret) or name == "deleted_at":
                event.listen(getattr(cls, name), "set", _end_tokens)


def _end_tokens(user: TokenVersion, _value: Any, _old: Any, _initiator: Any) -> None:
    user.token_version = new_version()


def version_of(user: Any) -> str:
    """The user's present version; empty for models without versions."""
    return getattr(user, "token_version", "")
