"""JSON Pointers (RFC 6901): written, read, and followed; also in URI fragments (section 6)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote, unquote

#: An array index (section 4); the length keeps it an int that is quick to read.
_INDEX: Final = re.compile(r"0|[1-9][0-9]{0,17}")


class _Absent:
    """The type of :data:`ABSENT`."""


#: What :func:`resolve` returns where a pointer leads to no value; ``None`` is a JSON value.
ABSENT: Final = _Absent()


def escape(step: str | int) -> str:
    """One reference token as it is written (section 3)."""
    return str(step).replace("~", "~0").replace("/", "~1")


def unescape(token: str) -> str:
    """The member's name that a reference token means (section 4)."""
    return token.replace("~1", "/").replace("~0", "~")


def pointer(*steps: str | int) -> str:
    """The pointer to the value at ``steps``; the whole document's is empty."""
    return "".join(f"/{escape(step)}" for step in steps)


def steps(pointer: str) -> tuple[str, ...]:
    """The names along a pointer. Raises ValueError for a text that is no pointer."""
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is no JSON Pointer: it must begin with a slash")
    return tuple(unescape(token) for token in pointer.split("/")[1:])


def resolve(document: Any, pointer: str) -> Any:
    """The value in ``document`` that a pointer leads to, else :data:`ABSENT`."""
    try:
        names = steps(pointer)
    except ValueError:
        return ABSENT
    node = document
    for name in names:
        if isinstance(node, Mapping) and name in node:
            node = node[name]
        elif isinstance(node, list) and _is_index(name) and int(name) < len(node):
            node = node[int(name)]
        else:
            return ABSENT
    return node


def resolve_fragment(document: Any, reference: str) -> Any:
    """The value that a reference within the document (``#/$defs/a``) leads to.

    :data:`ABSENT` where it leads nowhere, or into another document.
    """
    if not reference.startswith("#"):
        return ABSENT
    return resolve(document, unquote(reference[1:]))


def fragment(*steps: str | int) -> str:
    """The reference within a document to the value at ``steps``."""
    return "#" + "".join(f"/{quote(escape(step), safe='$')}" for step in steps)


def _is_index(name: str) -> bool:
    return _INDEX.fullmatch(name) is not None
