"""Locations of elements: drafter's source maps as code point offsets.

drafter 3.2.7 mixes its units. Elements count UTF-8 bytes, but what is under
``+ Headers`` counts code points, and so do annotations, except those born while MSON is
converted. On ASCII text all agree.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Any

from contracts.read.elements import Annotation
from contracts.read.refract import (
    Element,
    attribute,
    children,
    classes,
    content,
    element_name,
    key,
    text,
)

# Only snowcrash's own annotations count code points; these come from the conversion of MSON.
BORN_IN_MSON = re.compile(
    r"cannot use .* together|invalid value for|unable to render|'?variable named property'?"
    r"|is a reserved keyword",
    re.IGNORECASE | re.DOTALL,
)


class Offsets:
    """Byte offsets of a text as code point offsets."""

    def __init__(self, source: str) -> None:
        """Of ``source``; for ASCII text both are the same and nothing is kept."""
        self.text = source
        self._starts: list[int] | None = None
        if not source.isascii():
            self._starts = list(accumulate((len(c.encode()) for c in source), initial=0))

    def from_bytes(self, offset: int) -> int:
        """The code point that holds byte ``offset`` of the UTF-8 text."""
        if self._starts is None:
            return min(offset, len(self.text))
        return min(bisect_right(self._starts, offset) - 1, len(self.text))


def located(element: Element, offsets: Offsets) -> Element:
    """``element``, changed in place: every element inside gets its ``"offset"``.

    What has no place of its own takes that of its title, href, method or first content, and
    else its parent's. Source maps are removed, and so are the bodies and schemas the parser
    made up: they alone have no source map.
    """
    _locate(element, 0, offsets)
    return element


def annotation(element: Element, offsets: Offsets, *, default: int = 0) -> Annotation:
    """The value of an ``annotation`` element; without a source map its location is ``default``."""
    message = text(element)
    ranges = _ranges(element)
    start, end = (ranges[0][0], ranges[-1][0] + ranges[-1][1]) if ranges else (default, default)
    if ranges and BORN_IN_MSON.search(message):
        start, end = offsets.from_bytes(start), offsets.from_bytes(end)
    code = content(attribute(element, "code"))
    return Annotation(code or 0, message, "error" in classes(element), start, end - start)


def shifted(element: Any, distance: int) -> Any:
    """``element``, changed in place: every offset inside moved by ``distance``."""
    if isinstance(element, dict):
        for name, inside in element.items():
            if name == "offset":
                element[name] = inside + distance
            elif isinstance(inside, dict | list):
                shifted(inside, distance)
    elif isinstance(element, list):
        for inside in element:
            if isinstance(inside, dict | list):
                shifted(inside, distance)
    return element


def _ranges(element: Element) -> list[list[int]]:
    maps = attribute(element, "sourceMap") or ()
    return [part for one in maps for part in one.get("content", ())]


def _locate(node: Any, inherited: int, offsets: Offsets) -> None:
    if isinstance(node, list):
        node[:] = [inside for inside in node if not _made_up(inside)]
        for inside in node:
            _locate(inside, inherited, offsets)
    if not isinstance(node, dict):
        return
    own = inherited
    if "element" in node:
        start = _start(node)
        own = inherited if start is None else offsets.from_bytes(start)
        if element_name(node) == "httpHeaders":
            _locate_headers(node, offsets)
        elif element_name(node) == "asset":
            own = _asset_start(node, own, offsets.text)
        node["offset"] = own
        node.get("attributes", {}).pop("sourceMap", None)
    for inside in node.values():
        if isinstance(inside, dict | list):
            _locate(inside, own, offsets)


def _made_up(node: Any) -> bool:
    return isinstance(node, dict) and node.get("element") == "asset" and not _ranges(node)


def _start(node: Any) -> int | None:
    """The first byte of the node or, failing that, of its substitute."""
    if not isinstance(node, dict):
        return None
    ranges = _ranges(node)
    if ranges:
        return int(ranges[0][0])
    inside, meta = node.get("content"), node.get("meta", {})
    candidates = [meta.get("title"), meta.get("id")]
    candidates += [attribute(node, name) for name in ("href", "method", "statusCode")]
    candidates.append(inside.get("key") if isinstance(inside, dict) else None)
    candidates += children(node)
    return next((s for s in map(_start, candidates) if s is not None), None)


def _asset_start(asset: Element, start: int, source: str) -> int:
    """The first character of an asset: its map begins in the indentation, or at its fence."""
    start = _past_blanks(start, source)
    fence = source[start : start + 3]
    if fence in ("```", "~~~") and not text(asset).lstrip().startswith(fence):
        start = _past_blanks(max(source.find("\n", start), start), source)
    return start


def _past_blanks(start: int, source: str) -> int:
    while start < len(source) and source[start] in " \n":
        start += 1
    return start


def _locate_headers(headers: Element, offsets: Offsets) -> None:
    """Turn code points into bytes where a header's map counts those, for one unit below.

    A map that shows the header's own line when read as code points is one; the other maps
    are of a heading such as ``+ Request (application/json)``, and count bytes.
    """
    for member in children(headers):
        ranges = _ranges(member)
        start = ranges[0][0] if ranges else 0
        line = offsets.text[start : start + len(key(member))]
        if ranges and line.lower() == key(member).lower():
            member["attributes"]["sourceMap"][0]["content"][0][0] = len(
                offsets.text[:start].encode()
            )
