"""Dredd's verdict: that of Gavel 9.1 on an answer, quirks included.

Dredd 14 hands Gavel two dictionaries, the expected and the real message; this module makes
the expected one from the contract and compares as Gavel's ``lib/units`` and
``lib/validators`` do (https://github.com/apiaryio/gavel.js). Known quirks, kept on purpose:
only five headers have their value compared; without a schema the scalars of an example
are not compared, and ``[]`` satisfies any list; a body is looked at only when one is
documented; a text must be equal to its last line end.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

from contracts.dredd.emulation.ajv import AjvSchema, SchemaRefused
from contracts.dredd.emulation.ajv_messages import type_of
from contracts.dredd.emulation.expected import Message, expected_message
from contracts.exchange import Answer, Problem
from contracts.model import Headers
from contracts.text.json_pointer import escape
from contracts.text.json_values import read_json

__all__ = [
    "GavelJudge",
    "Message",
    "Unjudgeable",
    "expected_message",
    "real_message",
]

_COMPARED: Final = frozenset(
    ("content-type", "accept", "accept-charset", "accept-encoding", "accept-language")
)
# Of these, Node.js keeps the first (its http module, message.headers).
_KEPT_ONCE: Final = frozenset(
    (
        *("age", "authorization", "content-length", "content-type", "etag", "expires", "from"),
        *("host", "if-modified-since", "if-unmodified-since", "last-modified", "location"),
        *("max-forwards", "proxy-authorization", "referer", "retry-after", "server"),
        "user-agent",
    )
)
# The npm packages content-type (RFC 9110, section 8.3.1) and media-typer (RFC 6838, 4.2).
_WORD: Final = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED: Final = r'"(?:[\v\x20\x21\x23-\x5b\x5d-\x7e\x80-\xff]|\\[\v\x20-\xff])*"'
_CONTENT_TYPE: Final = re.compile(
    rf"\s*({_WORD}/{_WORD})\s*(?:; *{_WORD} *= *(?:{_QUOTED}|{_WORD}) *)*"
)
_NAME: Final = r"[A-Za-z0-9][A-Za-z0-9!#$&^_{}-]{{0,126}}"
_MEDIA_TYPE: Final = re.compile(rf"{_NAME.format('')}/{_NAME.format('.+')}")
# ajv asks a JavaScript object for its members, and every object has these.
_INHERITED: Final = frozenset(
    (
        *("constructor", "hasOwnProperty", "isPrototypeOf", "propertyIsEnumerable"),
        *("toLocaleString", "toString", "valueOf"),
    )
)
_MISSING: Final = object()


class Unjudgeable(Exception):
    """Gavel raises an error instead of judging, and Dredd reports the transaction so."""


def real_message(answer: Answer) -> Message:
    """The answer as Dredd and Node.js have it: lower-case names, no body when it is empty."""
    message: Message = {"statusCode": answer.status, "headers": node_headers(answer.headers)}
    if answer.body:
        text = answer.body.decode("utf-8", errors="replace")
        is_binary = "\ufffd" in text
        message["bodyEncoding"] = "base64" if is_binary else "utf-8"
        message["body"] = base64.b64encode(answer.body).decode() if is_binary else text
    return message


def node_headers(headers: Headers) -> dict[str, Any]:
    """Response headers as Node.js gives them: by lower-case name, repeated ones joined."""
    joined: dict[str, Any] = {}
    for name, value in headers:
        key = name.lower()
        if key == "set-cookie":
            joined.setdefault(key, []).append(value)
        elif key not in joined:
            joined[key] = value
        elif key not in _KEPT_ONCE:
            joined[key] += ("; " if key == "cookie" else ", ") + value
    return joined


class GavelJudge:
    """Gavel for one expected message; what can be made ready once is."""

    def __init__(self, expected: Message) -> None:
        self._status = str(expected.get("statusCode") or "").strip()
        self._headers = _normalised(expected.get("headers") or {})
        self._body: str | None = expected.get("body")
        self._schema_source: Any = expected.get("bodySchema")
        self._schema: AjvSchema | None = None
        self._expected_json = _MISSING if self._body is None else _parsed(self._body)

    def problems(self, real: Message) -> tuple[Problem, ...]:
        """What is wrong with the real message, in the order Dredd prints it.

        Raises Unjudgeable where Gavel raises.
        """
        headers = _normalised(real.get("headers") or {})
        problems = list(self._header_problems(headers))
        if self._body is not None or self._schema_source is not None:
            problems += self._body_problems(headers, str(real.get("body") or ""))
        status = str(real.get("statusCode", "")).strip()
        if self._status and status != self._status:
            message = f"Expected status code {self._status!r}, but got {status!r}."
            problems.append(Problem("status", message, "status", self._status, status))
        return tuple(problems)

    def _header_problems(self, real: Mapping[str, Any]) -> Iterator[Problem]:
        for name, value in self._headers.items():
            if name not in real:
                yield Problem(
                    "header", f"At '/{name}' Missing required property: {name}", f"header:{name}"
                )
            elif name in _COMPARED and real[name] != value:
                message = f"At '/{name}' No enum match for: \"{real[name]}\""
                yield Problem("header", message, f"header:{name}", value, real[name])

    def _body_problems(self, headers: Mapping[str, Any], body: str) -> list[Problem]:
        if isinstance(self._schema_source, str) and _parsed(self._schema_source) is _MISSING:
            raise Unjudgeable("the given JSON Schema is not valid JSON")
        seen = _parsed(body)
        problems = []
        if seen is _MISSING and _is_json(headers.get("content-type")):
            problems.append(_unreadable("actual", headers))
        expects_json = self._schema_source is not None or self._expected_json is not _MISSING
        if not expects_json and _is_json(self._headers.get("content-type")):
            problems.append(_unreadable("expected", self._headers))
        if problems:
            return problems
        if not expects_json and seen is _MISSING:
            return [] if body == self._body else [Problem("body", _TEXT, "", self._body, body)]
        if seen is _MISSING:
            return [_missing(self._media_type(), body, self._body)]
        if self._schema_source is not None:
            return list(self._validator().problems(seen))
        if not expects_json:
            actual = _media_type(headers.get("content-type"))
            return [Problem("body", _MISMATCH.format(actual, "text/plain"), "", self._body, body)]
        return list(_example_problems(self._expected_json, seen, "", is_root=True))

    def _media_type(self) -> str:
        if self._schema_source is not None:
            return "application/schema+json"
        return _media_type(self._headers.get("content-type"))

    def _validator(self) -> AjvSchema:
        if self._schema is None:
            try:
                self._schema = _compiled(self._schema_source)
            except SchemaRefused as error:
                raise Unjudgeable(str(error)) from error
        return self._schema


def _compiled(source: Any) -> AjvSchema:
    """Many transactions answer with the same error document: its schema is made once."""
    return _of_text(source) if isinstance(source, str) else AjvSchema(source)


@lru_cache(maxsize=512)
def _of_text(source: str) -> AjvSchema:
    return AjvSchema(source)


_TEXT: Final = "Actual and expected data do not match."
_MISMATCH: Final = "Can't validate actual media type '{}' against the expected media type '{}'."


def _unreadable(whose: str, headers: Mapping[str, Any]) -> Problem:
    kind = headers["content-type"]
    return Problem(
        "body",
        f"Can't validate: {whose} body 'Content-Type' header is '{kind}'"
        " but body is not a parseable JSON",
    )


def _missing(expected: str, body: str, example: str | None) -> Problem:
    if body == "" and example != "":
        message = f'Expected "body" of "{expected}" media type, but actual "body" is missing.'
        return Problem("body", message, "", example or "", "")
    return Problem("body", _MISMATCH.format("text/plain", expected), "", example or "", body)


def _normalised(headers: Mapping[str, Any]) -> dict[str, Any]:
    """Names and values in lower case, as Gavel compares them."""
    return {
        str(name).lower(): value.lower() if isinstance(value, str) else value
        for name, value in headers.items()
    }


def _parsed(text: str) -> Any:
    """What JSON.parse makes of a text, or _MISSING where it raises."""
    try:
        return read_json(text)
    except ValueError:
        return _MISSING


def _type_of(content_type: Any) -> str:
    """The media type in a Content-Type header, or an empty text for one that is none."""
    match = _CONTENT_TYPE.fullmatch(str(content_type or ""))
    if match is None or not _MEDIA_TYPE.fullmatch(match[1]):
        return ""
    return match[1].lower()


def _is_json(content_type: Any) -> bool:
    kind = _type_of(content_type)
    return kind == "application/json" or kind.partition("/")[2].rpartition("+")[1:] == ("+", "json")


def _media_type(content_type: Any) -> str:
    return _type_of(content_type) if _is_json(content_type) else "application/json"


def _example_problems(expected: Any, seen: Any, place: str, *, is_root: bool) -> Iterator[Problem]:
    """Gavel's JsonExample: the members of objects and the kinds of containers.

    At the root, and only there, the kind of a scalar matters as well.
    """
    if isinstance(expected, dict):
        if not isinstance(seen, dict):
            yield _wrong_kind(place, "object", seen)
            return
        for name, value in expected.items():
            pointer = f"{place}/{escape(name)}"
            if name in seen:
                yield from _example_problems(value, seen[name], pointer, is_root=False)
            elif name not in _INHERITED or isinstance(value, dict | list):
                message = f"At '{pointer}' Missing required property: {name}"
                yield Problem("body", message, pointer, value)
    elif isinstance(expected, list):
        if not isinstance(seen, list):
            yield _wrong_kind(place, "array", seen)
            return
        for index, (value, item) in enumerate(zip(expected, seen, strict=False)):
            yield from _example_problems(value, item, f"{place}/{index}", is_root=False)
    elif is_root and _kind(expected) not in _kinds(seen):
        yield _wrong_kind(place, _kind(expected), seen)


def _kinds(seen: Any) -> tuple[str, ...]:
    """The types a value is of: an integer is a number as well."""
    kind = _kind(seen)
    return (kind, "number") if kind == "integer" else (kind,)


def _kind(value: Any) -> str:
    """The JSON Schema type Gavel gives a value of an example."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "integer"
    return {float: "number", str: "string", list: "array", dict: "object"}[type(value)]


def _wrong_kind(place: str, expected: str, seen: Any) -> Problem:
    message = f"At '{place}' Invalid type: {type_of(seen)} (expected {expected})"
    return Problem("body", message, place, expected, seen)
