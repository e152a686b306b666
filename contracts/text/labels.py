"""Lines of an explanation, each with a label before it."""

from __future__ import annotations

from collections.abc import Iterator


def labelled(label: str, text: object) -> Iterator[str]:
    """``text`` behind a label of at most seven letters, its further lines below the first."""
    first, *rest = str(text).splitlines() or [""]
    yield f"  {label:7} {first}"
    yield from (f"          {line}" for line in rest)
