"""Accessors for raw API Elements as drafter 3.2.7 writes them.

The layout is the older one (https://apielements.org/en/v0.2.x/): ``meta.classes`` is a plain
list, and a title or description is a string or ``{"element": "string", "content": …}``. Every
element has passed :func:`contracts.read.source_maps.located`: it carries ``"offset"``, the code
point offset of its place in the expanded text.
"""

from __future__ import annotations

from typing import Any, TypeAlias

Element: TypeAlias = dict[str, Any]


def content(value: Any) -> Any:
    """The plain value of ``value``, whether bare or wrapped in an element."""
    return value.get("content") if isinstance(value, dict) else value


def text(value: Any) -> str:
    """The text of a string, bare or wrapped in an element; empty when there is none."""
    plain = content(value)
    return plain if isinstance(plain, str) else ""


def element_name(element: Element) -> str:
    """The element's type: ``object``, ``string``, ``FAQ Document``, ``ref``, ``select``."""
    return str(element.get("element", ""))


def type_name(element: Element) -> str:
    """The name a named type is declared with, empty for any other element."""
    return text(element.get("meta", {}).get("id"))


def description(element: Element) -> str:
    """The element's own description, or an empty text."""
    return text(element.get("meta", {}).get("description"))


def title(element: Element) -> str:
    """The element's title, or an empty text."""
    return text(element.get("meta", {}).get("title"))


def classes(element: Element) -> tuple[str, ...]:
    """The element's classes, such as ``resourceGroup`` or ``messageBody``."""
    return tuple(text(name) for name in element.get("meta", {}).get("classes", ()))


def attribute(element: Element, name: str) -> Any:
    """The element's attribute, unchanged, or None."""
    return element.get("attributes", {}).get(name)


def type_attributes(element: Element) -> frozenset[str]:
    """MSON type attributes: ``required``, ``nullable``, ``fixed``, ``fixedType``, …"""
    return frozenset(text(name) for name in attribute(element, "typeAttributes") or ())


def children(element: Element) -> tuple[Element, ...]:
    """The elements inside an element whose content is a list; else nothing."""
    inside = element.get("content")
    return tuple(e for e in inside if isinstance(e, dict)) if isinstance(inside, list) else ()


def members(element: Element) -> tuple[Element, ...]:
    """The content of an object: ``member`` elements, and ``ref`` (Include), ``select`` (One Of)."""
    return tuple(e for e in children(element) if element_name(e) in ("member", "ref", "select"))


def key(member: Element) -> str:
    """The name of a ``member`` element."""
    return text(member["content"]["key"])


def value(member: Element) -> Element:
    """The value of a ``member`` element: an element, of type ``string`` when none was given."""
    node = member["content"].get("value")
    return node if isinstance(node, dict) else {"element": "string", "offset": offset(member)}


def ref_target(element: Element) -> str:
    """The name of the type that a ``ref`` element (Include) includes."""
    inside = element.get("content")
    return text(inside.get("href")) if isinstance(inside, dict) else text(inside)


def offset(element: Element) -> int:
    """The code point offset of the element's place in the expanded text."""
    return int(element.get("offset", 0))
