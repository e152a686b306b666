"""Records in plain JSON: ``GET /polls/1`` shows the record ``1`` of the type ``poll``.

Such documents state no types. The collections in the paths name them, in the singular.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from contracts.build.identity.ownership import plain_identity_type
from contracts.build.infer.paths import is_variable, singular, words_of
from contracts.build.transactions import sent_value
from contracts.model import Action, Contract, Transaction
from contracts.text.payloads import is_json_api, json_of

#: Last segments of paths that sign a user in.
_SIGN_IN: Final = frozenset(
    {"login", "signin", "auth", "authenticate", "authentication", "authorize", "token", "tokens"}
    | {"session", "sessions", "jwt", "log-in", "sign-in", "access-token", "auth-session"}
)
_SECRETS: Final = frozenset({"password", "passwd", "secret", "passphrase", "pin"})
#: Members that say where a record is and nothing about it.
_HYPERMEDIA: Final = frozenset({"url", "href", "uri", "self", "links", "_links", "link"})
ENVELOPES: Final = ("data", "items", "results", "objects", "result", "content", "records")
_PREFIX: Final = re.compile(r"api|rest|v\d+(?:\.\d+)*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Collection:
    """A segment of a path that holds records, with the one that the path names, if any.

    ``key`` is the attribute that names it, where that is not its id.
    """

    type: str
    id: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class ShownRecord:
    """A record in a document; ``id`` is empty where the document does not show one."""

    type: str
    id: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


def plain_name(word: str) -> str:
    """The type of a collection's name: ``poll-option`` for ``pollOptions``."""
    words = words_of(word)
    return "-".join((*words[:-1], *(singular(w) for w in words[-1:])))


def is_plain(action: Action, transaction: Transaction) -> bool:
    """Whether a transaction is about records in plain JSON."""
    payloads = (transaction.request, transaction.response)
    return action.endpoint is None and not any(is_json_api(each) for each in payloads)


def plain_types(contract: Contract) -> frozenset[str]:
    """The types of all collections that plain JSON speaks of."""
    names = {
        collection.type
        for action in contract.actions()
        for transaction in action.transactions
        if is_plain(action, transaction)
        for collection in collections(action, transaction)
    }
    signs_in = any(is_sign_in(action) for action in contract.actions())
    usual = plain_identity_type((), contract.conventions)
    return frozenset(names | ({usual} if signs_in else set()))


def is_sign_in(action: Action) -> bool:
    """Whether an action exchanges a user's secret for a token."""
    return action.method == "POST" and action.path.strip("/").rsplit("/", 1)[-1] in _SIGN_IN


def collections(action: Action, transaction: Transaction) -> tuple[Collection, ...]:
    """The collections along the path, the last one with or without a record named."""
    segments = [s for s in action.path.split("/") if s]
    values = {p.spelling: sent_value(p) for p in action.parameters_of(transaction.request)}
    steps: list[Collection] = []
    for position, segment in enumerate(segments):
        if is_variable(segment) or segment.isdecimal() or "{" in segment:
            continue
        following = segments[position + 1] if position + 1 < len(segments) else ""
        value = values.get(following[1:-1], "") if is_variable(following) else following
        name = plain_name(segment)
        if value and (is_variable(following) or following.isdecimal()):
            steps.append(Collection(name, value, _key(name, following)))
        elif position + 1 == len(segments) and _is_collection(action, transaction, segment):
            steps.append(Collection(_held(segments, position)))
    return tuple(steps)


def _held(segments: list[str], position: int) -> str:
    """The type of a path's last collection: ``/books/recent`` shows books."""
    before = segments[position - 1] if position else "{}"
    is_many = "{" not in before and plain_name(before) != "-".join(words_of(before))
    is_one = plain_name(segments[position]) == "-".join(words_of(segments[position]))
    return plain_name(before if is_many and is_one else segments[position])


