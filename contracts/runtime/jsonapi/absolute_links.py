"""Links with scheme and host, for clients that do not resolve paths (``PUBLIC_URL``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_RESOURCES = ("data", "included")


def absolute(document: Mapping[str, Any], base: str) -> dict[str, Any]:
    """The document with ``base`` before every link that is a path (JSON:API 1.0, "Links").

    Those of the document, its resources and their relationships; what is in attributes or
    meta is no link.
    """
    result = _with_links(document, base)
    for member in _RESOURCES:
        part = result.get(member)
        if isinstance(part, list):
            result[member] = [_resource(item, base) for item in part]
        elif part is not None:
            result[member] = _resource(part, base)
    return result


def absolute_address(address: str, base: str) -> str:
    """``address`` with ``base`` before it where it is a path."""
    return base + address if address.startswith("/") else address


def _resource(resource: Mapping[str, Any], base: str) -> dict[str, Any]:
    result = _with_links(resource, base)
    if "relationships" in result:
        result["relationships"] = {
            name: _with_links(each, base) for name, each in result["relationships"].items()
        }
    return result


def _with_links(owner: Mapping[str, Any], base: str) -> dict[str, Any]:
    links = owner.get("links")
    if not links:
        return dict(owner)
    return {
        **owner,
        "links": {
            name: absolute_address(link, base) if isinstance(link, str) else link
            for name, link in links.items()
        },
    }
