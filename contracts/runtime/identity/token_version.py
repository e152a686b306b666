"""The token version of a user: setting a new one revokes all earlier tokens.

It changes with the password, and when a deleted user is restored: tokens from before the
deletion stay revoked.
"""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Text
from sqlalchemy.orm import Mapped, mapped_column, validates


def new_version() -> str:
    """A new random version."""
    return secrets.token_hex(8)


class TokenVersion:
    """The mixin of the model of users."""

    # The column keeps its former name, so that servers of two releases can share a database.
    token_version: Mapped[str] = mapped_column(
        "token_stamp", Text, default=new_version, sort_order=2
    )

    @validates("password", "deleted_at")
    def _end_tokens(self, _name: str, value: Any) -> Any:
        self.token_version = new_version()
        return value


def version_of(user: Any) -> str:
    """The user's present version; empty for models without versions."""
    return getattr(user, "token_version", "")
