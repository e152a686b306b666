"""Rules for passwords: common ones are refused, and a change needs the present one.

The common passwords are the 30,000 most frequent of leaked ones, as zxcvbn has them (NIST SP
800-63B, 5.1.1.2). The blueprint states how long a password is.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from typing import Any

from flask import request
from werkzeug.security import check_password_hash

from contracts.runtime.identity.access import is_admin
from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.package import jsonapi
from contracts.runtime.jsonapi.payload import read_object
from contracts.runtime.turns import turn
from contracts.runtime.unique import folded
from server.identity.limits import login_attempt

POINTER = "/data/attributes/password"
#: The member of a request's ``meta`` with the password that is to be changed.
CURRENT = "current-password"
CURRENT_POINTER = f"/meta/{CURRENT}"


def check_new_user(attributes: Mapping[str, Any], _user: Any) -> None:
    """Refuse a common password (422)."""
    _refuse_common(attributes["password"], str(attributes["email"]))


def check_changed_user(attributes: Mapping[str, Any], user: Any) -> None:
    """Refuse a common password (422), and changes of credentials without the present password.

    Administrators change those of others without it.

    Raises:
        ApiError: 422 without it, 403 for a wrong one, 429 after too many.
    """
    current = _sent_password()
    email, password = attributes.get("email"), attributes.get("password")
    if password is not None:
        _refuse_common(password, str(email or user.email))
    changed = password is not None or (email is not None and email != user.email)
    caller = jsonapi().guard.identity()
    if changed and not (is_admin(caller) and caller.id != user.id):
        _confirm(user, current)


def _sent_password() -> str | None:
    """The present password that the request sends; ApiError 422 when it is no text."""
    meta = read_object(request).get("meta", {})
    if not isinstance(meta, dict):
        raise ApiError(422, "meta must be an object.", pointer="/meta")
    current = meta.get(CURRENT)
    if CURRENT in meta and not isinstance(current, str):
        raise ApiError(422, f"{CURRENT} must be a string.", pointer=CURRENT_POINTER)
    return current


def _confirm(user: Any, current: str | None) -> None:
    """Check the present password."""
    if current is None:
        detail = f"{CURRENT} is required in meta, to change the e-mail address or the password."
        raise ApiError(422, detail, pointer=CURRENT_POINTER)
    with login_attempt(user.email), turn("PASSWORD_HASHERS"):
        if not check_password_hash(user.password, current):
            raise ApiError(403, "This is not the present password.", pointer=CURRENT_POINTER)


def _refuse_common(password: str, email: str) -> None:
    text = password.casefold()
    if text in _common():
        raise ApiError(422, "This password is among the most common ones.", pointer=POINTER)
    if len(set(text)) == 1:
        raise ApiError(422, "This password repeats one character.", pointer=POINTER)
    address = folded(email)
    if text in (address, address.partition("@")[0]):
        raise ApiError(422, "This password is the e-mail address.", pointer=POINTER)


@cache
def _common() -> frozenset[str]:
    # Loaded when the first password is set: the lists take a tenth of a second.
    lists = import_module("zxcvbn.frequency_lists").FREQUENCY_LISTS
    return frozenset(lists["passwords"])
