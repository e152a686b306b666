"""The stamp that a user's tokens carry: a new one makes all earlier tokens worthless.

It changes with the password, and when a deleted user is restored; the tokens of a deleted
user are worthless anyway, and stay so.
"""

from __future__ import annotations

import secrets
from typing import Any

from sqlalchemy import Text, event, inspect
from sqlalchemy.orm import mapped_column

COLUMN = "token_stamp"


def new_stamp() -> str:
    """A stamp that no user has had."""
    return secrets.token_hex(8)


def stamp_of(user: Any) -> str:
    """The user's present stamp; always the same where users have none."""
    return getattr(user, COLUMN, "")


def stamped(model: Any) -> None:
    """Give the rows of ``model`` a stamp."""
    if hasattr(model, COLUMN):
        return
    setattr(model, COLUMN, mapped_column(COLUMN, Text, nullable=False, default=new_stamp))

    def renew(obj: Any, _value: object, _old: object, _initiator: object) -> None:
        setattr(obj, COLUMN, new_stamp())

    for name in {"password", "deleted_at"} & set(inspect(model).columns.keys()):
        event.listen(getattr(model, name), "set", renew)
