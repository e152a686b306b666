"""Keys of texts that must be unique among living rows.

Two texts are the same when their keys are: compatibility forms (NFKC), case, white space and
invisible characters make no difference (compare Unicode Standard Annex 31, "Identifier Caseless
Matching"). A unique index on a separate column decides, so that of two concurrent requests only one
succeeds. The key is computed in Python, because ``lower()`` of SQLite is for ASCII only.
"""

from __future__ import annotations

import hashlib
import unicodedata
from itertools import chain, groupby
from typing import Any, Final

from sqlalchemy import Index, Text, event
from sqlalchemy.orm import MappedColumn, mapped_column

from contracts.runtime.jsonapi.errors import ApiError
from contracts.runtime.jsonapi.names import pointer, public_name

#: Bytes of a key: PostgreSQL refuses index rows over 2,704, and NFKC makes 18 letters of one.
LONGEST: Final = 1000
#: Default ignorable characters (Unicode 4.4) that are no format characters: fillers, selectors.
_IGNORED: Final = frozenset(
    map(chr, (0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, *range(0x180B, 0x1810), 0x3164, 0xFFA0))
) | frozenset(map(chr, range(0xFE00, 0xFE10)))
#: Invisible characters that words and emoji are written with: joiners and selectors.
_NEEDED: Final = frozenset("\u200c\u200d") | frozenset(map(chr, range(0xFE00, 0xFE10)))


def folded(text: str) -> str:
    """The key of ``text``: texts with one key are the same."""
    if not text.isascii():  # which is normal and visible
        text = "".join(filter(_is_visible, _normalized(text)))
    key = " ".join(_normalized(text.casefold()).split())
    data = key.encode("utf-8", "surrogatepass")
    return key if len(data) <= LONGEST else f"sha256:{hashlib.sha256(data).hexdigest()}"


def _normalized(text: str) -> str:
    """The NFKC of ``text``, in a time that grows with its length.

    ``unicodedata`` puts marks in canonical order by insertion, in a time that grows with the square
    of their number: here they are in order before.
    """
    if text.isascii():
        return text
    decomposed = "".join(unicodedata.normalize("NFKD", character) for character in text)
    runs = groupby(decomposed, key=lambda character: unicodedata.combining(character) > 0)
    ordered = (
        sorted(run, key=unicodedata.combining) if are_marks else run for are_marks, run in runs
    )
    return unicodedata.normalize("NFKC", "".join(chain.from_iterable(ordered)))


def _is_visible(character: str) -> bool:
    return character not in _IGNORED and unicodedata.category(character) != "Cf"


def unusable(text: str) -> str:
    """Why ``text`` can be no unique name, to follow its name; empty when it can."""
    if not text.isascii() and any(c not in _NEEDED and not _is_visible(c) for c in text):
        return "must not have invisible characters."
    return "" if folded(text) else "must have a visible character."


def key_column(name: str) -> MappedColumn[str]:
    """The column ``{name}_key`` of a model, in which the folded text ``name`` is kept."""

    def key_of_inserted(context: Any) -> str:
        return folded(context.get_current_parameters()[name])

    return mapped_column(Text, nullable=False, default=key_of_inserted, sort_order=2)


def unique_text(model: Any, name: str, *, within: tuple[str, ...] = (), detail: str) -> None:
    """Keep the text attribute ``name`` of ``model`` unique, among rows alike in ``within``.

    The model has the :func:`key_column` of ``name``. A violation is answered as 409 with
    ``detail``, pointing at the attribute; a text without a visible character, or with an
    invisible one, as 422. Calling it again changes nothing.
    """
    key, table = f"{name}_key", model.__table__
    index = f"uq_{table.name}_{name}"
    if any(each.name == index for each in table.indexes):
        return

    def follow(obj: Any, value: str, _old: object, _initiator: object) -> None:
        reason = unusable(value)
        if reason:
            shown = public_name(name)
            raise ApiError(422, f"{shown} {reason}", pointer=pointer("data", "attributes", shown))
        setattr(obj, key, folded(value))

    event.listen(getattr(model, name), "set", follow)
    living = table.c.deleted_at.is_(None)
    Index(
        index,
        *(table.c[column] for column in (*within, key)),
        unique=True,
        sqlite_where=living,
        postgresql_where=living,
        info={"attribute": name, "detail": detail},
    )
