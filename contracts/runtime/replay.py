"""Replays documented examples, for actions that are not JSON:API.

A route may have several examples. A request chooses one by the ``Prefer`` header
(RFC 7240: ``Prefer: status=404`` or ``Prefer: example="Without a token"``), else the one
whose request is most like it: its body, its query, its path, its headers, and the first of
equals.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from urllib.parse import unquote

from flask import Flask, Request, Response, current_app, g, request
from werkzeug.http import parse_options_header

from contracts.runtime.jsonapi.errors import ApiError

#: Header fields that belong to a connection or are made by the server itself.
OWN_HEADERS: Final = frozenset(
    ("connection", "content-length", "date", "keep-alive", "server", "transfer-encoding", "upgrade")
)
#: The text between commas outside quotes; an unclosed quote ends with the header.
_PREFERENCE: Final = re.compile(r'(?:"(?:[^"\\]|\\.|\\\Z)*(?:"|\Z)|[^,"]+)++', re.DOTALL)
_TOKEN: Final = re.compile(
    r"""\s*([\w!#$%&'*+.^`|~-]+)\s*(?:=\s*(?:"((?:[^"\\]|\\.)*)"|([^;,\s]*)))?"""
)
_STORABLE: Final = re.compile(r"[\t\x20-\x7e\xa0-\xff]*")


@dataclass(frozen=True, slots=True)
class Example:
    """A documented request and its answer; ``names`` are what ``Prefer: example=`` may say."""

    status: int
    names: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    sent_body: str = ""
    sent_path: str = ""
    sent_query: tuple[tuple[str, str], ...] = ()
    sent_headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Replay:
    """A method and path (``/v1/events/{id}/copy``) with its examples, in document order.

    A ``served`` action has a view with a database; its examples are sent on request (``Prefer``).
    """

    method: str
    path: str
    operation: str
    examples: tuple[Example, ...] = field(default=())
    served: bool = False


def load_replays(text: str) -> tuple[Replay, ...]:
    """The replays in a generated package's JSON text."""
    return tuple(
        Replay(
            entry["method"],
            entry["path"],
            entry["operation"],
            tuple(_example(each) for each in entry["examples"]),
            bool(entry.get("served")),
        )
        for entry in json.loads(text)
    )


def _example(entry: Mapping[str, Any]) -> Example:
    pairs = ("headers", "sent_query", "sent_headers")
    made = {name: tuple((k, v) for k, v in entry.get(name, ())) for name in pairs}
    return Example(
        entry["status"],
        tuple(entry.get("names", ())),
        body=entry.get("body", ""),
        sent_body=entry.get("sent_body", ""),
        sent_path=entry.get("sent_path", ""),
        **made,
    )


def register_replays(app: Flask, replays: Iterable[Replay]) -> None:
    """Route every replay; of two with one method and path, the first is served."""
    known = tuple(replays)
    wanted = {replay.operation: replay for replay in known if replay.served}
    if wanted:
        app.before_request(partial(_asked_for, wanted))
    for number, replay in enumerate(known):
        if replay.served:
            continue
        rule = _rule(replay.path)
        options = {"provide_automatic_options": replay.method != "OPTIONS"}
        view = _view(replay)
        app.add_url_rule(rule, f"replay-{number}", view, methods=[replay.method], **options)


def _asked_for(wanted: Mapping[str, Replay]) -> Response | None:
    """The example of a view's operation that ``Prefer`` names; None lets the view answer."""
    preferred = parse_prefer(request.headers.getlist("Prefer"))
    if not preferred.keys() & {"example", "status", "code"}:
        return None
    view = current_app.view_functions.get(request.endpoint or "")
    operations = getattr(getattr(view, "view_class", None), "operations", ())
    named = next((o.id for o in operations if o.method == request.method), "")
    return _answer(wanted[named], preferred) if named in wanted else None


def _rule(path: str) -> str:
    """The path as a routing rule, with numbered variables; requests come decoded."""
    rule, at = "", 0
    for number, variable in enumerate(re.finditer(r"\{(\+?)[^}]*\}", path)):
        # What may hold slashes is written {+name} (RFC 6570, section 3.2.3).
        converter = "path:" if variable[1] else ""
        literal = _literal(path[at : variable.start()], f"{number}")
        rule += f"{literal}<{converter}variable{number}>"
        at = variable.end()
    rule += _literal(path[at:], "end")
    return rule if rule.startswith("/") else f"/{rule}"


def _literal(text: str, name: str) -> str:
    """A part of a rule that is no variable: ``<`` begins one, which admits that alone."""
    first, *others = unquote(text).split("<")
    brackets = (f'<any("<"):bracket{name}_{n}>{other}' for n, other in enumerate(others))
    return "".join((first, *brackets))


def _view(replay: Replay) -> Callable[..., Response]:
    def view(**_variables: str) -> Response:
        return _answer(replay, parse_prefer(request.headers.getlist("Prefer")))

    return view


def _answer(replay: Replay, preferred: Mapping[str, str]) -> Response:
    example, applied = choose(replay.examples, preferred, request)
    answer = respond(example)
    if applied:
        answer.headers["Preference-Applied"] = applied
        answer.headers.add("Vary", "Prefer")
    return answer


def choose(
    examples: Sequence[Example], preferred: Mapping[str, str], sent: Request
) -> tuple[Example, str]:
    """The example to answer with, and the preference that was applied to find it.

    Raises:
        ApiError: 404, no example matches ``Prefer``.
    """
    wanted = {n: preferred[n] for n in ("example", "status", "code") if n in preferred}
    wished = [e for e in examples if _is_preferred(e, wanted)]
    if not wished:
        asked = " and ".join(f"{name}={value}" for name, value in wanted.items())
        known = ", ".join(" ".join([str(e.status), *map(repr, e.names[:1])]) for e in examples)
        raise ApiError(404, f"No example has {asked}; there are {known}.")
    applied = ", ".join(f'{name}="{value}"' for name, value in wanted.items())
    return max(wished, key=lambda example: _likeness(example, sent)), applied


def _is_preferred(example: Example, wanted: Mapping[str, str]) -> bool:
    status = wanted.get("status", wanted.get("code", str(example.status)))
    name = wanted.get("example")
    return status == str(example.status) and (name is None or name in example.names)


def _likeness(example: Example, sent: Request) -> tuple[int, int, bool, int, int]:
    """How much a request is like the documented one: its body, its query, the values in its
    path, its headers, their values."""
    query = set(sent.args.items(multi=True))
    documented = set(example.sent_query)
    missing = len(documented - query)
    headers = sum(
        1 if _same_header(name, value, sent.headers.get(name)) else -1
        for name, value in example.sent_headers
    )
    if not any(name.lower() == "authorization" for name, _ in example.sent_headers):
        headers -= "Authorization" in sent.headers
    values = sum(sent.headers.get(name) == value for name, value in example.sent_headers)
    in_query = len(documented & query) - missing
    same_path = sent.path == example.sent_path
    return _body_likeness(example, sent), in_query, same_path, headers, values


def _same_header(name: str, documented: str, sent: str | None) -> bool:
    """Whether a header is there; only media types, which mean a choice, are compared."""
    if sent is None or name.lower() not in ("accept", "content-type"):
        return sent is not None
    return parse_options_header(sent)[0].lower() == parse_options_header(documented)[0].lower()


def _body_likeness(example: Example, sent: Request) -> int:
    """4 for the same body, 3 for the same members, 2 for one of the same kind, 0 for others."""
    text = sent.get_data(as_text=True).strip()
    documented = example.sent_body.strip()
    if text == documented:
        return 4
    if not text or not documented:
        return 0
    one, other = _json(documented), _json(text)
    if one is None or other is None:
        return 1
    if one == other:
        return 4
    if isinstance(one, dict) and isinstance(other, dict):
        return 3 if one.keys() == other.keys() else 2 if one.keys() & other.keys() else 1
    return 2 if type(one) is type(other) else 1


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def parse_prefer(values: Iterable[str]) -> dict[str, str]:
    """The preferences of all ``Prefer`` headers by name (RFC 7240, 2); the first counts."""
    wishes: dict[str, str] = {}
    for value in values:
        for part in _PREFERENCE.findall(value):
            match = _TOKEN.match(part)
            if match:
                quoted = re.sub(r"\\(.)", r"\1", match[2]) if match[2] is not None else None
                text = quoted if quoted is not None else match[3] or ""
                wishes.setdefault(match[1].lower(), text)
    return wishes


def respond(example: Example) -> Response:
    """The example's answer; a header that HTTP cannot carry is left out (RFC 9110, 5.5).

    It is marked as replayed, so that nothing is added to the documented headers.
    """
    empty = example.status == 205  # Werkzeug sends no body with 204 and 304
    g.replayed = True
    answer = Response(b"" if empty else example.body.encode("utf-8", "replace"), example.status)
    answer.headers.remove("Content-Type")
    for name, value in example.headers:
        is_token = re.fullmatch(r"[\w!#$%&'*+.^`|~-]+", name, re.ASCII)
        if is_token and name.lower() not in OWN_HEADERS and _STORABLE.fullmatch(value):
            answer.headers.add(name, value)
    return answer
