"""Users that a request identifies by an e-mail address, a user name or a password."""

from __future__ import annotations

from typing import Any, Final

from contracts.build.identity.sign_in import sign_in
from contracts.build.infer.paths import words_of
from contracts.model import Action, ResourceType, Transaction
from contracts.states.tokens import Token
from contracts.states.world import World
from contracts.text.documents import json_member
from contracts.text.payloads import json_of

_NAMES: Final = (("email",), ("username",), ("user", "name"), ("login",))
_NOT_YET: Final = frozenset({"new", "confirm", "confirmation", "repeat", "repeated"})


def want_people(
    world: World, action: Action, transaction: Transaction, holder: Token | None
) -> None:
    """Want the user of a request that is no operation on resources, by its body.

    A password is that of the token's holder, or of the user whose address is sent.
    """
    if action.endpoint is not None or transaction.response.status >= 400:
        return
    sent = _members(transaction)
    users = world.contract.resource_type(world.users)
    if users is None or action.method not in ("POST", "PUT", "PATCH"):
        return
    identifiers = {*_NAMES, words_of(sign_in(world.contract).identifier[0])}
    named = {n: v for n, v in sent.items() if words_of(n) in identifiers and users.attribute(n)}
    attributes = _secret(world, users, sent)
    if holder is not None:
        attributes = {**_caller(world, transaction, holder, identifiers), **attributes}
    if holder is not None and attributes:
        world.want(world.users, holder.user, attributes)
    elif holder is None and named:
        wanted = (id for kind, id in world.wanted if kind == world.users)
        world.want(world.users, _known(world, named) or next(wanted, "1"), {**named, **attributes})


def _caller(
    world: World, transaction: Transaction, holder: Token, identifiers: set[tuple[str, ...]]
) -> dict[str, Any]:
    """What an answer in plain JSON tells of who asks: the address of one who has none yet."""
    users = world.contract.resource_type(world.users)
    answer = json_of(transaction.response.body)
    known = world.known(world.users, holder.user).attributes
    shown = answer if isinstance(answer, dict) and users is not None else {}
    return {
        name: value
        for name, value in shown.items()
        if words_of(name) in identifiers and users and users.attribute(name) and name not in known
    }


def _members(transaction: Transaction) -> dict[str, Any]:
    """The members of a plain body, or of its only envelope."""
    document = json_of(transaction.request.body)
    data = json_member(document, "data")
    if isinstance(data, dict) and "type" not in data:
        return data
    return document if isinstance(document, dict) and "data" not in document else {}


def _secret(world: World, users: ResourceType, sent: dict[str, Any]) -> dict[str, Any]:
    """The present secret in a request, by the attribute of users that must have this value."""
    own = sign_in(world.contract).secret[1]
    usual = next((a.name for a in users.attributes if words_of(a.name) == ("password",)), "")
    secret = own or usual
    for name, value in sent.items():
        words = set(words_of(name))
        is_secret = "password" in words or (own and words.issuperset(words_of(own)))
        if secret and is_secret and not words & _NOT_YET and isinstance(value, str):
            return {secret: value}
    return {}


def _known(world: World, named: dict[str, Any]) -> str:
    """The id of the user who is wanted or documented with these values, or an empty text."""
    for user in (*world.wanted.values(), *world.samples.values()):
        if user.type == world.users and named.items() <= user.attributes.items():
            return user.id
    return ""
