"""An XML text of an example value (OpenAPI 3.1, "XML Object"; the same in 2.0 and 3.0)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

DEEPEST: Final = 8
"""Schemas inside ``allOf`` are looked at so deep: one may be inside itself."""
#: What no XML document may have (XML 1.0, section 2.2).
_UNFIT: Final = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NAME: Final = re.compile(r"[A-Za-z_][\w.-]*(?::[A-Za-z_][\w.-]*)?")


class _Unnamed(Exception):
    """A value has no name that an element could have."""


def xml_text(value: Any, schema: Any, resolved: Callable[[Any], Mapping[str, Any]]) -> str:
    """The value as an XML document, or an empty text where an element would have no name.

    The root is called as ``xml.name`` says, or as the component that the schema refers to.
    """
    reference = schema.get("$ref") if isinstance(schema, dict) else None
    name = str(reference).rpartition("/")[2] if reference else ""
    try:
        lines = list(_XmlWriter(resolved).root(name, value, schema))
    except _Unnamed:
        return ""
    return "\n".join(('<?xml version="1.0" encoding="UTF-8"?>', *lines))


@dataclass(frozen=True, slots=True)
class _XmlWriter:
    resolved: Callable[[Any], Mapping[str, Any]]

    def root(self, name: str, value: Any, schema: Any) -> Iterator[str]:
        """The one element of a document: a list without an element around it has none."""
        is_bare = isinstance(value, list) and not self._xml(schema).get("wrapped")
        if is_bare and not (name or self._xml(schema).get("name")):
            raise _Unnamed
        if is_bare:
            yield from self._wrapper(name, value, schema)
        else:
            yield from self._element(name, value, schema)

    def _element(self, name: str, value: Any, schema: Any) -> Iterator[str]:
        if isinstance(value, list):
            if self._xml(schema).get("wrapped"):
                yield from self._wrapper(name, value, schema)
            else:
                yield from self._items(name, value, schema)
            return
        tag, xml = self._tag(name, schema), self._xml(schema)
        space = str(xml.get("namespace") or "")
        prefix = f":{xml['prefix']}" if xml.get("prefix") else ""
        start = tag + (f" xmlns{prefix}={quoteattr(space)}" if space else "")
        if not isinstance(value, dict):
            text = escape(_scalar(value))
            yield f"<{start}>{text}</{tag}>" if text else f"<{start}/>"
            return
        members = self._members(schema)
        inside: list[str] = []
        for key, each in value.items():
            own = members.get(key, {})
            if self._xml(own).get("attribute") is True and not isinstance(each, dict | list):
                start += f" {self._tag(key, own)}={quoteattr(_scalar(each))}"
            else:
                inside += self._element(key, each, own)
        yield from _around(start, tag, inside)

    def _wrapper(self, name: str, value: list[Any], schema: Any) -> Iterator[str]:
        tag = self._tag(name, schema)
        yield from _around(tag, tag, list(self._items(tag, value, schema)))

    def _items(self, name: str, value: list[Any], schema: Any) -> Iterator[str]:
        items = self.resolved(schema).get("items") or {}
        for each in value:
            yield from self._element(name, each, items)

    def _members(self, schema: Any, depth: int = 0) -> dict[str, Any]:
        node = self.resolved(schema)
        members: dict[str, Any] = {}
        for part in (node.get("allOf") or ()) if depth < DEEPEST else ():
            members |= self._members(part, depth + 1)
        return members | dict(node.get("properties") or {})

    def _xml(self, schema: Any) -> Mapping[str, Any]:
        xml = self.resolved(schema).get("xml")
        return xml if isinstance(xml, dict) else {}

    def _tag(self, name: str, schema: Any) -> str:
        xml = self._xml(schema)
        prefix = f"{xml['prefix']}:" if xml.get("prefix") else ""
        tag = f"{prefix}{xml.get('name') or name}"
        if not _NAME.fullmatch(tag):
            raise _Unnamed
        return tag


def _around(start: str, tag: str, inside: list[str]) -> Iterator[str]:
    if not inside:
        yield f"<{start}/>"
        return
    yield f"<{start}>"
    yield from (f"  {line}" for line in inside)
    yield f"</{tag}>"


def _scalar(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return " ".join(_UNFIT.sub("\ufffd", str(value)).split())
