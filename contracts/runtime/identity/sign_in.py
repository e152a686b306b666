"""How users sign in: what a generated package states of it (RFC 9110, 11; RFC 6750)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SignIn:
    """The authentication scheme, and the paths of the two operations that give tokens.

    ``identifier`` and ``secret`` are a member of the login's body and the column it is compared
    with; ``member`` is that of the answers which is the token. A path is empty where none is
    documented.
    """

    scheme: str = "Bearer"
    login: str = ""
    refresh: str = ""
    member: str = "access_token"
    identifier: tuple[str, str] = ("", "")
    secret: tuple[str, str] = ("", "")
