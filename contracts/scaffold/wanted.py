"""What is wanted of a new resource, from the command line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from contracts.text.spelling import spaced

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_ATTRIBUTE: Final = re.compile(r"(?P<name>[^:]+):(?P<type>[^!?]+)(?P<mark>[!?]?)")

#: The types of attributes: the MSON type and an example.
TYPES: Final[dict[str, tuple[str, str]]] = {
    "string": ("string", "Sample {words}"),
    "text": ("string", "Sample {words}"),
    "integer": ("Integer", "3"),
    "number": ("number", "1.5"),
    "boolean": ("boolean", "true"),
    "timestamp": ("Timestamp", "2099-01-01T09:00:00Z"),
    "date": ("Date", "2099-01-01"),
    "time": ("Time", "09:00:00Z"),
    "email": ("Email", "jane.doe@example.com"),
    "url": ("URL", "https://example.com/{name}"),
    "uuid": ("UUID", "1b4e28ba-2fa1-4d3b-a3f5-ef19b5a7633b"),
}
#: The named scalar types among them, and their base.
SCALARS: Final = {
    "Integer": "number",
    "Timestamp": "string",
    "Date": "string",
    "Time": "string",
    "Email": "string",
    "URL": "string",
    "UUID": "string",
}
RESERVED: Final = ("type", "id", "links", "relationships", "attributes")


class CannotScaffold(ValueError):
    """What is wanted is not possible; the message has the reason and what is possible."""


@dataclass(frozen=True, slots=True)
class NewAttribute:
    """An attribute of the new resource; one with ``choices`` is an enum."""

    name: str
    type: str
    required: bool = False
    nullable: bool = False
    choices: tuple[str, ...] = ()

    @property
    def example(self) -> str:
        """An example value, as MSON writes it between backticks."""
        if self.choices:
            return self.choices[0]
        return TYPES[self.type][1].format(words=spaced(self.name).title(), name=self.name)

    @property
    def is_text(self) -> bool:
        """Whether JSON has its value in quotes."""
        return self.type not in ("integer", "number", "boolean")


@dataclass(frozen=True, slots=True)
class NewResource:
    """A new resource type: its singular, dasherized name, plural, attributes and parent's type."""

    name: str
    plural: str
    attributes: tuple[NewAttribute, ...]
    parent: str = ""

    @property
    def title(self) -> str:
        """``opening-hour`` as ``Opening Hour``."""
        return titled(self.name)


def wanted(name: str, attributes: str, parent: str = "", plural: str = "") -> NewResource:
    """What the command line asks for. Raises CannotScaffold."""
    for each in filter(None, (name, parent, plural)):
        if not _NAME.fullmatch(each):
            raise CannotScaffold(
                f"{each!r} is no name of a resource: write small letters, digits and dashes,"
                " such as opening-hour"
            )
    read = tuple(_attribute(each) for each in attributes.split())
    if not read:
        raise CannotScaffold('name at least one attribute: --attributes "name:string!"')
    names = [each.name for each in read]
    twice = next((each for each in names if names.count(each) > 1), "")
    if twice:
        raise CannotScaffold(f"the attribute {twice} is given twice")
    return NewResource(name, plural or plural_of(name), read, parent)


def _attribute(text: str) -> NewAttribute:
    match = _ATTRIBUTE.fullmatch(text)
    example = "write NAME:TYPE, with ! when required or ? when nullable: opens-at:timestamp?"
    if match is None:
        raise CannotScaffold(f"{text!r} is no attribute: {example}")
    name, kind = match["name"], match["type"].lower()
    if not _NAME.fullmatch(name) or name in RESERVED:
        raise CannotScaffold(f"an attribute cannot be called {name!r} (JSON:API 1.0): {example}")
    choices = tuple(match["type"].split("|")) if "|" in kind else ()
    if not choices and kind not in TYPES:
        known = ", ".join(TYPES)
        raise CannotScaffold(
            f"{kind!r} is no type of an attribute: there are {known}, or choices: gold|silver"
        )
    if choices and not all(re.fullmatch(r"[\w-]+", each) for each in choices):
        raise CannotScaffold(f"{match['type']!r}: choices are words, such as gold|silver")
    return NewAttribute(name, kind, match["mark"] == "!", match["mark"] == "?", choices)


def plural_of(name: str) -> str:
    """The plural of an English noun by its usual rules."""
    if re.search(r"[^aeiou]y$", name):
        return f"{name[:-1]}ies"
    return f"{name}es" if re.search(r"(?:s|x|z|ch|sh)$", name) else f"{name}s"


def titled(name: str) -> str:
    """``opening-hours`` as ``Opening Hours``."""
    return " ".join(word.capitalize() for word in name.split("-"))
