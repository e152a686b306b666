"""What is wrong in a text that is no JSON (RFC 8259), in our words.

Python's own words differ from version to version, and name its grammar instead of the mistake.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

#: What is in the place of a value, a name or a comma.
_WORD: Final = re.compile(r"[^\s,:{}\[\]\"']{1,40}")
#: A zero that begins a number and ends a text: a digit after it is a mistake.
_ZERO: Final = re.compile(r"[\s,:\[]-?0\Z")
_NO_VALUE: Final = "a value is missing"
_NO_COMMA: Final = "a comma is missing"
_NO_END: Final = "something follows its end"
#: By the beginning of the reader's message. Offsets stay those of the reader.
_MESSAGES: Final = (
    ("Unterminated string", "the text that begins here has no closing quote"),
    ("Invalid control character", "a text holds a line break or another control character"),
    ("Invalid \\", "a text holds a backslash that begins no escape"),
    ("Expecting ':'", "a colon is missing after the name"),
    ("Expecting ','", _NO_COMMA),
    ("Expecting property name", "a member's name in double quotes is missing"),
    ("Extra data", _NO_END),
    ("Expecting value", _NO_VALUE),
)


@dataclass(frozen=True, slots=True)
class JsonMistake:
    """What is wrong, and at which offset of the text."""

    message: str
    offset: int


def described(error: json.JSONDecodeError) -> str:
    """The first mistake of a text, with its line: ``line 2: a comma is missing``."""
    mistake = json_mistake(error)
    return f"line {error.doc.count(chr(10), 0, mistake.offset) + 1}: {mistake.message}"


def json_mistake(error: json.JSONDecodeError) -> JsonMistake:
    """The first mistake of a text that is no JSON."""
    rest = error.doc[error.pos :]
    before = error.doc[: error.pos]
    comma = _comma_before_the_end(error)
    if rest.startswith(("//", "/*", "#")):
        return JsonMistake("JSON has no comments", error.pos)
    if comma is not None:
        return comma
    if rest.startswith("'"):
        return JsonMistake("texts are in double quotes", error.pos)
    for dots in ("...", "…"):
        if rest.startswith(dots):
            return JsonMistake(f"{dots!r} is a placeholder for omitted text", error.pos)
    if not rest.strip():
        return JsonMistake("it ends too early", len(before.rstrip()))
    message = next((ours for theirs, ours in _MESSAGES if error.msg.startswith(theirs)), _NO_VALUE)
    return JsonMistake(_exact(message, before, rest), error.pos)


def _exact(message: str, before: str, rest: str) -> str:
    """The reader's message, or a more exact one by the text at that place."""
    if message == _NO_VALUE and (word := _WORD.match(rest)):
        return f"{word[0]!r} is no JSON value"
    if message == _NO_COMMA and rest[0] in "}]":
        missing = "]" if rest[0] == "}" else "}"
        return f"a {missing} is missing before the {rest[0]}"
    if message == _NO_COMMA and rest[0].isdigit() and _ZERO.search(before):
        return "a number begins with a zero"
    if message == _NO_END and rest.startswith(":"):
        return "the braces around it are missing"
    return message


def _comma_before_the_end(error: json.JSONDecodeError) -> JsonMistake | None:
    """A comma before a closing bracket: some Pythons stop at the one, some at the other."""
    doc = error.doc
    at = error.pos if doc[error.pos : error.pos + 1] == "," else len(doc[: error.pos].rstrip()) - 1
    if at < 0 or doc[at] != ",":
        return None
    closing = doc[at + 1 :].lstrip()[:1]
    if closing not in ("}", "]"):
        return None
    return JsonMistake(f"there is a comma before the closing {closing}", at)
