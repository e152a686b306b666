"""Example bodies as JSON values with the location of each part."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Final, TypeAlias

from contracts.model import (
    Action,
    Contract,
    Location,
    Payload,
    Request,
    Schema,
    Transaction,
)
from contracts.read.lines import Lines
from contracts.text.payloads import is_json_api, looks_like_json_api, parsed

Step: TypeAlias = "str | int"
Pointer: TypeAlias = tuple[Step, ...]

_BLANK: Final = re.compile(r"[ \t\r\n]*")
_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_DECODER: Final = json.JSONDecoder(strict=False)


@dataclass(frozen=True)
class Body:
    """One example body: its JSON value and what it belongs to."""

    action: Action
    transaction: Transaction
    payload: Payload
    value: Any
    lines: Lines = field(default_factory=Lines)

    @property
    def is_request(self) -> bool:
        """Whether it is sent, not answered."""
        return isinstance(self.payload, Request)

    @property
    def is_error(self) -> bool:
        """Whether it belongs to a transaction that is meant to fail."""
        return self.transaction.response.is_error

    @property
    def start(self) -> Location:
        """The location of the body or, when MSON describes it, of its payload."""
        return self.payload.body_location or self.payload.location or self.transaction.location

    @cached_property
    def is_document(self) -> bool:
        """Whether it is a JSON:API document, by its media type or by its shape."""
        if not isinstance(self.value, dict):
            return False
        return is_json_api(self.payload) or looks_like_json_api(self.value)

    def place(self, *pointer: Step, name: bool = False) -> Location:
        """The location of the value at ``pointer``, or with ``name`` of its member's name.

        Of a body made from MSON, it is the member's line.
        """
        if not self.payload.body_written:
            return _member_place(self.payload.schema, pointer) or self.start
        offset = position(self.payload.body, pointer, name=name)
        return self.start if offset is None else self.at(offset)

    def at(self, offset: int) -> Location:
        """The location of the code point at ``offset`` of a written body."""
        return self.lines.inside(self.start, self.payload.body, offset)


def bodies(contract: Contract, lines: Lines | None = None) -> Iterator[Body]:
    """Every example body of the contract that is JSON, in document order.

    ``lines`` are those of its source.
    """
    lines = lines or Lines()
    for action in contract.actions():
        for transaction in action.transactions:
            for payload in (transaction.request, transaction.response):
                if not payload.body.lstrip()[:1]:
                    continue
                try:
                    yield Body(action, transaction, payload, parsed(payload.body), lines)
                except ValueError:
                    continue  # the rule body-not-json reports it where JSON is announced


@lru_cache(maxsize=8_192)
def position(text: str, pointer: Pointer, *, name: bool = False) -> int | None:
    """The offset of the value at ``pointer`` in valid JSON, or of its member's name."""
    at = _blank(text, 0)
    for number, step in enumerate(pointer):
        last = number == len(pointer) - 1
        inside = _inside(text, at, step, name=name and last)
        if inside is None:
            return None
        at = inside
    return at


def _inside(text: str, at: int, step: Step, *, name: bool) -> int | None:
    opener, at = text[at], _blank(text, at + 1)
    if (opener != "{") == isinstance(step, str) or opener not in "{[":
        return None
    offset, index = None, 0
    while at < len(text) and text[at] not in "}]":
        key: Step = index
        here = at
        if opener == "{":
            string = _STRING.match(text, at)
            if string is None:
                return None
            key = json.loads(string[0])
            at = _blank(text, _blank(text, string.end()) + 1)
        if key == step:
            offset = here if name else at  # of a name used twice, JSON readers take the last
        at = _blank(text, _end(text, at))
        if at < len(text) and text[at] == ",":
            at = _blank(text, at + 1)
        index += 1
        if offset is not None and opener == "[":
            break
    return offset


def _end(text: str, at: int) -> int:
    """The offset after the value that begins at ``at``; the JSON module's C code finds it."""
    return _DECODER.raw_decode(text, at)[1]


def _blank(text: str, at: int) -> int:
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _member_place(schema: Schema | None, pointer: Pointer) -> Location | None:
    """The line of the innermost MSON member on the way to ``pointer``."""
    location: Location | None = None
    node = schema
    for step in pointer:
        if node is None:
            break
        if isinstance(step, int):
            node = node.items[0] if node.items else None
            continue
        member = next((m for m in node.members if m.name == step), None)
        location = member.location if member and member.location else location
        node = member.schema if member else None
    return location


@dataclass(frozen=True)
class ExampleResource:
    """A resource object in the ``data`` or ``included`` of a document."""

    body: Body
    pointer: Pointer
    value: dict[str, Any]

    @property
    def type(self) -> str:
        """Its type, empty where it has none that is a text."""
        type_ = self.value.get("type")
        return type_ if isinstance(type_, str) else ""

    @property
    def id(self) -> str:
        """Its id as a text, empty where it has none."""
        id_ = self.value.get("id")
        return str(id_) if isinstance(id_, str | int) else ""

    def members(self, part: str) -> dict[str, Any]:
        """Its attributes, relationships or links; empty where they are no object."""
        members = self.value.get(part)
        return members if isinstance(members, dict) else {}

    def place(self, *pointer: Step, name: bool = False) -> Location:
        """The location of a part of it."""
        return self.body.place(*self.pointer, *pointer, name=name)


def examples(bodies: Iterable[Body]) -> Iterator[ExampleResource]:
    """The resource objects of all documents but the requests that are meant to be refused."""
    for body in bodies:
        if not body.is_document or (body.is_request and body.is_error):
            continue
        for part in ("data", "included"):
            inside = body.value.get(part)
            if isinstance(inside, dict):
                yield ExampleResource(body, (part,), inside)
            elif isinstance(inside, list):
                for number, each in enumerate(inside):
                    if isinstance(each, dict):
                        yield ExampleResource(body, (part, number), each)