def _key(name: str, segment: str) -> str:
    """The attribute that a path's variable names; empty where it is the id."""
    words = words_of(segment)
    own = words_of(name)
    if not is_variable(segment) or words[-1:] in (("id",), ("pk",), ("uuid",)) or words == own:
        return ""
    shorter = words[len(own) :] if words[: len(own)] == own else ()
    return "_".join(shorter or words)


def _is_collection(action: Action, transaction: Transaction, segment: str) -> bool:
    """Whether the last segment of a path holds records, and is no verb."""
    if _PREFIX.fullmatch(segment) or is_sign_in(action):
        return False
    is_many = plain_name(segment) != "-".join(words_of(segment))
    shown = json_of(transaction.response.body)
    if action.method == "GET":
        return is_many or any(_shown_id(i, segment) for i in _listed(shown, segment) or ())
    return action.method == "POST" and is_many


def records(
    action: Action, transaction: Transaction, document: Any = None
) -> Iterator[ShownRecord]:
    """The records of the path's last collection that the response shows."""
    along = collections(action, transaction)
    if not along:
        return
    last = along[-1]
    end = action.path.rstrip("/").rsplit("/", 1)[-1]
    if last.id and not (is_variable(end) or end.isdecimal()):
        return  # what follows the record is a verb, and the answer is the verb's
    shown = json_of(transaction.response.body) if document is None else document
    listed = _listed(shown, last.type)
    if listed is None:
        single = _single(shown, last.type)
        if single is not None and (last.id or _shown_id(single, last.type)):
            id = _shown_id(single, last.type) if last.key or not last.id else last.id
            yield ShownRecord(last.type, id, _attributes(single, last))
        return
    for number, item in enumerate(listed, start=1):
        id = _shown_id(item, last.type)
        yield ShownRecord(last.type, id or str(number), _attributes(item, last))


def _listed(document: Any, name: str) -> list[dict[str, Any]] | None:
    """The objects of a list: the document, or its member with the collection's name."""
    if isinstance(document, list):
        items: Any = document
    elif isinstance(document, dict):
        members = {plain_name(k): v for k, v in document.items() if isinstance(v, list)}
        wanted = [members.get(plain_name(name)), *(document.get(e) for e in ENVELOPES)]
        items = next((m for m in wanted if isinstance(m, list)), None)
    else:
        return None
    if items is None:
        return None
    return [item for item in items if isinstance(item, dict)]


def _single(document: Any, name: str) -> dict[str, Any] | None:
    if not isinstance(document, dict):
        return None
    for member in (name, name.replace("-", "_"), *ENVELOPES):
        if isinstance(document.get(member), dict):
            return dict(document[member])
    return document


def _shown_id(item: Mapping[str, Any], name: str) -> str:
    """The id of an object: its ``id``, ``poll_id``, or the end of its own address."""
    own = words_of(name)
    for member, value in item.items():
        words = words_of(member)
        if words in (("id",), ("pk",), ("uuid",), (*own, "id")) and _is_scalar(value):
            return str(value)
    for member in _HYPERMEDIA & item.keys():
        value = item[member]
        value = value.get("self", value.get("href")) if isinstance(value, dict) else value
        value = value.get("href") if isinstance(value, dict) else value
        last = str(value or "").split("?")[0].rstrip("/").rsplit("/", 1)[-1]
        if last.isdecimal():
            return last
    return ""


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int) and not isinstance(value, bool) and value != ""


def _attributes(item: Mapping[str, Any], of: Collection) -> dict[str, Any]:
    own = words_of(of.type)
    named = {of.key: of.id} if of.key else {}
    shown = {
        name: value
        for name, value in item.items()
        if name not in _HYPERMEDIA and words_of(name) not in (("id",), ("pk",), (*own, "id"))
    }
    known = {words_of(name) for name in shown}
    return {**{k: v for k, v in named.items() if words_of(k) not in known}, **shown}


def secrets_of(document: Any) -> tuple[str, ...]:
    """The members of a body that are secrets."""
    names = document if isinstance(document, dict) else {}
    return tuple(name for name in names if set(words_of(name)) & _SECRETS)
